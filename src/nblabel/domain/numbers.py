"""Whole numbers as users give them: Python's and numpy's, but no True, no 1.0 and no text."""

from __future__ import annotations

import operator
from typing import Any


def as_whole(given: Any) -> int | None:
    """The number, or None where it is no whole number.

    Examples
    --------
    >>> as_whole(3), as_whole(True), as_whole(1.0), as_whole("3")
    (3, None, None, None)
    """
    if isinstance(given, bool):
        return None
    try:
        return operator.index(given)
    except TypeError:
        return None
