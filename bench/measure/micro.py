"""The parts alone: programs of Google Benchmark, and what the spool costs."""

import json
import re
import shutil

from measure.world import build

programs = (
    "ring_compared",
    "lane_selection",
    "window_limiter",
    "request_building",
    "reply_reading",
)


def benchmarks(world, seconds_each, repetitions=3):
    """Nanoseconds of processor time a turn, medians, by benchmark."""
    found = {}
    for program in programs:
        world.run(
            build / "rooms/bench" / program,
            "--benchmark_out=micro.json",
            "--benchmark_out_format=json",
            f"--benchmark_min_time={seconds_each}",
            f"--benchmark_repetitions={repetitions}",
            "--benchmark_report_aggregates_only=true",
        )
        rows = json.loads((world.directory / "micro.json").read_text())["benchmarks"]
        found[program] = {
            row["run_name"].removesuffix("/process_time/real_time"): {
                "cpu_ns": row["cpu_time"],
                "wall_ns": row["real_time"],
            }
            for row in rows
            if row["aggregate_name"] == "median"
        }
        print(f"\n{program}, medians: {'CPU ns':>31} {'wall ns':>10}")
        for name, row in found[program].items():
            print(f"{name:44} {row['cpu_ns']:10.1f} {row['wall_ns']:10.1f}")
    return found


def spool(world, messages, lanes, backlog):
    """Microseconds of processor time a message, over all threads, by step."""
    directory = world.directory / "spool-speed"
    ended = world.run(
        build / "rooms/bench/spool_speed",
        *[directory, "process", "sequential", messages, lanes, 256, backlog],
    )
    shutil.rmtree(directory)
    steps = {
        step.strip(): {"per_second": float(rate), "cpu_us": float(cpu)}
        for step, rate, cpu in re.findall(
            r"^(\S[^\n]*?) +(\d+) messages/s +([\d.]+) us", ended.output, re.M
        )
    }
    print(f"\nspool, {messages} messages, {lanes} lanes, behind {backlog}")
    for step, row in steps.items():
        print(f"{step:24} {row['cpu_us']:8.2f} us CPU {row['per_second']:10.0f}/s")
    return steps
