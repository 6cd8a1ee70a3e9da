"""A polygon, with holes where it has some."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from nblabel.domain.shapes.base import Point, Shape, around, flat, points
from nblabel.errors import ShapeError


@dataclass(frozen=True, slots=True)
class Polygon(Shape):
    """At least three points in their order; the last one joins the first. `holes` are polygons cut out of it.

    Examples
    --------
    >>> Polygon([(0, 0), (4, 0), (4, 3)]).area
    6.0
    """

    kind: ClassVar[str] = "polygon"
    points: tuple[Point, ...]
    holes: tuple[tuple[Point, ...], ...] = ()

    def __init__(self, points: Iterable[Any], holes: Iterable[Iterable[Any]] = ()) -> None:
        object.__setattr__(self, "points", _ring(points, "A polygon"))
        object.__setattr__(self, "holes", tuple(_ring(hole, "A hole") for hole in holes))

    @property
    def area(self) -> float:
        """What lies inside of it and in no hole; of a polygon that crosses itself, what its way around encloses."""
        return max(_enclosed(self.points) - sum(map(_enclosed, self.holes)), 0.0)

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """The upright box around its points."""
        return around(self.points)

    def to_json(self) -> dict[str, Any]:
        """kind, points, and holes where it has some."""
        made: dict[str, Any] = {"kind": self.kind, "points": flat(self.points)}
        return {**made, "holes": [flat(hole) for hole in self.holes]} if self.holes else made

    @classmethod
    def of_json(cls, data: Mapping[str, Any]) -> Self:
        """The polygon that `to_json` wrote."""
        return cls(data["points"], data.get("holes", ()))


def _ring(given: Iterable[Any], what: str) -> tuple[Point, ...]:
    made = points(given, what, 3)
    made = made[:-1] if made[0] == made[-1] else made  # closed rings name their first point twice
    if len(set(made)) < 3:
        raise ShapeError(f"{what} needs three different points; there are {len(set(made))}.")
    return made


def _enclosed(ring: Sequence[Point]) -> float:
    following = [*ring[1:], ring[0]]
    return abs(sum(x * y1 - x1 * y for (x, y), (x1, y1) in zip(ring, following, strict=True))) / 2
