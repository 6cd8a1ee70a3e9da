"""The sizes of a large picture in tiles, and what each tile shows of it, upright or as it is stored."""

from __future__ import annotations

from dataclasses import dataclass

from nblabel.errors import MediaProblem

TILE_PX = 512


@dataclass(frozen=True, slots=True)
class Level:
    """One size of a picture in tiles; level 0 is full size, each further one half of it.

    Parameters
    ----------
    number
        0 for full size.
    width, height
        Pixels of the upright picture at this level.
    columns, rows
        Tiles of `TILE_PX`; those at the right and lower edge may be smaller.
    """

    number: int
    width: int
    height: int
    columns: int
    rows: int


def levels_of(width: int, height: int) -> tuple[Level, ...]:
    """The levels of a picture of this size, down to one that fits a tile.

    Examples
    --------
    >>> [(level.width, level.columns) for level in levels_of(2000, 1000)]
    [(2000, 4), (1000, 2), (500, 1)]
    """
    levels = []
    for number in range(32):
        level_width, level_height = _halved(width, number), _halved(height, number)
        columns, rows = -(-width // (TILE_PX << number)), -(-height // (TILE_PX << number))
        levels.append(Level(number, level_width, level_height, columns, rows))
        if columns <= 1 and rows <= 1:
            break
    return tuple(levels)


def level_for(size: tuple[int, int], px: int) -> int:
    """The coarsest level that is not smaller than asked for."""
    return max((level.number for level in levels_of(*size) if max(level.width, level.height) >= px), default=0)


def box_of(size: tuple[int, int], level: int, column: int, row: int) -> tuple[int, int, int, int]:
    """What a tile shows, in pixels of the full size."""
    levels = levels_of(*size)
    if not 0 <= level < len(levels):
        raise MediaProblem(
            f"Level {level} was asked for and there are {len(levels)}; ask for level 0 to {len(levels) - 1}."
        )
    at = levels[level]
    if not (0 <= column < at.columns and 0 <= row < at.rows):
        raise MediaProblem(
            f"The tile in column {column}, row {row} was asked for and level {level} has {at.columns} x {at.rows} tiles."
        )
    side = TILE_PX << level
    left, top = column * side, row * side
    return left, top, min(left + side, size[0]), min(top + side, size[1])


def as_stored(box: tuple[int, int, int, int], orientation: int, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """The box of the upright picture as one of the picture before it is turned."""
    left, top, right, bottom = box
    width, height = size
    mirrored = {
        1: (left, top, right, bottom),
        2: (width - right, top, width - left, bottom),
        3: (width - right, height - bottom, width - left, height - top),
        4: (left, height - bottom, right, height - top),
        5: (top, left, bottom, right),
        6: (top, width - right, bottom, width - left),
        7: (height - bottom, width - right, height - top, width - left),
        8: (height - bottom, left, height - top, right),
    }
    return mirrored[orientation]


def _halved(length: int, times: int) -> int:
    return -(-length // (1 << times))
