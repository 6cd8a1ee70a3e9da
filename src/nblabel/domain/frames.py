"""Frame ranges: both ends included; None means the whole item."""

from __future__ import annotations

from dataclasses import dataclass
from operator import index
from typing import SupportsIndex

from nblabel.errors import AnswerError

LAST_FRAME = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Frames:
    """Frames `first` to `last` of an item, both included, counted from 0."""

    first: int
    last: int

    def overlaps(self, other: Frames | None) -> bool:
        """Whether they share a frame; None is the whole item."""
        return other is None or (self.first <= other.last and other.first <= self.last)


def as_frames(given: object) -> Frames | None:
    """A range from None, a frame, or `(first, last)`.

    Examples
    --------
    >>> as_frames((10, 20)), as_frames(3), as_frames(None)
    (Frames(first=10, last=20), Frames(first=3, last=3), None)
    """
    if given is None or isinstance(given, Frames):
        return given
    pair = given if isinstance(given, (tuple, list)) else (given, given)
    if len(pair) != 2 or not all(isinstance(end, SupportsIndex) and not isinstance(end, bool) for end in pair):
        raise AnswerError(f"frames must be a frame number or (first, last), not {given!r}.")
    first, last = map(index, pair)
    if not 0 <= first <= last < LAST_FRAME:
        raise AnswerError(f"frames {first} to {last} is no range: it starts at 0 or later and ends no earlier.")
    return Frames(first, last)
