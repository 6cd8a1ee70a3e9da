"""Small JPEGs in one call of their decoder: what Pillow reads of a header takes as long as a fifth of the decoding."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from nblabel.domain.measuring import PX

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_BYTES = 512 * 1024
_START, _SCAN = b"\xff\xd8", 0xDA
# Tables, comments, the density of its pixels, colour profiles: nothing that turns the picture or means other colours.
_PASSED = {0xC4, 0xDB, 0xDD, 0xE0, 0xE2, 0xED, 0xFE}
_FRAMES = {0xC0, 0xC1}
_COMPONENTS, _DEPTH = 3, 8


def decoded_at_once(file: BinaryIO, file_bytes: int, least: int = PX) -> Image | None:
    """Brightness and colour as they lie in a JPEG of at most PX on its long side; None for whatever needs more care.

    What turns the picture (EXIF), weaves it, or is damaged, is left to Pillow, which says why; the file is then as it was.

    Parameters
    ----------
    least
        Enough for the short side: where half of it is as much, half the size is decoded, in two thirds of the time.
    """
    if file_bytes > MOST_BYTES:
        return None
    data = file.read(file_bytes)
    file.seek(0)
    size = plain_size(data)
    if size is None or max(size) > PX:
        return None
    from PIL.Image import frombytes

    scale = 2 if min(size) >= 2 * least else 1
    small = (-(-size[0] // scale), -(-size[1] // scale))
    try:
        return frombytes("YCbCr", small, data, "jpeg", "YCbCr", "", scale, 0)
    except (ValueError, OSError, MemoryError):
        return None


def plain_size(data: bytes) -> tuple[int, int] | None:
    """Width and height of a JPEG of one scan in brightness and two colours, as most are; None of any other file.

    Examples
    --------
    >>> plain_size(b"GIF89a")
    """
    if data[:2] != _START:
        return None
    at, size = 2, None
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4])
        if marker == _SCAN:
            return size
        if marker in _FRAMES and size is None:
            size = _size_in(data[at + 4 : at + 2 + length])
            if size is None:
                return None
        elif marker not in _PASSED:
            return None
        at += 2 + length
    return None


def _size_in(frame: bytes) -> tuple[int, int] | None:
    """Width and height, where three components are numbered as brightness and colours are."""
    if len(frame) != 6 + 3 * _COMPONENTS or frame[0] != _DEPTH or frame[5] != _COMPONENTS:
        return None
    if frame[6::3] != b"\x01\x02\x03":
        return None
    height, width = int.from_bytes(frame[1:3]), int.from_bytes(frame[3:5])
    return (width, height) if width and height else None
