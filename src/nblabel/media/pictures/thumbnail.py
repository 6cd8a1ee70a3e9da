"""Small upright pictures for the grid, as JPEG bytes."""

from __future__ import annotations

import os
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from nblabel.media.files.loader import decode_bytes, decoding, heavy_turn, open_guarded
from nblabel.media.pictures.orientation import orientation_of, turned, upright_size
from nblabel.media.pictures.tones import displayable, simplified

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFile import ImageFile

QUALITY = 75


@dataclass(frozen=True, slots=True)
class Thumb:
    """A small picture: JPEG bytes and their upright size."""

    bytes: bytes
    width: int
    height: int


def make_thumbnail(path: str | os.PathLike[str], px: int) -> bytes:
    """JPEG whose long side is at most `px` (never enlarged), upright, without transparency.

    Raises
    ------
    MediaProblem
        When the file cannot be shown; the message is the reason.
    """
    return thumbnail_of(path, px).bytes


def thumbnail_of(path: str | os.PathLike[str], px: int) -> Thumb:
    """The same as `make_thumbnail`, with its width and height."""
    with decoding():
        small, _ = shrunk(path, px)
        return Thumb(encoded(small, QUALITY), small.width, small.height)


def encoded(picture: Image, quality: int, subsampling: int = -1) -> bytes:
    """The picture as JPEG; `subsampling` 0 keeps colours as sharp as brightness, -1 leaves that to the encoder."""
    buffer = BytesIO()
    picture.save(buffer, "JPEG", quality=quality, subsampling=subsampling)
    return buffer.getvalue()


def decoded(thumb: Thumb) -> Image:
    """The small picture itself, in RGB."""
    import PIL.Image

    with decoding():
        return PIL.Image.open(BytesIO(thumb.bytes)).convert("RGB")


def shrunk(path: str | os.PathLike[str], px: int | None, *, root: str = "") -> tuple[Image, tuple[int, int]]:
    """Upright picture of mode L or RGB, at most `px` on its long side (None: as large as it is), and its full size."""
    with decoding(), open_guarded(path, root=root) as image:
        return shrunk_from(image, px)


def shrunk_from(image: ImageFile, px: int | None, *, finer: float = 2) -> tuple[Image, tuple[int, int]]:
    """The same, of a picture that is open and not decoded yet; a JPEG is decoded at least `finer` times as large."""
    orientation = orientation_of(image)
    full_size = upright_size(image, orientation)
    cost = decode_bytes(image)
    if (
        px is not None
        and image.draft(None, (round(finer * px), round(finer * px)))
        and not image.info.get("progressive")
    ):
        cost = decode_bytes(image)
    with heavy_turn(cost):
        image.load()
        picture = simplified(image, px)
        if px is not None:
            picture.thumbnail((px, px))
    # Turning the small picture is cheap; turning before shrinking would turn every pixel.
    upright = picture if image.format == "TIFF" else turned(picture, orientation)
    shown = displayable(upright)
    # Pillow writes comments and profiles of the original into what is saved: a page must get none of them.
    shown.info.clear()
    return shown, full_size
