"""At a given rate: messages are handed to the running daemon when they are due, whether or not it
keeps up, and each is timed from when it was due. So a stall counts for all that it delays. When a
message arrived is told by the ledger of the simulator, to the microsecond."""

import datetime
import json
import selectors
import signal
import socket
import time

from measure.load import Load
from measure.program import NotMeasured, wait_until

tick_s = 0.002
# The daemon works on 16 requests at once.
sockets_count = 14


class Intake:
    """One connection to the daemon, that hands in one batch after the other."""

    def __init__(self, path):
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.connect(str(path))
        self._answer = b""
        self.batch = None

    def fileno(self):
        return self._socket.fileno()

    def send(self, batch, body):
        self.batch = batch
        head = f"POST /v1/messages HTTP/1.1\r\nHost: bench\r\nContent-Length: {len(body)}\r\n\r\n"
        self._socket.sendall(head.encode() + body)

    def receive(self):
        """Whether the answer is whole."""
        self._answer += self._socket.recv(65536)
        head, _, body = self._answer.partition(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200") or b'"refused":[{' in body:
            raise NotMeasured(f"refused: {self._answer.decode()}")
        fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
        if len(body) < int(fields.get(b"content-length", 1 << 60)):
            return False
        self._answer = b""
        return True


def hand_in(path, bodies):
    """Gives when each batch was due and when its acknowledgement had come, in seconds of the wall
    clock."""
    free = [Intake(path) for _ in range(sockets_count)]
    waiting = selectors.DefaultSelector()
    began = time.time() + 0.1
    due = [began + i * tick_s for i in range(len(bodies))]
    acknowledged = [0.0] * len(bodies)
    sent, answered = 0, 0
    while answered < len(bodies):
        while sent < len(bodies) and free and time.time() >= due[sent]:
            intake = free.pop()
            intake.send(sent, bodies[sent])
            waiting.register(intake, selectors.EVENT_READ)
            sent += 1
        pause = due[sent] - time.time() if sent < len(bodies) and free else 1
        for key, _ in waiting.select(max(pause, 0)):
            if key.fileobj.receive():
                acknowledged[key.fileobj.batch] = time.time()
                waiting.unregister(key.fileobj)
                free.append(key.fileobj)
                answered += 1
    return due, acknowledged


def seconds_of(text):
    return datetime.datetime.fromisoformat(text).timestamp()


def percentiles(seconds):
    """Milliseconds, at points that lie evenly between 1 and 1/10,000 of what is left."""
    ordered = sorted(seconds)
    points = [50, 75, 90, 95, 99, 99.5, 99.9, 99.95, 99.99]
    table = {str(p): ordered[min(int(len(ordered) * p / 100), len(ordered) - 1)] for p in points}
    table["100"] = ordered[-1]
    return {point: round(1000 * value, 3) for point, value in table.items()}


def batch_of(message, messages_a_batch):
    return (message - 1) // messages_a_batch


def arrivals(world, messages_a_batch):
    """Of each message in the server's ledger: its batch, and when it had arrived."""
    with open(world.directory / "ledger.ndjson") as lines:
        for line in lines:
            row = json.loads(line)
            batch = batch_of(int(row["participant"][2:], 16), messages_a_batch)
            yield batch, seconds_of(row["time"])


def accepted_to_written(world, config, messages_a_batch):
    """Of each outcome: its batch, and how long it took; the times are whole milliseconds."""
    with world.start(world.dispatcher, "outcomes", *config, "--json") as rows:
        output = rows.finish().output
    for line in output.splitlines():
        row = json.loads(line)
        batch = batch_of(int(row["id"].removeprefix("bench:")), messages_a_batch)
        yield batch, seconds_of(row["first_written_at"]) - seconds_of(row["accepted_at"])


def measure(world, rate, seconds, connections=64, warm_s=1):
    """Latencies at so many messages a second; the server keeps a ledger. The first second does not
    count."""
    a_batch = max(1, round(rate * tick_s))
    count = int(seconds / tick_s)
    work = Load(count * a_batch)
    lines = work.lines()
    bodies = ["".join(next(lines) for _ in range(a_batch)).encode() for _ in range(count)]
    world.forget_spool()
    (world.directory / "ledger.ndjson").write_bytes(b"")
    config = world.configure("process", connections)
    socket_path = world.directory / "spool/control.socket"
    with world.start(world.dispatcher, "run", *config, "--json") as run:
        wait_until(socket_path.exists, 20, "the start of the daemon")
        wait_until(lambda: world.status(config), 20, "the start of the daemon")
        due, acknowledged = hand_in(socket_path, bodies)
        wait_until(lambda: world.status(config)["sent"] == work.messages, 60, "sending all")
        run.stop(signal.SIGTERM)
        ended = run.finish()
    series = {
        "due to acknowledged": [],
        "acknowledged to arrived": [],
        "due to arrived": [],
        "accepted to written": [
            took
            for batch, took in accepted_to_written(world, config, a_batch)
            if batch * tick_s >= warm_s
        ],
    }
    for batch, arrived in arrivals(world, a_batch):
        if batch * tick_s < warm_s:
            continue
        series["due to acknowledged"].append(acknowledged[batch] - due[batch])
        # Messages are sent while intake waits for its sync: those that arrive first waited for
        # nothing.
        series["acknowledged to arrived"].append(max(0, arrived - acknowledged[batch]))
        series["due to arrived"].append(arrived - due[batch])
    return {
        "messages": work.messages,
        "rate": round(a_batch / tick_s),
        "cpu_us": ended.cpu_s * 1e6 / work.messages,
        "milliseconds": {name: percentiles(values) for name, values in series.items()},
    }


def print_table(found):
    shown = ("50", "90", "99", "99.9", "100")
    print(f"\nOpen loop, {found['rate']} messages/s: milliseconds, by percentile")
    print(f"{'':24}" + "".join(f"{point:>9}" for point in shown))
    for name, row in found["milliseconds"].items():
        print(f"{name:24}" + "".join(f"{row[point]:9.2f}" for point in shown))
    print(f"CPU {found['cpu_us']:.1f} us a message")
