"""The sign of life that slow work in the worker gives, so that it is not stopped while it gets on."""

from __future__ import annotations

import time
from collections.abc import Callable

_EVERY_S = 0.2
_tell: Callable[[], object] | None = None
_told = 0.0


def still_working() -> None:
    """Say that the work gets on: the deadline starts anew. Cheap to call often; does nothing outside the worker.

    Examples
    --------
    >>> for packet in range(3):
    ...     still_working()
    """
    global _told
    if _tell is None:
        return
    now = time.monotonic()
    if now - _told >= _EVERY_S:
        _told = now
        _tell()


def is_in_worker() -> bool:
    """Whether this is the worker."""
    return _tell is not None


def listen(tell: Callable[[], object] | None) -> None:
    """Whom to tell; the worker's own business."""
    global _tell
    _tell = tell
