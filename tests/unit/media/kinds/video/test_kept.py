"""An index is made once a file, and a cache that is lost or broken never shows."""

from __future__ import annotations

import os
import sqlite3
from array import array
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from tests.unit.media.kinds.video.test_index import FACTS

from nblabel.domain.medium import Medium
from nblabel.errors import MediaProblem
from nblabel.media.kinds.video import indexing, kept
from nblabel.media.kinds.video.index import Index, ordered
from nblabel.media.kinds.video.kept import IndexCache, index_key, index_of


def some_index(frames: int = 3) -> Index:
    return ordered(FACTS, array("q", range(0, 40 * frames, 40)), array("q", [0]))


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Medium]:
    """What was indexed, with an empty cache."""
    calls: list[Medium] = []
    make = indexing.make_index
    monkeypatch.setattr(indexing, "make_index", lambda medium: calls.append(medium) or make(medium))
    monkeypatch.setattr(kept, "_cache", IndexCache(tmp_path))
    return calls


def test_an_index_survives_the_process(tmp_path: Path) -> None:
    IndexCache(tmp_path).put(b"a", some_index())
    assert IndexCache(tmp_path).get(b"a") == some_index()
    assert IndexCache(tmp_path).get(b"b") is None


def test_a_video_is_indexed_once_until_it_changes(
    clip: Callable[[str], Path], made: list[Medium], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "film.mkv"
    path.write_bytes(clip("h264.mkv").read_bytes())
    medium = Medium("video", (str(path),))
    assert index_of(medium) is index_of(medium)
    monkeypatch.setattr(kept, "_cache", IndexCache(tmp_path))
    assert index_of(medium).n_frames == 50
    assert len(made) == 1
    path.write_bytes(path.read_bytes()[:4000])
    os.utime(path, ns=(1, 1))
    assert 0 < index_of(medium).n_frames < 50
    assert len(made) == 2


def test_what_another_process_found_by_decoding_all_goes_before_what_was_doubted(tmp_path: Path) -> None:
    doubted = ordered(replace(FACTS, is_exact=False), array("q", [0, 40]), array("q", [0]))
    here, there = IndexCache(tmp_path), IndexCache(tmp_path)
    here.put(b"a", doubted)
    assert here.get(b"a") is here.get(b"a") is doubted
    there.put(b"a", some_index())
    assert here.get(b"a") == some_index()


def test_under_another_root_it_is_another_index(clip: Callable[[str], Path]) -> None:
    path = clip("h264.mkv")
    assert index_key(Medium("video", (str(path),))) != index_key(Medium("video", (str(path),), str(path.parent)))


def test_a_file_that_is_gone_has_a_reason(tmp_path: Path) -> None:
    with pytest.raises(MediaProblem, match="gone"):
        index_of(Medium("video", (str(tmp_path / "none.mp4"),)))


@pytest.mark.parametrize("damage", [b"", b"no database at all" * 100])
def test_a_damaged_cache_is_made_anew(tmp_path: Path, damage: bytes) -> None:
    IndexCache(tmp_path).put(b"a", some_index())
    (tmp_path / "videos.sqlite").write_bytes(damage)
    assert IndexCache(tmp_path).get(b"a") is None
    IndexCache(tmp_path).put(b"a", some_index())
    assert IndexCache(tmp_path).get(b"a") == some_index()


def test_a_damaged_entry_is_as_good_as_none(tmp_path: Path) -> None:
    cache = IndexCache(tmp_path)
    cache.put(b"a", some_index())
    with sqlite3.connect(cache.path) as file:
        file.execute("update video set bytes = x'789c00'")
    file.close()
    assert IndexCache(tmp_path).get(b"a") is None


def test_a_cache_that_cannot_be_written_is_done_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "_LOCK_WAIT_S", 0.0)
    cache = IndexCache(tmp_path)
    cache.put(b"a", some_index())
    holder = sqlite3.connect(cache.path, isolation_level=None)
    holder.execute("begin exclusive")
    try:
        cache.put(b"b", some_index())
        assert cache.get(b"b") == some_index()
        assert IndexCache(tmp_path).get(b"a") is None
    finally:
        holder.close()
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder/videos.sqlite").mkdir()
    IndexCache(tmp_path / "folder").put(b"a", some_index())


def test_the_latest_stay_when_the_cache_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST_BYTES", 2000)
    for number in range(30):
        IndexCache(tmp_path).put(str(number).encode(), some_index())
    fresh = IndexCache(tmp_path)
    there = [number for number in range(30) if fresh.get(str(number).encode())]
    assert there == list(range(30 - len(there), 30))
    assert 3 < len(there) < 29
