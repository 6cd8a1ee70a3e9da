"""The explorer in a real JupyterLab in Chromium, as the grid is measured: from running the cell to twenty pictures painted,
while its counts are on their way. Runs on the two sizes alternate; the peer is the grid alone, started in the same way."""

from __future__ import annotations

from tests.bench.desk import SHOW, Desk, desk_of
from tests.bench.figures import Figure, p50

SMALL, LARGE = 1_000, 1_000_000
STARTS = 5
EXPLORE = "project.explorer()"


def run(small: int = SMALL, large: int = LARGE, starts: int = STARTS) -> list[Figure]:
    """First pictures, at both sizes."""
    with desk_of(small, large) as desk:
        _start(desk, small, EXPLORE)
        rows = [
            (_start(desk, small, EXPLORE), _start(desk, large, EXPLORE), _start(desk, large, SHOW))
            for _ in range(starts)
        ]
    few, many, grid = (p50([row[at] for row in rows]) / 1000 for at in range(3))
    return [
        Figure(f"explorer, cell to 20 pictures, {large:,} items", many, "s", f"at {small:,} items", few, "<= 1.5 x"),
        Figure(f"explorer, cell to 20 pictures, {large:,} items", many, "s", "the grid alone", grid),
    ]


def _start(desk: Desk, items: int, cell: str) -> float:
    with desk.notebook(desk.opening(items), cell) as lab:
        lab.run(0)
        return float(lab.call("firstPictures", 1, 20))
