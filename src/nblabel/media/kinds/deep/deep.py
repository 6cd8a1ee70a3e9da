"""Pictures too large to travel whole: an overview first, then tiles of what is in view, level by level."""

from __future__ import annotations

import os
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, BinaryIO

from nblabel.domain.medium import Medium
from nblabel.media.files.loader import MEGA, decoding
from nblabel.media.files.sources import fingerprint
from nblabel.media.kinds.deep import held as deep_held
from nblabel.media.kinds.deep.held import Decoded, Held
from nblabel.media.kinds.deep.levels import TILE_PX, as_stored, box_of, level_for, levels_of
from nblabel.media.kinds.deep.limits import check_pillow, identified, is_by_vips, is_drafted
from nblabel.media.kinds.image.pages import pages_in
from nblabel.media.pictures.headers import Header
from nblabel.media.pictures.orientation import orientation_of, turned, upright_size
from nblabel.media.pictures.picture import QUALITY, Preview
from nblabel.media.pictures.thumbnail import Thumb, encoded, shrunk_from
from nblabel.media.registry.opening import check_index, opened

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFile import ImageFile

# Up to here one JPEG is sent and the browser scales it.
WHOLE_PIXELS = 16 * MEGA
# Opened in the worker, which keeps nothing between two calls.
_NOT_TILED = {"HEIF", "HEIC"}
_turn = threading.RLock()


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
    with decoding():
        held = deep_held.kept(_key(medium, index), level) or _opened(medium, index, level)
        box = as_stored(box_of(held.size, level, column, row), held.orientation, held.size)
        picture = turned(held.stored.region(box, level), held.orientation)
        return Thumb(encoded(picture, QUALITY), *picture.size)


def overview(medium: Medium, index: int, px: int) -> Preview:
    """The whole upright picture as a JPEG of at most `px` on its long side: what is seen until tiles arrive."""
    with decoding():
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
        key, level = _key(medium, index), level_for(size, px)
        held = deep_held.kept(key, level)
        if held is None and is_drafted(image):
            # Not twice as fine as elsewhere: it would cost four times as much, and tiles follow.
            return shrunk_from(image, px, finer=1)
        if held is None and is_by_vips(image, place):
            from nblabel.media.kinds.deep.pyramid import is_made, thumbnail

            if not is_made(key):
                return turned(thumbnail(file, px, place), orientation), size
        if held is None:
            cut = _kept_for_tiles if is_kept else _cut_from
            held = cut(key, image, file, place, level)
        whole = held.stored.whole(px)
        whole.thumbnail((px, px))
        return turned(whole, held.orientation), size


def release() -> None:
    """Let go of the picture that is kept for further tiles."""
    with _turn:
        deep_held.release()


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
    from nblabel.media.kinds.deep.pyramid import Pyramid

    # Whatever goes wrong goes wrong again, and is said, when a fine tile is asked for.
    with suppress(Exception), opened(medium) as (file, found):
        place = _page(identified(file, found.st_size), file, found.st_size, index)
        Pyramid(_key(medium, index), file, place, TILE_PX)


def _kept_for_tiles(key: bytes, image: ImageFile, file: BinaryIO, place: int, level: int) -> Held:
    """This picture in place of the one that was kept; one at a time, since each may take hundreds of megabytes."""
    with _turn:
        held = deep_held.kept(key, level)
        if held is None:
            deep_held.release()
            held = deep_held.keep(key, _cut_from(key, image, file, place, level))
        return held


def _cut_from(key: bytes, image: ImageFile, file: BinaryIO, place: int, level: int) -> Held:
    """What tiles of this picture are cut from."""
    size, orientation = upright_size(image, orientation_of(image)), orientation_of(image)
    if is_deep(*size) and is_by_vips(image, place):
        from nblabel.media.kinds.deep.pyramid import Pyramid, is_made

        # While only coarse levels are asked for, a quarter of a JPEG is there at once.
        if level < deep_held.COARSE_LEVEL or not is_drafted(image) or is_made(key):
            return Held(Pyramid(key, file, place, TILE_PX), orientation, size, 0)
    if level < deep_held.COARSE_LEVEL or not is_drafted(image):
        check_pillow(image)
    decoded = Decoded(image, level)
    # Pillow turns TIFF pages by itself.
    return Held(decoded, 1 if image.format == "TIFF" else orientation, size, decoded.finest_level)


def _key(medium: Medium, index: int) -> bytes:
    return fingerprint(medium) + str(index).encode()


def _page(image: ImageFile, file: BinaryIO, file_bytes: int, index: int) -> int:
    """Go to a page; gives its number as the decoder counts."""
    if index == 0:
        return 0
    places = pages_in(image, file, file_bytes).places
    place = places[check_index(index, len(places))]
    image.seek(place)
    return place


def _after_fork() -> None:
    """A lock that another thread of the parent held stays locked in the child."""
    global _turn
    _turn = threading.RLock()
    deep_held.release()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
