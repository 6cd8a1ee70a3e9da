"""Frame i is the i-th frame that a player shows, for every frame of every video, in whatever order they are asked for."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from tests.unit.media.kinds.video.clips import WHOLE, checksum, make, remade, shown

from nblabel.domain.medium import Medium
from nblabel.media.kinds.video.kind import VideoKind
from nblabel.media.kinds.video.warm import readers

KIND = VideoKind()
# As stated beside the files, counted there by decoding.
TRUE_COUNTS = {
    "bbb_480p_h264_bframes_onekey.mp4": 120,
    "bbb_editlist_h264.mp4": 88,
    "bbb_hevc.mp4": 72,
    "bbb_opengop_h264.mp4": 120,
    "bbb_rotated90_h264.mp4": 72,
    "bbb_vfr_h264.mp4": 82,
    "iscc_demo_vp9.webm": 1441,
    "nasa_multistream_h264.mp4": 390,
}


@pytest.fixture(autouse=True)
def nothing_warm() -> Iterator[None]:
    readers.close()
    yield
    readers.close()


def orders(count: int) -> dict[str, Sequence[int]]:
    mixed = list(range(count))
    random.Random(count).shuffle(mixed)
    return {"forward": range(count), "backward": range(count - 1, -1, -1), "mixed": mixed}


def hold_to_truth(path: Path, truth: Sequence[int] | None = None) -> None:
    truth = shown(path) if truth is None else truth
    medium = Medium("video", (str(path),))
    header = KIND.probe(medium)
    assert header.problem is None
    assert header.n_frames == len(truth)
    assert header.detail["exact"]
    for name, order in orders(len(truth)).items():
        readers.close()
        wrong = [place for place in order if checksum(KIND.frame(medium, place)) != truth[place]]
        assert not wrong, f"{path.name}, {name}"


@pytest.mark.slow
@pytest.mark.parametrize("name", TRUE_COUNTS)
def test_every_frame_of_the_sample_videos_is_the_one_a_player_shows(shared_data: Path, name: str) -> None:
    path = shared_data / "media/video" / name
    truth = shown(path)
    assert len(truth) == TRUE_COUNTS[name]
    hold_to_truth(path, truth)


@pytest.mark.parametrize("name", WHOLE)
def test_every_frame_of_made_videos_is_the_one_a_player_shows(clip: Callable[[str], Path], name: str) -> None:
    path = clip(name)
    truth = shown(path)
    assert len(truth) == (41 if name.startswith("starts_before_zero") else 50)
    hold_to_truth(path, truth)


def test_every_frame_is_right_without_any_frame_kept_from_before(
    clip: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nblabel.media.kinds.video.reader.RECENT_BYTES", 0)
    for name in ("h264.ts", "mpeg2.mpg", "h264.avi", "fragmented.mp4"):
        hold_to_truth(clip(name))


CUTS = {
    "broadcast joined in the middle": ("h264.ts", lambda data: data[188 * 40 :]),
    "broadcast of mpeg2 joined in the middle": ("mpeg2.ts", lambda data: data[188 * 40 :]),
    "program stream joined in the middle": ("mpeg2.mpg", lambda data: data[2048 * 2 :]),
    "two recordings in one file": ("h264.ts", lambda data: data + data),
    "bytes turned in the middle of a broadcast": ("h264.ts", lambda data: _turned(data, 188 * 60, 188 * 63)),
    "ends early, matroska": ("h264.mkv", lambda data: data[: len(data) * 2 // 3]),
    "ends early, avi": ("mpeg4.avi", lambda data: data[: len(data) * 2 // 3]),
    "ends early, program stream": ("mpeg2.mpg", lambda data: data[: len(data) * 2 // 3]),
    "ends early, fragments": ("fragmented.mp4", lambda data: data[: len(data) * 2 // 3]),
}


@pytest.mark.parametrize("what", CUTS)
def test_what_is_left_of_a_spoilt_video_is_shown_as_a_player_does(
    clip: Callable[[str], Path], tmp_path: Path, what: str
) -> None:
    name, spoil = CUTS[what]
    path = tmp_path / name
    path.write_bytes(spoil(clip(name).read_bytes()))
    assert 20 < len(shown(path)) <= 100
    hold_to_truth(path)


@pytest.mark.parametrize("what", [what for what in CUTS if what.startswith("broadcast")])
def test_a_broadcast_need_not_be_decoded_to_find_its_first_frame(
    clip: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    monkeypatch.setattr("nblabel.media.kinds.video.indexing.FREE_PIXELS", 0)
    name, spoil = CUTS[what]
    path = tmp_path / name
    path.write_bytes(spoil(clip(name).read_bytes()))
    hold_to_truth(path)


def test_pictures_of_vp8_that_are_only_referred_to_are_no_frames(
    clip: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hide(number: int, data: bytes) -> bytes:
        return bytes([data[0] & ~0x10]) + data[1:] if number % 7 == 3 else data

    monkeypatch.setattr("nblabel.media.kinds.video.indexing.FREE_PIXELS", 0)
    path = remade(clip("vp8.webm"), tmp_path / "hidden.webm", hide)
    truth = shown(path)
    assert len(truth) == 43
    hold_to_truth(path, truth)


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_turned_video_is_upright_and_so_is_its_size(tmp_path: Path, degrees: int) -> None:
    import av

    plain = make(tmp_path / "plain.mp4", WHOLE["uneven.mp4"])
    path = tmp_path / "turned.mp4"
    with av.open(str(plain)) as old, av.open(str(path), "w") as new:
        stream = old.streams.video[0]
        copied = new.add_stream_from_template(stream)
        copied.set_display_rotation(degrees)
        for packet in old.demux(stream):
            if packet.size:
                packet.stream = copied
                new.mux(packet)
    header = KIND.probe(Medium("video", (str(path),)))
    assert (header.width, header.height) == ((160, 120) if degrees == 180 else (120, 160))
    assert header.orientation == {90: 8, 180: 3, 270: 6}[degrees]
    hold_to_truth(path)


def _turned(data: bytes, start: int, end: int) -> bytes:
    return data[:start] + bytes(value ^ 0x5A for value in data[start:end]) + data[end:]
