"""Frames of a picture file behind its first one: pages of a TIFF, steps of an animation."""

from __future__ import annotations

import atexit
import threading
from typing import TYPE_CHECKING, Any

from nblabel.domain.medium import Medium
from nblabel.media.files.loader import check_size, decode_bytes, decoding, heavy_turn, identify
from nblabel.media.kinds.deep.limits import identified
from nblabel.media.kinds.image.pages import Pages, pages_in
from nblabel.media.pictures.headers import Header
from nblabel.media.pictures.orientation import orientation_of, turned, upright_size
from nblabel.media.pictures.tones import displayable, simplified
from nblabel.media.registry.opening import Kept, check_index, header_or_reason, open_place, opened

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFile import ImageFile


def probe_image(medium: Medium) -> Header:
    """What the header of a picture says; never raises."""
    return header_or_reason(medium, lambda: _header(medium))


def pages_of(medium: Medium) -> Pages:
    """Its frames."""
    with opened(medium) as (file, found):
        return pages_in(identified(file, found.st_size), file, found.st_size)


def later_frame(medium: Medium, index: int, px: int | None) -> tuple[Image, tuple[int, int]]:
    """A frame upright and in RGB, at most `px` on its long side, and its full size."""
    with decoding(), _turn:
        reel = _reels.get(medium, lambda: _Reel(medium))
        try:
            return reel.frame(index, px)
        except BaseException:
            # After an error the decoder stands anywhere.
            _reels.forget(medium)
            raise


def _header(medium: Medium) -> Header:
    with opened(medium) as (file, found):
        image = identified(file, found.st_size)
        orientation = orientation_of(image)
        pages = pages_in(image, file, found.st_size)
        detail: dict[str, Any] = {}
        if pages.sizes:
            detail["sizes"] = [list(size) for size in pages.sizes]
        if pages.warning:
            detail["warning"] = pages.warning
        return Header(
            *upright_size(image, orientation),
            orientation,
            image.format or "",
            len(pages.places),
            found.st_size,
            found.st_mtime_ns,
            duration=pages.duration,
            mime=image.get_format_mimetype() or "",
            detail=detail,
        )


class _Reel:
    """A picture file that stays open where it is: the next frame of an animation costs one step, not all of them."""

    def __init__(self, medium: Medium) -> None:
        self._medium = medium
        self._open()

    def _open(self) -> None:
        file, found = open_place(self._medium)
        try:
            self._image = identify(file)
            self._pages = pages_in(self._image, file, found.st_size)
            self._orientation = orientation_of(self._image)
        except BaseException:
            file.close()
            raise

    def frame(self, index: int, px: int | None) -> tuple[Image, tuple[int, int]]:
        place = self._pages.places[check_index(index, len(self._pages.places))]
        if place < self._image.tell() and self._image.format != "TIFF":
            # Pillow 13 cannot go back in every APNG ("frame sequence errors").
            self.close()
            self._open()
        image: ImageFile = self._image
        image.seek(place)
        check_size(*image.size, decode_bytes=decode_bytes(image))
        with heavy_turn(decode_bytes(image)):
            image.load()
            # A copy: the decoder draws the next step upon this one.
            picture = simplified(image.copy(), px)
            if px is not None:
                picture.thumbnail((px, px))
        full = image.size if image.format == "TIFF" else upright_size(image, self._orientation)
        shown = displayable(picture if image.format == "TIFF" else turned(picture, self._orientation))
        shown.info.clear()
        return (shown if shown.mode == "RGB" else shown.convert("RGB")), full

    def close(self) -> None:
        self._image.close()


_reels: Kept[_Reel] = Kept(2, _Reel.close)
atexit.register(_reels.clear)
_turn = threading.RLock()
