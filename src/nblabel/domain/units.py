"""One whole number for an item, or for a single frame of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

import numpy as np

_BITS = 32
LAST_ITEM = (1 << _BITS) - 1  # greater numbers are ids of frames
Id = TypeVar("Id", int, "np.ndarray[Any, Any]")


def unit(item: Id, frame: Id) -> Id:
    """The id of a frame; also of arrays of both.

    Examples
    --------
    >>> unit(7, 3), item_of(unit(7, 3)), frame_of(unit(7, 3))
    (17179869191, 7, 3)
    """
    made: Id = ((frame + 1) << _BITS) | item
    return made


def item_of(ident: Id) -> Id:
    """The item that an id is, or that its frame belongs to."""
    made: Id = ident & LAST_ITEM
    return made


def frame_of(ident: int) -> int | None:
    """The frame that an id means; None where it is an item as a whole."""
    return (ident >> _BITS) - 1 if ident > LAST_ITEM else None


def is_unit(ident: int) -> bool:
    """Whether an id means a single frame."""
    return ident > LAST_ITEM


def frames_of(idents: np.ndarray) -> np.ndarray:
    """The frame that each id means, -1 for an item as a whole.

    Examples
    --------
    >>> frames_of(np.array([unit(7, 3), 7])).tolist()
    [3, -1]
    """
    return (np.asarray(idents, np.int64) >> _BITS) - 1


def mean_frames(idents: Sequence[int] | np.ndarray) -> bool:
    """Whether these ids are those of frames; ids of items and of frames do not mix, so the first one tells.

    Examples
    --------
    >>> mean_frames([unit(7, 3)]), mean_frames([7]), mean_frames([])
    (True, False, False)
    """
    first = idents[0] if len(idents) else 0
    return isinstance(first, (int, np.integer)) and int(first) > LAST_ITEM


def concerned(held: Iterable[int], changed: Iterable[int]) -> list[int]:
    """Which of the ids that are held a change of others is about: an item with its frames, a frame with its item.

    Examples
    --------
    >>> concerned([7, 8, unit(9, 0), unit(9, 1)], [unit(7, 3), unit(9, 1)])
    [7, 8589934601]
    >>> concerned([7, 8, unit(9, 0), unit(9, 1)], [9])
    [4294967305, 8589934601]
    """
    moved = set(changed)
    items = {item_of(ident) for ident in moved}
    found = [
        ident for ident in held if ident in moved or (item_of(ident) in moved if is_unit(ident) else ident in items)
    ]
    return sorted(found)
