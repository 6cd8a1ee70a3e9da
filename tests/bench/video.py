"""Frames of a 480p clip with one key frame in 120, the index of a clip of 1,441 packets, and strips for scrubbing, each
beside bare PyAV that does the same without checking which frame it got."""

from __future__ import annotations

import os
import random
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from statistics import median

import av
from tests.bench.figures import Figure, milliseconds, p50, p95, seconds
from tests.conftest import SHARED_DATA

from nblabel.domain.medium import Look, Medium
from nblabel.media.kinds.video import indexing
from nblabel.media.kinds.video.kind import VideoKind
from nblabel.media.kinds.video.opening import opened
from nblabel.media.kinds.video.warm import readers
from nblabel.media.serving.strips import cached_strip
from nblabel.media.worker.worker import Worker

VIDEOS = SHARED_DATA / "media/video"
CLIP = VIDEOS / "bbb_480p_h264_bframes_onekey.mp4"
LONG = VIDEOS / "iscc_demo_vp9.webm"
KIND = VideoKind()
FRAMES = 120
DRAWS = 60
STRIP = list(range(30, 54))
LOOK = Look(max_px=320)
ROUNDS = 5


def run() -> list[Figure]:
    """Figures with their peers; indexes go to a temporary folder."""
    with tempfile.TemporaryDirectory(prefix="nblabel-bench-") as name:
        os.environ["NBLABEL_CACHE"] = name
        clip, long = (Medium("video", (str(path),)) for path in (CLIP, LONG))
        try:
            return [*_indexes(clip, long), *_frames(clip), *_strips(clip), *_in_the_worker(clip)]
        finally:
            readers.close()


def _indexes(clip: Medium, long: Medium) -> list[Figure]:
    packets = KIND.probe(long).detail["packets"]
    ours = min(seconds(partial(_read, long)) for _ in range(ROUNDS)) / packets
    bare = min(seconds(partial(_bare_packets, LONG)) for _ in range(ROUNDS)) / packets
    whole = median(milliseconds(partial(indexing.make_index, clip)) for _ in range(ROUNDS))
    known = median(milliseconds(partial(KIND.probe, clip)) for _ in range(ROUNDS))
    return [
        Figure("index, a packet", 1e6 * ours, "us", "PyAV: demux, pts and flags kept", 1e6 * bare, "< 20 us"),
        Figure("index of the clip, its first pictures checked", whole, "ms", "index from the cache", known),
    ]


def _frames(clip: Medium) -> list[Figure]:
    order = random.Random(3).choices(range(FRAMES), k=DRAWS)
    readers.close()
    ours = [milliseconds(partial(KIND.frame, clip, place)) for place in order]
    with closing(BareSeeker(CLIP)) as bare:
        peers = [milliseconds(partial(bare.frame, place)) for place in order]
    forward = min(_a_frame(_forward(clip)) for _ in range(ROUNDS))
    played = min(_a_frame(partial(list, _bare_pictures(CLIP))) for _ in range(ROUNDS))
    readers.close()
    back = milliseconds(lambda: [KIND.frame(clip, place) for place in range(FRAMES - 1, -1, -1)]) / FRAMES
    return [
        Figure("random frame, median", p50(ours), "ms", "PyAV: seek to the key, decode on", p50(peers), "< 60 ms"),
        Figure("random frame, p95", p95(ours), "ms", "the same", p95(peers)),
        Figure("frame after frame", forward, "ms", "PyAV: decode in order", played, "< 3 ms"),
        Figure("frame after frame, backwards", back, "ms", "PyAV: decode in order", played),
    ]


def _strips(clip: Medium) -> list[Figure]:
    def make(frames: list[int]) -> list:  # type: ignore[type-arg]
        return KIND.strip(clip, frames, LOOK)

    made, again = [], []
    for turn in range(ROUNDS):
        readers.close()
        look = Look(max_px=320 + turn)
        made.append(milliseconds(partial(cached_strip, clip, STRIP, look, make)))
        again.append(milliseconds(partial(cached_strip, clip, STRIP, look, make)))
    return [Figure("strip of 24 at 320 px from memory", median(again), "ms", "making it", median(made), "< 10 ms")]


def _in_the_worker(clip: Medium) -> list[Figure]:
    worker = Worker()
    try:
        worker.call("video", "probe", clip)
        times = [milliseconds(partial(worker.call, "video", "frame", clip, place)) for place in range(FRAMES)]
        strip = milliseconds(partial(worker.call, "video", "strip", clip, STRIP, LOOK))
    finally:
        worker.close()
    readers.close()
    here = milliseconds(partial(KIND.strip, clip, STRIP, LOOK))
    near = [milliseconds(partial(KIND.frame, clip, place)) for place in range(FRAMES)]
    return [
        Figure("frame after frame from the worker, median", p50(times), "ms", "in the kernel", p50(near)),
        Figure("strip of 24 at 320 px from the worker", strip, "ms", "in the kernel", here),
    ]


def _read(medium: Medium) -> None:
    with closing(opened(medium)) as video:
        indexing._read(video)


def _forward(clip: Medium) -> Callable[[], object]:
    readers.close()
    return lambda: [KIND.frame(clip, place) for place in range(FRAMES)]


def _a_frame(work: Callable[[], object]) -> float:
    return milliseconds(work) / FRAMES


def _bare_packets(path: Path) -> list[tuple[int | None, bool, bool]]:
    with av.open(str(path)) as file:
        stream = file.streams.best("video")
        return [(packet.pts, packet.is_keyframe, packet.is_discard) for packet in file.demux(stream) if packet.size]


def _bare_pictures(path: Path) -> Iterator[object]:
    with av.open(str(path)) as file:
        stream = file.streams.best("video")
        stream.thread_type = "NONE"
        for frame in file.decode(stream):
            yield frame.to_image()


class BareSeeker:
    """What one writes by hand: the container stays open, each frame is sought and decoded to."""

    def __init__(self, path: Path) -> None:
        self.file = av.open(str(path))
        self.stream = self.file.streams.best("video")
        self.stream.thread_type = "NONE"
        self.step = round(1 / (self.stream.average_rate * self.stream.time_base))

    def frame(self, place: int) -> object:
        self.file.seek(place * self.step, stream=self.stream)
        for frame in self.file.decode(self.stream):
            if frame.pts >= place * self.step:
                return frame.to_image()
        return None

    def close(self) -> None:
        self.file.close()
