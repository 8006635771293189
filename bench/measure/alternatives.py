"""What a user would have otherwise, by turns: alternatives.py [MESSAGES [ROUNDS]]."""

import re
import shutil
import signal
import sys
import time
import urllib.parse

from measure import closed_loop, load
from measure.load import Load, Post
from measure.program import NotMeasured, number, wait_until
from measure.world import World, source

installed = source.parent / "build/alternatives"


class SubmitAndRun:
    """The dispatcher from the file to the outcomes: two processes."""

    def __init__(self, durability):
        self.durability = durability

    def round(self, world, work, connections):
        world.forget_spool()
        config = world.configure(self.durability, connections)
        taken = world.run(world.dispatcher, "submit", *config, "messages.ndjson")
        run = world.run(world.dispatcher, "run", *config, "--until-empty", "--json")
        told = closed_loop.figures(run.output)
        if told["sent"] != work.messages:
            raise NotMeasured(f"not everything was sent:\n{run.output}")
        made = closed_loop.of_run(f"dispatcher, {self.durability}", run, told)
        made.user_us += taken.user_s * 1e6 / work.messages
        made.system_us += taken.system_s * 1e6 / work.messages
        made.wall_s += taken.wall_s
        return made


class NodeLibrary:
    def round(self, world, work, connections):
        ended = world.run(
            *("node", installed / "sender.js", "messages.ndjson", world.url),
            *(connections, load.username, load.password),
            environment={"NODE_EXTRA_CA_CERTS": str(world.directory / "leaf.pem")},
        )
        if int(number(r"^sent (\d+)", ended.output, "node")) != work.messages:
            raise NotMeasured(f"not everything was sent:\n{ended.output}")
        return closed_loop.sent("Node library", ended, work.messages)


class SyslogNg:
    """Reads a file of texts as it stands; ended once all have been answered."""

    def round(self, world, work, connections):
        state = world.directory / "syslog-ng"
        shutil.rmtree(state, ignore_errors=True)
        (state / "buffer").mkdir(parents=True)
        texts = (urllib.parse.quote_plus(work.text(i)) for i in range(1, work.messages + 1))
        (state / "texts").write_text("".join(text + "\n" for text in texts))
        shutil.copy(world.directory / "leaf.pem", state)
        post = Post(work)
        text = (source / "alternatives/syslog-ng.conf.in").read_text()
        for name, value in (
            ("DIRECTORY", state),
            ("URL", world.url + post.path),
            ("CREDENTIAL", post.headers["Authorization"].removeprefix("Basic ")),
            ("CONNECTIONS", connections),
        ):
            text = re.sub(rf"\b{name}\b", str(value), text)
        (state / "syslog-ng.conf").write_text(text)
        control = state / "control"
        with world.start(
            *("syslog-ng", "-F", "-f", state / "syslog-ng.conf", "-c", control),
            *("-R", state / "persist", "-p", state / "pid"),
        ) as program:
            wait_until(lambda: self._written(world, program, control) >= work.messages, 300, "it")
            program.stop(signal.SIGTERM)
            ended = program.finish()
        return closed_loop.sent("syslog-ng", ended, work.messages)

    @staticmethod
    def _written(world, program, control):
        if not program.runs():
            program.finish()
            raise NotMeasured("syslog-ng ended")
        time.sleep(0.2)
        with world.start("syslog-ng-ctl", "stats", f"--control={control}") as ask:
            rows = ask.finish(good=range(256)).output
        found = re.search(r"^dst\.http;.*;written;(\d+)$", rows, re.MULTILINE)
        return int(found.group(1)) if found else 0


def main(messages=20_000, rounds=5):
    work = Load(int(messages))
    senders = [
        closed_loop.Wrk(),
        closed_loop.H2load(),
        SubmitAndRun("process"),
        SubmitAndRun("power"),
        SyslogNg(),
        NodeLibrary(),
    ]
    with World() as world, world.nginx():
        world.write("messages.ndjson", "".join(work.lines()))
        made = closed_loop.alternate(world, work, 64, senders, int(rounds))
    closed_loop.print_table(f"{work.messages} messages, 64 connections", closed_loop.summary(made))


if __name__ == "__main__":
    main(*sys.argv[1:])
