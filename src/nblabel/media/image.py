"""Pictures: the kind with one frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nblabel.errors import MediaProblem
from nblabel.media.base import BaseKind
from nblabel.media.headers import Header, probe_header
from nblabel.media.kinds import register
from nblabel.media.medium import AS_IT_IS, Look, Medium
from nblabel.media.picture import PREVIEW_PX, Preview, load_image, preview_of
from nblabel.media.thumbnail import Thumb, thumbnail_of

if TYPE_CHECKING:
    from PIL.Image import Image


class ImageKind(BaseKind):
    """JPEG, PNG, GIF, WebP, BMP, TIFF and AVIF; of animations the first frame."""

    name = "image"
    in_worker = False
    extensions = frozenset(
        {".jpg", ".jpeg", ".jpe", ".jfif", ".mpo", ".png", ".apng", ".gif", ".webp"}
        | {".bmp", ".dib", ".tif", ".tiff", ".avif", ".avifs"}
    )

    def probe(self, medium: Medium) -> Header:
        """Size, orientation and problems from the header."""
        return probe_header(medium.url)

    def frame(self, medium: Medium, index: int = 0, look: Look = AS_IT_IS) -> Image:
        """The picture, upright and in RGB."""
        if index != 0:
            raise MediaProblem(f"Frame {index} was asked for and a picture has one frame; ask for frame 0.")
        return load_image(medium.url, look.max_px)

    def thumbnail(self, medium: Medium, px: int) -> Thumb:
        """A small JPEG of the picture."""
        return thumbnail_of(medium.url, px)

    def preview(self, medium: Medium, index: int = 0, look: Look = AS_IT_IS) -> Preview:
        """A large JPEG of the picture; less is decoded where less is shown."""
        return preview_of(medium.url, look.max_px or PREVIEW_PX)


register(ImageKind())
