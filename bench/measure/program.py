"""Runs programs, and tells what each of them used."""

import os
import re
import subprocess
import time
from dataclasses import dataclass


class NotMeasured(Exception):
    """Something is not there, or went wrong; the text says what."""


@dataclass
class Ended:
    """A program that ended well. Processor time is of the whole process, with all its threads."""

    user_s: float
    system_s: float
    wall_s: float
    output: str

    @property
    def cpu_s(self):
        return self.user_s + self.system_s


class Program:
    """A running program. `finish` waits for its end; used with `with`, it does not outlive that."""

    def __init__(self, arguments, directory, environment=None):
        self.arguments = [str(argument) for argument in arguments]
        self._output = open(os.path.join(directory, f"output-{time.monotonic_ns()}"), "w+")
        self.began = time.time()
        self._child = subprocess.Popen(
            self.arguments,
            cwd=directory,
            env={**os.environ, "LC_ALL": "C.UTF-8", **(environment or {})},
            stdin=subprocess.PIPE,
            stdout=self._output,
            stderr=subprocess.STDOUT,
        )

    @property
    def pid(self):
        return self._child.pid

    @property
    def stdin(self):
        return self._child.stdin

    def runs(self):
        # What has ended is left to `finish`, which learns what it used.
        return not os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)

    @property
    def ended_well(self):
        return self._child.returncode == 0

    def output(self):
        self._output.seek(0)
        return self._output.read()

    def stop(self, signal):
        self._child.send_signal(signal)

    def finish(self, good=(0,)):
        """Its usage; an end with a status that is not good is NotMeasured."""
        if not self._child.stdin.closed:
            self._child.stdin.close()
        _, status, used = os.wait4(self._child.pid, 0)
        wall_s = time.time() - self.began
        self._child.returncode = os.waitstatus_to_exitcode(status)
        if self._child.returncode not in good:
            command, status = " ".join(self.arguments), self._child.returncode
            raise NotMeasured(f"{command} ended with {status}:\n{self.output()[-2000:]}")
        ended = Ended(used.ru_utime, used.ru_stime, wall_s, self.output())
        self._clear()
        return ended

    def _clear(self):
        name = self._output.name
        self._output.close()
        os.unlink(name)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self._child.returncode is None:
            self._child.kill()
            self._child.wait()
            self._clear()


def run(arguments, directory, environment=None):
    with Program(arguments, directory, environment) as program:
        return program.finish()


def number(pattern, text, what):
    """The group of the pattern in the text, as a number."""
    found = re.search(pattern, text, re.MULTILINE)
    if not found:
        raise NotMeasured(f"{what}: nothing like {pattern!r} in:\n{text[-2000:]}")
    return float(found.group(1).replace(",", ""))


def wait_until(condition, seconds, what):
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise NotMeasured(f"{what} did not happen within {seconds} s")
        time.sleep(0.01)
