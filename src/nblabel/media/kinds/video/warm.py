"""A few videos stay open, so that the next frame of each costs one decoded picture and not a search."""

from __future__ import annotations

import os
import threading
import time
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nblabel.media.kinds.video.kept import index_key, index_of
from nblabel.media.kinds.video.reader import Reader

if TYPE_CHECKING:
    from nblabel.domain.medium import Medium

MOST_OPEN = 4
IDLE_S = 20.0


@dataclass(slots=True)
class Warm:
    """A reader with who uses it and since when nobody does."""

    reader: Reader
    turn: threading.Lock = field(default_factory=threading.Lock)
    users: int = 0
    left: float = 0.0


class Readers:
    """Open videos by fingerprint; those that nobody asked for lately are closed.

    Parameters
    ----------
    most
        Videos kept open; more are open only while they are in use at the same time.
    idle_s
        Seconds after which one that nobody asks for is closed.
    """

    def __init__(self, most: int = MOST_OPEN, idle_s: float = IDLE_S) -> None:
        self.most = most
        self.idle_s = idle_s
        self._left_open: list[OrderedDict[bytes, Warm]] = []
        self._start()

    def _start(self) -> None:
        """Everything that must not be shared with a parent process."""
        self._pid = os.getpid()
        self._lock = threading.Lock()
        self._open: OrderedDict[bytes, Warm] = OrderedDict()
        self._timer: threading.Timer | None = None

    def __len__(self) -> int:
        return len(self._open)

    @contextmanager
    def reader(self, medium: Medium) -> Iterator[Reader]:
        """The reader of a video, for this thread alone while inside."""
        self._check_process()
        index = index_of(medium)
        key = index_key(medium)
        with self._lock:
            warm = self._open.get(key)
            if warm is None or warm.reader.index is not index:
                self._drop(key)
                warm = self._open[key] = Warm(Reader(medium, index))
            self._open.move_to_end(key)
            warm.users += 1
        try:
            with warm.turn:
                yield warm.reader
        finally:
            with self._lock:
                warm.users -= 1
                warm.left = time.monotonic()
                if self._open.get(key) is not warm and not warm.users:
                    warm.reader.close()
                self._close_beyond_limit()
                self._watch()

    def close(self) -> None:
        """Close all that nobody uses right now."""
        with self._lock:
            self._close([key for key, warm in self._open.items() if not warm.users])

    def _drop(self, key: bytes) -> None:
        """Take a reader of an outdated index away; who uses it still closes it."""
        warm = self._open.pop(key, None)
        if warm is not None and not warm.users:
            warm.reader.close()

    def _close_beyond_limit(self) -> None:
        free = [key for key, warm in self._open.items() if not warm.users]
        self._close(free[: max(0, len(self._open) - self.most)])

    def _close_idle(self) -> None:
        with self._lock:
            self._timer = None
            latest = time.monotonic() - self.idle_s
            self._close([key for key, warm in self._open.items() if not warm.users and warm.left <= latest])
            self._watch()

    def _close(self, keys: list[bytes]) -> None:
        for key in keys:
            self._open.pop(key).reader.close()

    def _watch(self) -> None:
        if self._timer is None and self._open:
            self._timer = threading.Timer(self.idle_s, self._close_idle)
            self._timer.daemon = True
            self._timer.start()

    def _check_process(self) -> None:
        # A file that was open before a fork is read at one place by both processes: the child leaves it alone.
        if self._pid != os.getpid():
            self._left_open.append(self._open)
            self._start()


readers = Readers()
