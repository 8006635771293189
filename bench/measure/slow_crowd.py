"""python3 -m measure.slow_crowd PORT TOKEN COUNT: so many clients at once that are as slow as they
may be, a quarter of each kind: one says nothing, one sends its head byte by byte, one never ends
its body, one asks and takes no answer. Whoever is cut comes back at once. Says when all are there,
and goes on until it is stopped."""

import itertools
import resource
import selectors
import socket
import sys
import time

pause_s = 0.5  # between two bytes of one client


class Slow:
    def __init__(self, kind, port, token):
        self.kind, self.port, self.token = kind, port, token
        self.connects = 0
        self.connect()

    def connect(self):
        self.socket = socket.socket()
        if self.kind == 3:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.socket.connect(("127.0.0.1", self.port))
        self.socket.setblocking(False)
        self.connects += 1
        head = f"Host: localhost\r\nAuthorization: Bearer {self.token}\r\n"
        ask = f"GET /v1/status HTTP/1.1\r\n{head}\r\n".encode()
        body = f"POST /v1/messages HTTP/1.1\r\n{head}Content-Length: 100000\r\n\r\n".encode()
        self.pieces = {
            0: iter(()),
            1: (bytes([byte]) for byte in itertools.chain(b"GET / HTTP/1.1\r\nX: ", b"x" * 5000)),
            2: itertools.chain([body], itertools.repeat(b"x")),
            3: itertools.repeat(ask * 20),
        }[self.kind]

    def is_cut(self):
        if self.kind == 3:
            return False  # to see it, an answer would have to be read
        try:
            return self.socket.recv(4096, socket.MSG_PEEK) is not None
        except BlockingIOError:
            return False
        except OSError:
            return True

    def step(self):
        """One piece more."""
        try:
            if self.is_cut():
                raise ConnectionError
            piece = next(self.pieces, b"")
            if piece:
                self.socket.send(piece)
        except BlockingIOError:
            pass
        except OSError:
            self.socket.close()
            self.connect()


def main():
    resource.setrlimit(resource.RLIMIT_NOFILE, [resource.getrlimit(resource.RLIMIT_NOFILE)[1]] * 2)
    port, token, count = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    crowd = [Slow(i % 4, port, token) for i in range(count)]
    print("all are there", flush=True)
    stopping = selectors.DefaultSelector()
    stopping.register(sys.stdin, selectors.EVENT_READ)
    while not stopping.select(0):
        for part in range(50):  # spread over the pause, as clients would be
            for slow in crowd[part::50]:
                slow.step()
            time.sleep(pause_s / 50)
    print(sum(slow.connects for slow in crowd) - count, "were cut and came back", flush=True)


if __name__ == "__main__":
    main()
