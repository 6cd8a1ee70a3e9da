"""Thumbnails are kept, the oldest leave first, and a broken cache never shows."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from nblabel.media.files import cache_file
from nblabel.media.files.places import cache_folder
from nblabel.media.pictures.thumbnail import Thumb
from nblabel.media.registry.kinds import medium_of
from nblabel.media.serving import cache as cache_module
from nblabel.media.serving.cache import ThumbnailCache, thumb_key
from nblabel.media.serving.memory import MemoryCache


def thumb(n_bytes: int = 1000) -> Thumb:
    return Thumb(b"x" * n_bytes, 12, 8)


def key(number: int) -> bytes:
    return number.to_bytes(16, "big")


def reopened(cache: ThumbnailCache) -> ThumbnailCache:
    cache.close()
    return ThumbnailCache(cache.path.parent, cache.limit_bytes, memory_bytes=0)


def test_a_thumbnail_survives_the_process(tmp_path: Path) -> None:
    cache = ThumbnailCache(tmp_path)
    cache.put(key(1), thumb())
    assert reopened(cache).get_many([key(1), key(2)]) == {key(1): thumb()}


def test_a_thumbnail_is_there_before_it_is_written(tmp_path: Path) -> None:
    cache = ThumbnailCache(tmp_path, memory_bytes=0)
    cache.put(key(1), thumb())
    assert cache.get_many([key(1)]) == {key(1): thumb()}
    assert cache.stored_bytes == 0
    cache.flush()
    assert cache.stored_bytes == 1000


def test_more_keys_than_one_query_takes_are_all_found(tmp_path: Path) -> None:
    cache = ThumbnailCache(tmp_path)
    for number in range(1300):
        cache.put(key(number), thumb(10))
    assert len(reopened(cache).get_many(map(key, range(2000)))) == 1300


def test_the_limit_holds_and_the_least_recently_used_leave_first(tmp_path: Path) -> None:
    cache = ThumbnailCache(tmp_path, limit_bytes=100_000, memory_bytes=0)
    for number in range(100):
        cache.put(key(number), thumb())
        cache.flush()
    assert cache.stored_bytes == 100_000
    assert len(cache.get_many(map(key, range(5)))) == 5
    cache.flush()
    for number in range(100, 110):
        cache.put(key(number), thumb())
        cache.flush()
    assert cache.stored_bytes <= 100_000
    kept = {int.from_bytes(k, "big") for k in cache.get_many(map(key, range(110)))}
    assert set(range(5)) <= kept
    assert set(range(100, 110)) <= kept
    assert 5 not in kept
    assert 6 not in kept


@pytest.mark.parametrize("damage", ["garbage", "cut", "table"])
def test_a_damaged_file_is_made_anew(tmp_path: Path, damage: str) -> None:
    cache = ThumbnailCache(tmp_path)
    for number in range(200):
        cache.put(key(number), thumb(5000))
    cache.close()
    if damage == "garbage":
        cache.path.write_bytes(os.urandom(50_000))
    elif damage == "cut":
        whole = cache.path.read_bytes()
        cache.path.write_bytes(whole[:4096] + os.urandom(20_000))
    else:
        with sqlite3.connect(cache.path) as file:
            file.execute("drop table thumb")
            file.execute("create view thumb as select 1 as key")
    again = ThumbnailCache(tmp_path, memory_bytes=0)
    again.get_many(map(key, range(200)))
    again.put(key(999), thumb())
    again.flush()
    assert reopened(again).get_many([key(999)]) == {key(999): thumb()}


def test_damage_while_it_is_open_is_survived(tmp_path: Path) -> None:
    cache = ThumbnailCache(tmp_path, memory_bytes=0)
    for number in range(200):
        cache.put(key(number), thumb(5000))
    cache.flush()
    with cache.path.open("r+b") as file:
        file.write(os.urandom(200_000))
    cache.path.with_name(cache.path.name + "-wal").write_bytes(os.urandom(100_000))
    cache.get_many(map(key, range(200)))
    cache.put(key(7), thumb())
    # SQLite may only notice once it opens the file again; from then on everything is kept.
    again = reopened(cache)
    again.get_many([key(7)])
    again.put(key(8), thumb())
    assert reopened(again).get_many([key(8)]) == {key(8): thumb()}


def held(cache: ThumbnailCache) -> sqlite3.Connection:
    """Another process's hold on the file."""
    other = sqlite3.connect(cache.path, isolation_level=None, timeout=0)
    other.execute("begin immediate")
    return other


def test_a_locked_file_is_skipped_and_what_waits_is_written_once_it_is_free(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache_file, "LOCK_WAIT_S", 0)
    cache = ThumbnailCache(tmp_path, memory_bytes=0)
    cache.put(key(1), thumb())
    assert cache.flush()
    other = held(cache)
    for number in range(2, 400):
        cache.put(key(number), thumb())
    assert not cache.flush()
    assert cache.get_many(map(key, range(2, 400))).keys() == set(map(key, range(2, 400)))
    other.execute("rollback")
    cache.close()
    assert len(ThumbnailCache(tmp_path).get_many(map(key, range(1, 400)))) == 399


def test_a_file_held_for_good_costs_one_wait_and_little_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache_file, "LOCK_WAIT_S", 0)
    monkeypatch.setattr(cache_file, "PAUSE_S", 0)
    monkeypatch.setattr(cache_file, "LAST_WAIT_S", 0)
    monkeypatch.setattr(cache_module, "_HELD_BYTES", 10_000)
    cache = ThumbnailCache(tmp_path, memory_bytes=0)
    cache.put(key(0), thumb())
    cache.flush()
    other = held(cache)
    for number in range(1, 100):
        cache.put(key(number), thumb())
    assert not cache.flush()
    assert set(cache.get_many(map(key, range(1, 100)))) == set(map(key, range(90, 100)))
    cache.close()
    other.close()


def test_two_that_make_the_file_at_once_both_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # SQLite answers "locked" at once, whatever its timeout, when the file is to be switched to WAL while it is written.
    first = sqlite3.connect(tmp_path / "thumbnails.sqlite", isolation_level=None)
    first.execute("begin immediate")
    first.execute("create table other (id)")
    waits = []

    def wait(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 2:
            first.execute("commit")

    monkeypatch.setattr(cache_file.time, "sleep", wait)
    cache = ThumbnailCache(tmp_path, memory_bytes=0)
    cache.put(key(1), thumb())
    assert cache.flush()
    assert len(waits) == 2
    first.close()


def test_a_file_that_another_process_made_anew_is_the_one_written_to(tmp_path: Path) -> None:
    cache = ThumbnailCache(tmp_path, memory_bytes=0)
    cache.put(key(1), thumb())
    cache.flush()
    for path in tmp_path.iterdir():
        path.unlink()
    cache.put(key(2), thumb())
    assert cache.flush()
    assert reopened(cache).get_many([key(1), key(2)]).keys() == {key(2)}


def test_of_two_that_see_the_same_damage_one_makes_the_file_anew(tmp_path: Path) -> None:
    cache = ThumbnailCache(tmp_path, memory_bytes=0)
    cache.put(key(1), thumb())
    cache.flush()
    late, early = cache._file, ThumbnailCache(tmp_path)
    early._file.run(lambda file: file.execute("select 1"))
    early._file._make_anew()
    early.put(key(2), thumb())
    assert early.flush()
    late._make_anew()
    assert ThumbnailCache(tmp_path).get_many([key(2)])


def test_a_folder_that_cannot_be_written_leaves_the_memory(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    cache = ThumbnailCache(tmp_path / "file/below")
    cache.put(key(1), thumb())
    cache.flush()
    assert cache.get_many([key(1)]) == {key(1): thumb()}


def test_a_key_changes_with_the_file_and_the_size(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(b"one")
    keys = {thumb_key(medium_of(path), 128), thumb_key(medium_of(path), 256)}
    path.write_bytes(b"other")
    assert len(keys | {thumb_key(medium_of(path), 128)}) == 3


def test_memory_drops_the_least_recently_used() -> None:
    memory = MemoryCache(limit_bytes=5000)
    for number in range(4):
        memory.put(key(number), thumb())
    memory.get(key(0))
    memory.put(key(4), thumb())
    assert memory.get(key(0)) is not None
    assert memory.get(key(1)) is None
    memory.put(key(4), thumb(10))
    assert memory.size_bytes <= 5000
    memory.put(key(9), thumb(10_000))
    assert len(memory) == 0
    assert memory.size_bytes == 0


def test_the_cache_folder_follows_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NBLABEL_CACHE", str(tmp_path / "mine"))
    assert cache_folder() == tmp_path / "mine"
    monkeypatch.delenv("NBLABEL_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert cache_folder() == tmp_path / "xdg/nblabel"
    (tmp_path / "file").touch()
    monkeypatch.setenv("NBLABEL_CACHE", str(tmp_path / "file/below"))
    assert cache_folder().is_dir()
