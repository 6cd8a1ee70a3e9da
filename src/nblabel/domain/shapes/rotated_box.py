"""A box turned around its centre."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from nblabel.domain.shapes.base import Point, Shape, around, number, size


@dataclass(frozen=True, slots=True)
class RotatedBox(Shape):
    """A box as it was before it was turned, and the angle in degrees, clockwise around its centre.

    Examples
    --------
    >>> RotatedBox(0, 0, 4, 2, angle=90).bounds
    (1.0, -1.0, 2.0, 4.0)
    """

    kind: ClassVar[str] = "rotated_box"
    x: float
    y: float
    width: float
    height: float
    angle: float = 0.0

    def __post_init__(self) -> None:
        for name, check in (("x", number), ("y", number), ("width", size), ("height", size), ("angle", number)):
            object.__setattr__(self, name, check(getattr(self, name), f"The {name} of a rotated box"))

    @property
    def corners(self) -> tuple[Point, ...]:
        """The four corners, starting with the one that was upper left."""
        centre_x, centre_y = self.x + self.width / 2, self.y + self.height / 2
        turned = math.radians(self.angle % 360)
        cosine, sine = round(math.cos(turned), 15), round(math.sin(turned), 15)
        halves = [(-1, -1), (1, -1), (1, 1), (-1, 1)]
        offsets = [(across * self.width / 2, down * self.height / 2) for across, down in halves]
        return tuple((centre_x + dx * cosine - dy * sine, centre_y + dx * sine + dy * cosine) for dx, dy in offsets)

    @property
    def area(self) -> float:
        """Width times height."""
        return self.width * self.height

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """The upright box around its corners."""
        return around(self.corners)

    def to_json(self) -> dict[str, Any]:
        """kind, x, y, width, height and angle."""
        sizes = {"x": self.x, "y": self.y, "width": self.width, "height": self.height}
        return {"kind": self.kind, **sizes, "angle": self.angle}

    @classmethod
    def of_json(cls, data: Mapping[str, Any]) -> Self:
        """The box that `to_json` wrote."""
        return cls(data["x"], data["y"], data["width"], data["height"], data["angle"])
