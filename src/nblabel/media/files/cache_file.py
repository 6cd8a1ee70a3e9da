"""A SQLite file that several processes share and that may be lost: nothing here raises, and nobody waits for long."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

Work = Callable[[sqlite3.Connection], object]
LOCK_WAIT_S = 0.5
OPEN_WAIT_S = 1.0
LAST_WAIT_S = 5.0
PAUSE_S = 5.0
_ASK_AGAIN_S = 0.01
_HELD = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL}
# Not the file's fault: held by somebody, not writable, disk full. Anything else means that it is damaged.
_PASSING = _HELD | {
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_INTERRUPT,
    sqlite3.SQLITE_NOMEM,
}


class CacheFile:
    """Opened when first used, made anew where it is damaged, and left alone for a while when another process holds it.

    Parameters
    ----------
    path
        Where the file lives.
    prepare
        What is done first with a file that was opened: tables are made where they are missing.
    """

    def __init__(self, path: Path, prepare: Work) -> None:
        self.path, self._prepare = path, prepare
        self.is_off = False
        self._paused_until = 0.0
        self._file: sqlite3.Connection | None = None
        self._opened: tuple[int, int] | None = None

    @property
    def is_paused(self) -> bool:
        """Whether it was held a moment ago: no page may wait for it again and again."""
        return time.monotonic() < self._paused_until

    def run(self, work: Work, *, is_last: bool = False) -> bool:
        """True once it was done, on a fresh file if this one is damaged; False where it cannot be done now.

        The last work of a process waits longer, and does not mind a pause: what it holds is lost otherwise.
        """
        for _ in range(2):
            try:
                file = self._connected(is_last)
                if file is None:
                    return False
                file.execute(f"pragma busy_timeout = {1000 * (LAST_WAIT_S if is_last else LOCK_WAIT_S):.0f}")
                work(file)
                return True
            except sqlite3.Error as problem:
                if _code(problem) in _PASSING:
                    self._paused_until = time.monotonic() + PAUSE_S
                    return False
                self._make_anew()
        self.is_off = True
        return False

    def close(self) -> None:
        """Let go of it; the next work opens it again."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _connected(self, is_last: bool) -> sqlite3.Connection | None:
        if self.is_off or (self.is_paused and not is_last):
            return None
        if self._file is not None and self._opened != _identity(self.path):
            # Another process made it anew, or the user emptied the folder: what is written here is seen by nobody.
            self.close()
        if self._file is None:
            self._open(LAST_WAIT_S if is_last else OPEN_WAIT_S)
        return self._file

    def _open(self, wait_s: float) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = sqlite3.connect(self.path, timeout=LOCK_WAIT_S, check_same_thread=False, isolation_level=None)
        except (OSError, sqlite3.OperationalError):
            self.is_off = True
            return
        self._opened = _identity(self.path)
        end = time.monotonic() + wait_s
        while True:
            try:
                _to_wal(self._file)
                self._prepare(self._file)
                return
            except sqlite3.Error as problem:
                if _code(problem) not in _HELD or time.monotonic() > end:
                    if _code(problem) in _PASSING:
                        self.close()
                    raise
                time.sleep(_ASK_AGAIN_S)

    def _make_anew(self) -> None:
        # Another process may have seen the same damage first: its new file stays.
        is_the_damaged_one = self._opened == _identity(self.path)
        self.close()
        if not is_the_damaged_one:
            return
        for ending in ("", "-wal", "-shm"):
            try:
                self.path.with_name(self.path.name + ending).unlink(missing_ok=True)
            except OSError:
                self.is_off = True


def _to_wal(file: sqlite3.Connection) -> None:
    # SQLite waits for no lock when it switches to WAL: of two processes that make the file, one is told "locked" at once.
    if file.execute("pragma journal_mode").fetchone() != ("wal",):
        file.execute("pragma page_size = 4096")
        file.execute("pragma journal_mode = wal")


def _code(problem: sqlite3.Error) -> int:
    return getattr(problem, "sqlite_errorcode", 0) & 0xFF


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_dev, stat.st_ino
