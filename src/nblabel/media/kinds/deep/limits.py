"""How large a picture may be, by which library it is read, and why one is not."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, BinaryIO

from nblabel.errors import MediaProblem
from nblabel.media.files.extras import missing_extra
from nblabel.media.files.loader import LIMITS, MEGA, Limits, decode_bytes, identify, sniff

if TYPE_CHECKING:
    from PIL.ImageFile import ImageFile

# Pillow decodes all of a picture: 4 bytes a pixel, 7 where the file is progressive. One such picture at a time.
PILLOW = Limits(pixels=200 * MEGA, decode_bytes=850 * MEGA)
# libvips reads row by row, so that only the time counts.
VIPS = Limits(pixels=4_000 * MEGA, decode_bytes=4_000 * MEGA * 16, file_bytes=16_000 * MEGA)
# Beyond what is opened anywhere, a file must be as large as real pictures are: 400 megapixels in 1 MB are a bomb.
_PIXELS_PER_BYTE = 100
# Passes of a progressive JPEG without less colour, the dearest.
_WOVEN_BYTES = 6
_BY_VIPS = {"JPEG", "PNG", "TIFF"}


def identified(file: BinaryIO, file_bytes: int) -> ImageFile:
    """The picture behind an open file, header read; larger ones than elsewhere, as far as they can be shown.

    Raises
    ------
    MediaProblem
        When it is no picture, damaged, or too large; MissingExtra where the extra "fast" would show it.
    """
    # The others are read as a whole by Pillow alone, and some (WebP) pay for it while they are opened.
    limits = VIPS if sniff(file.read(64)) in _BY_VIPS else PILLOW
    file.seek(0)
    image = identify(file, limits=limits)
    pixels = image.width * image.height
    if pixels > LIMITS.pixels and image.mode != "1" and pixels > _PIXELS_PER_BYTE * file_bytes:
        raise _too_large(image)
    if pixels <= PILLOW.pixels:
        if decode_bytes(image) > PILLOW.decode_bytes and not (is_drafted(image) or is_by_vips(image, 0)):
            raise _too_large(image)
        return image
    if pixels > _PIXELS_PER_BYTE * file_bytes or image.format not in _BY_VIPS:
        raise _too_large(image)
    if not has_vips():
        raise missing_extra(f"a picture of {pixels / MEGA:,.0f} megapixels", "fast")
    if not is_by_vips(image, 0):
        raise _too_large(image)
    return image


@cache
def has_vips() -> bool:
    """Whether the extra "fast" is installed, with the library that it wraps."""
    try:
        from nblabel.media.kinds.deep import pyramid as deep_pyramid  # noqa: F401
    except (ImportError, OSError):
        return False
    return True


def is_by_vips(image: ImageFile, place: int) -> bool:
    """Whether libvips reads this picture: row by row, or woven together from passes that fit into memory."""
    if image.format not in _BY_VIPS or image.mode not in {"L", "RGB", "RGBA", "P", "LA"}:
        return False
    is_woven = bool(image.info.get("progressive") or image.info.get("interlace"))
    if is_woven and image.width * image.height * _WOVEN_BYTES > PILLOW.decode_bytes:
        return False
    return (place == 0 or image.format == "TIFF") and has_vips()


def is_drafted(image: ImageFile) -> bool:
    """Whether the decoder gives it smaller at a fraction of the memory, and where it is not progressive of the time."""
    return image.format == "JPEG"


def check_pillow(image: ImageFile) -> None:
    """Raise where all of a picture is more than Pillow is given to decode."""
    if image.width * image.height > PILLOW.pixels or decode_bytes(image) > PILLOW.decode_bytes:
        raise _too_large(image)


def _too_large(image: ImageFile) -> MediaProblem:
    width, height = image.size
    return MediaProblem(
        f"The picture is {width} x {height} ({width * height / MEGA:,.0f} megapixels) in a form that takes about "
        f"{decode_bytes(image) / MEGA:,.0f} MB to decode, and at most {PILLOW.decode_bytes / MEGA:,.0f} are given; "
        "save it as a plain JPEG, PNG or tiled TIFF, or add a smaller copy."
    )
