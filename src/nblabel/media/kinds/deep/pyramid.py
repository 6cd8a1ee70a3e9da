"""Large pictures by libvips: read row by row, kept in the cache as a file of tiles at every level."""

from __future__ import annotations

import os
import threading
import time
import uuid
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import pyvips

from nblabel.media.files.places import cache_folder
from nblabel.media.pictures.tones import BACKDROP

if TYPE_CHECKING:
    from PIL.Image import Image

# Raise it when pyramids come out different, so that old ones are not used again.
CODE_VERSION = 1
LIMIT_BYTES = 4 * 2**30
_QUALITY = 92
_ORPHAN_S = 3600.0
# SVG, Magick, PDF and other loaders that were never held against hostile files; formats are told before anyway.
pyvips.block_untrusted_set(True)
# A cached operation keeps its decoder: 300 MB for a progressive JPEG of 100 megapixels.
pyvips.cache_set_max(0)
_making = threading.Lock()


class Pyramid:
    """A picture as a tiled TIFF of all levels, as it is stored (not turned); made when it is not in the cache.

    Parameters
    ----------
    key
        Stands for the picture and its page.
    file
        The picture, open.
    place
        Its page as the decoder counts.
    tile_px
        Side of a tile.
    """

    def __init__(self, key: bytes, file: BinaryIO, place: int, tile_px: int) -> None:
        self.path = _path(key)
        # One at a time: a tile that comes while its pyramid is made ahead waits for it, and makes no second one.
        with _making:
            if not self.path.exists():
                _make(self.path, file, place, tile_px)
        os.utime(self.path)
        self._levels: dict[int, Any] = {}
        self._pages: int = pyvips.Image.new_from_file(str(self.path)).get("n-pages")

    def region(self, box: tuple[int, int, int, int], level: int) -> Image:
        """The pixels of a box of the full size, shrunk to the level."""
        # A very long picture has fewer levels there: none is narrower than a pixel.
        page = min(level, self._pages - 1)
        at = self._levels.get(page)
        if at is None:
            at = self._levels[page] = pyvips.Image.new_from_file(str(self.path), page=page)
        left, top, right, bottom = (edge / (1 << page) for edge in box)
        # Each level has half the pixels of the one below, rounded down: the last column of an odd one is in none.
        first = min(int(left), at.width - 1), min(int(top), at.height - 1)
        last = max(min(_up(right), at.width), first[0] + 1), max(min(_up(bottom), at.height), first[1] + 1)
        picture = as_pil(at.crop(*first, last[0] - first[0], last[1] - first[1]))
        size = _up((box[2] - box[0]) / (1 << level)), _up((box[3] - box[1]) / (1 << level))
        inside = left - first[0], top - first[1], min(right, at.width) - first[0], min(bottom, at.height) - first[1]
        if picture.size == size and inside == (0, 0, *size):
            return picture
        if inside[2] - inside[0] < 1 or inside[3] - inside[1] < 1:
            return picture.resize(size)
        return picture.resize(size, 2, box=inside)

    def whole(self, px: int) -> Image:
        """All of it, not much larger than `px` on its long side, and not smaller unless the picture is."""
        at = pyvips.Image.new_from_file(str(self.path), page=0)
        level = min(max(0, (max(at.width, at.height) // px).bit_length() - 1), self._pages - 1)
        return as_pil(pyvips.Image.new_from_file(str(self.path), page=level))


def is_made(key: bytes) -> bool:
    """Whether the pyramid of this picture is in the cache."""
    return _path(key).exists()


def thumbnail(file: BinaryIO, px: int, place: int) -> Image:
    """The picture as it is stored, at most `px` on its long side."""
    options = f"[page={place}]" if place else ""
    return as_pil(
        _plain(pyvips.Image.thumbnail_source(_source(file), px, option_string=options, size="down", no_rotate=True))
    )


def as_pil(image: Any) -> Image:
    """The pixels of a picture of libvips, 8 bit, one or three bands."""
    import PIL.Image

    mode = "L" if image.bands == 1 else "RGB"
    return PIL.Image.frombytes(mode, (image.width, image.height), image.write_to_memory())


def _path(key: bytes) -> Path:
    name = blake2b(key + f" {CODE_VERSION}".encode(), digest_size=16).hexdigest()
    return cache_folder() / "deep" / f"{name}.tif"


def _make(path: Path, file: BinaryIO, place: int, tile_px: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    half = path.with_name(f"{uuid.uuid4().hex}.part")
    options = {"page": place} if place else {}
    try:
        image = pyvips.Image.new_from_source(_source(file), "", access="sequential", fail_on="error", **options)
        _plain(image).tiffsave(
            str(half), tile=True, tile_width=tile_px, tile_height=tile_px, pyramid=True, compression="jpeg", Q=_QUALITY,
            bigtiff=True, keep="none",
        )  # fmt: skip
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)
    _evict(path)


def _evict(newest: Path) -> None:
    """Drop the pyramids that were not used for longest, and what a process that ended in the middle left."""
    files = []
    for found in newest.parent.iterdir():
        with suppress(OSError):
            about = found.stat()
            if found.suffix == ".tif":
                files.append((about.st_mtime, about.st_size, found))
            elif time.time() - about.st_mtime > _ORPHAN_S:
                found.unlink()
    total = sum(size for _, size, _ in files)
    for _, size, found in sorted(files):
        if total <= LIMIT_BYTES or found == newest:
            break
        with suppress(OSError):
            found.unlink()
            total -= size


def _plain(image: Any) -> Any:
    """Grey or RGB of 8 bit, transparency laid on grey."""
    if image.hasalpha():
        image = image.flatten(background=[BACKDROP] * (image.bands - 1))
    return image if image.format == "uchar" else image.cast("uchar")


def _source(file: BinaryIO) -> Any:
    file.seek(0)
    try:
        number = file.fileno()
    except OSError:
        source = pyvips.SourceCustom()
        source.on_read(file.read)
        source.on_seek(file.seek)
        return source
    os.lseek(number, 0, os.SEEK_SET)
    return pyvips.Source.new_from_descriptor(number)


def _up(length: float) -> int:
    return -int(-length // 1)
