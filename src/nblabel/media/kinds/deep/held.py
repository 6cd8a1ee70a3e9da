"""The one large picture that is kept while its tiles are asked for."""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from nblabel.errors import MediaProblem
from nblabel.media.files.loader import MEGA, decode_bytes, heavy_turn
from nblabel.media.pictures.tones import displayable, simplified, tonal_range

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFile import ImageFile

IDLE_S = 60.0
# From this level on a JPEG is decoded at a quarter of its size: a sixteenth of the memory, and at once.
COARSE_LEVEL = 2
_NEAREST, _BOX = 0, 4
# Modes that can be shrunk where they are; others are cut out and converted first, from a bounded number of pixels.
_PLAIN = {"L", "RGB", "CMYK", "YCbCr"}
_SHARE = 0.8
_kept: tuple[bytes, Held] | None = None
_used = 0.0
_watch: threading.Timer | None = None


class Stored(Protocol):
    """A picture as it is stored, not turned yet."""

    def region(self, box: tuple[int, int, int, int], level: int) -> Image:
        """The pixels of a box of the full size, shrunk to the level; grey or RGB."""

    def whole(self, px: int) -> Image:
        """All of it, not much larger than `px` on its long side, and not smaller unless the picture is."""


@dataclass(frozen=True, slots=True)
class Held:
    """What tiles are cut from: the picture, how it is turned, its upright size, and the finest level it can give."""

    stored: Stored
    orientation: int
    size: tuple[int, int]
    finest_level: int


class Decoded:
    """A picture decoded by Pillow: whole, or at a quarter of its size where only coarse levels are asked for yet.

    It stays in its mode and as it lies in the file: each tile is converted and turned by itself, since doing so with all
    of it would take its memory twice.
    """

    def __init__(self, image: ImageFile, level: int) -> None:
        self._full = image.size
        self.finest_level = 0
        if level >= COARSE_LEVEL:
            drafted = image.draft(None, (image.width // 4, image.height // 4))
            self.finest_level = COARSE_LEVEL if drafted else 0
        cost = decode_bytes(image)
        check_free(cost)
        with heavy_turn(cost):
            image.load()
        self._image: Image = image
        self._span = tonal_range(image)

    def region(self, box: tuple[int, int, int, int], level: int) -> Image:
        """The pixels of a box of the full size, shrunk to the level."""
        left, top, right, bottom = box
        size = -(-(right - left) // (1 << level)), -(-(bottom - top) // (1 << level))
        image = self._image
        across, down = image.width / self._full[0], image.height / self._full[1]
        inside = left * across, top * down, min(right * across, image.width), min(bottom * down, image.height)
        if image.mode not in _PLAIN or "transparency" in image.info:
            image = displayable(simplified(_cut(image, inside, size), None), self._span)
            inside = 0, 0, *image.size
        elif image.size == self._full and all(length % (1 << level) == 0 for length in (right - left, bottom - top)):
            # Thrice as fast. At the edges it would count a part of a pixel as a whole one, on the side that is stored last.
            return _bare(image.reduce(1 << level, box))
        return _bare(image.resize(size, _BOX, box=inside))

    def whole(self, px: int) -> Image:
        """All of it, not much larger than `px` on its long side, and not smaller unless the picture is."""
        factor = max(1, max(self._image.size) // px)
        if self._image.mode in _PLAIN and "transparency" not in self._image.info:
            return _bare(self._image.reduce(factor))
        width, height = self._image.size
        size = max(1, width // factor), max(1, height // factor)
        return _bare(simplified(_cut(self._image, (0, 0, width, height), size), None), self._span)


def kept(key: bytes, level: int) -> Held | None:
    """The picture of this key, if it is the one that is kept and fine enough."""
    global _used
    if _kept is None or _kept[0] != key or level < _kept[1].finest_level:
        return None
    _used = time.monotonic()
    return _kept[1]


def keep(key: bytes, held: Held) -> Held:
    """Keep this one in place of the one before, until nobody asked for it for a while."""
    global _kept, _used
    _kept, _used = (key, held), time.monotonic()
    _watch_it(IDLE_S)
    return held


def release() -> None:
    """Let go of the picture."""
    global _kept
    _kept = None


def check_free(cost_bytes: int) -> None:
    """Raise where the machine has no room for so much."""
    free = _free_bytes()
    if free is not None and cost_bytes > max(_SHARE * free, 64 * MEGA):
        raise MediaProblem(
            f"Showing this picture takes about {cost_bytes / MEGA:,.0f} MB and {free / MEGA:,.0f} MB are free; "
            'close other notebooks, or pip install "nblabel[fast]".'
        )


def _bare(image: Image, span: tuple[float, float] | None = None) -> Image:
    """In grey or RGB, without comments and profiles of the original."""
    shown = displayable(image, span)
    shown.info.clear()
    return shown


def _cut(image: Image, box: tuple[float, float, float, float], size: tuple[int, int]) -> Image:
    """A box of the picture in its own mode, with at most four pixels for each that is shown, both ways."""
    left, top, right, bottom = (round(edge) for edge in box)
    right, bottom = max(right, left + 1), max(bottom, top + 1)
    most = 4 * size[0], 4 * size[1]
    if right - left <= most[0] and bottom - top <= most[1]:
        return image.crop((left, top, right, bottom))
    target = min(right - left, most[0]), min(bottom - top, most[1])
    return image.resize(target, _NEAREST, box=(left, top, right, bottom))


def _watch_it(seconds: float) -> None:
    global _watch
    if _watch is not None:
        _watch.cancel()
    _watch = threading.Timer(seconds, _let_go_if_idle)
    _watch.daemon = True
    _watch.start()


def _let_go_if_idle() -> None:
    idle = time.monotonic() - _used
    if idle >= IDLE_S:
        release()
    elif _kept is not None:
        _watch_it(IDLE_S - idle)


def _free_bytes() -> int | None:
    with suppress(OSError, ValueError, IndexError):
        for line in Path("/proc/meminfo").read_text().splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    return None
