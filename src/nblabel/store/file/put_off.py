"""The one change that was answered and is not in the tables yet."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from nblabel.errors import Interrupted
from nblabel.store.file.cursor import Cursor
from nblabel.store.file.journal import Entry, Journal, apply, replay


@dataclass(slots=True)
class Turn:
    """The right to write; `is_over` once somebody else ends it."""

    is_over: bool = False


class End(Protocol):
    """Told when the change is in the tables, or that it could not be written now."""

    def __call__(self, *, is_done: bool) -> None:
        """Give the turn to write back."""


class PutOff:
    """Good for many threads: whoever comes first writes the change, the others wait for it."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._entry: Entry | None = None
        self._since = 0.0
        self._is_stuck = False  # the journal has what the tables lack: nothing may take its place
        self._lock = threading.RLock()

    @property
    def is_waiting(self) -> bool:
        """Whether there is a change to be written."""
        return self._entry is not None

    def waits_since(self, moment: float) -> bool:
        """Whether there is one that began to wait by then (as of `time.monotonic`)."""
        return self._entry is not None and self._since <= moment

    def take(self, entry: Entry) -> bool:
        """Make it durable; False where that cannot be done here, so that it must be committed."""
        if self._is_stuck:
            return False
        try:
            return self._journal.write(entry)
        except OSError:
            return False
        except BaseException:
            self._journal.clear()  # nobody will be told that it was saved
            raise

    def begin(self, entry: Entry) -> None:
        """From now on it waits."""
        self._since = time.monotonic()
        self._entry = entry

    def finish(self, cursor: Callable[[], Cursor], end: End) -> None:
        """Write it, unless another thread has just done so."""
        with self._lock:
            entry = self._entry
            if entry is None:
                return
            try:
                self._write(cursor(), entry)
            except (KeyboardInterrupt, Interrupted):
                raise  # it still waits
            except BaseException:
                self._entry = None
                self._is_stuck = True
                end(is_done=False)
                raise
            self._entry = None
            end(is_done=True)

    def left(self, uuid: str) -> Entry | None:
        """The change of this file that a process left which ended before it was in the tables."""
        entry = self._journal.read()
        left = entry if entry is not None and entry.uuid == uuid else None
        self._is_stuck = left is not None
        return left

    def replay(self, cursor: Cursor, left: Entry) -> None:
        """Write what was left, while nobody else has the file."""
        replay(cursor, self._journal, left)
        self._is_stuck = False

    def close(self) -> None:
        """The file is closed: leave no journal beside it, unless it holds what could not be written."""
        if self._journal.read() is None:
            self._journal.remove()
        else:
            self._journal.close()

    def _write(self, cursor: Cursor, entry: Entry) -> None:
        try:
            apply(cursor, entry)
        finally:
            cursor.close()
        self._journal.clear()
