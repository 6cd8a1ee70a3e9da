"""Which frames of each item a view of frames holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from nblabel.domain.numbers import as_whole
from nblabel.errors import QueryError

# The id of a frame stays below 2**53, up to which a page counts exactly.
MOST_FRAMES = 2**21 - 1


@dataclass(frozen=True, slots=True)
class Every:
    """Each `step`-th frame, from frame 0 on."""

    step: int = 1


@dataclass(frozen=True, slots=True)
class At:
    """These frames of each item, as far as it has them."""

    frames: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class KeyFrames:
    """The keyframes of each item, as they were found: ids of frames."""

    ids: Sequence[int] = field(hash=False)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, KeyFrames) and set(map(int, self.ids)) == set(map(int, other.ids))

    def __hash__(self) -> int:
        return hash(KeyFrames)


FrameChoice = Every | At | KeyFrames


def every(step: object) -> Every:
    """Each `step`-th frame.

    Examples
    --------
    >>> every(5)
    Every(step=5)
    """
    number = as_whole(step)
    if number is None or not 1 <= number <= MOST_FRAMES:
        raise QueryError(f"every= takes a whole number of frames from 1, not {step!r:.80}.")
    return Every(number)


def at(frames: object) -> At:
    """Frames by their numbers, each once and in order; a pair in it is a range, both ends included.

    Examples
    --------
    >>> at([9, 3]), at(range(0, 9, 4)), at(7), at([0, (4, 6)])
    (At(frames=(3, 9)), At(frames=(0, 4, 8)), At(frames=(7,)), At(frames=(0, 4, 5, 6)))
    """
    several = [frames] if as_whole(frames) is not None else frames
    if isinstance(several, (str, bytes)) or not isinstance(several, Iterable):
        raise QueryError(f"Frames are named by their numbers, such as [0, 30, 60], not by {frames!r:.80}.")
    found: set[int] = set()
    for frame in several:
        first, last = _ends(frame)
        found.update(range(first, last + 1))
    if not found:
        raise QueryError("No frame was named: give one at least, such as [0].")
    return At(tuple(sorted(found)))


def _ends(frame: object) -> tuple[int, int]:
    pair = frame if isinstance(frame, tuple) and len(frame) == 2 else (frame, frame)
    first, last = map(as_whole, pair)
    if first is None or last is None or not 0 <= first <= last < MOST_FRAMES:
        raise QueryError(f"Frames are named by their numbers from 0, or by (first, last), not by {frame!r:.80}.")
    return first, last
