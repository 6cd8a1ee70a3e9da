"""The decoder goes on where it is, a seek is checked and stepped back from, and what cannot be decoded says so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import av
import pytest
from tests.unit.media.kinds.video.clips import checksum, number_in, played, remade, upright

from nblabel.domain.medium import Medium
from nblabel.errors import MediaProblem
from nblabel.media.kinds.video import reader as module
from nblabel.media.kinds.video.index import Index
from nblabel.media.kinds.video.kept import index_of
from nblabel.media.kinds.video.opening import Opened
from nblabel.media.kinds.video.reader import Reader

Clips = Callable[[str], Path]
ReaderOf = Callable[[Path], Reader]


class Watch:
    """How often the file was opened and sought."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.opens = self.seeks = 0
        opened, sought = module.opened, Reader._sought
        monkeypatch.setattr(module, "opened", lambda medium: self._count("opens") or opened(medium))
        monkeypatch.setattr(Reader, "_sought", lambda reader, key: self._count("seeks") or sought(reader, key))

    def _count(self, what: str) -> None:
        setattr(self, what, getattr(self, what) + 1)


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    return Watch(monkeypatch)


@pytest.fixture
def reader_of() -> Iterator[ReaderOf]:
    readers: list[Reader] = []

    def made(path: Path) -> Reader:
        medium = Medium("video", (str(path),))
        readers.append(Reader(medium, index_of(medium)))
        return readers[-1]

    yield made
    for reader in readers:
        reader.close()


def number_of(reader: Reader, place: int) -> int:
    return number_in(reader.picture(place))


def test_frames_in_turn_open_once_and_seek_once(clip: Clips, reader_of: ReaderOf, watch: Watch) -> None:
    reader = reader_of(clip("h264.mkv"))
    assert [number_of(reader, place) for place in range(50)] == list(range(50))
    assert (watch.opens, watch.seeks) == (1, 1)


def test_a_frame_that_was_just_decoded_is_not_decoded_again(clip: Clips, reader_of: ReaderOf, watch: Watch) -> None:
    reader = reader_of(clip("h264.mkv"))
    number_of(reader, 20)
    before = watch.seeks
    assert [number_of(reader, place) for place in (20, 19, 18, 20)] == [20, 19, 18, 20]
    assert watch.seeks == before


def test_ahead_within_a_group_it_goes_on_and_far_ahead_it_seeks(clip: Clips, reader_of: ReaderOf, watch: Watch) -> None:
    reader = reader_of(clip("h264.mkv"))
    number_of(reader, 13)
    before = watch.seeks
    number_of(reader, 22)
    assert watch.seeks == before
    assert number_of(reader, 49) == 49
    assert watch.seeks == before + 1


@pytest.mark.parametrize("name", ["h264.mkv", "mpeg2.ts", "mpeg2.mpg"])
def test_a_seek_that_lands_too_late_is_stepped_back_from(
    clip: Clips, reader_of: ReaderOf, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    reader = reader_of(clip(name))
    right = Index.key_before
    monkeypatch.setattr(Index, "key_before", lambda index, place: min(right(index, place) + 2, len(index.keys) - 1))
    assert [number_of(reader, place) for place in (30, 5, 14, 49, 0)] == [30, 5, 14, 49, 0]


class Other:
    """A container that gives other packets than the file after a seek."""

    def __init__(self, video: Opened, change: Callable[[int, object], bool]) -> None:  # type: ignore[type-arg]
        self.container, self.stream, self.watched = self, video.stream, video.watched
        self._container = video.container
        self._change = change

    def demux(self, stream: object) -> Iterator[object]:
        for number, packet in enumerate(self._container.demux(stream)):
            if not packet.size or self._change(number, packet):
                yield packet


def after_seeks(monkeypatch: pytest.MonkeyPatch, change: Callable[[int, object], bool]) -> None:
    decode = Reader._decode

    def changed(self: Reader, video: Opened, *, is_checked: bool) -> object:  # type: ignore[type-arg]
        return decode(self, video if is_checked else Other(video, change), is_checked=is_checked)  # type: ignore[arg-type]

    monkeypatch.setattr(Reader, "_decode", changed)


def test_a_seek_after_which_the_times_are_others_is_not_believed(
    clip: Clips, reader_of: ReaderOf, monkeypatch: pytest.MonkeyPatch, watch: Watch
) -> None:
    reader = reader_of(clip("h264.mkv"))
    step = reader.index.pts[1] - reader.index.pts[0]

    def later(number: int, packet: av.Packet) -> bool:
        """As the guessed times of program streams are, for a while after a seek."""
        packet.pts += step
        return True

    after_seeks(monkeypatch, later)  # type: ignore[arg-type]
    assert [number_of(reader, place) for place in (30, 40, 5)] == [30, 40, 5]
    assert watch.seeks > 3


def test_a_picture_after_one_that_got_lost_is_not_believed(
    clip: Clips, reader_of: ReaderOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = clip("h264.mkv")
    truth = [checksum(upright(frame)) for frame in played(path)]
    turns: list[int] = []

    def lossy_at_first(number: int, packet: object) -> bool:
        turns.extend([number] if number == 1 else [])
        return number != 1 or len(turns) > 1

    after_seeks(monkeypatch, lossy_at_first)
    assert checksum(reader_of(path).picture(33)) == truth[33]
    assert turns == [1, 1]


def test_a_frame_that_does_not_decode_says_so_and_the_others_are_right(
    clip: Clips, reader_of: ReaderOf, tmp_path: Path, watch: Watch
) -> None:
    path = remade(clip("h264.mkv"), tmp_path / "lost.mkv", lambda number, data: b"\xff" * 9 if number == 32 else data)
    truth = {frame.pts: checksum(upright(frame)) for frame in played(path)}
    reader = reader_of(path)
    assert reader.index.n_frames == 50
    assert len(truth) == 49
    for place in [*range(49, -1, -1), *range(50)]:
        expected = truth.get(reader.index.pts[place])
        if expected is None:
            with pytest.raises(MediaProblem, match=f"Frame {place} of the video could not be decoded"):
                reader.frame(place)
        else:
            assert checksum(reader.picture(place)) == expected
    # The file is not read from its start for each frame behind the lost one.
    assert watch.opens < 8


@pytest.mark.parametrize("place", [-1, 50, 10**9])
def test_a_frame_that_is_not_there_says_how_many_are(clip: Clips, reader_of: ReaderOf, place: int) -> None:
    with pytest.raises(MediaProblem, match=f"Frame {place} was asked for and .* 50"):
        reader_of(clip("h264.mkv")).frame(place)


def test_after_a_mistake_the_next_frame_is_right(
    clip: Clips, reader_of: ReaderOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = reader_of(clip("h264.mkv"))
    number_of(reader, 3)
    with monkeypatch.context() as patch:
        patch.setattr(Reader, "_onward", lambda reader, place: 1 / 0)
        with pytest.raises(MediaProblem):
            reader.frame(30)
    assert number_of(reader, 30) == 30


def test_large_pictures_are_kept_fewer_at_a_time(
    clip: Clips, reader_of: ReaderOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "RECENT_BYTES", 5 * 160 * 120 * 3 // 2)
    reader = reader_of(clip("h264.mkv"))
    for place in range(30):
        reader.frame(place)
    assert 2 <= len(reader._recent) <= 5
