"""Whose turn it is: one process at a time holds a label file, and lets go when another one waits.

DuckDB's own lock does not make open, write, close by several processes safe (it lost acknowledged rows), so the turn is
an exclusive lock on a file of ours, taken before the database is opened and released after it is closed.
"""

from __future__ import annotations

import json
import os
import sys
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from nblabel.errors import ReadOnly, StoreBusy

_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.001, 0.01
_TRY_EVERY = 10


@dataclass(frozen=True, slots=True)
class Holder:
    """The process that holds a file, as it described itself."""

    pid: int
    program: str
    folder: str
    since: str

    def __str__(self) -> str:
        return f"process {self.pid} ({self.program}, in {self.folder}, since {self.since})"


class Deadline:
    """Until when a call may wait."""

    __slots__ = ("_at", "timeout_s")

    def __init__(self, timeout_s: float) -> None:
        self.timeout_s = timeout_s
        self._at = time.monotonic() + timeout_s

    @property
    def left_s(self) -> float:
        """The time that remains, 0 when it is over."""
        return max(self._at - time.monotonic(), 0.0)


class Lease:
    """The right to open one label file, for this process.

    Two locks: who has the turn, and who is next. A process that waits holds the second one, which tells the holder that
    somebody waits and keeps the holder from taking the next turn too. The system frees both when a process dies.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._turn = FileLock(path.with_name(f".{path.name}.lock"), thread_local=False)
        self._next_path = path.with_name(f".{path.name}.next")
        self._next = FileLock(self._next_path, thread_local=False)
        self._holder_file = path.with_name(f".{path.name}.holder")
        self.held_since = 0.0
        self._seen = 0
        self._looks = 0

    @property
    def is_held(self) -> bool:
        """Whether this process has the turn."""
        return self._turn.is_locked

    def acquire(self, deadline: Deadline, *, needs_lock: bool = True) -> None:
        """Wait for the turn until the deadline, then raise `StoreBusy` that names the holder.

        Without `needs_lock` a folder that takes no lock file is good enough: nobody can write there.
        """
        try:
            self._wait_for(self._next, deadline)
            try:
                with suppress(OSError):
                    os.utime(self._next_path)
                self._seen = self._stamp()
                self._wait_for(self._turn, deadline)
            finally:
                self._next.release()
        except StoreBusy:
            raise
        except OSError as error:
            if not needs_lock:
                return
            raise ReadOnly(
                f"Could not open {self._path}: no lock file can be made beside it ({error.strerror}). "
                "Move it to a folder that you may write to, or ask for the rights."
            ) from error
        self.held_since = time.monotonic()
        self._describe_self()

    def release(self) -> None:
        """End the turn; the database is closed by now."""
        with suppress(OSError):
            self._holder_file.unlink(missing_ok=True)
        self._turn.release(force=True)

    def is_wanted(self) -> bool:
        """Whether another process waits for the turn."""
        # Trying a lock costs 0.15 ms, looking at a time stamp a hundredth of it. A waiting process of another user
        # cannot set the stamp, so once in a while the lock is tried all the same.
        stamp = self._stamp()
        self._looks += 1
        if stamp == self._seen and self._looks % _TRY_EVERY:
            return False
        self._seen = stamp
        return self._somebody_is_next()

    def _stamp(self) -> int:
        try:
            return self._next_path.stat().st_mtime_ns
        except OSError:
            return 0

    def _somebody_is_next(self) -> bool:
        try:
            self._next.acquire(blocking=False)
        except Timeout:
            return True
        except OSError:
            return False
        self._next.release()
        return False

    def holder(self) -> Holder | None:
        """The process that has the turn, if it is alive and has described itself."""
        try:
            holder = Holder(**json.loads(self._holder_file.read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            return None
        return holder if _is_alive(holder.pid) else None

    def busy(self, deadline: Deadline) -> StoreBusy:
        """The error that says who holds the file."""
        holder = self.holder()
        if holder is not None and holder.pid == os.getpid():
            who = "another call of this very process"
        else:
            who = str(holder or "another process")
        return StoreBusy(
            f"Could not open {self._path} within {deadline.timeout_s:g} s: {who} holds it and is busy. "
            "Wait for its call to end or stop it, then run this again."
        )

    def _wait_for(self, lock: FileLock, deadline: Deadline) -> None:
        pause_s = _FIRST_PAUSE_S
        while True:
            try:
                lock.acquire(blocking=False)
                return
            except Timeout:
                if not deadline.left_s:
                    raise self.busy(deadline) from None
            time.sleep(pause_s)
            pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)

    def _describe_self(self) -> None:
        holder = Holder(os.getpid(), _program(), str(Path.cwd()), time.strftime("%H:%M:%S"))
        with suppress(OSError):  # a full disk: the turn counts, its description does not
            self._holder_file.write_text(json.dumps(asdict(holder)), "utf-8")


def _program() -> str:
    # Jupyter tells its kernels which notebook they serve.
    notebook = os.environ.get("JPY_SESSION_NAME")
    return notebook or " ".join(sys.argv)[:120] or "python"


def _is_alive(pid: int) -> bool:
    if os.name != "posix":
        return True  # there, os.kill(pid, 0) would end the process
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
