"""Pictures: one frame as a rule; pages of a TIFF and frames of an animation are frames too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from nblabel.domain.medium import AS_IT_IS, Look, Medium
from nblabel.media.files.loader import decoding
from nblabel.media.kinds import heif
from nblabel.media.kinds.deep.deep import overview, small, tile, tiling
from nblabel.media.kinds.image.frames import later_frame, pages_of, probe_image
from nblabel.media.pictures.headers import Header
from nblabel.media.pictures.picture import PREVIEW_PX, QUALITY, Preview, load_image
from nblabel.media.pictures.thumbnail import QUALITY as THUMB_QUALITY
from nblabel.media.pictures.thumbnail import Thumb, encoded
from nblabel.media.registry.base import BaseKind
from nblabel.media.registry.kinds import register

if TYPE_CHECKING:
    from PIL.Image import Image


class ImageKind(BaseKind):
    """JPEG, PNG, GIF, WebP, BMP, TIFF and AVIF, by Pillow in this process; HEIC in the worker, with the extra "heif".

    TIFF pages and the frames of GIF, APNG, WebP and AVIF animations are frames, smaller copies of a page are not.
    """

    name = "image"
    in_worker = False
    extensions = frozenset(
        {".jpg", ".jpeg", ".jpe", ".jfif", ".mpo", ".png", ".apng", ".gif", ".webp"}
        | {".bmp", ".dib", ".tif", ".tiff", ".avif", ".avifs", ".heic", ".heif", ".hif"}
    )

    def probe(self, medium: Medium) -> Header:
        """Size, orientation, frames and problems from the header."""
        if _says_heif(medium):
            return heif.ask("probe", medium)
        return probe_image(medium)

    def frame(self, medium: Medium, index: int = 0, look: Look = AS_IT_IS) -> Image:
        """The picture, upright and in RGB."""
        if _says_heif(medium):
            return heif.ask("frame", medium, index, look)
        if index:
            return later_frame(medium, index, look.max_px)[0]
        if look.max_px:
            return small(medium, 0, look.max_px)[0]
        return load_image(medium.url, root=medium.root)

    def times(self, medium: Medium) -> Sequence[float] | None:
        """When each frame of a GIF starts; None for pages."""
        return None if _says_heif(medium) else pages_of(medium).times or None

    def thumbnail(self, medium: Medium, px: int) -> Thumb:
        """A small JPEG of the picture."""
        if _says_heif(medium):
            return heif.ask("thumbnail", medium, px)
        picture, _ = later_frame(medium, medium.frame, px) if medium.frame else small(medium, 0, px)
        with decoding():
            return Thumb(encoded(picture, THUMB_QUALITY), *picture.size)

    def preview(self, medium: Medium, index: int = 0, look: Look = AS_IT_IS) -> Preview:
        """A large JPEG of the picture; less is decoded where less is shown."""
        if _says_heif(medium):
            return heif.ask("preview", medium, index, look)
        if not index:
            return overview(medium, 0, look.max_px or PREVIEW_PX)
        picture, full = later_frame(medium, index, look.max_px or PREVIEW_PX)
        with decoding():
            return Preview(encoded(picture, QUALITY), *picture.size, *full)

    def tile(self, medium: Medium, index: int, level: int, column: int, row: int) -> Thumb:
        """One tile of a picture that is too large to travel whole."""
        return tile(medium, index, level, column, row)

    def tiling(self, header: Header) -> tuple[int, int]:
        """Side of a tile and number of levels of such a picture; zeros for all others."""
        return tiling(header)


def _says_heif(medium: Medium) -> bool:
    """By its ending; the reader of the worker looks at the bytes."""
    return medium.url.lower().endswith((".heic", ".heif", ".hif"))


register(ImageKind())
