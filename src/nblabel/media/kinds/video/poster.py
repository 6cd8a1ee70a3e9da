"""The frame that stands for a video: near its first tenth, and not one of a fade from black."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nblabel.media.kinds.video.warm import readers

if TYPE_CHECKING:
    from nblabel.domain.medium import Medium
    from nblabel.media.kinds.video.index import Index

_SHARES = (0.1, 0.2, 0.35, 0.5)
# Further than this from the key before it, a frame is not worth its decoding: one nearer to the key is taken.
_NEAR = 48
_PX = 64
_TELLING = 48


def poster_of(medium: Medium) -> int:
    """A frame near a tenth of the video; where that is dark or of one colour, the liveliest of a few that are cheap to reach."""
    with readers.reader(medium) as reader:
        best, most = 0, -1
        for place in candidates(reader.index):
            spread = _spread(reader.picture(place, _PX).convert("L").histogram())
            if spread >= _TELLING:
                return place
            if spread > most:
                best, most = place, spread
    return best


def candidates(index: Index) -> list[int]:
    """Frames that may stand for the video, the best first, each near a key."""
    found = []
    for share in _SHARES:
        place = int(share * index.n_frames)
        key = index.key_before(place)
        landing = (index.place(index.keys[key]) or 0) if key >= 0 else 0
        found.append(min(place, landing + _NEAR))
    return list(dict.fromkeys(found))


def _spread(histogram: list[int]) -> int:
    """How far the values of nine tenths of the pixels reach: little in the dark, in fog and in fades."""
    total, seen, low = sum(histogram), 0, -1
    for value, count in enumerate(histogram):
        seen += count
        if low < 0 and seen >= total / 20:
            low = value
        if seen >= total * 19 / 20:
            return value - low
    return 0
