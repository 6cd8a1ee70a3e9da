"""Sound: pictures with a time axis, and pieces that can be played."""

from __future__ import annotations

import io
import wave
from pathlib import Path

import numpy as np
import pytest

from nblabel.domain.medium import Look, Medium
from nblabel.errors import MediaProblem
from nblabel.media.kinds.audio.kind import AudioKind
from nblabel.media.kinds.audio.picture import PLOT

soundfile = pytest.importorskip("soundfile")
RATE = 8000


def tone(seconds: float, hertz: float = 1000.0, rate: int = RATE) -> np.ndarray:
    return 0.5 * np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate)


def written(path: Path, values: np.ndarray, rate: int = RATE) -> Medium:
    soundfile.write(path, values, rate)
    return Medium("audio", (str(path),))


def heard(data: bytes) -> tuple[np.ndarray, int]:
    with wave.open(io.BytesIO(data)) as file:
        assert (file.getnchannels(), file.getsampwidth()) == (1, 2)
        return np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32767, file.getframerate()


def test_s4_19_a_short_sound_is_one_frame_with_its_facts(shared_data: Path) -> None:
    header = AudioKind().probe(Medium("audio", (str(shared_data / "media/audio/demo.mp3"),)))
    assert (header.n_frames, header.format, header.mime) == (1, "MP3", "audio/mpeg")
    assert header.duration == pytest.approx(15.5, abs=0.05)
    assert header.detail["sample_rate"] == 44100
    assert header.detail["channels"] == 2
    assert header.detail["page_seconds"] == header.duration


def test_a_frame_a_minute_with_the_time_at_which_it_starts(tmp_path: Path) -> None:
    medium = written(tmp_path / "a.wav", tone(130))
    header = AudioKind().probe(medium)
    assert (header.n_frames, header.duration, header.detail["page_seconds"]) == (3, 130.0, 60.0)
    assert AudioKind().times(medium) == [0.0, 60.0, 120.0]
    exact = written(tmp_path / "b.wav", tone(120))
    assert AudioKind().probe(exact).n_frames == 2


def test_the_picture_shows_when_it_is_loud_and_how_high(tmp_path: Path) -> None:
    values = np.concatenate([np.zeros(5 * RATE), tone(5, 1000)])
    picture = np.asarray(AudioKind().frame(written(tmp_path / "a.wav", values))).astype(int)
    left, top, right, bottom = PLOT
    middle = (left + right) // 2
    wave_rows = picture[top + 5 : top + 60]
    is_blue = (wave_rows[..., 2] > 200) & (wave_rows[..., 0] < 100)
    assert not is_blue[:, left + 5 : middle - 5].any()
    assert is_blue[:, middle + 5 : right - 5].any()
    spectrum = picture[bottom - 260 : bottom - 2, middle + 100].sum(axis=1)
    loudest = spectrum.argmax()
    # 1 kHz of 4 kHz: a quarter of the way up.
    assert abs((258 - loudest) / 258 - 0.25) < 0.05


def test_a_last_frame_that_is_not_full_keeps_the_scale(tmp_path: Path) -> None:
    medium = written(tmp_path / "a.wav", tone(75))
    picture = np.asarray(AudioKind().frame(medium, 1)).astype(int)
    left, _, right, bottom = PLOT
    end = left + (right - left) // 4
    dark = picture[bottom - 200, :, :].sum(axis=1) < 300
    assert dark[left + 3 : end - 3].all()
    assert not dark[end + 3 : right - 3].any()


def test_a_piece_can_be_played(tmp_path: Path) -> None:
    stereo = np.stack([tone(3), np.zeros(3 * RATE)], axis=1)
    medium = written(tmp_path / "a.flac", stereo)
    sound = AudioKind().sound(medium, 1.0, 1.5)
    values, rate = heard(sound.bytes)
    assert (rate, sound.start, sound.seconds, sound.total) == (RATE, 1.0, 1.5, 3.0)
    assert np.abs(values - stereo.mean(axis=1)[RATE : RATE + 12_000]).max() < 1e-3


def test_what_lies_behind_the_end_is_silence_of_no_length(tmp_path: Path) -> None:
    medium = written(tmp_path / "a.wav", tone(1))
    assert AudioKind().sound(medium, 0.5, 10).seconds == 0.5
    assert AudioKind().sound(medium, 9, 10).seconds == 0.0
    assert AudioKind().sound(medium, -3, 0.25).start == 0.0


def test_a_piece_is_at_most_a_minute(tmp_path: Path) -> None:
    assert AudioKind().sound(written(tmp_path / "a.wav", tone(70)), 0, 1e9).seconds == 60.0


def test_a_rate_that_no_browser_plays_is_brought_down(tmp_path: Path) -> None:
    values, rate = heard(AudioKind().sound(written(tmp_path / "a.wav", tone(1, rate=192_000), 192_000), 0, 1).bytes)
    assert rate == 48_000
    assert np.abs(values).max() == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize("ending", ["wav", "flac", "ogg", "mp3", "aiff", "au", "caf", "w64", "rf64"])
def test_the_usual_formats_are_read(tmp_path: Path, ending: str) -> None:
    header = AudioKind().probe(written(tmp_path / f"a.{ending}", tone(2, rate=44_100), 44_100))
    assert header.problem is None
    assert header.duration == pytest.approx(2.0, abs=0.1)


@pytest.mark.parametrize("values", [np.full(RATE, np.nan), np.full(RATE, 1e30), np.zeros(RATE), np.zeros(1)])
def test_any_numbers_make_a_picture_and_a_sound(tmp_path: Path, values: np.ndarray) -> None:
    soundfile.write(tmp_path / "a.wav", values, RATE, subtype="FLOAT")
    medium = Medium("audio", (str(tmp_path / "a.wav"),))
    assert AudioKind().frame(medium, 0, Look(max_px=300)).width == 300
    heard(AudioKind().sound(medium, 0, 1).bytes)


def test_a_frame_behind_the_end_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(MediaProblem, match="Frame 1 was asked for and there is 1 frame"):
        AudioKind().frame(written(tmp_path / "a.wav", tone(1)), 1)


@pytest.mark.parametrize(
    ("ending", "codec", "container"), [("m4a", "aac", "mp4"), ("aac", "aac", "adts"), ("wma", "wmav2", "asf")]
)
def test_sound_in_containers_is_read_where_pyav_is(tmp_path: Path, ending: str, codec: str, container: str) -> None:
    av = pytest.importorskip("av")
    rate = 44_100
    values = np.concatenate([np.zeros(rate), tone(2, rate=rate)]).astype(np.float32)
    path = tmp_path / f"a.{ending}"
    with av.open(str(path), "w", format=container) as file:
        stream = file.add_stream(codec, rate=rate, layout="mono")
        stream.bit_rate = 64_000
        for start in range(0, len(values) - 1023, 1024):
            frame = av.AudioFrame.from_ndarray(values[None, start : start + 1024], format="fltp", layout="mono")
            frame.sample_rate, frame.pts = rate, start
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    medium = Medium("audio", (str(path),))
    header = AudioKind().probe(medium)
    assert header.problem is None
    assert header.duration == pytest.approx(3.0, abs=0.3)
    assert AudioKind().frame(medium).width == header.width
    quiet, _ = heard(AudioKind().sound(medium, 0.2, 0.5).bytes)
    loud, _ = heard(AudioKind().sound(medium, 2.0, 0.5).bytes)
    assert np.abs(quiet).max() < 0.05
    assert np.abs(loud).max() == pytest.approx(0.5, abs=0.1)
    assert len(loud) == pytest.approx(rate / 2, abs=1)


def test_sound_in_a_container_without_pyav_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    (tmp_path / "a.m4a").write_bytes(b"\0\0\0\x20ftypM4A " + bytes(40))
    monkeypatch.setitem(sys.modules, "av", None)
    problem = AudioKind().probe(Medium("audio", (str(tmp_path / "a.m4a"),))).problem
    assert problem is not None
    assert 'pip install "nblabel[video]"' in problem
