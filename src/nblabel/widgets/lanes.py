"""Where long requests run: one after the other in a lane, lanes beside each other and beside the kernel's own thread."""

from __future__ import annotations

import atexit
import threading
import weakref
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nblabel.domain.job import Job
from nblabel.wire.messages import WRITES

ENDS_WITHIN_S = 2.0

Content = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Errand:
    """A request on its way in the background."""

    content: Content
    job: Job
    answer: Callable[[Content], object]

    def run(self) -> None:
        """Answer it as its job; the answer of one that was stopped is an error."""
        with self.job.as_current():
            self.answer(self.content)


class Lane:
    """Errands one after the other, in a thread that lives while there are any."""

    def __init__(self) -> None:
        self._waiting: deque[Errand] = deque()
        self._running: Errand | None = None
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        _lanes.add(self)

    @property
    def is_busy(self) -> bool:
        """Whether an errand runs or waits."""
        return self._thread is not None

    def put(self, errand: Errand) -> None:
        """Run the errand after those that wait; at once, on this thread, where there can be no other."""
        with self._lock:
            self._waiting.append(errand)
            if self._thread is not None:
                return
            self._thread = threading.Thread(target=self._work, name="nblabel-job", daemon=True)
            thread = self._thread
        try:
            thread.start()
        except RuntimeError:  # Pyodide has no threads
            self._work()

    def end(self, timeout_s: float) -> None:
        """Drop what waits, and wait for what runs: a count is stopped, a write is let through."""
        with self._lock:
            self._waiting.clear()
            thread, running = self._thread, self._running
        if running is not None and running.content["op"] not in WRITES:
            running.job.cancel()
        if thread is not None and thread is not threading.current_thread():
            thread.join(timeout_s)

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._waiting:
                    self._thread = self._running = None
                    return
                errand = self._running = self._waiting.popleft()
            errand.run()
            del errand


def lane_of(path: Path) -> Lane:
    """The lane of writes to a file, one for all that write to it."""
    with _registry:
        lane = _by_path.get(path)
        if lane is None:
            lane = _by_path[path] = Lane()
        return lane


def _end_all() -> None:
    for lane in list(_lanes):
        lane.end(ENDS_WITHIN_S)


_registry = threading.Lock()
_by_path: weakref.WeakValueDictionary[Path, Lane] = weakref.WeakValueDictionary()
_lanes: weakref.WeakSet[Lane] = weakref.WeakSet()
atexit.register(_end_all)
