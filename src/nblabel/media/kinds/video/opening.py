"""Open a video that somebody else made: only known containers, one file, one stream, within limits, or a reason why not."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING, BinaryIO, Generic, TypeVar, cast

from nblabel.errors import MediaProblem
from nblabel.media.files.beat import still_working
from nblabel.media.files.extras import missing_extra
from nblabel.media.files.loader import MEGA, Limits, open_file, reason_of

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.stream import Stream
    from av.video.stream import VideoStream

    from nblabel.domain.medium import Medium

S = TypeVar("S", bound="Stream")
# FFmpeg tells a format by content: without this list a .mp4 that holds a playlist would have it open other files.
CONTAINERS = {
    "mov,mp4,m4a,3gp,3g2,mj2": ("MP4", "video/mp4"),
    "matroska,webm": ("Matroska", "video/x-matroska"),
    "avi": ("AVI", "video/x-msvideo"),
    "mpeg": ("MPEG", "video/mpeg"),
    "mpegts": ("MPEG-TS", "video/mp2t"),
    "asf": ("ASF", "video/x-ms-wmv"),
    "flv": ("FLV", "video/x-flv"),
    "ogg": ("Ogg", "video/ogg"),
}
LIMITS = Limits(pixels=40 * MEGA, file_bytes=4_000_000 * MEGA)
PATIENCE_S = 4.0
_BUFFER_BYTES = 256 * 1024


class Watched:
    """The bytes of a file for FFmpeg, with two ends: one for the whole task, one for each step of it."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self.file = file
        self.size = size
        self._end = self._deadline = 0.0

    def begin(self, seconds: float) -> None:
        """A task starts that may take so long altogether."""
        self._end = time.monotonic() + seconds
        self._deadline = 0.0
        self.got_on()

    def got_on(self) -> None:
        """A packet or a picture came, so patience starts anew; raises once the task takes too long altogether."""
        self.check()
        self._deadline = min(self._end, time.monotonic() + PATIENCE_S)
        still_working()

    def check(self) -> None:
        """Raise once the time is over."""
        if 0.0 < self._deadline < time.monotonic():
            raise MediaProblem(
                "Reading the video takes too long; it is damaged or its source too slow, convert it to MP4."
            )

    def read(self, count: int) -> bytes:
        """The next bytes."""
        self.check()
        return self.file.read(count)

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go there."""
        self.check()
        return self.file.seek(offset, whence)

    def tell(self) -> int:
        """Where it stands."""
        return self.file.tell()


@dataclass(frozen=True, slots=True)
class Opened(Generic[S]):
    """A container with the stream that is read of it. What either says is gone once it is closed."""

    container: InputContainer
    stream: S
    watched: Watched

    def close(self) -> None:
        """Let go of the file."""
        self.container.close()
        self.watched.file.close()


def opened(medium: Medium) -> Opened[VideoStream]:
    """The pictures of a medium, ready to demux or decode; close it when done.

    Raises
    ------
    MediaProblem
        When it is no video that is read here, damaged, or its pictures are too large.
    """
    return opened_at(medium, _best)


def opened_at(medium: Medium, choose: Callable[[InputContainer], S]) -> Opened[S]:
    """The same, with the stream that is chosen; all others are skipped while reading."""
    av = library()
    file, found = open_file(medium.url, root=medium.root, limits=LIMITS)
    watched = Watched(file, found.st_size)
    watched.begin(PATIENCE_S)
    try:
        with reasons():
            container = _container(av, watched)
            try:
                stream = choose(container)
                _skip_others(container, stream)
            except BaseException:
                container.close()
                raise
            return Opened(container, stream, watched)
    except BaseException:
        file.close()
        raise


def library() -> ModuleType:
    """PyAV, or the error that says how to install it."""
    try:
        import av
    except ImportError as problem:
        raise missing_extra("a video", "video") from problem
    return av


@contextmanager
def reasons() -> Iterator[None]:
    """Turn whatever FFmpeg raises inside into a MediaProblem with a reason."""
    try:
        yield
    except MediaProblem:
        raise
    except Exception as problem:
        raise MediaProblem(_reason(problem)) from problem


def _container(av: ModuleType, watched: Watched) -> InputContainer:
    guards = {"format_whitelist": ",".join(CONTAINERS), "protocol_whitelist": "none"}
    container: InputContainer = av.open(
        watched,
        mode="r",
        options={"max_pixels": str(LIMITS.pixels), "threads": "1"},
        container_options=guards,
        buffer_size=_BUFFER_BYTES,
        io_open=_refused,
    )
    return container


def _refused(*_: object) -> None:
    raise MediaProblem("The video refers to another file, which is not opened; convert it to one that holds all of it.")


def _best(container: InputContainer) -> VideoStream:
    """The stream that FFmpeg calls best: the largest one that is no cover picture. One rule for all, so labels agree."""
    stream = cast("VideoStream | None", container.streams.best("video"))
    if stream is None:
        raise MediaProblem("The file has no video in it, only sound or data; remove it or add it under its own ending.")
    width, height = stream.width, stream.height
    if stream.codec_context is None:
        raise MediaProblem("The video is coded in a way that cannot be decoded here; convert it to H.264.")
    if width * height > LIMITS.pixels:
        raise MediaProblem(
            f"The pictures of the video are {width} x {height} ({width * height / MEGA:.0f} megapixels) and at most "
            f"{LIMITS.pixels / MEGA:.0f} are decoded; add a smaller copy."
        )
    # The size in the container may lie; this one is checked by the decoder, before it allocates anything.
    stream.codec_context.options = {"max_pixels": str(LIMITS.pixels)}
    stream.codec_context.thread_count = 1
    return stream


def _skip_others(container: InputContainer, stream: Stream) -> None:
    for other in container.streams:
        if other.index != stream.index:
            other.discard = type(other.discard).all


def _reason(problem: BaseException) -> str:
    if isinstance(problem, EOFError):
        return "The video has no pictures in it, only a header; copy it again from where it came from."
    if isinstance(problem, OSError | MemoryError):
        return reason_of(problem)
    detail = " ".join(str(problem).split())[:120] or type(problem).__name__
    if "Invalid data" in detail or "Invalid argument" in detail:
        return "This is no video that can be read, or a part of it is missing; copy it again from where it came from."
    return f"The video is damaged ({detail}); copy it again from where it came from."
