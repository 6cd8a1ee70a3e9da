"""A measured figure beside its peer and its target, and how the clock is read."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np
from tests.bench.stolen import left_alone

_TARGET = re.compile(r"(?P<sign><=|>=|<|>)\s*(?P<limit>[\d.]+)\s*(?P<unit>\S+)")
_HOLDS: dict[str, Callable[[float, float], bool]] = {
    "<": lambda value, limit: value < limit,
    "<=": lambda value, limit: value <= limit,
    ">": lambda value, limit: value > limit,
    ">=": lambda value, limit: value >= limit,
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of a table.

    Parameters
    ----------
    target
        As in `"< 150 ms"`, in the unit of the value, or `"<= 1.5 x"` for the ratio to the peer; "" where none was set.
    peer_value
        In the same unit; None where the peer has no number.
    """

    name: str
    value: float
    unit: str
    peer: str = ""
    peer_value: float | None = None
    target: str = ""

    @property
    def ratio(self) -> float | None:
        """The value divided by its peer's."""
        return self.value / self.peer_value if self.peer_value else None

    @property
    def is_met(self) -> bool | None:
        """Whether the target is reached; None without one."""
        if not self.target:
            return None
        stated = _TARGET.fullmatch(self.target)
        if stated is None or stated["unit"] not in (self.unit, "x"):
            raise ValueError(f"{self.name}: {self.target!r} is no target in {self.unit} or x")
        value = self.ratio if stated["unit"] == "x" else self.value
        return value is not None and _HOLDS[stated["sign"]](value, float(stated["limit"]))


def seconds(work: Callable[[], object]) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def milliseconds(work: Callable[[], object]) -> float:
    """How long one call takes."""
    return 1000 * seconds(work)


def typical_ms(work: Callable[[], object], times: int = 5) -> float:
    """The median of some calls, of a time when the host left the machine alone where it does."""
    return left_alone(lambda: median(milliseconds(work) for _ in range(times)))


def p50(values: Sequence[float]) -> float:
    """Half are not above it."""
    return float(np.percentile(values, 50))


def p95(values: Sequence[float]) -> float:
    """Nineteen of twenty are not above it."""
    return float(np.percentile(values, 95))
