"""Key points, such as those of a skeleton."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from nblabel.domain.numbers import as_whole
from nblabel.domain.shapes.base import MOST_POINTS, Point, Shape, around, point
from nblabel.errors import ShapeError


@dataclass(frozen=True, slots=True)
class Points(Shape):
    """Points in the order of their template; None for one that cannot be seen, `occluded` names those that are hidden.

    Examples
    --------
    >>> Points([(1, 2), None, (3, 4)], occluded=[2]).bounds
    (1.0, 2.0, 2.0, 2.0)
    """

    kind: ClassVar[str] = "points"
    points: tuple[Point | None, ...]
    occluded: tuple[int, ...] = ()

    def __init__(self, points: Iterable[Any], occluded: Iterable[int] = ()) -> None:
        made = _checked(points)
        hidden = tuple(sorted({_place(place, made) for place in occluded}))
        object.__setattr__(self, "points", made)
        object.__setattr__(self, "occluded", hidden)

    @property
    def area(self) -> float:
        """Nothing: points have no inside."""
        return 0.0

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """The upright box around the points that are there."""
        return around([point for point in self.points if point is not None])

    def to_json(self) -> dict[str, Any]:
        """kind, points (null for missing ones), and occluded where there are some."""
        made: dict[str, Any] = {
            "kind": self.kind,
            "points": [None if one is None else list(one) for one in self.points],
        }
        return {**made, "occluded": list(self.occluded)} if self.occluded else made

    @classmethod
    def of_json(cls, data: Mapping[str, Any]) -> Self:
        """The points that `to_json` wrote."""
        return cls(data["points"], data.get("occluded", ()))


def _checked(given: Iterable[Any]) -> tuple[Point | None, ...]:
    if isinstance(given, (str, bytes, Mapping)) or not isinstance(given, Iterable):
        raise ShapeError(f"Key points are a list of pairs (x, y), not {given!r:.60}.")
    made = tuple(None if pair is None else point(pair, "Key points") for pair in given)
    if not any(made) or len(made) > MOST_POINTS:
        raise ShapeError(
            f"Key points are 1 to {MOST_POINTS:,} pairs, of which one at least is there, not {len(made):,}."
        )
    return made


def _place(given: object, made: tuple[Point | None, ...]) -> int:
    place = as_whole(given)
    if place is None or not 0 <= place < len(made) or made[place] is None:
        raise ShapeError(f"occluded names places of points that are there, counted from 0, not {given!r:.60}.")
    return place
