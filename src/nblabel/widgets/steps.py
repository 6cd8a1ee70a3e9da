"""How far a job is, as the page hears it."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable

from nblabel.wire.messages import Progress

STEPS_PER_S = 20

Tell = Callable[[Progress], object]


class Steps:
    """What a job tells of itself, at most twenty times a second; the latest is never left out.

    Parameters
    ----------
    ident
        What the page knows the job by.
    tell
        Sends how far it is.
    """

    def __init__(self, ident: str, tell: Tell) -> None:
        self._ident = ident
        self._tell = tell
        self._lock = threading.Lock()
        self._said_at = -math.inf
        self._timer: threading.Timer | None = None
        self._latest: Progress | None = None

    def __call__(self, text: str, done: int, total: int) -> None:
        """Say it now, or soon."""
        with self._lock:
            self._latest = Progress(text, done, total, self._ident)
            waiting = self._said_at + 1 / STEPS_PER_S - time.monotonic()
            if waiting > 0:
                if self._timer is None:
                    self._timer = threading.Timer(waiting, self._say)
                    self._timer.daemon = True
                    self._timer.start()
                return
        self._say()

    def end(self) -> None:
        """Say nothing any more: it is answered."""
        with self._lock:
            self._latest = None
            if self._timer is not None:
                self._timer.cancel()

    def _say(self) -> None:
        with self._lock:
            latest, self._latest, self._timer = self._latest, None, None
            self._said_at = time.monotonic()
        if latest is not None:
            self._tell(latest)
