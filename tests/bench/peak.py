"""The most memory that this process held while something ran."""

from __future__ import annotations

import threading
from types import TracebackType
from typing import Self

import psutil

_EVERY_S = 0.02


class Peak:
    """Looks at the memory of this process (RSS) every 20 ms; `mb` is the most that was seen.

    Examples
    --------
    >>> with Peak() as peak:
    ...     made = [0] * 10_000_000
    >>> peak.mb > 80
    True
    """

    def __init__(self) -> None:
        self.mb = 0.0
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stopped.set()
        self._thread.join()

    def _look(self) -> None:
        process = psutil.Process()
        while True:
            self.mb = max(self.mb, process.memory_info().rss / 2**20)
            if self._stopped.wait(_EVERY_S):
                return
