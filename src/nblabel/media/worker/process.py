"""One worker process, as the notebook sees it: started when needed, asked, and ended when it does not answer."""

from __future__ import annotations

import json
import os
import pickle
import queue
import subprocess
import sys
import threading
import time
from contextlib import suppress
from typing import Any

from nblabel.errors import MediaProblem
from nblabel.media.worker.codec import problem_from, receive, send, unpacked
from nblabel.media.worker.main import Request, Settings
from nblabel.media.worker.queueing import stood_in_line_s

_START_S = 60.0
# Less than this is no sign of a busy machine.
_IN_LINE_S = 0.05
# Not `multiprocessing`: it would run the notebook's main module again. `-P` keeps the current folder out of the first imports.
_BOOT = (
    "import sys, json; given = json.loads(sys.argv[1]); sys.path[:] = given['path']; "
    "from nblabel.media.worker.main import serve; serve(*given['settings'])"
)
# Threads of linear algebra and arenas of the allocator only take up address space, which is limited.
_ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}


class Ended(Exception):
    """The process is gone: `status` is how it ended, None where it was stopped because it took too long."""

    def __init__(self, status: int | None) -> None:
        super().__init__(status)
        self.status = status


class WorkerProcess:
    """A process with its pipes; one caller at a time.

    Parameters
    ----------
    settings
        What the process is given at its start.
    """

    def __init__(self, settings: Settings) -> None:
        self.last: object = None
        self.used = time.monotonic()
        given = json.dumps({"path": sys.path, "settings": settings})
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-c", _BOOT, given],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,
                env={**os.environ, **_ENVIRONMENT},
            )
        except (OSError, ValueError, TypeError) as problem:
            raise MediaProblem(
                f"The process that opens files could not be started ({problem}); restart the kernel."
            ) from problem
        self.pid = self._process.pid
        self._messages: queue.SimpleQueue[list[bytearray] | None] = queue.SimpleQueue()
        threading.Thread(target=self._listen, daemon=True, name="nblabel-worker").start()
        self._next(_START_S)

    def ask(self, request: Request, deadline_s: float, most_s: float) -> Any:
        """What the method gives; raises MediaProblem as the method does, and Ended where the process is no more.

        Parameters
        ----------
        request
            What to call.
        deadline_s
            Longest time without a sign of life; what it has to wait for a processor does not count.
        most_s
            Longest time altogether.
        """
        end = time.monotonic() + most_s
        try:
            with suppress(OSError):  # it ended while nobody asked: the next line tells how
                send(self._process.stdin, [pickle.dumps(request, protocol=5)])  # type: ignore[arg-type]
            while True:
                word, *rest = self._next(deadline_s, end)
                if word != "beat":
                    break
        except BaseException:
            # Also on Ctrl-C: its late answer must not be taken for that to the next question.
            self.kill()
            raise
        self.used = time.monotonic()
        if word == "problem":
            problem = problem_from(*rest)
            raise problem from problem.__cause__
        return rest[0]

    def close(self) -> None:
        """Let it go: it ends by itself when nobody is there to ask."""
        with suppress(OSError):
            self._process.stdin.close()  # type: ignore[union-attr]
        try:
            self._process.wait(0.5)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End it now."""
        with suppress(OSError):
            self._process.kill()
        self._see_off()

    def forget(self) -> None:
        """After a fork: the pipes belong to the parent, whose worker must see when it is gone."""
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                os.close(pipe.fileno())  # type: ignore[union-attr]
        # Else its end would be waited for, and it is no child of this process.
        self._process.returncode = 0

    @property
    def is_alive(self) -> bool:
        """False once it has ended."""
        return self._process.poll() is None

    def _next(self, timeout_s: float, end: float = float("inf")) -> list[Any]:
        parts = self._within(timeout_s, end)
        if parts is None:
            self._see_off()
            raise Ended(self._process.returncode)
        message: list[Any] = unpacked(parts)
        return message

    def _within(self, timeout_s: float, end: float) -> list[bytearray] | None:
        in_line = stood_in_line_s(self.pid)
        while True:
            try:
                return self._messages.get(timeout=max(0.0, min(timeout_s, end - time.monotonic())))
            except queue.Empty:
                now = stood_in_line_s(self.pid)
                timeout_s, in_line = now - in_line, now
                if timeout_s < _IN_LINE_S or time.monotonic() >= end:
                    self.kill()
                    raise Ended(None) from None

    def _see_off(self) -> None:
        with suppress(OSError):
            self._process.stdin.close()  # type: ignore[union-attr]
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(5)

    def _listen(self) -> None:
        pipe = self._process.stdout
        try:
            while True:
                self._messages.put(receive(pipe))  # type: ignore[arg-type]
        except (EOFError, OSError, ValueError):
            self._messages.put(None)
        finally:
            pipe.close()  # type: ignore[union-attr]
