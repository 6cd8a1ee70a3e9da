"""Video among the kinds: what is known of one, what a missing extra says, and the same answers from the worker."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.unit.media.kinds.video.clips import WHOLE, checksum, make

from nblabel.domain.medium import Look, Medium
from nblabel.errors import MissingExtra
from nblabel.media.kinds.video import indexing
from nblabel.media.kinds.video.kept import decode_all, index_of
from nblabel.media.kinds.video.kind import VideoKind
from nblabel.media.kinds.video.warm import readers
from nblabel.media.registry.kinds import kind_of
from nblabel.media.serving import show
from nblabel.media.worker.worker import Worker

Clips = Callable[[str], Path]
KIND = VideoKind()


def medium_at(path: Path) -> Medium:
    return Medium("video", (str(path),))


def test_files_of_video_are_known_by_their_endings() -> None:
    for ending in (
        "mp4",
        "m4v",
        "mov",
        "mkv",
        "webm",
        "avi",
        "mpg",
        "mpeg",
        "ts",
        "mts",
        "wmv",
        "flv",
        "ogv",
        "vob",
        "3gp",
    ):
        kind = kind_of(f"film.{ending.upper()}")
        assert kind is not None
        assert (kind.name, kind.extra, kind.in_worker) == ("video", "video", True)


def test_what_is_known_of_a_video(shared_data: Path) -> None:
    header = KIND.probe(medium_at(shared_data / "media/video/bbb_vfr_h264.mp4"))
    assert (header.width, header.height, header.n_frames, header.format, header.mime) == (
        424,
        240,
        82,
        "MP4",
        "video/mp4",
    )
    assert header.fps == pytest.approx(16.54, abs=0.01)
    assert header.duration == pytest.approx(4.958, abs=0.001)
    assert header.detail == {
        "stream": 0,
        "exact": True,
        "vfr": True,
        "time_base": [1, 12288],
        "start_pts": 0,
        "packets": 82,
        "codec": "h264",
        "audio": False,
    }
    assert header.file_size == (shared_data / "media/video/bbb_vfr_h264.mp4").stat().st_size


def test_the_largest_of_several_streams_is_shown(shared_data: Path) -> None:
    header = KIND.probe(medium_at(shared_data / "media/video/nasa_multistream_h264.mp4"))
    assert (header.detail["stream"], header.width, header.height, header.n_frames) == (3, 480, 270, 390)
    assert header.detail["audio"]


def test_the_time_of_a_frame_is_that_of_its_pts(shared_data: Path) -> None:
    medium = medium_at(shared_data / "media/video/iscc_demo_vp9.webm")
    times, stamps = KIND.times(medium), KIND.pts_of(medium, range(1441))
    assert times is not None
    assert len(times) == 1441
    assert times[0] == 0
    assert times[1000] == pytest.approx((stamps[1000] - 7) / 1000)
    assert KIND.frames_of(medium, [stamps[1000], stamps[3], 1]) == [1000, 3, None]
    assert len(KIND.keyframes(medium)) == 12
    assert show.pts_of(medium, [1000, 3]) == [stamps[1000], stamps[3]]
    assert show.pts_of(Medium("image", ("photo.jpg",)), [0]) is None


def test_a_frame_asked_for_small_is_small(clip: Clips) -> None:
    medium = medium_at(clip("h264.mkv"))
    assert KIND.frame(medium, 3, Look(max_px=64)).size == (64, 48)
    assert KIND.frame(medium, 3, Look(max_px=6400)).size == (160, 120)
    preview = KIND.preview(medium, 3, Look(max_px=80))
    assert (preview.width, preview.height, preview.full_width, preview.full_height) == (80, 60, 160, 120)


def test_times_that_contradict_the_pictures_are_mended_by_decoding_all(
    clip: Clips, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "film.avi"
    shutil.copy(clip("h264.avi"), path)
    monkeypatch.setattr(indexing, "FREE_PIXELS", 0)
    assert not KIND.probe(medium_at(path)).detail["exact"]
    header = KIND.decode_all(medium_at(path))
    assert header.detail["exact"]
    assert header.n_frames == 50
    assert KIND.probe(medium_at(path)) == header


def test_packets_alone_are_enough_for_nearly_every_video(
    clip: Clips, shared_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "FREE_PIXELS", 0)
    paths = [*map(clip, WHOLE), *(shared_data / "media/video").glob("*[!v].*")]
    readable = [path for path in paths if "truncated" not in path.name]
    doubted = [path.name for path in readable if not indexing.make_index(medium_at(path)).facts.is_exact]
    # H.264 with B-frames in AVI: the container has no room for the order in which pictures are shown.
    assert doubted == ["h264.avi"]


def test_without_any_times_frames_are_counted(clip: Clips, tmp_path: Path) -> None:
    path = tmp_path / "twice.ts"
    path.write_bytes(clip("h264.ts").read_bytes() * 2)
    index = index_of(medium_at(path))
    assert index.facts.is_counted
    assert index.fps == pytest.approx(25)
    assert KIND.pts_of(medium_at(path), [0, 99]) == [0, 99]


def test_a_key_that_is_never_shown_is_a_key_all_the_same(clip: Clips, shared_data: Path) -> None:
    for path in (clip("starts_before_zero.mp4"), shared_data / "media/video/bbb_editlist_h264.mp4"):
        index = index_of(medium_at(path))
        assert index.keys[0] < index.pts[0]
        assert index.key_before(0) == 0
        assert KIND.keyframes(medium_at(path))[0] == 0


def test_decoding_all_finds_the_same_as_the_packets_say(clip: Clips) -> None:
    for name in ("h264.mkv", "starts_before_zero.mp4", "uneven.mp4"):
        index = index_of(medium_at(clip(name)))
        assert indexing.decoded_index(medium_at(clip(name))).pts == index.pts


def test_a_warm_reader_takes_the_better_index(clip: Clips, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "film.avi"
    shutil.copy(clip("h264.avi"), path)
    monkeypatch.setattr(indexing, "FREE_PIXELS", 0)
    with readers.reader(medium_at(path)) as reader:
        assert not reader.index.facts.is_exact
    decode_all(medium_at(path))
    with readers.reader(medium_at(path)) as reader:
        assert reader.index.facts.is_exact


def test_without_the_extra_a_video_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = make(tmp_path / "film.mp4", WHOLE["uneven.mp4"])
    monkeypatch.setitem(sys.modules, "av", None)
    sentence = 'Reading a video needs the extra "video": pip install "nblabel[video]".'
    header = KIND.probe(medium_at(path))
    assert header.problem == sentence
    assert header.file_size == path.stat().st_size
    with pytest.raises(MissingExtra) as found:
        KIND.frame(medium_at(path))
    assert str(found.value) == sentence


def test_the_worker_gives_the_same_answers(clip: Clips) -> None:
    worker = Worker()
    try:
        for name in ("h264.mkv", "mpeg2.ts", "vp9.webm"):
            medium = medium_at(clip(name))
            assert worker.call("video", "probe", medium) == KIND.probe(medium)
            for place in (0, 31, 30, 49):
                assert checksum(worker.call("video", "frame", medium, place)) == checksum(KIND.frame(medium, place))
            assert worker.call("video", "times", medium) == KIND.times(medium)
            assert worker.call("video", "pts_of", medium, [3, 9]) == KIND.pts_of(medium, [3, 9])
            look = Look(max_px=64)
            assert worker.call("video", "strip", medium, [5, 4, 99], look) == KIND.strip(medium, [5, 4, 99], look)
            assert worker.call("video", "thumbnail", medium, 64) == KIND.thumbnail(medium, 64)
        assert len(worker.pids) == 1
    finally:
        worker.close()
