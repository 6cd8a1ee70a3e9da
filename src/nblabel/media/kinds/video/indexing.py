"""Making the index of a video: all its packets are read once and none decoded, then the first pictures are checked."""

from __future__ import annotations

import math
import struct
from array import array
from contextlib import closing
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from nblabel.errors import MediaProblem
from nblabel.media.files.loader import MEGA
from nblabel.media.kinds.video.index import Facts, Index, ordered
from nblabel.media.kinds.video.opening import LIMITS, PATIENCE_S, Opened, opened, reasons

if TYPE_CHECKING:
    from av.packet import Packet
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

    from nblabel.domain.medium import Medium

MOST_PACKETS = 5_000_000
# Decoding all of a small video at once costs about a second, so nobody needs to be asked.
FREE_PIXELS = 600 * MEGA
_PACKETS_A_BEAT = 16
_BYTES_PER_S = 10 * MEGA
_MOST_S = 900.0
_CHECKED_PIXELS = 20 * MEGA
_WHOLE_PASS_S = 3_600.0
_UNDECODED = (
    "No picture of the video could be decoded: it is damaged, or its pictures are larger than "
    f"{LIMITS.pixels / MEGA:.0f} megapixels; convert it to H.264."
)
# a, b, c, d of the matrix that a container asks players to turn pictures by, and the EXIF number of that turn
_TURNS = {
    (1, 0, 0, 1): 1,
    (-1, 0, 0, 1): 2,
    (-1, 0, 0, -1): 3,
    (1, 0, 0, -1): 4,
    (0, 1, 1, 0): 5,
    (0, 1, -1, 0): 6,
    (0, -1, -1, 0): 7,
    (0, -1, 1, 0): 8,
}


@dataclass(slots=True)
class Read:
    """What the packets said, and the first pictures that they gave."""

    shown: array[int]
    keys: array[int]
    packets: int = 0
    untimed: int = 0
    doubts: int = 0
    last_dts: int | None = None
    last_ticks: int = 0
    wanted: int = 0
    first: VideoFrame | None = None
    checked: list[int | None] = field(default_factory=list)


def make_index(medium: Medium) -> Index:
    """Frames and keys of a video by reading its packets once; its first pictures say whether that can be trusted.

    Raises
    ------
    MediaProblem
        When there is no video, no picture in it, or reading takes too long.
    """
    with closing(opened(medium)) as video, reasons():
        index = _checked(video, _read(video))
    pixels = index.facts.width * index.facts.height * index.facts.packets
    return index if index.facts.is_exact or pixels > FREE_PIXELS else decoded_index(medium)


def decoded_index(medium: Medium) -> Index:
    """Frames of a video by decoding all of it: always right, and as slow as playing it at full speed."""
    with closing(opened(medium)) as video, reasons():
        found: list[int | None] = []
        keys: list[int] = []
        first: VideoFrame | None = None
        video.watched.begin(_WHOLE_PASS_S)
        for packet in video.container.demux(video.stream):
            video.watched.got_on()
            for frame in decoded(packet):
                first = first or frame
                found.append(frame.pts)
                if frame.key_frame and frame.pts is not None:
                    keys.append(frame.pts)
        if first is None:
            raise MediaProblem(_UNDECODED)
        facts = _facts(video, first, Read(array("q"), array("q"), len(found)))
        if None in found or len(set(found)) < len(found):
            return _counted(video, facts, len(found))
        pts = array("q", (time for time in found if time is not None))
        return ordered(replace(facts, last_ticks=_typical(pts)), pts, array("q", sorted(keys)))


def _read(video: Opened[VideoStream]) -> Read:
    """All packets of the stream; only the first few are decoded."""
    read = Read(array("q"), array("q"))
    watched = video.watched
    watched.begin(min(PATIENCE_S + watched.size / _BYTES_PER_S, _MOST_S))
    is_hidden = _hidden_by_vp8 if video.stream.codec_context.codec.canonical_name == "vp8" else None
    read.wanted = max(8, min(24, _CHECKED_PIXELS // max(1, video.stream.width * video.stream.height)))
    for packet in video.container.demux(video.stream):
        if not read.packets % _PACKETS_A_BEAT:
            watched.got_on()
        if len(read.checked) < read.wanted:
            _check(packet, read)
        if packet.size:
            _note(packet, read, is_shown=not packet.is_discard and not (is_hidden and is_hidden(packet)))
    if not read.packets:
        raise MediaProblem("The video has no pictures in it, only a header; copy it again from where it came from.")
    return read


def _note(packet: Packet[VideoStream], read: Read, *, is_shown: bool) -> None:
    read.packets += 1
    if read.packets > MOST_PACKETS:
        raise MediaProblem(f"The video has more than {MOST_PACKETS:,} frames; cut it into pieces.")
    pts, dts = packet.pts, packet.dts
    # In recordings that were joined the clock starts anew, and what is cut off or was lost on the way may not decode.
    read.doubts += packet.is_corrupt or (dts is not None and read.last_dts is not None and dts < read.last_dts)
    read.last_dts = read.last_dts if dts is None else dts
    if pts is None:
        read.untimed += 1
        return
    if packet.is_keyframe:
        read.keys.append(pts)
    if is_shown:
        read.shown.append(pts)
        read.last_ticks = packet.duration or read.last_ticks


def _check(packet: Packet[VideoStream], read: Read) -> None:
    for frame in decoded(packet):
        read.first = read.first or frame
        read.checked.append(frame.pts)


def _checked(video: Opened[VideoStream], read: Read) -> Index:
    """The index that the packets give, held to the first pictures that were decoded."""
    if read.first is None:
        raise MediaProblem(_UNDECODED)
    facts = _facts(video, read.first, read)
    pts, keys = _sorted(read.shown), _sorted(read.keys)
    if read.untimed or not len(pts):
        return _counted(video, replace(facts, is_exact=False), read.packets)
    # A recording that was cut out of a broadcast starts with pictures that need one before the cut: no player shows them.
    skipped = _position(pts, read.checked[0])
    shown = pts if skipped is None else pts[skipped:]
    is_exact = skipped is not None and _is_trusted(read, shown)
    shown = shown if is_exact else pts
    facts = replace(facts, is_exact=is_exact, last_ticks=read.last_ticks or _typical(shown))
    return ordered(facts, shown, keys)


def _is_trusted(read: Read, shown: array[int]) -> bool:
    """Whether all packets are whole, the clock only ever goes on, and the first pictures came at the times announced."""
    has_ended = len(read.checked) < read.wanted
    announced = shown if has_ended else shown[: len(read.checked)]
    return not read.doubts and read.checked == list(announced) and all(a < b for a, b in pairwise(shown))


def _counted(video: Opened[VideoStream], facts: Facts, n_frames: int) -> Index:
    """Frames without times: their number stands for it, at the rate that the stream states."""
    rate = video.stream.average_rate or video.stream.guessed_rate or 25
    base = (rate.denominator, rate.numerator)
    facts = replace(facts, time_base=base, is_counted=True, last_ticks=1)
    return ordered(facts, array("q", range(n_frames)), array("q", [0]))


def _facts(video: Opened[VideoStream], first: VideoFrame, read: Read) -> Facts:
    stream, container = video.stream, video.container
    turn = orientation_of(first)
    width, height = (first.height, first.width) if turn >= 5 else (first.width, first.height)
    base = stream.time_base
    if base is None:
        raise MediaProblem("The video does not say how its time is counted; convert it to MP4.")
    return Facts(
        stream=stream.index,
        codec=stream.codec_context.codec.canonical_name,
        container=container.format.name,
        width=width,
        height=height,
        orientation=turn,
        time_base=(base.numerator, base.denominator),
        packets=read.packets,
        last_ticks=read.last_ticks,
        has_sound=container.streams.best("audio") is not None,
    )


def orientation_of(frame: VideoFrame) -> int:
    """How a decoded picture is turned to be upright, as an EXIF number: decoders leave it as it is stored."""
    matrix: Any = frame.side_data.get("DISPLAYMATRIX")
    if matrix is None:
        return 1
    a, b, _, c, d, *_ = struct.unpack("=9i", bytes(matrix))
    upright = abs(a) + abs(d) >= abs(b) + abs(c)
    signs = (_sign(a), 0, 0, _sign(d)) if upright else (0, _sign(b), _sign(c), 0)
    return _TURNS.get(signs, 1)


def decoded(packet: Packet[VideoStream]) -> list[VideoFrame]:
    """The pictures that a packet completes; none where it is damaged, as players do."""
    from av.error import InvalidDataError

    try:
        return packet.decode()
    except InvalidDataError:
        return []


def _sorted(values: array[int]) -> array[int]:
    import numpy as np

    return array("q", np.sort(np.frombuffer(values, dtype=np.int64)).tobytes()) if values else values


def _position(pts: array[int], time: int | None) -> int | None:
    try:
        return pts.index(time) if time is not None else None
    except ValueError:
        return None


def _typical(pts: array[int]) -> int:
    return max(1, math.floor((max(pts) - min(pts)) / (len(pts) - 1))) if len(pts) > 1 else 1


def _sign(value: int) -> int:
    return (value > 0) - (value < 0)


def _hidden_by_vp8(packet: Packet) -> bool:
    """VP8 keeps pictures that are only referred to in packets of their own; a bit of the first byte says so."""
    return not bytes(packet)[0] & 0x10
