"""An upright box."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from nblabel.domain.shapes.base import Shape, number, size


@dataclass(frozen=True, slots=True)
class Box(Shape):
    """An upright box: its upper left corner, width and height.

    Examples
    --------
    >>> Box(10, 20, 30, 40).area
    1200.0
    """

    kind: ClassVar[str] = "box"
    x: float
    y: float
    width: float
    height: float

    def __post_init__(self) -> None:
        for name, check in (("x", number), ("y", number), ("width", size), ("height", size)):
            object.__setattr__(self, name, check(getattr(self, name), f"The {name} of a box"))

    @property
    def area(self) -> float:
        """Width times height."""
        return self.width * self.height

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Itself."""
        return self.x, self.y, self.width, self.height

    def to_json(self) -> dict[str, Any]:
        """kind, x, y, width and height."""
        return {"kind": self.kind, "x": self.x, "y": self.y, "width": self.width, "height": self.height}

    @classmethod
    def of_json(cls, data: Mapping[str, Any]) -> Self:
        """The box that `to_json` wrote."""
        return cls(data["x"], data["y"], data["width"], data["height"])
