"""The large picture for the labeler and for `item.image()`."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nblabel.media.files.loader import decoding
from nblabel.media.pictures.thumbnail import encoded, shrunk

if TYPE_CHECKING:
    from PIL.Image import Image

PREVIEW_PX = 1600
QUALITY = 85


@dataclass(frozen=True, slots=True)
class Preview:
    """A large JPEG, its upright size, and the upright size of the original it was made from."""

    bytes: bytes
    width: int
    height: int
    full_width: int
    full_height: int


def load_image(path: str | os.PathLike[str], max_px: int | None = None, *, root: str = "") -> Image:
    """The picture upright and in RGB, at most `max_px` on its long side (None: full size).

    Raises
    ------
    MediaProblem
        When the file cannot be shown; the message is the reason.

    Examples
    --------
    >>> load_image("photos/IMG_1.jpg", max_px=800).mode  # doctest: +SKIP
    'RGB'
    """
    picture, _ = shrunk(path, max_px, root=root)
    return picture if picture.mode == "RGB" else picture.convert("RGB")


def encode_preview(path: str | os.PathLike[str], max_px: int = PREVIEW_PX) -> bytes:
    """JPEG of the upright picture for the browser, re-encoded so that no foreign byte reaches the page."""
    return preview_of(path, max_px).bytes


def preview_of(path: str | os.PathLike[str], max_px: int = PREVIEW_PX) -> Preview:
    """The same as `encode_preview`, with its size and that of the original."""
    picture, (full_width, full_height) = shrunk(path, max_px)
    with decoding():
        return Preview(encoded(picture, QUALITY), picture.width, picture.height, full_width, full_height)
