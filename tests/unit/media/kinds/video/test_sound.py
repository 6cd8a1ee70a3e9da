"""What is heard stands on the clock of the frames."""

from __future__ import annotations

import io
import wave
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from tests.unit.media.kinds.video.clips import drawn

from nblabel.domain.medium import Medium
from nblabel.errors import MediaProblem
from nblabel.media.kinds.video.kind import VideoKind
from nblabel.media.pictures.sound import Sound

KIND = VideoKind()
RATE = 32_000


def film(path: Path, container: str, codec: str, *, beep: float, late: float = 0.0, seconds: float = 4.0) -> Medium:
    """A video with a tone that starts at `beep`; its pictures start `late`."""
    with av.open(str(path), "w", format=container) as file:
        pictures = file.add_stream("mpeg4" if container != "matroska" else "libx264", rate=25)
        pictures.width, pictures.height, pictures.pix_fmt = 160, 120, "yuv420p"
        sound = file.add_stream(codec, rate=RATE, layout="stereo")
        packets = []
        for number in range(round((seconds - late) * 25)):
            picture = av.VideoFrame.from_ndarray(drawn(number), "rgb24")
            picture.pts, picture.time_base = number + round(late * 25), Fraction(1, 25)
            packets += pictures.encode(picture)
        packets += pictures.encode()
        time = np.arange(round(seconds * RATE)) / RATE
        tone = np.where(time >= beep, np.sin(2 * np.pi * 440 * time) * 12000, 0).astype(np.int16)
        chunk = av.AudioFrame.from_ndarray(np.repeat(tone, 2)[None], "s16", "stereo")
        chunk.rate, chunk.pts, chunk.time_base = RATE, 0, Fraction(1, RATE)
        resampler = av.AudioResampler(sound.format.name, "stereo", RATE, sound.codec_context.frame_size or 1024)
        for part in (*resampler.resample(chunk), *resampler.resample(None)):
            packets += sound.encode(part)
        packets += sound.encode()
        for packet in sorted(packets, key=lambda one: one.dts * one.time_base):
            file.mux(packet)
    return Medium("video", (str(path),))


def samples(sound: Sound) -> tuple[np.ndarray, int]:
    with wave.open(io.BytesIO(sound.bytes)) as file:
        assert (file.getnchannels(), file.getsampwidth()) == (1, 2)
        return np.frombuffer(file.readframes(file.getnframes()), np.int16), file.getframerate()


def first_loud(sound: Sound) -> float:
    values, rate = samples(sound)
    return sound.start + float(np.argmax(np.abs(values) > 2000)) / rate


@pytest.mark.parametrize(
    ("container", "codec"), [("mp4", "aac"), ("matroska", "flac"), ("avi", "pcm_s16le"), ("mpegts", "mp2")]
)
def test_a_tone_is_heard_when_it_sounds_wherever_the_piece_starts(tmp_path: Path, container: str, codec: str) -> None:
    medium = film(tmp_path / "film", container, codec, beep=2.5)
    for start in (0.0, 1.0, 2.25):
        piece = KIND.sound(medium, start, 1.75 if start else 3.0)
        assert first_loud(piece) == pytest.approx(2.5, abs=0.06), start
        values, rate = samples(piece)
        assert len(values) == pytest.approx(piece.seconds * rate, abs=1)


def test_second_zero_is_the_first_picture(tmp_path: Path) -> None:
    medium = film(tmp_path / "late.mkv", "matroska", "flac", beep=2.5, late=1.0)
    piece = KIND.sound(medium, 0.0, 3.0)
    assert piece.total == pytest.approx(3.0)
    assert first_loud(piece) == pytest.approx(1.5, abs=0.02)


def test_a_piece_ends_where_the_video_does(tmp_path: Path) -> None:
    medium = film(tmp_path / "film.mp4", "mp4", "aac", beep=0.0)
    piece = KIND.sound(medium, 3.0, 100.0)
    assert (piece.start, piece.seconds, piece.total) == (pytest.approx(3.0), pytest.approx(1.0), pytest.approx(4.0))
    beyond = KIND.sound(medium, 99.0, 1.0)
    assert beyond.seconds == 0
    assert len(samples(beyond)[0]) == 0
    assert KIND.sound(medium, -5.0, 1.0).start == 0


def test_a_silent_film_says_so(clip: Callable[[str], Path]) -> None:
    with pytest.raises(MediaProblem, match="nothing to hear"):
        KIND.sound(Medium("video", (str(clip("h264.mkv")),)), 0, 1)


def test_the_sample_clips_are_heard(shared_data: Path) -> None:
    for name, rate in (("bbb_480p_h264_bframes_onekey.mp4", 48_000), ("nasa_multistream_h264.mp4", 16_000)):
        piece = KIND.sound(Medium("video", (str(shared_data / "media/video" / name),)), 1.0, 2.0)
        values, found = samples(piece)
        assert found == rate
        assert len(values) == 2 * rate
        assert np.abs(values).max() > 100
