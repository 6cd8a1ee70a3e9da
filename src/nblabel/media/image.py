"""Pictures: the kind with one frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nblabel.errors import MediaProblem
from nblabel.media.headers import Header, probe_header
from nblabel.media.kinds import register
from nblabel.media.picture import load_image
from nblabel.media.thumbnail import Thumb, thumbnail_of

if TYPE_CHECKING:
    from PIL.Image import Image


class ImageKind:
    """JPEG, PNG, GIF, WebP, BMP, TIFF and AVIF; of animations the first frame."""

    name = "image"
    extensions = frozenset(
        {".jpg", ".jpeg", ".jpe", ".jfif", ".mpo", ".png", ".apng", ".gif", ".webp"}
        | {".bmp", ".dib", ".tif", ".tiff", ".avif", ".avifs"}
    )

    def probe(self, source: str) -> Header:
        """Size, orientation and problems from the header."""
        return probe_header(source)

    def frame(self, source: str, index: int = 0, *, max_px: int | None = None) -> Image:
        """The picture, upright and in RGB."""
        if index != 0:
            raise MediaProblem(f"Frame {index} was asked for and a picture has one frame; ask for frame 0.")
        return load_image(source, max_px)

    def thumbnail(self, source: str, px: int) -> Thumb:
        """A small JPEG of the picture."""
        return thumbnail_of(source, px)


register(ImageKind())
