"""What most kinds of media share: small and large pictures made from one frame."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING

from nblabel.domain.medium import AS_IT_IS, Look, Medium
from nblabel.errors import MediaProblem
from nblabel.media.files.loader import decoding
from nblabel.media.pictures.picture import PREVIEW_PX, QUALITY, Preview
from nblabel.media.pictures.thumbnail import QUALITY as THUMB_QUALITY
from nblabel.media.pictures.thumbnail import Thumb, encoded

if TYPE_CHECKING:
    from PIL.Image import Image

    from nblabel.media.pictures.headers import Header
    from nblabel.media.pictures.sound import Sound


SMALL_PX = 300_000
SMALL_QUALITY = 97


class BaseKind:
    """Everything of a kind but its name, its endings, `probe` and `frame`."""

    name = ""
    extensions: frozenset[str] = frozenset()
    extra = ""
    in_worker = True
    # What `warm` imports: modules that take long to load.
    libraries: tuple[str, ...] = ()

    def probe(self, medium: Medium) -> Header:
        """Size, frames and problems."""
        raise NotImplementedError

    def frame(self, medium: Medium, index: int = 0, look: Look = AS_IT_IS) -> Image:
        """One frame."""
        raise NotImplementedError

    def warm(self) -> None:
        """Load what its files will need; what is not installed is told by the files themselves."""
        for library in self.libraries:
            with suppress(ImportError):
                import_module(library)

    def times(self, medium: Medium) -> Sequence[float] | None:
        """No time."""
        return None

    def keyframes(self, medium: Medium) -> Sequence[int]:
        """The first frame."""
        return (0,)

    def poster(self, medium: Medium) -> int:
        """The first frame."""
        return 0

    def thumbnail(self, medium: Medium, px: int) -> Thumb:
        """The frame that is meant, or the poster, as a small JPEG."""
        index = self.poster(medium) if medium.frame is None else medium.frame
        picture = self.frame(medium, index, Look(max_px=px))
        with decoding():
            picture.thumbnail((px, px))
            return Thumb(encoded(picture, THUMB_QUALITY), picture.width, picture.height)

    def preview(self, medium: Medium, index: int = 0, look: Look = AS_IT_IS) -> Preview:
        """A frame as a large JPEG, with the size of the original."""
        picture = self.frame(medium, index, replace(look, max_px=None))
        full = picture.size
        with decoding():
            picture.thumbnail((look.max_px or PREVIEW_PX,) * 2)
            # A small picture is shown enlarged, and every trace of the compression with it.
            is_small = picture.width * picture.height <= SMALL_PX
            data = encoded(picture, SMALL_QUALITY if is_small else QUALITY, subsampling=0 if is_small else -1)
            return Preview(data, picture.width, picture.height, *full)

    def sound(self, medium: Medium, start_s: float, seconds: float) -> Sound:
        """Silence is an error: most kinds have nothing to hear."""
        raise MediaProblem("There is nothing to hear in this item.")
