"""How many frames a picture file holds and how large they are, read from its structure without decoding anything."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from nblabel.media.files.beat import still_working
from nblabel.media.files.loader import MEGA

if TYPE_CHECKING:
    from PIL.ImageFile import ImageFile

MOST_FRAMES = 32_767
# An animation is decoded from its start to the frame asked for: what lies behind this many pixels is not shown.
MOST_STEPS_PIXELS = 300 * MEGA
# A step costs as much as so many pixels, however small the picture is.
_STEP_PIXELS = 20_000
_MOST_BLOCKS = 3_000_000
_MOST_TAGS = 4096
_LEAST_FRAME_BYTES = 12
_REDUCED, _MASK = 1, 4
_NO_DELAY_S = 0.1


@dataclass(frozen=True, slots=True)
class Pages:
    """Where the frames stand (as the decoder counts), the upright size of each if they differ, and when each starts."""

    places: tuple[int, ...] = (0,)
    sizes: tuple[tuple[int, int], ...] = ()
    times: tuple[float, ...] = ()
    duration: float = 0.0
    warning: str = ""


ONE = Pages()


def pages_in(image: ImageFile, file: BinaryIO, file_size: int) -> Pages:
    """The frames of an opened picture; the position in the file is kept."""
    at = file.tell()
    try:
        if image.format == "TIFF":
            return _tiff(file)
        if image.format == "GIF":
            return _reachable(image, _gif(file))
        if image.format in {"PNG", "WEBP", "AVIF"}:
            number = min(int(getattr(image, "n_frames", 1)), max(1, file_size // _LEAST_FRAME_BYTES))
            return ONE if number <= 1 else _reachable(image, Pages(tuple(range(min(number, MOST_FRAMES + 1)))))
        return ONE
    finally:
        file.seek(at)


def _reachable(image: ImageFile, pages: Pages) -> Pages:
    width, height = image.size
    number = len(pages.places)
    most = min(MOST_FRAMES, max(1, MOST_STEPS_PIXELS // max(_STEP_PIXELS, width * height)))
    if number <= most:
        return pages
    return Pages(
        pages.places[:most],
        (),
        pages.times[:most],
        pages.duration,
        f"The animation has {number} frames of {width} x {height}, of which {most} are shown; convert it to a video.",
    )


def _gif(file: BinaryIO) -> Pages:
    """Counts picture blocks and adds up their delays; what follows a cut is not there."""
    file.seek(10)
    flags = file.read(3)
    if len(flags) < 3:
        return ONE
    file.seek(3 * (2 << (flags[0] & 7)) if flags[0] & 0x80 else 0, 1)
    starts: list[float] = []
    now, delay = 0.0, _NO_DELAY_S
    budget = _MOST_BLOCKS
    while budget > 0 and len(starts) <= MOST_FRAMES:
        still_working()
        sign = file.read(1)
        if sign == b"!":
            is_control = file.read(1) == b"\xf9"
            if is_control:
                block = file.read(6)
                delay = int.from_bytes(block[2:4], "little") / 100 or _NO_DELAY_S
                file.seek(-6, 1)
        elif sign == b",":
            about = file.read(9)
            if len(about) < 9:
                break
            starts.append(now)
            now = round(now + delay, 3)
            file.seek((3 * (2 << (about[8] & 7)) if about[8] & 0x80 else 0) + 1, 1)
        else:
            break
        budget -= _skip_blocks(file, budget)
    if len(starts) <= 1:
        return ONE
    return Pages(tuple(range(len(starts))), (), tuple(starts), now)


def _skip_blocks(file: BinaryIO, most: int) -> int:
    """Leave out data in blocks of up to 255 bytes; gives how many there were."""
    for number in range(most):
        length = file.read(1)
        if not length or length == b"\0":
            return number + 1
        file.seek(length[0], 1)
    return most


def _tiff(file: BinaryIO) -> Pages:
    """Follows the chain of directories; smaller copies and masks of a page are no frames."""
    file.seek(0)
    head = file.read(16)
    order = "<" if head[:2] == b"II" else ">"
    is_big = struct.unpack(order + "H", head[2:4])[0] == 43
    offset = struct.unpack(order + "Q", head[8:16])[0] if is_big else struct.unpack(order + "I", head[4:8])[0]
    places: list[int] = []
    sizes: list[tuple[int, int]] = []
    seen: set[int] = set()
    while offset and offset not in seen and len(seen) < MOST_FRAMES:
        still_working()
        seen.add(offset)
        found = _directory(file, offset, order, is_big)
        if found is None:
            break
        tags, offset = found
        is_frame = not tags.get(254, 0) & (_REDUCED | _MASK) and tags.get(256) and tags.get(257)
        if is_frame or len(seen) == 1:
            size = (tags.get(256, 0), tags.get(257, 0))
            places.append(len(seen) - 1)
            sizes.append(size[::-1] if 5 <= tags.get(274, 1) <= 8 else size)
    if len(places) <= 1:
        return ONE
    return Pages(tuple(places), tuple(sizes) if len(set(sizes)) > 1 else ())


def _directory(file: BinaryIO, offset: int, order: str, is_big: bool) -> tuple[dict[int, int], int] | None:
    """Numbers of one directory by tag, and where the next one is; None where the file ends before."""
    count_form, entry_bytes, next_form = ("Q", 20, "Q") if is_big else ("H", 12, "I")
    try:
        file.seek(offset)
        number = struct.unpack(order + count_form, file.read(struct.calcsize(count_form)))[0]
        if number > _MOST_TAGS:
            return None
        entries = file.read(number * entry_bytes)
        following = struct.unpack(order + next_form, file.read(struct.calcsize(next_form)))[0]
        tags = {}
        for start in range(0, number * entry_bytes, entry_bytes):
            tag, form = struct.unpack(order + "HH", entries[start : start + 4])
            value = start + (12 if is_big else 8)
            if form in {3, 4}:
                tags[tag] = struct.unpack_from(order + ("H" if form == 3 else "I"), entries, value)[0]
        return tags, following
    except (struct.error, OSError, ValueError, OverflowError):
        return None
