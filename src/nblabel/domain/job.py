"""A long call that tells how far it is and can be stopped."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from nblabel.errors import Interrupted

# Text, how much is done, of how much.
Told = Callable[[str, int, int], object]


class Job:
    """One long call: whoever runs it says `step` and asks `check`, whoever waits for it may `cancel`.

    Parameters
    ----------
    ident
        What the page knows it by.
    told
        Hears of each step, on the thread that makes it.

    Examples
    --------
    >>> job = Job("op-7", told=lambda text, done, total: print(text, done, total))
    >>> with job.as_current():
    ...     current().step("Writing", 1, 3)
    Writing 1 3
    """

    def __init__(self, ident: str = "", told: Told | None = None) -> None:
        self.id = ident
        self._told = told
        self._lock = threading.Lock()
        self._stops: list[Callable[[], object]] = []
        self._is_cancelled = False
        self._stands = False

    @property
    def is_cancelled(self) -> bool:
        """Whether somebody stopped it in time."""
        return self._is_cancelled

    def cancel(self) -> None:
        """Stop it at the next point where nothing is half done; without effect once what it wrote stands."""
        with self._lock:
            if self._stands:
                return
            self._is_cancelled = True
            stops = list(self._stops)
        for stop in stops:
            stop()

    def check(self) -> None:
        """Raise `Interrupted` where somebody has stopped it."""
        if self._is_cancelled:
            raise Interrupted("The call was cancelled before it ended: nothing of it was written.")

    def step(self, text: str, done: int, total: int) -> None:
        """Tell how far it is; raises as `check` does."""
        self.check()
        if self._told is not None:
            self._told(text, done, total)

    def stand(self) -> None:
        """What it was to write is durable: from here on a cancel comes too late."""
        with self._lock:
            self._stands = True
            self._is_cancelled = False

    @contextmanager
    def stoppable(self, stop: Callable[[], object]) -> Iterator[None]:
        """While inside, `cancel` calls `stop` (from another thread)."""
        with self._lock:
            self.check()
            self._stops.append(stop)
        try:
            yield
        finally:
            with self._lock:
                self._stops.remove(stop)

    @contextmanager
    def as_current(self) -> Iterator[None]:
        """While inside, `current()` is this job for the code of this thread."""
        token = _current.set(self)
        try:
            yield
        finally:
            _current.reset(token)


_current: ContextVar[Job | None] = ContextVar("nblabel_job", default=None)
_nobody = Job()


def current() -> Job:
    """The job that this code runs for; one that nobody can stop or hears where there is none."""
    return _current.get() or _nobody
