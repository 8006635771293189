"""A deep backlog: how soon a start gets to its first request, and what draining it takes."""

import itertools
import json
import signal
import subprocess

from measure.closed_loop import figures
from measure.open_loop import seconds_of
from measure.program import wait_until


def first_post_s(world):
    """From the start of the process to the first request on the wire, the spool standing full."""
    config = world.configure()
    with world.start(world.dispatcher, "run", *config, "--json") as run:
        began = run.began
        wait_until(lambda: sent_any(world, config), 120, "the first request")
        run.stop(signal.SIGTERM)
        run.finish()
    rows = [world.dispatcher, "outcomes", *config, "--json"]
    with subprocess.Popen(rows, cwd=world.directory, stdout=subprocess.PIPE) as outcomes:
        first = itertools.islice(outcomes.stdout, 1000)
        written = min(seconds_of(json.loads(row)["first_written_at"]) for row in first)
        outcomes.stdout.close()
    return written - began


def sent_any(world, config):
    told = world.status(config)
    return told is not None and told["sent"] > 0


def drain(world):
    """What `run` tells once nothing is left."""
    config = world.configure()
    run = world.run(world.dispatcher, "run", *config, "--until-empty", "--json")
    return figures(run.output)
