"""What a connection costs that nothing is sent on."""

import signal
import time

from measure.load import Load
from measure.program import NotMeasured, wait_until

messages = 2000


def resident_bytes(pid):
    with open(f"/proc/{pid}/status") as lines:
        kib = next(line.split()[1] for line in lines if line.startswith("VmRSS:"))
    return int(kib) * 1024


def resident_with(world, connections):
    """Of the daemon that has sent the same messages over so many connections, all open still. The
    server takes its time with each, so that all are needed: the more of them, the longer."""
    latency = f"{connections}ms" if connections < 1000 else "1500ms"
    with world.simulator("--latency", latency):
        world.fill(Load(messages))
        config = world.configure("process", connections)
        with world.start(world.dispatcher, "run", *config, "--json") as run:
            wait_until(lambda: is_sent(world, config), 60, f"sending {messages} messages")
            time.sleep(1)
            opened = world.status(config)["connections_opened"]
            if opened != connections:
                raise NotMeasured(f"{opened} connections were opened instead of {connections}")
            resident = resident_bytes(run.pid)
            run.stop(signal.SIGTERM)
            run.finish()
    return resident


def is_sent(world, config):
    told = world.status(config)
    return told is not None and told["sent"] == messages


def idle_connection(world, few=10, many=1000):
    """Bytes of resident memory."""
    return (resident_with(world, many) - resident_with(world, few)) / (many - few)
