"""Measuring in the background of a notebook."""

from __future__ import annotations

import atexit
import contextlib
import os
import threading
import time
import weakref
from collections.abc import Callable

from nblabel.errors import NblabelError
from nblabel.ops.measuring.measure import Measured
from nblabel.ops.session import Session

_LOWER_PRIORITY = 10


class MeasuringJob:
    """Measuring that goes on while other cells run.

    Examples
    --------
    >>> job = project.measure(background=True)
    >>> job.done, job.wait()
    """

    def __init__(self, session: Session, work: Callable[..., Measured]) -> None:
        self.done = 0
        self.result: Measured | None = None
        self.error: BaseException | None = None
        self._session = session
        self._started = time.monotonic()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(work,), name="nblabel-measuring", daemon=True)
        _jobs.add(self)
        self._thread.start()

    @property
    def is_running(self) -> bool:
        """Whether it goes on."""
        return self._thread.is_alive()

    def wait(self, timeout_s: float | None = None) -> Measured | None:
        """Wait for the end: what was measured; None where it did not end in time.

        Raises
        ------
        NblabelError
            What stopped it.
        """
        self._thread.join(timeout_s)
        if self.error is not None:
            raise self.error
        return self.result

    def cancel(self) -> None:
        """Stop soon; what is measured stays."""
        self._stopped.set()

    def close(self, timeout_s: float | None = None) -> None:
        """Stop, and wait for the pictures that are being looked at."""
        self.cancel()
        if self._thread is not threading.current_thread():
            self._thread.join(timeout_s)

    def _run(self, work: Callable[..., Measured]) -> None:
        with contextlib.suppress(AttributeError, OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _LOWER_PRIORITY)
        try:
            self.result = work(progress=self._advance, cancelled=self._is_stopped)
        except Exception as error:
            self.error = error if isinstance(error, NblabelError) or not self._is_stopped() else None

    def _advance(self, count: int) -> None:
        self.done += count

    def _is_stopped(self) -> bool:
        return self._stopped.is_set() or self._session.is_closed

    def __repr__(self) -> str:
        if self.result is not None:
            return repr(self.result)
        state = "running" if self.is_running else "stopped"
        if self.error is not None:
            state = f"stopped: {self.error}"
        return f"Measuring: {self.done:,} pictures in {time.monotonic() - self._started:.0f} s, {state}"


_jobs: weakref.WeakSet[MeasuringJob] = weakref.WeakSet()


@atexit.register
def _close_all() -> None:
    """A thread that is inside DuckDB when Python ends would take the process down."""
    for job in list(_jobs):
        job.close(timeout_s=5.0)
