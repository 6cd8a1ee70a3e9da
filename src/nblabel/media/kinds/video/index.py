"""Which frames a video has: their times in the order they are shown, and where decoding can start."""

from __future__ import annotations

import json
import zlib
from array import array
from bisect import bisect_left, bisect_right
from dataclasses import asdict, dataclass, field, replace
from itertools import accumulate, pairwise


@dataclass(frozen=True, slots=True)
class Facts:
    """What a video says about itself, and what of it was checked.

    Parameters
    ----------
    stream
        Number of the stream in its file.
    orientation
        How stored pictures are turned to be upright, as in EXIF; `width` and `height` are upright.
    time_base
        Numerator and denominator of the second that one tick of a pts is.
    packets
        Packets of the stream, those that are never shown included.
    is_exact
        Whether frame i is known to be the i-th that a player shows.
    is_counted
        Whether pictures carry no times that could be trusted, so that they are found by counting from the start.
    """

    stream: int
    codec: str
    container: str
    width: int
    height: int
    orientation: int
    time_base: tuple[int, int]
    packets: int
    last_ticks: int
    has_sound: bool
    is_exact: bool = True
    is_counted: bool = False


@dataclass(frozen=True, slots=True)
class Index:
    """Facts, the pts of each frame in the order shown, and the pts at which decoding can start, in order."""

    facts: Facts
    pts: array[int]
    keys: array[int]
    is_sorted: bool = True
    _places: dict[int, int] = field(default_factory=dict, compare=False, repr=False)

    @property
    def n_frames(self) -> int:
        """Frames that are shown."""
        return len(self.pts)

    @property
    def tick(self) -> float:
        """Seconds of one tick."""
        return self.facts.time_base[0] / self.facts.time_base[1]

    @property
    def start(self) -> float:
        """Seconds at which the first frame stands by the clock of the file; ours starts there."""
        return min(self.pts) * self.tick

    @property
    def duration(self) -> float:
        """Seconds from the first frame to the end of the last one."""
        return (max(self.pts) - min(self.pts) + self.facts.last_ticks) * self.tick

    @property
    def fps(self) -> float:
        """Frames in a second, on average."""
        return self.n_frames / self.duration if self.duration > 0 else 0.0

    @property
    def is_even(self) -> bool:
        """Whether frames follow each other at one distance, up to what rounding to ticks does."""
        if self.n_frames < 3:
            return True
        first, step = self.pts[0], (self.pts[-1] - self.pts[0]) / (self.n_frames - 1)
        most = max(1.0, step / 50)
        return all(abs(pts - first - place * step) <= most for place, pts in enumerate(self.pts))

    def seconds(self) -> array[float]:
        """The second at which each frame stands, the first at 0; of unordered times only their order is kept."""
        first, tick = min(self.pts), self.tick
        return array("d", ((pts - first) * tick for pts in sorted(self.pts)))

    def place(self, pts: int | None) -> int | None:
        """The number of the frame with this pts; None where there is no such frame."""
        if pts is None:
            return None
        if not self.is_sorted:
            if not self._places:
                self._places.update((known, place) for place, known in enumerate(self.pts))
            return self._places.get(pts)
        place = bisect_left(self.pts, pts)
        return place if place < len(self.pts) and self.pts[place] == pts else None

    def key_before(self, place: int) -> int:
        """Which of the keys is the last one at or before this frame; -1 when none is."""
        return bisect_right(self.keys, self.pts[place]) - 1

    def is_key(self, pts: int | None) -> bool:
        """Whether decoding can start at this pts."""
        place = len(self.keys) if pts is None else bisect_left(self.keys, pts)
        return place < len(self.keys) and self.keys[place] == pts

    def first_from(self, key: int) -> int:
        """The first frame that decoding from this key can show rightly: those shown before it may need what lies before."""
        place = bisect_left(self.pts, key) if self.is_sorted else self.place(key)
        return 0 if place is None else place

    def key_places(self) -> list[int]:
        """The frames that are keys, or the first ones after keys that are not shown."""
        return sorted({place for place in map(self.first_from, self.keys) if place < self.n_frames})


def ordered(facts: Facts, pts: array[int], keys: array[int]) -> Index:
    """An index that knows whether its times are in the order shown."""
    return Index(facts, pts, keys, all(a < b for a, b in pairwise(pts)))


def packed(index: Index) -> bytes:
    """The index as few bytes: times as differences, which are nearly all alike."""
    facts = json.dumps(asdict(index.facts)).encode()
    pts, keys = _deltas(index.pts), _deltas(index.keys)
    lengths = b"".join(len(part).to_bytes(4, "little") for part in (facts, pts))
    return zlib.compress(lengths + facts + pts + keys, 3)


def unpacked(data: bytes) -> Index:
    """The index that was packed; raises whatever happens to fail when the bytes are damaged."""
    plain = zlib.decompress(data)
    facts_end = 8 + int.from_bytes(plain[:4], "little")
    pts_end = facts_end + int.from_bytes(plain[4:8], "little")
    facts = Facts(**json.loads(plain[8:facts_end]))
    numerator, denominator = facts.time_base  # a list, as JSON has no tuples
    facts = replace(facts, time_base=(numerator, denominator))
    return ordered(facts, _sums(plain[facts_end:pts_end]), _sums(plain[pts_end:]))


def _deltas(values: array[int]) -> bytes:
    return array("q", (b - a for a, b in pairwise((0, *values)))).tobytes()


def _sums(data: bytes) -> array[int]:
    return array("q", accumulate(array("q", data)))
