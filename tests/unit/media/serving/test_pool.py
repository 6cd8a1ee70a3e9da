"""The pool serves what is on screen first and drops what was scrolled past."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PIL import Image

from nblabel.domain.medium import Medium
from nblabel.errors import MediaProblem
from nblabel.media.pictures.thumbnail import Thumb
from nblabel.media.serving import pool as pool_module
from nblabel.media.serving.cache import ThumbnailCache
from nblabel.media.serving.pool import ThumbnailPool, shared_pool

LONG_S = 30


@dataclass
class Darkroom:
    """A kind whose pictures come out one by one, when the test says so."""

    gate: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    begun: list[str] = field(default_factory=list)
    has_begun: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    def thumbnail(self, medium: Medium, px: int) -> Thumb:
        source = medium.url
        self.begun.append(Path(source).stem)
        self.has_begun.release()
        assert self.gate.acquire(timeout=LONG_S)
        if "broken" in source:
            raise MediaProblem("The picture is broken.")
        return Thumb(source.encode(), px, px)


@pytest.fixture
def darkroom(monkeypatch: pytest.MonkeyPatch) -> Darkroom:
    room = Darkroom()
    monkeypatch.setattr(pool_module, "thumbnail", room.thumbnail)
    return room


@pytest.fixture
def pool(tmp_path: Path) -> Iterator[ThumbnailPool]:
    pool = ThumbnailPool(ThumbnailCache(tmp_path / "cache"), threads=1)
    yield pool
    pool.close()


@pytest.fixture
def album(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "album").mkdir()
    names = [*"abcdefgh", "broken"]
    for name in names:
        (tmp_path / f"album/{name}.jpg").touch()
    return {name: str(tmp_path / f"album/{name}.jpg") for name in names}


def items(album: dict[str, str], names: str) -> list[tuple[str, str]]:
    return [(name, album[name]) for name in names]


def develop_all(pool: ThumbnailPool, darkroom: Darkroom) -> None:
    darkroom.gate.release(100)
    assert pool.wait_until_idle(LONG_S)


def test_a_page_is_ready_after_waiting(tmp_path: Path, pool: ThumbnailPool) -> None:
    for number in range(6):
        Image.new("RGB", (300, 200), (number * 40, 0, 0)).save(tmp_path / f"{number}.png")
    (tmp_path / "text.png").write_text("no picture")
    paths = [(name, str(tmp_path / f"{name}.png")) for name in [*map(str, range(6)), "text", "gone"]]
    page = pool.request(paths, 128, wait_s=LONG_S)
    assert list(page.ready) == list("012345")
    assert (page.ready["0"].width, page.ready["0"].height) == (128, 85)
    assert page.failed["gone"].startswith("The file is gone")
    assert "no JPEG" in page.failed["text"]
    assert page.pending == []
    assert pool.request(paths, 128).ready == page.ready


def test_without_waiting_everything_is_pending_and_told_later(
    pool: ThumbnailPool, darkroom: Darkroom, album: dict[str, str]
) -> None:
    told: dict[str, Thumb | str] = {}
    asked = [*items(album, "ab"), ("broken", album["broken"])]
    page = pool.request(asked, 128, on_done=told.__setitem__)
    assert page.pending == ["a", "b", "broken"]
    develop_all(pool, darkroom)
    assert told == {
        "a": Thumb(album["a"].encode(), 128, 128),
        "b": Thumb(album["b"].encode(), 128, 128),
        "broken": "The picture is broken.",
    }


def test_nothing_is_both_answered_and_told(pool: ThumbnailPool, darkroom: Darkroom, album: dict[str, str]) -> None:
    told: list[str] = []
    darkroom.gate.release(2)
    page = pool.request(items(album, "ab"), 128, wait_s=LONG_S, on_done=lambda key, _: told.append(key))
    assert list(page.ready) == ["a", "b"]
    assert told == []


def test_the_newest_request_is_served_first_and_drops_the_older_one(
    pool: ThumbnailPool, darkroom: Darkroom, album: dict[str, str]
) -> None:
    pool.request(items(album, "abcd"), 128)
    assert darkroom.has_begun.acquire(timeout=LONG_S)
    pool.request(items(album, "fgd"), 128)
    develop_all(pool, darkroom)
    assert darkroom.begun == ["a", "f", "g", "d"]


def test_two_grids_do_not_drop_each_others_work(pool: ThumbnailPool, darkroom: Darkroom, album: dict[str, str]) -> None:
    pool.request(items(album, "abc"), 128, channel="left")
    assert darkroom.has_begun.acquire(timeout=LONG_S)
    pool.request(items(album, "cde"), 128, channel="right")
    develop_all(pool, darkroom)
    assert darkroom.begun == ["a", "c", "d", "e", "b"]


def test_a_waiting_request_that_is_superseded_returns_at_once(
    pool: ThumbnailPool, darkroom: Darkroom, album: dict[str, str]
) -> None:
    pool.request(items(album, "a"), 128, channel="other")
    assert darkroom.has_begun.acquire(timeout=LONG_S)
    pages = []
    is_queued = threading.Event()
    real = pool._queue

    def queue(*args: object) -> object:
        is_queued.set()
        return real(*args)  # type: ignore[arg-type]

    pool._queue = queue  # type: ignore[assignment,method-assign]
    waiter = threading.Thread(target=lambda: pages.append(pool.request(items(album, "bc"), 128, wait_s=2 * LONG_S)))
    waiter.start()
    assert is_queued.wait(LONG_S)
    pool.request(items(album, "d"), 128)
    waiter.join(LONG_S)
    assert pages[0].pending == ["b", "c"]
    develop_all(pool, darkroom)


def test_asking_twice_makes_it_once_and_tells_the_last_one(
    pool: ThumbnailPool, darkroom: Darkroom, album: dict[str, str]
) -> None:
    told: list[str] = []
    for turn in ("first", "second"):
        pool.request(items(album, "ab"), 128, on_done=lambda key, _, turn=turn: told.append(f"{turn} {key}"))
    develop_all(pool, darkroom)
    assert darkroom.begun == ["a", "b"]
    assert told == ["second a", "second b"]


def test_prefetched_pictures_come_after_asked_ones_and_are_ready_then(
    pool: ThumbnailPool, darkroom: Darkroom, album: dict[str, str]
) -> None:
    pool.request(items(album, "a"), 128)
    assert darkroom.has_begun.acquire(timeout=LONG_S)
    pool.prefetch(items(album, "def"), 128)
    pool.request(items(album, "bc"), 128)
    develop_all(pool, darkroom)
    assert darkroom.begun == ["a", "b", "c", "d", "e", "f"]
    assert list(pool.request(items(album, "def"), 128).ready) == ["d", "e", "f"]


def test_a_newer_prefetch_replaces_the_older_one(
    pool: ThumbnailPool, darkroom: Darkroom, album: dict[str, str]
) -> None:
    pool.prefetch(items(album, "ab"), 128)
    assert darkroom.has_begun.acquire(timeout=LONG_S)
    pool.prefetch([*items(album, "cd"), ("gone", "no/such/file.jpg")], 128)
    develop_all(pool, darkroom)
    assert darkroom.begun == ["a", "c", "d"]


def test_a_picture_being_prefetched_is_not_made_twice(
    pool: ThumbnailPool, darkroom: Darkroom, album: dict[str, str]
) -> None:
    pool.prefetch(items(album, "a"), 128)
    assert darkroom.has_begun.acquire(timeout=LONG_S)
    darkroom.gate.release()
    assert list(pool.request(items(album, "a"), 128, wait_s=LONG_S).ready) == ["a"]
    assert darkroom.begun == ["a"]


def test_a_closed_widget_is_forgotten(pool: ThumbnailPool, darkroom: Darkroom, album: dict[str, str]) -> None:
    pool.request(items(album, "ab"), 128, channel="grid")
    assert darkroom.has_begun.acquire(timeout=LONG_S)
    pool.prefetch(items(album, "cd"), 128, channel="grid")
    pool.forget("grid")
    develop_all(pool, darkroom)
    assert darkroom.begun == ["a"]


def test_a_failure_is_remembered_until_the_file_changes(
    pool: ThumbnailPool, darkroom: Darkroom, album: dict[str, str]
) -> None:
    broken = [("broken", album["broken"])]
    darkroom.gate.release(100)
    for _ in range(3):
        assert pool.request(broken, 128, wait_s=LONG_S).failed == {"broken": "The picture is broken."}
    assert darkroom.begun == ["broken"]
    Path(album["broken"]).write_bytes(b"mended")
    pool.request(broken, 128, wait_s=LONG_S)
    assert darkroom.begun == ["broken", "broken"]


def test_a_listener_that_fails_stops_nothing(
    pool: ThumbnailPool, darkroom: Darkroom, album: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    def fail(key: str, result: object) -> None:
        raise RuntimeError(key)

    pool.request(items(album, "a"), 128, on_done=fail)
    assert darkroom.has_begun.acquire(timeout=LONG_S)
    darkroom.gate.release(100)
    assert list(pool.request(items(album, "b"), 128, wait_s=LONG_S).ready) == ["b"]
    assert pool.wait_until_idle(LONG_S)
    assert "on_done failed for 'a'" in caplog.text


def test_two_sizes_of_one_picture_are_two_thumbnails(
    pool: ThumbnailPool, darkroom: Darkroom, album: dict[str, str]
) -> None:
    darkroom.gate.release(2)
    assert pool.request(items(album, "a"), 128, wait_s=LONG_S).ready["a"].width == 128
    assert pool.request(items(album, "a"), 256, wait_s=LONG_S).ready["a"].width == 256


def test_a_closed_pool_starts_again_when_asked(tmp_path: Path, pool: ThumbnailPool) -> None:
    Image.new("L", (9, 9)).save(tmp_path / "a.png")
    pool.close()
    assert 1 in pool.request([(1, str(tmp_path / "a.png"))], 128, wait_s=LONG_S).ready


def test_no_thread_runs_before_something_is_asked(tmp_path: Path) -> None:
    pool = ThumbnailPool(ThumbnailCache(tmp_path))
    pool.request([], 128)
    assert pool._workers == []


def test_the_process_has_one_shared_pool() -> None:
    assert shared_pool() is shared_pool()
    assert shared_pool().threads == min(4, os.cpu_count() or 1)


def test_a_plain_picture_waits_for_no_video(
    darkroom: Darkroom, tmp_path: Path, album: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool_module, "is_slow", lambda medium: Path(medium.url).stem in "abc")
    pool = ThumbnailPool(ThumbnailCache(tmp_path / "lanes"), threads=2)
    pool.request([(name, album[name]) for name in "abcd"], 64)
    for _ in range(2):
        assert darkroom.has_begun.acquire(timeout=LONG_S)
    assert sorted(darkroom.begun) == ["a", "d"]
    darkroom.gate.release(4)
    assert pool.wait_until_idle(LONG_S)
    assert sorted(darkroom.begun) == ["a", "b", "c", "d"]
    pool.close()
