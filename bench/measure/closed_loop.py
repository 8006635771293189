"""As fast as it goes: a spool is drained, and others send the same POST to the same server, by
turns."""

import json
import signal
import statistics
import time
from dataclasses import asdict, dataclass

from measure.load import Post
from measure.program import NotMeasured, number, wait_until


@dataclass
class Sent:
    """What one program sent in one round."""

    program: str
    count: int
    wall_s: float
    user_us: float  # of processor time a message
    system_us: float
    rss_max_bytes: int = 0  # the dispatcher's alone, as all below
    connections_opened: int = 0

    @property
    def cpu_us(self):
        return self.user_us + self.system_us

    @property
    def per_second(self):
        return self.count / self.wall_s


def sent(program, ended, count, **more):
    each = 1e6 / count
    return Sent(program, count, ended.wall_s, ended.user_s * each, ended.system_s * each, **more)


def post_lua(post):
    lines = ['wrk.method = "POST"', f'wrk.body = "{post.body}"']
    lines += [f'wrk.headers["{name}"] = "{value}"' for name, value in post.headers.items()]
    return "\n".join(lines) + "\n"


class Wrk:
    """Sends one prebuilt request, verifies no certificate, forgets the answer."""

    seconds_min = 2  # a thousand handshakes take about one

    def __init__(self):
        self.seconds = self.seconds_min  # it takes whole seconds only

    def round(self, world, work, connections):
        """About as many requests as there are messages, from the second round on: so that the
        handshakes of both have the same share."""
        post = Post(work)
        world.write("post.lua", post_lua(post))
        ended = world.run(
            *f"wrk -t1 -c{connections} -d{self.seconds}s -s post.lua".split(),
            world.url + post.path,
        )
        if "Non-2xx" in ended.output or "Socket errors" in ended.output:
            raise NotMeasured(f"wrk met errors:\n{ended.output}")
        count = int(number(r"^ +([1-9]\d*) requests in", ended.output, "wrk"))
        made = sent("wrk", ended, count)
        self.seconds = max(self.seconds_min, round(work.messages / made.per_second))
        return made


class H2load:
    """The same over HTTP/1.1."""

    def round(self, world, work, connections):
        post = Post(work)
        world.write("h2load.body", post.body)
        headers = [f"-H{name}: {value}" for name, value in post.headers.items()]
        ended = world.run(
            *f"h2load --h1 -t1 -c{connections} -n{work.messages} -d h2load.body".split(),
            *headers,
            world.url + post.path,
        )
        count = int(number(r"status codes: (\d+) 2xx", ended.output, "h2load"))
        if count != work.messages:
            raise NotMeasured(f"h2load met errors:\n{ended.output}")
        return sent("h2load", ended, count)


class Dispatcher:
    """Drains the kept spool. `program`, if it is not the world's."""

    def __init__(self, durability, program=None, name=None, spool="full"):
        self.durability = durability
        self.program = program
        self.name = name or f"dispatcher, {durability}"
        self.spool = spool

    def round(self, world, work, connections):
        world.bring_spool(self.spool)
        config = world.configure(self.durability, connections)
        program = self.program or world.dispatcher
        ended = world.run(program, "run", *config, "--until-empty", "--json")
        told = figures(ended.output)
        if told["sent"] != work.messages:
            raise NotMeasured(f"not everything was sent:\n{ended.output}")
        return of_run(self.name, ended, told)


class Part:
    """Sends the first messages of the spool that is there, however many more wait in it."""

    def __init__(self, name, count):
        self.name = name
        self.count = count

    def round(self, world, _, connections):
        config = world.configure("process", connections)
        with world.start(world.dispatcher, "run", *config, "--json") as run:
            wait_until(lambda: self._is_sent(world, config), 600, f"sending {self.count} messages")
            run.stop(signal.SIGTERM)
            ended = run.finish()
        return of_run(self.name, ended, figures(ended.output))

    def _is_sent(self, world, config):
        time.sleep(0.2)
        told = world.status(config)
        return told is not None and told["sent"] >= self.count


def figures(output):
    """What `run --json` says beside its log."""
    return json.loads(next(line for line in output.splitlines() if line.startswith("{")))


def of_run(name, ended, told):
    return sent(
        name,
        ended,
        told["sent"],
        rss_max_bytes=told["rss_max_bytes"],
        connections_opened=told["connections_opened"],
    )


def alternate(world, work, connections, senders, rounds):
    """All rounds of all senders: each has its turn in each round. The first round is followed by as
    many as were asked for, and does not count: it warms caches and tells how fast each is."""
    made = []
    for i in range(rounds + 1):
        for sender in senders:
            one = sender.round(world, work, connections)
            if i > 0:
                made.append(one)
    return made


def summary(rounds, beside="wrk"):
    """Medians by program. The ratio is the median of what each round has it: what disturbs a round
    disturbs both."""
    table = {}
    yardstick = [one.cpu_us for one in rounds if one.program == beside]
    for name in dict.fromkeys(one.program for one in rounds):
        of_name = [one for one in rounds if one.program == name]
        cpu = [one.cpu_us for one in of_name]
        table[name] = {
            "cpu_us": statistics.median(cpu),
            "cpu_us_least": min(cpu),
            "cpu_us_most": max(cpu),
            "user_us": statistics.median(one.user_us for one in of_name),
            "system_us": statistics.median(one.system_us for one in of_name),
            "per_second": statistics.median(one.per_second for one in of_name),
            "per_second_least": min(one.per_second for one in of_name),
            "per_second_most": max(one.per_second for one in of_name),
            "rss_max_bytes": max(one.rss_max_bytes for one in of_name),
            "connections_opened": max(one.connections_opened for one in of_name),
        }
        if yardstick:
            table[name]["ratio"] = statistics.median(map(lambda c, y: c / y, cpu, yardstick))
    return {"rounds": [asdict(one) for one in rounds], "programs": table}


def print_table(title, table):
    print(f"\n{title}")
    print(f"{'':24} {'CPU us':>8} {'user':>7} {'system':>7} {'/s':>9} {'x wrk':>6} {'MiB':>5}")
    for name, row in table["programs"].items():
        memory = f"{row['rss_max_bytes'] / 2**20:5.0f}" if row["rss_max_bytes"] else f"{'':5}"
        ratio = f"{row['ratio']:6.2f}" if "ratio" in row else f"{'':6}"
        print(
            f"{name:24} {row['cpu_us']:8.1f} {row['user_us']:7.1f} {row['system_us']:7.1f} "
            f"{row['per_second']:9.0f} {ratio} {memory}"
        )
