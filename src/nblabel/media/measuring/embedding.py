"""Vectors that lie close where pictures look alike: colours and edges by hand, where no network is at hand.

They tell what looks alike, not what is meant: for meaning give `project.embed(model=...)` a model.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from nblabel.errors import MeasureError

if TYPE_CHECKING:
    from PIL.Image import Image

SIDE, CELLS, ORIENTATIONS = 64, 4, 8
_COLOUR_SIDE = 32
# How much edges, where which colour is, and which colours there are count: squares, with sum 1.
_WEIGHTS = (0.4, 0.35, 0.25)
_BINS = (4, 4, 5)  # a, b, L
_TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]],
    np.float32,
) / np.array([[0.95047], [1.0], [1.08883]], np.float32)
_STEPS = np.arange(256) / 255
_LINEAR = np.where(_STEPS <= 0.04045, _STEPS / 12.92, ((_STEPS + 0.055) / 1.055) ** 2.4).astype(np.float32)
# How many a step is taken for together: what it works on stays in the processor's cache.
_TOGETHER = 8
_LENGTH_ONE = 1e-6
_TO_GREY = np.array([0.299, 0.587, 0.114], np.float32)
_EDGES = CELLS * CELLS * ORIENTATIONS
_PLACE = np.arange(SIDE) * CELLS // SIDE
# Where the directions of the cell begin that a pixel lies in.
_CELL = (_PLACE[:, None] * CELLS + _PLACE[None, :]) * ORIENTATIONS
_MIDDLE = np.tile(np.array([50, 0, 0], np.float32), CELLS * CELLS)


@dataclass(frozen=True, slots=True)
class Looks:
    """256 numbers a picture: histograms of oriented gradients (N. Dalal and B. Triggs, CVPR 2005) and colours in CIE Lab.

    Examples
    --------
    >>> from PIL import Image
    >>> Looks()([Image.new("RGB", (80, 60), "red")]).shape
    (1, 256)
    """

    name: str = "looks"
    size: int = 256

    def __call__(self, images: Sequence[Image]) -> np.ndarray:
        """One row of unit length a picture, of whatever mode."""
        small = [np.asarray(shrunk(image)) for image in images]
        some = [np.stack(small[first : first + _TOGETHER]) for first in range(0, len(small), _TOGETHER)]
        return np.concatenate([np.empty((0, self.size), np.float32), *map(_of_some, some)])


def as_rows(made: Any, n: int) -> np.ndarray:
    """What a model gave as float32 rows of unit length, or an error that says what is wrong with it."""
    try:
        rows = np.asarray(made, dtype=np.float32)
    except (TypeError, ValueError) as problem:
        raise MeasureError(
            f"Vectors are an array of numbers, one row a picture, not {type(made).__name__}."
        ) from problem
    if rows.ndim != 2 or len(rows) != n or not rows.shape[1]:
        raise MeasureError(f"For {n} pictures vectors are an array of {n} rows, not one of shape {rows.shape}.")
    lengths = _lengths(rows)
    if not np.isfinite(lengths).all():
        raise MeasureError("A vector holds NaN or infinity; leave out what could not be embedded.")
    return _divided(rows, lengths)


def shrunk(image: Image) -> Image:
    """All that Looks sees of a picture; itself where it is that already."""
    from PIL.Image import Resampling

    if image.size == (SIDE, SIDE) and image.mode == "RGB":
        return image
    return image.resize((SIDE, SIDE), Resampling.BOX, reducing_gap=2).convert("RGB")


def _of_some(small: np.ndarray) -> np.ndarray:
    parts = [_edges(small), *_colours(np.ascontiguousarray(small[:, ::2, ::2]))]
    return np.concatenate([weight**0.5 * _unit(part) for weight, part in zip(_WEIGHTS, parts, strict=True)], axis=1)


def _edges(pictures: np.ndarray) -> np.ndarray:
    """For each of 4 x 4 cells how much edge there is in 8 directions."""
    grey = pictures @ _TO_GREY
    across, down = np.zeros_like(grey), np.zeros_like(grey)
    across[:, :, 1:-1] = grey[:, :, 2:] - grey[:, :, :-2]
    down[:, 1:-1] = grey[:, 2:] - grey[:, :-2]
    strength = np.sqrt(across * across + down * down)  # numpy's hypot takes three times as long
    turn = np.arctan2(down, across)
    turn *= np.float32(ORIENTATIONS / np.pi)
    # Between two directions an edge counts for both, so that a small turn changes little.
    first = np.floor(turn)
    turn -= first
    turn *= strength
    strength -= turn
    n = len(pictures)
    where = first.astype(np.intp) & (ORIENTATIONS - 1)  # a power of two: the remainder, in a fraction of its time
    where += _CELL
    where += (np.arange(n) * _EDGES)[:, None, None]
    low, high = (np.bincount(where.ravel(), part.ravel(), n * _EDGES) for part in (strength, turn))
    counted = low.reshape(-1, ORIENTATIONS) + np.roll(high.reshape(-1, ORIENTATIONS), 1, axis=1)
    # The root lets no single strong edge drown the rest.
    return np.sqrt(counted.reshape(n, _EDGES)).astype(np.float32)


def _colours(pictures: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean Lab of 4 x 4 cells, and a histogram of Lab."""
    lab = _lab(pictures)
    n = len(pictures)
    edge = _COLOUR_SIDE // CELLS
    rows = lab.reshape(n, CELLS, edge, _COLOUR_SIDE * 3).mean(axis=2)
    means = rows.reshape(n, CELLS, CELLS, edge, 3).mean(axis=3).reshape(n, -1)
    bins_a, bins_b, bins_l = _BINS
    steps = [
        np.clip((lab[..., 1] + 50) * (bins_a / 100), 0, bins_a - 1).astype(np.intp),
        np.clip((lab[..., 2] + 50) * (bins_b / 100), 0, bins_b - 1).astype(np.intp),
        np.clip(lab[..., 0] * (bins_l / 100), 0, bins_l - 1).astype(np.intp),
    ]
    size = bins_a * bins_b * bins_l
    place = (steps[0] * bins_b + steps[1]) * bins_l + steps[2] + np.arange(n)[:, None, None] * size
    counted = np.bincount(place.ravel(), minlength=n * size).reshape(n, size)
    # A grey picture has a direction too: mid-grey everywhere would be none.
    return means - _MIDDLE, np.sqrt(counted).astype(np.float32)


def _lab(pictures: np.ndarray) -> np.ndarray:
    """CIE Lab (D65) of sRGB."""
    xyz = _LINEAR[pictures] @ _TO_XYZ.T
    curved = np.where(xyz > 216 / 24389, np.cbrt(xyz), xyz * np.float32(841 / 108) + np.float32(4 / 29))
    x, y, z = curved[..., 0], curved[..., 1], curved[..., 2]
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def _unit(rows: np.ndarray) -> np.ndarray:
    return _divided(rows, _lengths(rows))


def _lengths(rows: np.ndarray) -> np.ndarray:
    return np.sqrt(np.einsum("ij,ij->i", rows, rows, dtype=np.float64))


def _divided(rows: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    if rows.dtype == np.float32 and np.abs(lengths - 1).max(initial=0) < _LENGTH_ONE:
        return rows  # a copy of a million vectors would fill a gigabyte
    found: np.ndarray = rows / np.where(lengths > 0, lengths, 1).astype(np.float32)[:, None]
    return found
