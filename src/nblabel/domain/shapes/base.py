"""What all shapes share: a kind, an area, the box around them, and a plain dict that they are read back from."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self, SupportsFloat

from nblabel.errors import ShapeError, did_you_mean, in_line, listing

SHAPES: dict[str, type[Shape]] = {}
MOST_POINTS = 100_000
# Far beyond any picture, and far below where numbers lose their decimals.
LARGEST = 1e9

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Shape:
    """Base of the shapes; coordinates are pixels of the frame from its upper left corner, x to the right and y down.

    A new kind subclasses it in a file of its own with a `kind`.
    """

    kind: ClassVar[str] = ""

    def __init_subclass__(cls) -> None:
        if cls.kind:
            SHAPES[cls.kind] = cls

    @property
    def area(self) -> float:
        """Pixels covered; 0 for what has no inside."""
        raise NotImplementedError

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """x, y, width and height of the upright box around it."""
        raise NotImplementedError

    def to_json(self) -> dict[str, Any]:
        """A plain dict; `shape_from_json` reads it back."""
        raise NotImplementedError

    @classmethod
    def of_json(cls, data: Mapping[str, Any]) -> Self:
        """The shape of this kind that `to_json` wrote."""
        raise NotImplementedError


def shape_from_json(data: object) -> Shape:
    """The shape that `to_json` wrote.

    Examples
    --------
    >>> shape_from_json({"kind": "box", "x": 1, "y": 2, "width": 3, "height": 4})
    Box(x=1.0, y=2.0, width=3.0, height=4.0)
    """
    if not isinstance(data, Mapping) or data.get("kind") not in SHAPES:
        kind = data.get("kind") if isinstance(data, Mapping) else data
        raise ShapeError(f"No shape {in_line(repr(kind))}. Shapes: {listing(SHAPES)}.{did_you_mean(kind, SHAPES)}")
    kind = SHAPES[data["kind"]]
    try:
        return kind.of_json(data)
    except KeyError as error:
        raise ShapeError(f"A {kind.kind} needs {error.args[0]!r}; there is: {listing(map(str, data))}.") from None


def number(value: object, what: str) -> float:
    """A finite number of pixels."""
    is_number = isinstance(value, SupportsFloat) and not isinstance(value, (bool, str))
    found = float(value) if is_number else math.nan  # type: ignore[arg-type]
    if not abs(found) <= LARGEST:
        raise ShapeError(f"{what} is a finite number of pixels, not {in_line(repr(value))}.")
    return found + 0.0  # -0.0 is 0.0


def size(value: object, what: str) -> float:
    """A number of pixels above 0."""
    found = number(value, what)
    if found <= 0:
        raise ShapeError(f"{what} must be above 0, not {found:g}.")
    return found


def points(given: Iterable[Any], what: str, least: int) -> tuple[Point, ...]:
    """Pairs of numbers, at least so many."""
    if isinstance(given, (str, bytes, Mapping)) or not isinstance(given, Iterable):
        raise ShapeError(f"{what} is made of points (x, y), not of {in_line(repr(given))}.")
    made = tuple(point(pair, what) for pair in given)
    if not least <= len(made) <= MOST_POINTS:
        raise ShapeError(f"{what} has {least:,} to {MOST_POINTS:,} points, not {len(made):,}.")
    return made


def point(pair: Any, what: str) -> Point:
    """One pair of numbers."""
    if isinstance(pair, Mapping):
        pair = (pair.get("x"), pair.get("y"))
    if isinstance(pair, (str, bytes)) or not hasattr(pair, "__len__") or len(pair) != 2:
        raise ShapeError(f"A point of {what.lower()} is a pair (x, y), not {in_line(repr(pair))}.")
    return number(pair[0], f"x of {what.lower()}"), number(pair[1], f"y of {what.lower()}")


def around(several: Iterable[Point]) -> tuple[float, float, float, float]:
    """The upright box around points."""
    xs, ys = zip(*several, strict=True)
    return min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)


def flat(several: Iterable[Point]) -> list[list[float]]:
    """Points as JSON has them."""
    return [[x, y] for x, y in several]
