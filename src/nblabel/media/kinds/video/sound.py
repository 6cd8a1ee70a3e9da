"""What is heard in a video: a piece of its best audio stream as WAV."""

from __future__ import annotations

import io
import wave
from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING, cast

from nblabel.errors import MediaProblem
from nblabel.media.kinds.video.opening import Opened, opened_at, reasons
from nblabel.media.pictures.sound import Sound

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame
    from av.audio.stream import AudioStream
    from av.container import InputContainer

    from nblabel.domain.medium import Medium
    from nblabel.media.kinds.video.index import Index

MOST_SECONDS = 120.0
MOST_RATE = 48_000
# Codecs need some packets before the first sample that is right.
_LEAD_S = 0.2
_MOST_S = 60.0


def sound_of(medium: Medium, index: Index, start_s: float, seconds: float) -> Sound:
    """Mono, 16 bit, on the clock of the frames: second 0 is the first frame; where the file is silent there are zeros.

    Raises
    ------
    MediaProblem
        When the video has no sound, or it cannot be decoded.
    """
    total = index.duration
    start = min(max(0.0, start_s), total)
    seconds = max(0.0, min(seconds, MOST_SECONDS, total - start))
    with closing(opened_at(medium, _best)) as file, reasons():
        file.watched.begin(_MOST_S)
        rate = min(MOST_RATE, file.stream.rate or MOST_RATE)
        samples = bytearray(2 * round(seconds * rate))
        first = index.start + start
        for back in (_LEAD_S, 2.0, 10.0, None):
            if _filled(file, samples, rate, first, back):
                break
    return Sound(_wav(samples, rate), start, seconds, total)


def _filled(file: Opened[AudioStream], samples: bytearray, rate: int, first: float, back: float | None) -> bool:
    """Put what is heard from `first` on where it belongs; False where the seek landed too late."""
    from av import FFmpegError
    from av.audio.resampler import AudioResampler

    try:
        base = file.stream.time_base
        if back is None or first - back <= 0 or base is None:
            file.container.seek(0)
        else:
            file.container.seek(int((first - back) / base), stream=file.stream)
    except FFmpegError:
        return back is None
    resampler = AudioResampler(format="s16", layout="mono", rate=rate)
    is_first = True
    for frame in _frames(file):
        if frame.time is None:
            continue
        if is_first and back is not None and frame.time > first and first - back > 0:
            return False
        is_first = False
        for part in resampler.resample(frame):
            _place(part, samples, round(((part.time or 0.0) - first) * rate))
        if (frame.time - first) * rate * 2 > len(samples):
            break
    return True


def _place(part: AudioFrame, samples: bytearray, at: int) -> None:
    data = bytes(part.planes[0])[: 2 * part.samples]
    start, end = max(0, 2 * at), min(len(samples), 2 * at + len(data))
    if end > start:
        samples[start:end] = data[start - 2 * at : end - 2 * at]


def _frames(file: Opened[AudioStream]) -> Iterator[AudioFrame]:
    from av.error import InvalidDataError

    for packet in file.container.demux(file.stream):
        file.watched.got_on()
        try:
            yield from packet.decode()
        except InvalidDataError:
            continue


def _best(container: InputContainer) -> AudioStream:
    stream = cast("AudioStream | None", container.streams.best("audio"))
    if stream is None or stream.codec_context is None:
        raise MediaProblem("There is nothing to hear in this video: it has no sound that can be decoded.")
    return stream


def _wav(samples: bytearray, rate: int) -> bytes:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples)
    return buffer.getvalue()
