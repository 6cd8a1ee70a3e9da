"""Strips of frames for scrubbing: decoded forward once, and from memory the second time."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path

import PIL.Image
import pytest
from tests.unit.media.kinds.video.clips import number_in

from nblabel.domain.medium import Look, Medium
from nblabel.errors import MediaProblem
from nblabel.media.kinds.video.kind import VideoKind
from nblabel.media.kinds.video.reader import Reader
from nblabel.media.kinds.video.warm import readers
from nblabel.media.pictures.thumbnail import Thumb
from nblabel.media.serving import show, strips
from nblabel.media.serving.memory import MemoryCache
from nblabel.media.serving.strips import cached_strip

Clips = Callable[[str], Path]
KIND = VideoKind()


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    readers.close()
    monkeypatch.setattr(strips, "_memory", MemoryCache())


def medium_at(path: Path) -> Medium:
    return Medium("video", (str(path),))


def numbers(made: list[Thumb | str]) -> list[int]:
    assert all(isinstance(thumb, Thumb) for thumb in made), made
    return [number_in(PIL.Image.open(io.BytesIO(thumb.bytes))) for thumb in made if isinstance(thumb, Thumb)]


def test_frames_come_in_the_order_asked_and_small(clip: Clips) -> None:
    made = KIND.strip(medium_at(clip("h264.mkv")), [9, 3, 40, 3], Look(max_px=96))
    assert numbers(made) == [9, 3, 40, 3]
    assert {(thumb.width, thumb.height) for thumb in made if isinstance(thumb, Thumb)} == {(96, 72)}


def test_a_strip_is_decoded_forward_in_one_go(clip: Clips, monkeypatch: pytest.MonkeyPatch) -> None:
    decoded: list[int] = []
    keep = Reader._keep
    monkeypatch.setattr(Reader, "_keep", lambda self, place, frame: decoded.append(place) or keep(self, place, frame))
    KIND.strip(medium_at(clip("h264.mkv")), list(range(23, 11, -1)), Look(max_px=96))
    assert decoded == list(range(decoded[0], 24))
    assert decoded[0] >= 11


def test_a_frame_that_is_not_there_is_a_reason_among_the_others(clip: Clips) -> None:
    made = KIND.strip(medium_at(clip("h264.mkv")), [48, 50, 49], Look(max_px=96))
    assert isinstance(made[1], str)
    assert made[1].startswith("Frame 50 was asked for")
    assert numbers([made[0], made[2]]) == [48, 49]


def test_what_was_sent_before_comes_from_memory(clip: Clips, tmp_path: Path) -> None:
    path = tmp_path / "film.mkv"
    path.write_bytes(clip("h264.mkv").read_bytes())
    medium, look = medium_at(path), Look(max_px=96)
    asked: list[list[int]] = []

    def make(frames: list[int]) -> list[Thumb | str]:
        asked.append(frames)
        return KIND.strip(medium, frames, look)

    first = cached_strip(medium, [4, 2, 3], look, make)
    assert cached_strip(medium, [2, 4], look, make) == [first[1], first[0]]
    assert numbers(cached_strip(medium, [3, 9, 2], look, make)) == [3, 9, 2]
    cached_strip(medium, [3], Look(max_px=64), make)
    os.utime(path, ns=(1, 1))
    cached_strip(medium, [3], look, make)
    assert asked == [[2, 3, 4], [9], [3], [3]]


def test_a_reason_is_asked_for_again(clip: Clips) -> None:
    medium = medium_at(clip("h264.mkv"))
    answers: list[list[Thumb | str]] = [["The disk is away."], [Thumb(b"x", 1, 1)]]
    assert cached_strip(medium, [1], Look(), lambda frames: answers.pop(0)) == ["The disk is away."]
    assert cached_strip(medium, [1], Look(), lambda frames: answers.pop(0)) == [Thumb(b"x", 1, 1)]


def test_frames_of_a_long_sequence_ask_only_about_their_own_files(tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}.jpg" for number in range(100)]
    for path in paths[:5]:
        path.write_bytes(b"x")
    medium = Medium("sequence", tuple(map(str, paths)))
    made = cached_strip(medium, [1, 2], Look(), lambda frames: [Thumb(b"x", 1, 1) for _ in frames])
    assert len(made) == 2
    os.utime(paths[2], ns=(1, 1))
    asked: list[int] = []
    cached_strip(medium, [1, 2], Look(), lambda frames: asked.extend(frames) or [Thumb(b"x", 1, 1) for _ in frames])
    assert asked == [2]


def test_the_door_of_all_media_gives_strips_from_memory(clip: Clips, monkeypatch: pytest.MonkeyPatch) -> None:
    medium, look = medium_at(clip("h264.mkv")), Look(max_px=96)
    assert numbers(show.strip(medium, [3, 2], look)) == [3, 2]
    monkeypatch.setattr(show, "_ask", lambda *asked: pytest.fail("It was asked for again."))
    assert numbers(show.strip(medium, [2, 3], look)) == [2, 3]


def test_a_video_that_cannot_be_read_has_the_reason_at_each_frame(tmp_path: Path) -> None:
    path = tmp_path / "none.mp4"
    path.write_bytes(b"nothing")
    with pytest.raises(MediaProblem, match="no video"):
        KIND.strip(medium_at(path), [0, 1], Look(max_px=96))
    said = show.strip(medium_at(path), [0, 1], Look(max_px=96))
    assert said[0] == said[1]
    assert str(said[0]).startswith("This is no video")
    path.unlink()
    assert "gone" in str(show.strip(medium_at(path), [0], Look(max_px=96))[0])
