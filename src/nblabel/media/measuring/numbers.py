"""Brightness, contrast, sharpness, entropy and colourfulness of small pictures, each as its authors define it, over every pixel."""

from __future__ import annotations

import threading

import numpy as np

from nblabel.domain.measuring import PX

NAMES = ("brightness", "contrast", "sharpness", "entropy", "colourfulness")
LEVELS = 256

_POWERS = np.arange(LEVELS, dtype=np.float64)[:, None] ** [0, 1, 2]
_LEAST = 3
_ONES = np.ones(PX, np.float32)


def of_brightness(counts: np.ndarray) -> np.ndarray:
    """Brightness, contrast and entropy: a row a picture, told by how often it has each grey value (0 to 255).

    Brightness is the mean (0 to 1), contrast the standard deviation (E. Peli, "Contrast in complex images", J. Opt. Soc.
    Am. A 7, 1990: RMS contrast), entropy C. E. Shannon's (1948), in bits.
    """
    mean, variance = _moments(counts)
    n = counts.sum(axis=1)
    entropy = np.log2(n) - np.einsum("ij,ij->i", counts, np.log2(np.maximum(counts, 1))) / n
    return np.stack([mean / 255, np.sqrt(variance) / 255, np.maximum(entropy, 0.0)], axis=1)


def of_colour(blue: np.ndarray, red: np.ndarray) -> np.ndarray:
    """Colourfulness and the means of Cb and Cr: a row a picture, told by how often it has each Cb and each Cr (0 to 255).

    D. Hasler and S. Süsstrunk, "Measuring colourfulness in natural images", Human Vision and Electronic Imaging VIII, 2003:
    the spread and the mean of R - G and (R + G) / 2 - B. Both are sums of Cb and Cr (ITU-R BT.601); how these two go
    together changes the spread by less than 1 % and is left out.
    """
    mean_blue, variance_blue = _moments(blue)
    mean_red, variance_red = _moments(red)
    from_grey = np.stack([mean_blue, mean_red], axis=1) - 128
    spread = np.sqrt(variance_blue * np.sum(_OF_BLUE**2) + variance_red * np.sum(_OF_RED**2))
    mean = np.linalg.norm(from_grey @ np.stack([_OF_BLUE, _OF_RED]), axis=1)
    return np.stack([spread + 0.3 * mean, mean_blue, mean_red], axis=1)


def of_rgb(picture: np.ndarray) -> tuple[float, float, float]:
    """The same of one picture (height, width, 3), by the formula itself."""
    red, green, blue = np.moveaxis(picture, 2, 0).reshape(3, -1).astype(np.float64)
    opposed = np.stack([red - green, (red + green) / 2 - blue])
    colourfulness = np.linalg.norm(opposed.std(axis=1)) + 0.3 * np.linalg.norm(opposed.mean(axis=1))
    r, g, b = red.mean(), green.mean(), blue.mean()
    grey = 0.299 * r + 0.587 * g + 0.114 * b
    return float(colourfulness), float(128 + (b - grey) / 1.772), float(128 + (r - grey) / 1.402)


def sharpness(grey: np.ndarray) -> float:
    """The variance of the Laplacian of grey values (0 to 255, two axes); 0 where there is no inside.

    J. L. Pech-Pacheco et al., "Diatom autofocusing in brightfield microscopy: a comparative study", ICPR 2000. It depends on
    the size of the picture, so all are measured at one.
    """
    height, width = grey.shape
    if min(height, width) < _LEAST:
        return 0.0
    # In one line, which is faster than in two axes: at the ends of a row it means nothing, and is left out.
    size, most = grey.size, grey.size - 2 * width
    line, bent, told = _scratch.line[:size], _scratch.bent[:most], _scratch.told[:most]
    np.copyto(line.reshape(height, width), grey)
    np.add(line[:most], line[2 * width :], out=bent)
    bent += line[width - 1 : -width - 1]
    bent += line[width + 1 : size - width + 1]
    line <<= 2
    bent -= line[width:-width]
    np.copyto(told, bent)
    inside = told.reshape(height - 2, width)[:, 1:-1]
    # Row by row: a longer product would wake threads of the linear algebra for each picture.
    squares = float(np.vecdot(inside, inside).sum(dtype=np.float64))
    mean = float(np.vecdot(inside, _ONES[: width - 2]).sum(dtype=np.float64)) / inside.size
    return max(squares / inside.size - mean * mean, 0.0)


class _Scratch(threading.local):
    """Room for one picture, a thread: room that is given back and taken anew for each costs more than what is done in it.

    `line` holds grey values, `bent` and `told` how much they differ from their neighbours.
    """

    def __init__(self) -> None:
        self.line, self.bent = np.empty(PX * PX, np.int16), np.empty(PX * PX, np.int16)
        self.told = np.empty(PX * PX, np.float32)


_scratch = _Scratch()

# R - G and (R + G) / 2 - B as they grow with Cb and with Cr.
_OF_BLUE = np.array([0.344136, -0.172068 - 1.772])
_OF_RED = np.array([1.402 + 0.714136, 0.701 - 0.357068])


def _moments(counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The mean of the levels and their variance; sums of whole numbers, which a double holds exactly."""
    n, total, squares = (counts @ _POWERS).T
    return total / n, (n * squares - total * total) / (n * n)
