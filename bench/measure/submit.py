"""How fast a file of messages is accepted, synced to the disk, by one processor."""

import os

from measure.closed_loop import sent


def submit_from_file(world, work, rounds):
    """Each round into a new spool."""
    with open(world.directory / "messages.ndjson", "w") as file:
        file.writelines(work.lines())
    config = world.configure()
    processor = max(os.sched_getaffinity(0))
    made = []
    for _ in range(rounds):
        world.forget_spool()
        ended = world.run(
            *f"taskset -c {processor}".split(),
            *[world.dispatcher, "submit", *config, "messages.ndjson"],
        )
        made.append(sent("submit", ended, work.messages))
    return made
