"""What a good client of the daemon's HTTP waits beside a crowd of slow ones."""

import re
import signal
import socket
import statistics
import sys
import time

from measure.memory import resident_bytes
from measure.program import NotMeasured, number, wait_until
from measure.world import source

token = "0123456789abcdef0123456789abcdef"
service = f"KS{1:032x}"


class Asking:
    """One connection with the token."""

    def __init__(self, port):
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, method, target, body="", status=200):
        self._socket.sendall(
            f"{method} {target} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()
        )
        answer = b""
        while True:
            piece = self._socket.recv(65536)
            answer += piece
            head, end, got = answer.partition(b"\r\n\r\n")
            length = re.search(rb"content-length: (\d+)", head.lower())
            if end and length and len(got) >= int(length.group(1)):
                break
            if not piece:
                raise NotMeasured(f"{method} {target} was cut after {answer!r}")
        if not answer.startswith(f"HTTP/1.1 {status} ".encode()):
            raise NotMeasured(f"{method} {target}: {answer.decode()}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._socket.close()


def timed_ms(count, work):
    took = []
    for i in range(count):
        began = time.perf_counter()
        work(i)
        took.append((time.perf_counter() - began) * 1000)
    return took


def ask_anew(port):
    with Asking(port) as asking:
        asking.ask("GET", "/v1/status")


def one_round(port, count, name):
    """A submission over a kept connection, synced, and a question over a new one, by turns."""
    with Asking(port) as asking:

        def submit(i):
            line = f'{{"id":"{name}-{i}","service":"{service}","session":"KC{1:032x}",'
            line += f'"participant":"KP{i:032x}","body":"Your driver is here"}}'
            asking.ask("POST", "/v1/messages", line, 201)

        submits = timed_ms(count, submit)
    return {"submit": submits, "ask": timed_ms(count, lambda _: ask_anew(port))}


def percentiles(took):
    cuts = statistics.quantiles(took, n=100)
    return {"p50_ms": cuts[49], "p99_ms": cuts[98], "max_ms": max(took)}


def measure(world, slow_count, rounds, count):
    """By turns without and with them."""
    made = {"alone": [], "beside": []}
    with world.simulator():
        world.forget_spool()
        config = world.configure()
        world.write("token", token + "\n")
        with open(world.directory / "config.toml", "a") as file:
            file.write('[http]\nlisten = "127.0.0.1:0"\ntoken_file = "token"\n')
        with world.start(world.dispatcher, "run", *config, "--json") as run:
            wait_until(lambda: "HTTP on" in run.output(), 20, "listening on TCP")
            port = int(number(r"HTTP on 127\.0\.0\.1:(\d+)", run.output(), "the port"))
            with Asking(port) as asking:
                asking.ask("PUT", f"/v1/services/{service}/hold", "")
            before = resident_bytes(run.pid)
            for i in range(rounds):
                made["alone"].append(one_round(port, count, f"alone{i}"))
                with world.start(
                    *[sys.executable, "-m", "measure.slow_crowd", port, token, slow_count],
                    environment={"PYTHONPATH": str(source)},
                ) as crowd:
                    wait_until(lambda: "all are there" in crowd.output(), 60, "the crowd")
                    time.sleep(2)  # until those that take no answer have had enough
                    made["beside"].append(one_round(port, count, f"beside{i}"))
                    resident = resident_bytes(run.pid)
                    cut = crowd.finish().output
            run.stop(signal.SIGTERM)
            run.finish()
    found = {"slow_clients": slow_count, "crowd": cut.split("\n")[1]}
    found["resident_bytes_more"] = resident - before
    for what in ("submit", "ask"):
        for name, turns in made.items():
            found[f"{what}, {name}"] = [percentiles(turn[what]) for turn in turns]
    return found


def print_table(found):
    more = found["resident_bytes_more"] / 2**20
    print(f"\na good client beside {found['slow_clients']} slow ones, by turns")
    for name, turns in found.items():
        if not isinstance(turns, list):
            continue
        for turn in turns:
            figures = "  ".join(f"{key[:-3]} {value:7.2f}" for key, value in turn.items())
            print(f"  {name:16} {figures}  ms")
    print(f"  {more:.1f} MiB more; {found['crowd']}")
