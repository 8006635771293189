"""What can be counted instead of timed: instructions, system calls and heap allocations a message.

Each is the difference of two runs of unlike length, divided by the difference: so start and end,
which are the same in both, do not count."""

import re

from measure.closed_loop import figures
from measure.load import Load
from measure.program import NotMeasured, number
from measure.world import build

# Those that a message can cause; all others together are `other`.
system_calls = (
    "read",
    "write",
    "recvfrom",
    "sendto",
    "epoll_wait",
    "epoll_pwait",
    "epoll_ctl",
    "futex",
    "fdatasync",
    "pwrite64",
    "ioctl",
)


def drained(world, work, connections, before=(), environment=None):
    """Drains a new spool under the program `before`; its output."""
    world.fill(work)
    config = world.configure("process", connections)
    command = [*before, world.dispatcher, "run", *config, "--until-empty", "--json"]
    output = world.run(*command, environment=environment).output
    if figures(output)["sent"] != work.messages:
        raise NotMeasured(f"not everything was sent:\n{output}")
    return output


def difference(count, short, long):
    """A message's share of what `count(work)` gives as numbers by name."""
    few, many = count(Load(short)), count(Load(long))
    names = dict.fromkeys([*few, *many])
    return {name: (many.get(name, 0) - few.get(name, 0)) / (long - short) for name in names}


def instructions(world, connections, short, long):
    """In user space, of all threads, as valgrind executes them: one thread at a time, and on a
    processor without AVX-512."""
    world.need("valgrind")

    def count(work):
        valgrind = ["valgrind", "--tool=callgrind", "--callgrind-out-file=callgrind.out"]
        output = drained(world, work, connections, valgrind)
        return {"instructions": number(r"Collected : (\d+)", output, "callgrind")}

    return difference(count, short, long)


def calls(world, connections, short, long):
    """By perf, which costs the program next to nothing. Where it may not: by strace, that slows the
    program, so that more is done with one call."""
    events = ["raw_syscalls:sys_enter", *(f"syscalls:sys_enter_{name}" for name in system_calls)]
    perf = ["perf", "stat", "-x;", "-o", "perf.out", "-e", ",".join(events)]

    def by_perf(work):
        drained(world, work, connections, perf)
        counted = {}
        for line in (world.directory / "perf.out").read_text().splitlines():
            fields = line.split(";")
            if len(fields) > 2 and fields[0].isdigit():
                counted[fields[2].rsplit("sys_enter_")[-1]] = int(fields[0])
        all_calls = counted.pop("raw_syscalls:sys_enter", 0)
        return {"all": all_calls, **counted, "other": all_calls - sum(counted.values())}

    def by_strace(work):
        drained(world, work, connections, ["strace", "-f", "-c", "-qq", "-o", "strace.out"])
        rows = (world.directory / "strace.out").read_text()
        counted = {
            name: int(calls)
            for calls, name in re.findall(r"^ *[\d.]+ +[\d.]+ +\d+ +(\d+) .*?(\w+)$", rows, re.M)
        }
        return {"all": counted.pop("total"), **counted}

    perf_works = world.works(*"perf stat -e raw_syscalls:sys_enter true".split())
    if not perf_works and not world.works("strace", "-c", "true"):
        raise NotMeasured("neither perf nor strace may look at system calls")
    way = by_perf if perf_works else by_strace
    return {"by": way.__name__[3:], **difference(way, short, long)}


def allocations(world, connections, short, long):
    """Calls of malloc and its like on the threads that write to TLS (the shards), and on all."""
    library = build / "rooms/bench/liballocation_counter.so"

    def count(work):
        file = world.directory / "allocations"
        file.unlink(missing_ok=True)
        environment = {"LD_PRELOAD": str(library), "ALLOCATION_COUNTER_FILE": str(file)}
        drained(world, work, connections, environment=environment)
        return {name: int(n) for name, n in (line.split() for line in file.open())}

    return difference(count, short, long)
