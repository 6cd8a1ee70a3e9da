"""A few videos stay open, no thread disturbs another, and nothing is kept open for nobody."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.unit.media.kinds.video.clips import number_in

from nblabel.domain.medium import Medium
from nblabel.media.kinds.video.warm import Readers

Clips = Callable[[str], Path]
NAMES = ["h264.mkv", "mpeg2.ts", "h264.mov", "mpeg4.avi", "vp9.webm", "h264.flv"]


@pytest.fixture
def readers() -> Iterator[Readers]:
    made = Readers(most=2, idle_s=3600)
    yield made
    made.close()
    if made._timer is not None:
        made._timer.cancel()


def medium_at(path: Path) -> Medium:
    return Medium("video", (str(path),))


def number_of(readers: Readers, path: Path, place: int) -> int:
    with readers.reader(medium_at(path)) as reader:
        return number_in(reader.picture(place))


def open_files(folder: Path) -> int:
    held = Path("/proc/self/fd")
    return sum(str(folder) in os.path.realpath(entry) for entry in held.iterdir())


def test_the_least_recently_used_is_closed_when_there_are_too_many(readers: Readers, clip: Clips) -> None:
    is_countable = Path("/proc/self/fd").is_dir()
    before = open_files(clip(NAMES[0]).parent) if is_countable else 0
    for name in NAMES:
        assert number_of(readers, clip(name), 7) == 7
    assert len(readers) == 2
    if is_countable:
        assert open_files(clip(NAMES[0]).parent) == before + 2


def test_one_that_is_in_use_is_not_closed(readers: Readers, clip: Clips) -> None:
    with readers.reader(medium_at(clip("h264.mkv"))) as held:
        held.frame(3)
        for name in NAMES[1:]:
            number_of(readers, clip(name), 7)
        readers.close()
        assert number_in(held.picture(4)) == 4
        assert len(readers) == 1


def test_what_nobody_asks_for_is_closed(readers: Readers, clip: Clips) -> None:
    number_of(readers, clip("h264.mkv"), 7)
    assert readers._timer is not None
    assert readers._timer.daemon
    readers._close_idle()
    assert len(readers) == 1
    readers.idle_s = 0
    readers._close_idle()
    assert len(readers) == 0


def test_many_threads_get_the_frames_they_asked_for(readers: Readers, clip: Clips) -> None:
    # One video that all want, and others that push it out of the few that stay open.
    paths = [clip(name) for name in (*NAMES[:1] * 9, *NAMES[1:4])]

    def ask(seed: int) -> list[tuple[int, int]]:
        dice = random.Random(seed)
        places = [dice.randrange(50) for _ in range(40)]
        return [(place, number_of(readers, dice.choice(paths), place)) for place in places]

    with ThreadPoolExecutor(8) as pool:
        for pairs in pool.map(ask, range(8)):
            assert all(asked == got for asked, got in pairs)
    assert len(readers) <= 2


def test_a_file_that_is_replaced_shows_its_new_frames(readers: Readers, clip: Clips, tmp_path: Path) -> None:
    path = tmp_path / "film"
    shutil.copy(clip("h264.mkv"), path)
    with readers.reader(medium_at(path)) as reader:
        assert reader.index.facts.codec == "h264"
    shutil.copy(clip("vp9.webm"), path)
    os.utime(path, ns=(1, 1))
    with readers.reader(medium_at(path)) as reader:
        assert reader.index.facts.codec == "vp9"
        assert number_in(reader.picture(9)) == 9


@pytest.mark.skipif(not hasattr(os, "fork"), reason="This system does not fork.")
def test_a_forked_process_opens_its_own(readers: Readers, clip: Clips) -> None:
    path = clip("h264.mkv")
    with readers.reader(medium_at(path)) as parents:
        assert number_in(parents.picture(10)) == 10
    child = os.fork()
    if not child:
        right = all(number_of(readers, path, place) == place for place in (30, 11, 45))
        with readers.reader(medium_at(path)) as own:
            os._exit(0 if right and own is not parents else 1)
    assert [number_of(readers, path, place) for place in (11, 12, 30, 13)] == [11, 12, 30, 13]
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
