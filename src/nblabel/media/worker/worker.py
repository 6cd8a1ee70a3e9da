"""Files that could harm the notebook are opened in a process of their own, with limits of memory and time."""

from __future__ import annotations

import atexit
import errno
import os
import signal
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nblabel.domain.medium import Medium
from nblabel.errors import MediaProblem
from nblabel.media.files.sources import fingerprint
from nblabel.media.worker.main import REST, Request, Settings
from nblabel.media.worker.process import Ended, WorkerProcess

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MEGA = 1_000_000
STRIKES = 2
_WARM_S = 60.0
_FRESH_TRIES = 5
# 0 is what is left of a status that somebody else waited for.
_AT_REST = {REST, 0}


@dataclass(frozen=True, slots=True)
class WorkerLimits:
    """What the worker may take.

    Parameters
    ----------
    memory_bytes
        Address space of the process, libraries included, where the system can limit it.
    deadline_s
        Longest time without a sign of life (`worker_beat.still_working`) before the process is ended.
    network_s
        How much more an address is given, beyond which its server is given up anyway.
    most_s
        Longest time of one call altogether.
    idle_s
        Time without a call after which the process ends by itself.
    rest_above_bytes
        Memory in use after a call above which the process is replaced by a new one.
    processes
        Most processes side by side: a second one is started only while the first is held up.
    patience_s
        How long a call waits for the first process before it gets one of its own.
    """

    memory_bytes: int = 2_000 * MEGA
    deadline_s: float = 4.0
    network_s: float = 40.0
    most_s: float = 600.0
    idle_s: float = 300.0
    rest_above_bytes: int = 1_000 * MEGA
    processes: int = 2
    patience_s: float = 0.5


@dataclass(frozen=True, slots=True)
class _Strike:
    count: int
    stamp: bytes
    reason: str


class Worker:
    """The reused process and, while it is held up, a second one; safe from several threads and after a fork.

    Parameters
    ----------
    limits
        What it may take.

    Examples
    --------
    >>> worker = Worker()
    >>> worker.call("pdf", "frame", Medium("pdf", ("/home/ada/thesis.pdf",)), 3)  # doctest: +SKIP
    <PIL.Image.Image image mode=RGB size=1224x1584>
    """

    def __init__(self, limits: WorkerLimits | None = None) -> None:
        self.limits = limits or WorkerLimits()
        self._start()

    def _start(self) -> None:
        """Everything that must not be shared with a parent process."""
        self._pid = os.getpid()
        self._changed = threading.Condition()
        self._free: list[WorkerProcess] = []
        self._busy: list[WorkerProcess] = []
        self._starting = 0
        self._warming = 0
        self._strikes: dict[tuple[str, tuple[str, ...]], _Strike] = {}

    def call(self, kind: str, method: str, medium: Medium, *args: Any, deadline_s: float | None = None) -> Any:
        """What `method` of the kind gives for this medium, done in the worker.

        Parameters
        ----------
        kind
            Name of the kind.
        method
            `probe`, `frame`, `thumbnail`...
        medium
            What is opened.
        args
            What the method is given besides; values that pickle.
        deadline_s
            Longest time without a sign of life; that of the limits by default.

        Raises
        ------
        MediaProblem
            As the method raises it, or when the file crashed its reader, took too long or too much memory.
        """
        self._check_process()
        self._refuse_repeated(kind, medium)
        request = _request(kind, method, (medium, *args))
        wait_s = self._patience(medium) if deadline_s is None else deadline_s
        for _ in range(_FRESH_TRIES):
            with self._lane(medium.urls) as process:
                try:
                    return process.ask(request, wait_s, max(wait_s, self.limits.most_s))
                except Ended as end:
                    if end.status not in _AT_REST:
                        raise self._struck(kind, medium, end, wait_s) from _cause(end)
        raise MediaProblem("The process that opens files ends as soon as it starts; restart the kernel.")

    def warm(self, kinds: Iterable[str]) -> None:
        """Have the process load what files of these kinds need, before the first of them is asked for."""
        self._check_process()
        # A second process would have to load the same before it could help.
        with self._changed:
            self._warming += 1
        try:
            for kind in kinds:
                with self._lane(()) as process:
                    process.ask(_request(kind, "warm", ()), _WARM_S, _WARM_S)
        finally:
            with self._changed:
                self._warming -= 1
                self._changed.notify_all()

    @property
    def pids(self) -> list[int]:
        """The processes that run now."""
        with self._changed:
            return [process.pid for process in (*self._free, *self._busy) if process.is_alive]

    def close(self) -> None:
        """End the processes; the next call starts anew."""
        if self._pid != os.getpid():
            return
        with self._changed:
            free, self._free = self._free, []
            busy = list(self._busy)
        for process in free:
            process.close()
        for process in busy:
            process.kill()

    @contextmanager
    def _lane(self, urls: tuple[str, ...]) -> Iterator[WorkerProcess]:
        """A process for one call: the one that had this file open, else any, else a new one."""
        process = self._taken(urls)
        try:
            yield process
        finally:
            with self._changed:
                self._busy.remove(process)
                if process.is_alive:
                    process.last = urls
                    self._free.append(process)
                self._changed.notify_all()

    def _taken(self, urls: tuple[str, ...]) -> WorkerProcess:
        patience_ends = time.monotonic() + self.limits.patience_s
        with self._changed:
            while not self._free:
                running = len(self._busy) + self._starting
                left = patience_ends - time.monotonic()
                if running == 0 or (left <= 0 and running < self.limits.processes and not self._warming):
                    break
                self._changed.wait(left if left > 0 else None)
            if self._free:
                process = next((one for one in self._free if one.last == urls), self._free[0])
                self._free.remove(process)
                self._busy.append(process)
                return process
            self._starting += 1
        return self._started()

    def _started(self) -> WorkerProcess:
        process = None
        try:
            process = WorkerProcess(
                Settings(self.limits.memory_bytes, self.limits.idle_s, self.limits.rest_above_bytes)
            )
        except Ended as end:
            raise MediaProblem(
                f"The process that opens files {_ending(end.status)} while it started; restart the kernel."
            ) from _cause(end)
        finally:
            with self._changed:
                self._starting -= 1
                if process is not None:
                    self._busy.append(process)
                self._changed.notify_all()
        return process

    def _patience(self, medium: Medium) -> float:
        """What comes over the network may be slow to come; its own limits hold it."""
        limits = self.limits
        return limits.deadline_s + (limits.network_s if any("://" in url for url in medium.urls) else 0.0)

    def _refuse_repeated(self, kind: str, medium: Medium) -> None:
        strike = self._strikes.get((kind, medium.urls))
        if strike is None or strike.count < STRIKES:
            return
        if strike.stamp == _stamp(medium):
            raise MediaProblem(f"{strike.reason} It was tried {STRIKES} times and is tried again once it changes.")
        self._strikes.pop((kind, medium.urls), None)

    def _struck(self, kind: str, medium: Medium, end: Ended, wait_s: float) -> MediaProblem:
        """The reason, and a note against the file, since another try would cost as much."""
        if end.status is None:
            reason = f"Opening this file took longer than {wait_s:g} seconds and was stopped; add a smaller copy."
        else:
            reason = f"The process that opened this file {_ending(end.status)}; save the file again or remove it."
        stamp, key = _stamp(medium), (kind, medium.urls)
        with self._changed:
            former = self._strikes.get(key)
            count = 1 + (former.count if former and former.stamp == stamp else 0)
            self._strikes[key] = _Strike(count, stamp, reason)
        return MediaProblem(reason)

    def _check_process(self) -> None:
        if self._pid != os.getpid():
            for process in (*self._free, *self._busy):
                process.forget()
            self._start()


def _stamp(medium: Medium) -> bytes:
    """What changes when one of the files does."""
    try:
        return fingerprint(medium)
    except (OSError, ValueError):
        return b""


def _request(kind: str, method: str, args: tuple[Any, ...]) -> Request:
    from nblabel.media.files.policy import allowed
    from nblabel.media.files.signatures import signed_among
    from nblabel.media.registry.kinds import kind_named

    urls = args[0].urls if args else ()
    module = type(kind_named(kind)).__module__
    path = () if module.startswith("nblabel.media.") else tuple(sys.path)
    return Request(kind, module, method, args, tuple(signed_among(urls).values()), tuple(allowed()), path)


def _ending(status: int | None) -> str:
    if status is None:
        return "did not answer"
    if status < 0:
        try:
            return f"crashed ({signal.Signals(-status).name})"
        except ValueError:
            pass
    return f"ended (status {status})"


def _cause(end: Ended) -> OSError:
    """Tells that another try may go better: not the file's content alone decided."""
    return OSError(errno.ETIMEDOUT if end.status is None else errno.ECHILD, _ending(end.status))


_shared: Worker | None = None
_shared_lock = threading.Lock()


def shared_worker() -> Worker:
    """The worker of this process, started with its first call."""
    global _shared
    with _shared_lock:
        if _shared is None:
            _shared = Worker()
            atexit.register(_shared.close)
        return _shared
