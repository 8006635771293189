"""Measures everything, or the parts that are named; prints tables, writes results and pictures."""

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from measure import (
    backlog,
    closed_loop,
    counts,
    memory,
    micro,
    open_loop,
    plots,
    scaling,
    slow_clients,
    submit,
    targets,
)
from measure.load import Load
from measure.program import NotMeasured
from measure.world import World, source


@dataclass(frozen=True)
class Plan:
    """How much of everything."""

    messages: int = 200_000
    rounds: int = 5
    wide_rounds: int = 5
    count_messages: tuple = (5_000, 15_000)  # under callgrind
    light_messages: tuple = (50_000, 150_000)  # under what costs little
    open_seconds: int = 10
    micro_seconds: float = 0.05
    spool_messages: int = 100_000
    deep: bool = False  # all parts, and the spool behind every backlog
    backlogs: tuple = (1_000_000, 10_000_000)
    slow_clients: int = 1_000
    asks: int = 2_000


plans = {
    "quick": Plan(
        messages=20_000,
        rounds=1,
        wide_rounds=1,
        count_messages=(1_000, 3_000),
        light_messages=(5_000, 15_000),
        open_seconds=3,
        micro_seconds=0.01,
        spool_messages=20_000,
        backlogs=(50_000, 100_000),
        slow_clients=100,
        asks=200,
    ),
    "usual": Plan(),
    "full": Plan(rounds=9, open_seconds=60, micro_seconds=0.5, deep=True),
}


class Bench:
    """One run: every part gives a figure or a table, and leaves it in `results`."""

    def __init__(self, plan, world, server, folder):
        self.plan = plan
        self.world = world
        self.serve = getattr(world, server)
        self.server = server
        self.folder = folder
        self.results = {}
        self.work = Load(plan.messages)

    def closed(self):
        senders = [
            closed_loop.Wrk(),
            closed_loop.H2load(),
            closed_loop.Dispatcher("process"),
            closed_loop.Dispatcher("power"),
        ]
        with self.serve():
            self.world.fill(self.work)
            self.world.keep_spool()
            made = closed_loop.alternate(self.world, self.work, 64, senders, self.plan.rounds)
        table = closed_loop.summary(made)
        closed_loop.print_table(
            f"{self.plan.messages} messages, 64 connections, {self.server}", table
        )
        plots.processor_time(self.folder, table)
        plots.throughput(self.folder, table)
        return table

    def wide(self):
        senders = [closed_loop.Wrk(), closed_loop.Dispatcher("process")]
        with self.serve():
            self.world.fill(self.work)
            self.world.keep_spool()
            made = closed_loop.alternate(
                self.world, self.work, 1024, senders, self.plan.wide_rounds
            )
        table = closed_loop.summary(made)
        closed_loop.print_table(
            f"{self.plan.messages} messages, 1024 connections, {self.server}", table
        )
        return table

    def instructions(self):
        return self._counted(counts.instructions, self.plan.count_messages)

    def calls(self):
        return self._counted(counts.calls, self.plan.light_messages)

    def allocations(self):
        return self._counted(counts.allocations, self.plan.light_messages)

    def _counted(self, count, messages):
        with self.serve():
            found = count(self.world, 64, *messages)
        print(f"\n{count.__name__} a message, {messages[0]} to {messages[1]} messages")
        for name, value in found.items():
            if isinstance(value, str):
                print(f"  {name:14} {value:>12}")
            elif abs(value) >= 0.001:
                print(f"  {name:14} {value:12,.3f}")
        return found

    def submit(self):
        with self.serve():
            made = submit.submit_from_file(self.world, self.work, self.plan.rounds)
        table = closed_loop.summary(made)
        closed_loop.print_table(f"submit from file, {self.plan.messages} messages", table)
        return table

    def idle_connection(self):
        found = memory.idle_connection(self.world)
        print(f"\nan idle connection: {found / 1024:.1f} KiB")
        return {"bytes": found}

    def open(self):
        """At half of what the closed loop has shown to be the most."""
        if "closed" not in self.results:
            raise NotMeasured("the part `closed`, which finds the highest rate")
        fastest = self.results["closed"]["programs"]["dispatcher, process"]["per_second"]
        with self.world.simulator("--ledger", "ledger.ndjson"):
            found = open_loop.measure(self.world, fastest / 2, self.plan.open_seconds)
        open_loop.print_table(found)
        plots.latency(self.folder, found)
        return found

    def micro(self):
        return micro.benchmarks(self.world, self.plan.micro_seconds)

    def spool(self):
        cases = [(200, 0)]
        if self.plan.deep:
            depths = (0, *self.plan.backlogs)
            cases = [(lanes, depth) for depth in depths for lanes in (1, 100, 10_000)]
        return {
            f"{lanes} lanes behind {depth}": micro.spool(
                self.world, self.plan.spool_messages, lanes, depth
            )
            for lanes, depth in cases
        }

    def scaling(self):
        plan, world = self.plan, self.world
        with self.serve():
            found = {
                "connections": list(
                    scaling.connections(world, plan.messages, (1, 8, 64, 256, 1024), plan.rounds)
                ),
                "bodies": list(scaling.bodies(world, plan.messages, plan.rounds)),
                "services": list(
                    scaling.services(world, plan.messages, (1, 100, 10_000), plan.rounds)
                ),
                "backlog": [
                    scaling.backlog(world, depth, plan.messages, plan.rounds)
                    for depth in plan.backlogs
                ],
            }
        axis = {"connections": "connections", "services": "Services"}
        for name, label in axis.items():
            title = f"Processor time per message over {label}"
            plots.scaling(self.folder, f"scaling_{name}", title, label, found[name])
        return found

    def backlog(self):
        depth = max(self.plan.backlogs)
        with self.serve():
            self.world.fill(Load(depth))
            first = backlog.first_post_s(self.world)
            told = backlog.drain(self.world)
        print(f"\n{depth} messages: first POST after {first:.2f} s, then {told}")
        return {"depth": depth, "first_post_s": first, **told}

    def slow_clients(self):
        plan = self.plan
        found = slow_clients.measure(self.world, plan.slow_clients, plan.rounds, plan.asks)
        slow_clients.print_table(found)
        return found

    def run(self, parts):
        for part in parts:
            began = time.monotonic()
            try:
                self.results[part] = getattr(self, part)()
            except NotMeasured as why:
                print(f"\n{part}: not measured: {why}")
                continue
            took = time.monotonic() - began
            self.write(part, {"took_s": round(took, 1), **self.results[part]})

    def write(self, name, found):
        about = {"machine": machine(), "server": self.server}
        text = json.dumps({**about, **found}, indent=1)
        (self.folder / f"{name}.json").write_text(text + "\n")


usual_parts = [
    *("closed", "wide", "instructions", "calls", "allocations", "submit", "idle_connection"),
    *("open", "micro", "spool"),
]
deep_parts = ["scaling", "backlog", "slow_clients"]


def machine():
    with open("/proc/cpuinfo") as lines:
        model = next((line.split(": ")[1].strip() for line in lines if "model name" in line), "")
    commit = subprocess.run(
        ["git", "describe", "--always", "--dirty"], cwd=source, capture_output=True, text=True
    )
    return {
        "processor": model or platform.machine(),
        "processors": len(os.sched_getaffinity(0)),
        "system": platform.release(),
        "commit": commit.stdout.strip(),
    }


def main():
    parser = argparse.ArgumentParser(prog="bench/run.sh", description=__doc__)
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--quick", action="store_true", help="little of all: it shows that all works")
    size.add_argument("--full", action="store_true", help="10M messages, and all that is varied")
    parser.add_argument("--server", choices=("nginx", "simulator"), default="nginx")
    parser.add_argument("--results", type=Path, default=source / "results", metavar="DIRECTORY")
    parser.add_argument(
        "parts", nargs="*", metavar="PART", help=f"of {' '.join(usual_parts + deep_parts)}"
    )
    arguments = parser.parse_args()
    unknown = set(arguments.parts) - set(usual_parts + deep_parts)
    if unknown:
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    name = "quick" if arguments.quick else "full" if arguments.full else "usual"
    plan = plans[name]
    sys.stdout.reconfigure(line_buffering=True)  # a run that is cut off leaves what it had
    arguments.results.mkdir(parents=True, exist_ok=True)
    print(f"{name}: {machine()}")
    with World() as world:
        bench = Bench(plan, world, arguments.server, arguments.results)
        wanted = arguments.parts or usual_parts + deep_parts * plan.deep
        bench.run(wanted)
    targets.print_targets(bench.results, judge=name != "quick")
    if name == "quick":
        print("too little was measured for a judgement: these figures say that all works")
    rows = list(targets.rows(bench.results))
    bench.write("targets", {"plan": name, "rows": rows})
    return 0 if set(wanted) <= set(bench.results) else 1


if __name__ == "__main__":
    sys.exit(main())
