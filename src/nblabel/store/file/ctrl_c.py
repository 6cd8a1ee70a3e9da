"""Makes Ctrl-C stop a running statement at once.

DuckDB 2.0 looks for signals only between two of its own tasks, and a long task on the main thread hears none for seconds.
The system tells a second thread of the signal through Python's wake-up socket, and that thread stops the statement.
"""

from __future__ import annotations

import os
import signal
import socket
import threading
from collections.abc import Callable
from contextlib import suppress


class Listener:
    """Hears signals while the main thread is inside a statement."""

    def __init__(self) -> None:
        self._hears, self._tells = socket.socketpair()
        self._tells.setblocking(False)
        self._stop: Callable[[], None] | None = None
        self._before = -1
        threading.Thread(target=self._listen, name="nblabel-ctrl-c", daemon=True).start()

    def start(self, stop: Callable[[], None]) -> None:
        """From now on Ctrl-C calls `stop`, in another thread; called on the main thread."""
        self._stop = stop
        self._before = signal.set_wakeup_fd(self._tells.fileno(), warn_on_full_buffer=False)

    def end(self) -> None:
        """Give the wake-up socket back to whoever had it: an event loop, mostly."""
        signal.set_wakeup_fd(self._before, warn_on_full_buffer=False)
        self._stop = None

    def _listen(self) -> None:
        while numbers := self._hears.recv(64):
            self._hear(numbers)
            self._pass_on(numbers)

    def _hear(self, numbers: bytes) -> None:
        # In a function of its own: while the thread waits, no variable of it may keep a cursor alive.
        stop = self._stop
        # A handler of the user's own means that Ctrl-C shall do something else.
        if stop is not None and signal.SIGINT in numbers and signal.getsignal(signal.SIGINT) is _DEFAULT:
            stop()

    def _pass_on(self, numbers: bytes) -> None:
        if self._before >= 0 and os.name == "posix":
            with suppress(OSError):
                os.write(self._before, numbers)


_DEFAULT = signal.default_int_handler
_listener: Listener | None = None
_home = 0


def on_main_thread() -> Listener | None:
    """The listener, where signals arrive; None on every other thread."""
    global _listener, _home
    if threading.current_thread() is not threading.main_thread():
        return None
    if _listener is None or _home != os.getpid():
        _listener, _home = Listener(), os.getpid()
    return _listener
