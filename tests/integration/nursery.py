"""Processes of their own, for tests that kill them or let them take turns: forks of one that has imported everything.

Fifty Pythons that start and import cost a minute; fifty forks cost a second.
"""

from __future__ import annotations

import importlib
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, TextIO

REPOSITORY = Path(__file__).resolve().parents[2]
MODULES = tuple(
    f"tests.integration.{name}"
    for name in ("bulk_child", "command_child", "labelling_child", "measuring_child", "sending_child")
)


@dataclass(slots=True)
class Child:
    """A process that says lines; nobody else gets its number before the test has heard how it ended."""

    nursery: Nursery
    pid: int
    lines: TextIO
    complaints: IO[str]

    def hear(self, count: int = 1) -> list[str]:
        """The next lines it says; empty ones once it has ended."""
        return [self.lines.readline() for _ in range(count)]

    def kill(self) -> list[str]:
        """Kill it (-9) and return what it had said and nobody had read."""
        os.kill(self.pid, signal.SIGKILL)
        return self._end(-signal.SIGKILL)

    def end(self, timeout_s: float = 600) -> list[str]:
        """Wait until it has done its work, and return what it said."""
        late = threading.Timer(timeout_s, os.kill, (self.pid, signal.SIGKILL))
        late.start()
        try:
            return self._end(0)
        finally:
            late.cancel()

    def _end(self, expected: int) -> list[str]:
        with self.lines, self.complaints:
            rest = self.lines.readlines()
            code = self.nursery.ask({"wait": self.pid})
            self.complaints.seek(0)
            assert code == expected, self.complaints.read()[-3000:]
        return rest


class Nursery:
    """Where the processes come from."""

    def __init__(self) -> None:
        self._socket, theirs = socket.socketpair()
        self._lock = threading.Lock()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.integration.nursery", str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            cwd=REPOSITORY,
        )
        theirs.close()

    def child(self, module: str, *args: str | int) -> Child:
        """A new process that runs `main(*args)` of a module of these tests."""
        reader, writer = os.pipe()
        complaints = tempfile.TemporaryFile("w+")  # noqa: SIM115  (closed with the child)
        try:
            pid = self.ask({"module": f"tests.integration.{module}", "args": args}, [writer, complaints.fileno()])
        finally:
            os.close(writer)
        return Child(self, pid, os.fdopen(reader), complaints)

    def ask(self, order: dict[str, Any], files: list[int] | None = None) -> int:
        with self._lock:
            socket.send_fds(self._socket, [json.dumps(order).encode()], files or [])
            return int(self._socket.recv(100))

    def close(self) -> None:
        self._socket.close()
        self._process.wait(20)


def serve(asked: socket.socket) -> None:
    for module in MODULES:
        importlib.import_module(module)
    while True:
        message, files, _, _ = socket.recv_fds(asked, 10_000, 2)
        if not message:
            return
        order = json.loads(message)
        if "wait" in order:
            answer = os.waitstatus_to_exitcode(os.waitpid(order["wait"], 0)[1])
        else:
            answer = os.fork() or _live(asked, order, files)
        for file in files:
            os.close(file)
        asked.sendall(str(answer).encode())


def _live(asked: socket.socket, order: dict[str, Any], files: list[int]) -> int:
    code = 1
    try:
        asked.close()
        for number, file in enumerate(files, 1):
            os.dup2(file, number)
            os.close(file)
        random.seed()
        importlib.import_module(order["module"]).main(*order["args"])
        sys.stdout.flush()
        code = 0
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
    finally:
        os._exit(code)


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
