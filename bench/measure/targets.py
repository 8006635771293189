"""What was aimed at, beside what was measured."""

from dataclasses import dataclass
from typing import Callable


@dataclass(frozen=True)
class Target:
    figure: str
    unit: str
    must: float
    aim: float
    read: Callable  # the value in the results; KeyError: it was not measured
    most: bool = True  # False: the more, the better


def of_10m(results, figure):
    if results["backlog"]["depth"] != 10_000_000:
        raise KeyError("another depth")
    return results["backlog"][figure]


def ratio(part, program):
    return lambda results: results[part]["programs"][program]["ratio"]


targets = [
    Target('CPU beside wrk, "process"', "x", 1.5, 1.0, ratio("closed", "dispatcher, process")),
    Target('CPU beside wrk, "power"', "x", 1.7, 1.1, ratio("closed", "dispatcher, power")),
    Target(
        "CPU beside wrk, 1,024 connections", "x", 1.5, 1.0, ratio("wide", "dispatcher, process")
    ),
    Target(
        "user instructions a message",
        "",
        60_000,
        40_000,
        lambda results: results["instructions"]["instructions"],
    ),
    Target(
        "heap allocations a message, shard",
        "",
        2,
        0,
        # Below a hundredth: what happens now and then, not with every message.
        lambda results: round(results["allocations"]["sending"], 2),
    ),
    Target(
        "submit from file, one core",
        "/s",
        60_000,
        120_000,
        lambda results: results["submit"]["programs"]["submit"]["per_second"],
        most=False,
    ),
    Target(
        "memory of an idle connection",
        "KiB",
        48,
        24,
        lambda results: results["idle_connection"]["bytes"] / 1024,
    ),
    Target(
        "peak memory, 10M backlog",
        "MiB",
        256,
        128,
        lambda results: of_10m(results, "rss_max_bytes") / 2**20,
    ),
    Target(
        "start with 10M backlog to first POST",
        "s",
        3,
        1,
        lambda results: of_10m(results, "first_post_s"),
    ),
    Target(
        "open loop, acknowledged to arrived, p99",
        "ms",
        5,
        2,
        lambda results: results["open"]["milliseconds"]["acknowledged to arrived"]["99"],
    ),
    Target(
        "connections opened, of 64",
        "",
        64,
        64,
        lambda results: results["closed"]["programs"]["dispatcher, process"]["connections_opened"],
    ),
]


def judged(target, results):
    """The measured value, and whether it is good enough for each column; nothing: not measured."""
    try:
        value = target.read(results)
    except KeyError:
        return None, None, None
    good = (lambda bound: value <= bound) if target.most else (lambda bound: value >= bound)
    return value, good(target.must), good(target.aim)


def rows(results):
    for target in targets:
        value, must, aim = judged(target, results)
        yield {
            "figure": target.figure,
            "unit": target.unit,
            "measured": value,
            "must": target.must,
            "must_holds": must,
            "aim": target.aim,
            "aim_holds": aim,
        }


def text_of(number):
    return f"{number:,.0f}" if number >= 100 else f"{number:,.2f}".rstrip("0").rstrip(".")


def print_targets(results, judge):
    """Without a judgement where too little was measured for one."""
    print(f"\n{'':40} {'measured':>12}   {'must':>8}       {'aim':>8}")
    for row in rows(results):
        sign = ">=" if row["must"] < row["aim"] else "<="
        if row["measured"] is None:
            print(f"{row['figure']:40} {'not measured':>12}")
            continue
        value = f"{text_of(row['measured'])} {row['unit']}".rstrip()
        must, aim = (verdict(row[f"{column}_holds"]) if judge else "" for column in ("must", "aim"))
        print(
            f"{row['figure']:40} {value:>12}   {sign} {text_of(row['must']):>7} {must:4}"
            f"   {sign} {text_of(row['aim']):>7} {aim}".rstrip()
        )


def verdict(holds):
    return "pass" if holds else "MISS"
