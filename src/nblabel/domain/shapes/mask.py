"""A mask: which pixels of a frame belong to an object, as lengths of runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Self

from nblabel.domain.numbers import as_whole
from nblabel.domain.shapes.base import Shape
from nblabel.domain.shapes.runs import packed, unpacked
from nblabel.errors import ShapeError

if TYPE_CHECKING:
    import numpy as np

LARGEST_SIDE = 65_535
MOST_PIXELS = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Mask(Shape):
    """Pixels of a frame of `height` times `width`, as lengths of runs.

    `counts` go down the columns, one after the other, and take turns: first pixels outside (maybe 0), then inside, and so
    on; the way of COCO's uncompressed masks.

    Examples
    --------
    >>> import numpy as np
    >>> mask = Mask.of_array(np.eye(3, dtype=bool))
    >>> mask.area, mask.counts, mask.to_array().sum()
    (3.0, (0, 1, 3, 1, 3, 1), np.int64(3))
    """

    kind: ClassVar[str] = "mask"
    height: int
    width: int
    counts: tuple[int, ...]

    def __init__(self, height: int, width: int, counts: Iterable[int] | str) -> None:
        rows, columns = _side(height, "height"), _side(width, "width")
        if rows * columns > MOST_PIXELS:
            raise ShapeError(f"A mask has at most {MOST_PIXELS:,} pixels, not {rows} times {columns}.")
        object.__setattr__(self, "height", rows)
        object.__setattr__(self, "width", columns)
        object.__setattr__(self, "counts", _counts(counts, rows * columns))

    @classmethod
    def of_array(cls, inside: np.ndarray | Any) -> Self:
        """The mask of an array of height times width: inside is what is not 0."""
        import numpy as np

        array = np.asarray(inside)
        if array.ndim != 2 or not array.size:
            raise ShapeError(f"A mask is made of an array of height times width, not of one of shape {array.shape}.")
        pixels = (array != 0).ravel(order="F")
        edges = np.flatnonzero(np.diff(pixels)) + 1
        counts = np.diff(np.concatenate(([0], edges, [pixels.size])))
        height, width = array.shape
        return cls(height, width, [*([0] if pixels[0] else []), *counts.tolist()])

    def to_array(self) -> np.ndarray:
        """An array of height times width, True inside."""
        import numpy as np

        is_inside = np.arange(len(self.counts)) % 2 == 1
        made: np.ndarray = np.repeat(is_inside, self.counts).reshape((self.height, self.width), order="F")
        return made

    @property
    def area(self) -> float:
        """How many pixels are inside."""
        return float(sum(self.counts[1::2]))

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """The upright box around the pixels inside."""
        import numpy as np

        ends = np.cumsum(self.counts)
        first, last = ends[:-1:2] if len(ends) % 2 else ends[::2], ends[1::2] - 1
        first, last = first[: len(last)][np.array(self.counts[1::2]) > 0], last[np.array(self.counts[1::2]) > 0]
        left, right = int(first[0]) // self.height, int(last[-1]) // self.height
        crosses = first // self.height != last // self.height
        top = 0 if crosses.any() else int((first % self.height).min())
        bottom = self.height - 1 if crosses.any() else int((last % self.height).max())
        return float(left), float(top), float(right - left + 1), float(bottom - top + 1)

    def to_json(self) -> dict[str, Any]:
        """kind, size (height, width) and the runs, packed into a text as COCO packs them."""
        return {"kind": self.kind, "size": [self.height, self.width], "counts": packed(self.counts)}

    @classmethod
    def of_json(cls, data: Mapping[str, Any]) -> Self:
        """The mask that `to_json` wrote, or COCO."""
        size = data["size"]
        if not isinstance(size, (list, tuple)) or len(size) != 2:
            raise ShapeError(f"The size of a mask is [height, width], not {size!r:.60}.")
        return cls(size[0], size[1], data["counts"])


def _side(given: object, what: str) -> int:
    side = as_whole(given)
    if side is None or not 1 <= side <= LARGEST_SIDE:
        raise ShapeError(f"The {what} of a mask is a whole number from 1 to {LARGEST_SIDE:,}, not {given!r:.60}.")
    return side


def _counts(given: Iterable[int] | str | bytes, pixels: int) -> tuple[int, ...]:
    text = given.decode("ascii", "replace") if isinstance(given, bytes) else given
    counts = unpacked(text) if isinstance(text, str) else [as_whole(count) for count in text]
    if any(count is None or count < 0 for count in counts):
        raise ShapeError("The counts of a mask are whole numbers from 0.")
    known = tuple(count for count in counts if count is not None)
    if sum(known) != pixels:
        raise ShapeError(f"The counts of a mask add up to {sum(known):,}, its pixels to {pixels:,}.")
    if not sum(known[1::2]):
        raise ShapeError("The mask is empty: mark a pixel at least.")
    return _merged(known)


def _merged(counts: tuple[int, ...]) -> tuple[int, ...]:
    """Without runs of no length but the first: one set of pixels has one way to be written."""
    if all(counts[1:]):
        return counts
    made = [counts[0]]
    inside = False
    for place, count in enumerate(counts[1:], 1):
        if not count:
            continue
        if bool(place % 2) == inside:
            made[-1] += count
        else:
            made.append(count)
            inside = not inside
    return tuple(made)
