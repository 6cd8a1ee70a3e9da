"""Pictures too large to travel whole: an overview first, then tiles of what is in view, level by level."""

from __future__ import annotations

import os
import threading
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, BinaryIO

from nblabel.errors import MediaProblem
from nblabel.media import deep_held
from nblabel.media.base import missing_extra
from nblabel.media.deep_held import Decoded, Held
from nblabel.media.headers import Header
from nblabel.media.image_pages import pages_in
from nblabel.media.loader import MEGA, Limits, decode_bytes, decoding, identify, sniff
from nblabel.media.medium import Medium
from nblabel.media.opening import check_index, opened
from nblabel.media.orientation import orientation_of, turned, upright_size
from nblabel.media.picture import QUALITY, Preview
from nblabel.media.sources import fingerprint
from nblabel.media.thumbnail import Thumb, encoded, shrunk_from

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFile import ImageFile

TILE_PX = 512
# Up to here one JPEG is sent and the browser scales it.
WHOLE_PIXELS = 16 * MEGA
# Pillow decodes all of a picture: 4 bytes a pixel, 7 where the file is progressive. One such picture at a time.
PILLOW = Limits(pixels=200 * MEGA, decode_bytes=850 * MEGA)
# libvips reads row by row, so that only the time counts.
VIPS = Limits(pixels=4_000 * MEGA, decode_bytes=4_000 * MEGA * 16, file_bytes=16_000 * MEGA)
# Beyond what Pillow takes, a file must be as large as real pictures are: 400 megapixels in 1 MB are a bomb.
_PIXELS_PER_BYTE = 100
# Passes of a progressive JPEG without less colour, the dearest.
_WOVEN_BYTES = 6
_BY_VIPS = {"JPEG", "PNG", "TIFF"}
# Opened in the worker, which keeps nothing between two calls.
_NOT_TILED = {"HEIF", "HEIC"}
_turn = threading.RLock()


@dataclass(frozen=True, slots=True)
class Level:
    """One size of a picture in tiles; level 0 is full size, each further one half of it.

    Parameters
    ----------
    number
        0 for full size.
    width, height
        Pixels of the upright picture at this level.
    columns, rows
        Tiles of `TILE_PX`; those at the right and lower edge may be smaller.
    """

    number: int
    width: int
    height: int
    columns: int
    rows: int


def levels_of(width: int, height: int) -> tuple[Level, ...]:
    """The levels of a picture of this size, down to one that fits a tile.

    Examples
    --------
    >>> [(level.width, level.columns) for level in levels_of(2000, 1000)]
    [(2000, 4), (1000, 2), (500, 1)]
    """
    levels = []
    for number in range(32):
        level_width, level_height = _halved(width, number), _halved(height, number)
        columns, rows = -(-width // (TILE_PX << number)), -(-height // (TILE_PX << number))
        levels.append(Level(number, level_width, level_height, columns, rows))
        if columns <= 1 and rows <= 1:
            break
    return tuple(levels)


def tiling(header: Header) -> tuple[int, int]:
    """Side of a tile and number of levels; zeros for a picture that travels whole."""
    if not is_deep(header.width, header.height) or header.format in _NOT_TILED:
        return 0, 0
    return TILE_PX, len(levels_of(header.width, header.height))


def is_deep(width: int, height: int) -> bool:
    """Whether a picture is shown by tiles."""
    return width * height > WHOLE_PIXELS


def tile(medium: Medium, index: int, level: int, column: int, row: int) -> Thumb:
    """One tile of the upright picture as JPEG.

    Parameters
    ----------
    medium
        A picture.
    index
        Its page.
    level
        0 for full size, as in `levels_of`.
    column, row
        Counted from the upper left, from 0.

    Raises
    ------
    MediaProblem
        When the picture cannot be shown, or has no such tile.

    Examples
    --------
    >>> tile(Medium("image", ("/data/slide.jpg",)), 0, 0, 11, 7).width  # doctest: +SKIP
    512
    """
    with decoding(), _turn:
        held = deep_held.kept(_key(medium, index), level) or _opened(medium, index, level)
        box = _as_stored(_box(held.size, level, column, row), held.orientation, held.size)
        picture = turned(held.stored.region(box, level), held.orientation)
        return Thumb(encoded(picture, QUALITY), *picture.size)


def overview(medium: Medium, index: int, px: int) -> Preview:
    """The whole upright picture as a JPEG of at most `px` on its long side: what is seen until tiles arrive."""
    with decoding():
        with _turn:
            picture, full = small(medium, index, px, is_kept=True)
        return Preview(encoded(picture, QUALITY), *picture.size, *full)


def small(medium: Medium, index: int, px: int, *, is_kept: bool = False) -> tuple[Image, tuple[int, int]]:
    """The upright picture at most `px` on its long side, and its full size; up to the largest that has tiles.

    With `is_kept` a picture that had to be decoded as a whole is kept for the tiles that will be asked for.
    """
    with decoding(), opened(medium) as (file, found):
        image = identified(file, found.st_size)
        place = _page(image, file, found.st_size, index)
        size, orientation = upright_size(image, orientation_of(image)), orientation_of(image)
        if not is_deep(*size):
            return shrunk_from(image, px)
        key, level = _key(medium, index), _level_for(size, px)
        held = deep_held.kept(key, level)
        if held is None and _is_drafted(image):
            # Not twice as fine as elsewhere: it would cost four times as much, and tiles follow.
            return shrunk_from(image, px, finer=1)
        if held is None and is_by_vips(image, place):
            from nblabel.media.deep_pyramid import is_made, thumbnail

            if not is_made(key):
                return turned(thumbnail(file, px, place), orientation), size
        if held is None:
            cut = _kept_for_tiles if is_kept else _cut_from
            held = cut(key, image, file, place, level)
        whole = held.stored.whole(px)
        whole.thumbnail((px, px))
        return turned(whole, held.orientation), size


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
    width, height = image.size
    if width * height <= PILLOW.pixels:
        if decode_bytes(image) > PILLOW.decode_bytes and not (_is_drafted(image) or is_by_vips(image, 0)):
            raise _too_large(image)
        return image
    if width * height > _PIXELS_PER_BYTE * file_bytes or image.format not in _BY_VIPS:
        raise _too_large(image)
    if not has_vips():
        raise missing_extra(f"a picture of {width * height / MEGA:,.0f} megapixels", "fast")
    if not is_by_vips(image, 0):
        raise _too_large(image)
    return image


def release() -> None:
    """Let go of the picture that is kept for further tiles."""
    with _turn:
        deep_held.release()


@cache
def has_vips() -> bool:
    """Whether the extra "fast" is installed, with the library that it wraps."""
    try:
        from nblabel.media import deep_pyramid  # noqa: F401
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


def _opened(medium: Medium, index: int, level: int) -> Held:
    with opened(medium) as (file, found):
        image = identified(file, found.st_size)
        place = _page(image, file, found.st_size, index)
        held = _kept_for_tiles(_key(medium, index), image, file, place, level)
        if held.finest_level and is_by_vips(image, place):
            # No daemon: libvips must not be shut down, at the end of the program, in the middle of its work.
            threading.Thread(target=_make_ahead, args=(medium, index), name="nblabel-pyramid").start()
        return held


def _make_ahead(medium: Medium, index: int) -> None:
    """Who asks for coarse tiles zooms in, and will soon want fine ones."""
    from nblabel.media.deep_pyramid import Pyramid

    # Whatever goes wrong goes wrong again, and is said, when a fine tile is asked for.
    with suppress(Exception), opened(medium) as (file, found):
        place = _page(identified(file, found.st_size), file, found.st_size, index)
        Pyramid(_key(medium, index), file, place, TILE_PX)


def _kept_for_tiles(key: bytes, image: ImageFile, file: BinaryIO, place: int, level: int) -> Held:
    """This picture in place of the one that was kept."""
    deep_held.release()
    return deep_held.keep(key, _cut_from(key, image, file, place, level))


def _cut_from(key: bytes, image: ImageFile, file: BinaryIO, place: int, level: int) -> Held:
    """What tiles of this picture are cut from."""
    size, orientation = upright_size(image, orientation_of(image)), orientation_of(image)
    if is_by_vips(image, place):
        from nblabel.media.deep_pyramid import Pyramid, is_made

        # While only coarse levels are asked for, a quarter of a JPEG is there at once.
        if level < deep_held.COARSE_LEVEL or not _is_drafted(image) or is_made(key):
            return Held(Pyramid(key, file, place, TILE_PX), orientation, size, 0)
    if level < deep_held.COARSE_LEVEL or not _is_drafted(image):
        _check_pillow(image)
    decoded = Decoded(image, level)
    # Pillow turns TIFF pages by itself.
    return Held(decoded, 1 if image.format == "TIFF" else orientation, size, decoded.finest_level)


def _key(medium: Medium, index: int) -> bytes:
    return fingerprint(medium) + str(index).encode()


def _is_drafted(image: ImageFile) -> bool:
    """Whether the decoder gives it smaller at a fraction of the memory, and where it is not progressive of the time."""
    return image.format == "JPEG"


def _level_for(size: tuple[int, int], px: int) -> int:
    """The coarsest level that is not smaller than asked for."""
    return max((level.number for level in levels_of(*size) if max(level.width, level.height) >= px), default=0)


def _page(image: ImageFile, file: BinaryIO, file_bytes: int, index: int) -> int:
    """Go to a page; gives its number as the decoder counts."""
    if index == 0:
        return 0
    places = pages_in(image, file, file_bytes).places
    place = places[check_index(index, len(places))]
    image.seek(place)
    return place


def _check_pillow(image: ImageFile) -> None:
    if image.width * image.height > PILLOW.pixels or decode_bytes(image) > PILLOW.decode_bytes:
        raise _too_large(image)


def _box(size: tuple[int, int], level: int, column: int, row: int) -> tuple[int, int, int, int]:
    """What a tile shows, in pixels of the full size."""
    levels = levels_of(*size)
    if not 0 <= level < len(levels):
        raise MediaProblem(
            f"Level {level} was asked for and there are {len(levels)}; ask for level 0 to {len(levels) - 1}."
        )
    at = levels[level]
    if not (0 <= column < at.columns and 0 <= row < at.rows):
        raise MediaProblem(
            f"The tile in column {column}, row {row} was asked for and level {level} has {at.columns} x {at.rows} tiles."
        )
    side = TILE_PX << level
    left, top = column * side, row * side
    return left, top, min(left + side, size[0]), min(top + side, size[1])


def _as_stored(box: tuple[int, int, int, int], orientation: int, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """The box of the upright picture as one of the picture before it is turned."""
    left, top, right, bottom = box
    width, height = size
    mirrored = {
        1: (left, top, right, bottom),
        2: (width - right, top, width - left, bottom),
        3: (width - right, height - bottom, width - left, height - top),
        4: (left, height - bottom, right, height - top),
        5: (top, left, bottom, right),
        6: (top, width - right, bottom, width - left),
        7: (height - bottom, width - right, height - top, width - left),
        8: (height - bottom, left, height - top, right),
    }
    return mirrored[orientation]


def _halved(length: int, times: int) -> int:
    return -(-length // (1 << times))


def _too_large(image: ImageFile) -> MediaProblem:
    width, height = image.size
    return MediaProblem(
        f"The picture is {width} x {height} ({width * height / MEGA:,.0f} megapixels) in a form that takes about "
        f"{decode_bytes(image) / MEGA:,.0f} MB to decode, and at most {PILLOW.decode_bytes / MEGA:,.0f} are given; "
        "save it as a plain JPEG, PNG or tiled TIFF, or add a smaller copy."
    )


def _after_fork() -> None:
    """A lock that another thread of the parent held stays locked in the child."""
    global _turn
    _turn = threading.RLock()
    deep_held.release()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
