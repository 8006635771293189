"""A directory with a server, credentials and configurations in it."""

import json
import os
import shutil
import signal
import socket
import tempfile
from pathlib import Path

from measure import load
from measure.program import NotMeasured, Program, run, wait_until

source = Path(__file__).resolve().parent.parent
build = Path(os.environ.get("BENCH_BUILD", source.parent / "build/release")).resolve()


class World:
    """Everything lies on a real disk, since syncs are a part of what is measured; all of it is gone
    afterwards."""

    def __init__(self, dispatcher=None):
        self.directory = Path(tempfile.mkdtemp(prefix="dispatcher-bench-", dir="/var/tmp"))
        self.dispatcher = dispatcher or build / "dispatcher"
        self.port = 0
        self.trusted = ""

    def __enter__(self):
        self.write("username", load.username + "\n")
        self.write("password", load.password + "\n")
        self.write("credentials", f"main {load.username} {load.password}\n")
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.directory)

    @property
    def url(self):
        return f"https://localhost:{self.port}"

    def write(self, name, text):
        path = self.directory / name
        path.write_text(text)
        path.chmod(0o600)
        return path

    def run(self, *arguments, **options):
        return run(arguments, self.directory, **options)

    def start(self, *arguments, **options):
        return Program(arguments, self.directory, **options)

    # The servers

    def nginx(self):
        """Debian's nginx, that answers everything with 201 and the documented body."""
        self.need("nginx")
        if not (self.directory / "leaf.pem").exists():
            self.run(
                *"openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes".split(),
                *"-days 2 -subj /CN=localhost -keyout leaf.key -out leaf.pem -addext".split(),
                "subjectAltName=DNS:localhost,IP:127.0.0.1",
            )
        for name in ("body", "proxy", "fastcgi", "uwsgi", "scgi"):
            (self.directory / name).mkdir(exist_ok=True)
        self.port, self.trusted = free_port(), "leaf.pem"
        text = (source / "nginx.conf.in").read_text()
        text = text.replace("DIRECTORY", str(self.directory)).replace("PORT", str(self.port))
        self.write("nginx.conf", text)
        log = self.directory / "nginx.log"
        server = self.start("nginx", "-e", log, "-c", self.directory / "nginx.conf")
        self._await_listening(server)
        return Server(server)

    def simulator(self, *options):
        """The provider's stand-in without its limits; `options` are more of `serve`'s."""
        self.trusted = "ca.pem"
        port_file = self.directory / "port"
        port_file.unlink(missing_ok=True)
        server = self.start(
            build / "proxy-simulator",
            *"serve --port-file port --ca-out ca.pem --credentials-file credentials".split(),
            *"--stats stats.json --rate 0 --in-flight-max 0".split(),
            *options,
        )
        wait_until(
            lambda: not server.runs() or (port_file.exists() and port_file.read_text().strip()),
            20,
            "the start of the simulator",
        )
        self.port = int(port_file.read_text())
        self._await_listening(server)
        return Server(server)

    def _await_listening(self, server):
        def listens():
            if not server.runs():
                server.finish()
            with socket.socket() as probe:
                return probe.connect_ex(("127.0.0.1", self.port)) == 0

        wait_until(listens, 20, "the start of the server")

    @staticmethod
    def need(program):
        if not shutil.which(program):
            raise NotMeasured(f"{program} is not installed")

    def works(self, *arguments):
        """Whether this can be run here at all."""
        if not shutil.which(arguments[0]):
            return False
        with self.start(*arguments) as attempt:
            attempt.finish(good=range(-64, 256))
            return attempt.ended_well

    # The dispatcher

    def configure(self, durability="process", connections=64):
        """For this server, without limits; gives the arguments that say so."""
        self.write(
            "config.toml",
            f"""[spool]
directory = "spool"
durability = "{durability}"
[[account]]
name = "main"
base_url = "{self.url}"
ca_file = "{self.trusted}"
username_file = "username"
password_file = "password"
services = ["*"]
in_flight_max = 10000
[limits]
requests_per_second = 0
[connections]
max = {connections}
idle_timeout = "5m"
""",
        )
        return ["--config", "config.toml"]

    def fill(self, work):
        """A new spool with these messages, made by a process of its own."""
        self.forget_spool()
        config = self.configure()
        with self.start(self.dispatcher, "submit", *config, "-") as submit:
            for line in work.lines():
                submit.stdin.write(line.encode())
            submit.finish()

    def forget_spool(self):
        shutil.rmtree(self.directory / "spool", ignore_errors=True)

    def keep_spool(self, name="full"):
        shutil.rmtree(self.directory / name, ignore_errors=True)
        shutil.copytree(self.directory / "spool", self.directory / name)

    def bring_spool(self, name="full"):
        """As it was when it was kept."""
        self.forget_spool()
        shutil.copytree(self.directory / name, self.directory / "spool")
        os.sync()

    def status(self, config):
        """Of the running daemon; nothing while it does not answer."""
        with self.start(self.dispatcher, "status", *config, "--json") as ask:
            said = ask.finish(good=range(256)).output
        return json.loads(said) if said.startswith("{") else None


class Server:
    def __init__(self, program):
        self.program = program

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.program.stop(signal.SIGTERM)
        self.program.finish(good=(0, -signal.SIGTERM))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
