"""Two builds of the dispatcher, by turns: compare.py BUILD_A BUILD_B [MESSAGES [ROUNDS]]."""

import statistics
import sys
from pathlib import Path

from measure import closed_loop
from measure.load import Load
from measure.world import World


def main(a, b, messages=200_000, rounds=9):
    work = Load(int(messages))
    senders = [closed_loop.Wrk()]
    for durability in ("process", "power"):
        for name, build in (("A", a), ("B", b)):
            program = Path(build).resolve() / "dispatcher"
            senders.append(closed_loop.Dispatcher(durability, program, f"{name}, {durability}"))
    with World(Path(a).resolve() / "dispatcher") as world, world.nginx():
        world.fill(work)
        world.keep_spool()
        made = closed_loop.alternate(world, work, 64, senders, int(rounds))
    closed_loop.print_table(f"{work.messages} messages, 64 connections", closed_loop.summary(made))
    for durability in ("process", "power"):
        cpu_a, cpu_b = (
            [one.cpu_us for one in made if one.program == f"{name}, {durability}"] for name in "AB"
        )
        ratios = sorted(map(lambda one, other: other / one, cpu_a, cpu_b))
        print(
            f"{durability}: B costs {statistics.median(ratios):.3f} of A"
            f" (rounds from {ratios[0]:.3f} to {ratios[-1]:.3f})"
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
