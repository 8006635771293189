"""socket_bridge.py SOCKET PORT_FILE: answers GET on a free port of 127.0.0.1 with what the unix
socket answers: Prometheus scrapes no unix socket."""

import http.client
import http.server
import os
import socket
import sys


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost", timeout=10)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


class Bridge(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        there = UnixConnection(sys.argv[1])
        there.request("GET", self.path)
        answer = there.getresponse()
        body = answer.read()
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.getheader("Content-Type"))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Bridge)
with open(sys.argv[2] + ".new", "w", encoding="ascii") as port_file:
    port_file.write(str(server.server_address[1]))
os.rename(sys.argv[2] + ".new", sys.argv[2])
server.serve_forever()
