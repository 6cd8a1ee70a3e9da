"""Brightness, contrast, sharpness, entropy and colourfulness of small pictures, each as its authors define it."""

from __future__ import annotations

import numpy as np

NAMES = ("brightness", "contrast", "sharpness", "entropy", "colourfulness")
LEVELS = 256

_LEVEL = np.arange(LEVELS)
_FEW_ROWS = 64


def of_brightness(counts: np.ndarray) -> np.ndarray:
    """Brightness, contrast and entropy: a row a picture, told by how often it has each grey value (0 to 255).

    Brightness is the mean (0 to 1), contrast the standard deviation (E. Peli, "Contrast in complex images", J. Opt. Soc.
    Am. A 7, 1990: RMS contrast), entropy C. E. Shannon's (1948), in bits.
    """
    share, mean, variance = _moments(counts)
    bits = np.log2(share, out=np.zeros_like(share), where=share > 0)
    return np.stack([mean / 255, np.sqrt(variance) / 255, np.abs(np.sum(share * bits, axis=1))], axis=1)


def of_colour(blue: np.ndarray, red: np.ndarray) -> np.ndarray:
    """Colourfulness and the means of Cb and Cr: a row a picture, told by how often it has each Cb and each Cr (0 to 255).

    D. Hasler and S. Süsstrunk, "Measuring colourfulness in natural images", Human Vision and Electronic Imaging VIII, 2003:
    the spread and the mean of R - G and (R + G) / 2 - B. Both are sums of Cb and Cr (ITU-R BT.601); how these two go
    together changes the spread by less than 1 % and is left out.
    """
    _, mean_blue, variance_blue = _moments(blue)
    _, mean_red, variance_red = _moments(red)
    from_grey = np.stack([mean_blue, mean_red], axis=1) - 128
    spread = np.sqrt(variance_blue * np.sum(_OF_BLUE**2) + variance_red * np.sum(_OF_RED**2))
    mean = np.linalg.norm(from_grey @ np.stack([_OF_BLUE, _OF_RED]), axis=1)
    return np.stack([spread + 0.3 * mean, mean_blue, mean_red], axis=1)


def sharpness(grey: np.ndarray) -> float:
    """The variance of the Laplacian of grey values (0 to 255, two axes), taken at every fourth row.

    J. L. Pech-Pacheco et al., "Diatom autofocusing in brightfield microscopy: a comparative study", ICPR 2000. It depends on
    the size of the picture, so all are measured at one.
    """
    if min(grey.shape) < 3:
        return 0.0
    step = 4 if grey.shape[0] > _FEW_ROWS else 1
    row = grey[1:-1:step].astype(np.int16)
    bent = grey[:-2:step, 1:-1].astype(np.int16)
    bent += grey[2::step, 1:-1]
    bent += row[:, :-2]
    bent += row[:, 2:]
    bent -= row[:, 1:-1] << 2
    flat = bent.astype(np.float32).ravel()
    mean = float(np.add.reduce(flat)) / flat.size
    # Not `@`: linear algebra would wake threads of its own for each picture.
    return max(float(np.einsum("i,i->", flat, flat)) / flat.size - mean * mean, 0.0)


# R - G and (R + G) / 2 - B as they grow with Cb and with Cr.
_OF_BLUE = np.array([0.344136, -0.172068 - 1.772])
_OF_RED = np.array([1.402 + 0.714136, 0.701 - 0.357068])


def _moments(counts: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Shares of the levels, their mean and their variance."""
    share = counts.astype(np.float64)
    share /= share.sum(axis=1, keepdims=True)
    mean = share @ _LEVEL
    return share, mean, np.sum(share * (_LEVEL - mean[:, None]) ** 2, axis=1)
