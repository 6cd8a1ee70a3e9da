"""A line with bends."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, ClassVar, Self

from nblabel.domain.shapes.base import Point, Shape, around, flat, points


@dataclass(frozen=True, slots=True)
class Polyline(Shape):
    """At least two points in their order.

    Examples
    --------
    >>> Polyline([(0, 0), (3, 4), (3, 5)]).length
    6.0
    """

    kind: ClassVar[str] = "polyline"
    points: tuple[Point, ...]

    def __init__(self, points: Iterable[Any]) -> None:
        object.__setattr__(self, "points", _checked(points))

    @property
    def length(self) -> float:
        """From one end to the other."""
        return sum(math.dist(one, other) for one, other in pairwise(self.points))

    @property
    def area(self) -> float:
        """Nothing: a line has no inside."""
        return 0.0

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """The upright box around its points."""
        return around(self.points)

    def to_json(self) -> dict[str, Any]:
        """Kind and points."""
        return {"kind": self.kind, "points": flat(self.points)}

    @classmethod
    def of_json(cls, data: Mapping[str, Any]) -> Self:
        """The line that `to_json` wrote."""
        return cls(data["points"])


def _checked(given: Iterable[Any]) -> tuple[Point, ...]:
    return points(given, "A polyline", 2)
