"""What tells a picture again: a perceptual hash that survives resizing and compression, its tone, and its very pixels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from PIL.Image import Image

# Differences of a grid of 9 x 9 means: 64 across, 64 down (N. Krawetz, "Kind of like that", 2013: dHash).
SIDE = 9
TONES = 8


def grid_of(grey: Image) -> bytes:
    """The means that a hash is made of."""
    from PIL.Image import Resampling

    return grey.resize((SIDE, SIDE), Resampling.BILINEAR, reducing_gap=4).tobytes()


def hashes(grids: Sequence[bytes]) -> np.ndarray:
    """Two times 64 bits a picture: is the right neighbour brighter, is the lower one."""
    means = np.frombuffer(b"".join(grids), np.uint8).reshape(-1, SIDE, SIDE)
    across = means[:, :-1, 1:] > means[:, :-1, :-1]
    down = means[:, 1:, :-1] > means[:, :-1, :-1]
    bits = np.stack([across, down], axis=1).reshape(len(means), 2, 64)
    return np.packbits(bits, axis=2).view(">u8")[..., 0].astype(np.uint64)


def tone(brightness: np.ndarray, chroma: np.ndarray) -> np.ndarray:
    """Mean brightness (0 to 1), Cb and Cr (0 to 255) in 8 steps each, as one number: a hash alone knows no colours."""
    levels = np.concatenate([brightness[:, None] * 255, chroma], axis=1)
    steps = np.clip(levels * (TONES / 256), 0, TONES - 1).astype(np.int64)
    return steps @ np.array([TONES * TONES, TONES, 1])
