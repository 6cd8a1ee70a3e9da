"""The log is folded into the label file in a pause, and in no call."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from nblabel.store.file import idle
from nblabel.store.file.database import Database
from nblabel.store.file.engine import Engine
from nblabel.store.file.marker import log_of


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """The engine of an open file whose watcher stands still, with a tag in its log."""
    monkeypatch.setattr(idle, "_WORTH_BYTES", 1)
    monkeypatch.setattr(idle, "PAUSE_S", 3600)
    with Database.open(tmp_path / "pets.duckdb") as database:
        database._engine._stop_watching.set()
        with database.write() as cur:
            cur.execute("INSERT INTO tag VALUES (1, 1, 'night', 1, NULL)")
        yield database._engine


def log_bytes(engine: Engine) -> int:
    log = log_of(engine.path)
    return log.stat().st_size if log.exists() else 0


def test_the_log_is_folded_in_when_the_file_has_rested(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    engine.tidy_if_idle()
    assert log_bytes(engine), "it did not wait for a pause"
    monkeypatch.setattr(idle, "PAUSE_S", 0)
    engine.tidy_if_idle()
    assert not log_bytes(engine)
    with engine.call(5) as cur:
        assert cur.execute("SELECT tag FROM tag").rows() == [("night",)]


def test_nothing_is_folded_in_while_a_call_or_a_writer_is_inside(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(idle, "PAUSE_S", 0)
    with engine.call(5):
        engine.tidy_if_idle()
        assert log_bytes(engine)
    with engine.writing(5):
        engine.tidy_if_idle()
        assert log_bytes(engine)
    engine.tidy_if_idle()
    assert not log_bytes(engine)


def test_a_small_log_is_left_alone_and_the_disk_not_asked_again(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(idle, "PAUSE_S", 0)
    monkeypatch.setattr(idle, "_WORTH_BYTES", 2**40)
    engine.tidy_if_idle()
    assert log_bytes(engine)
    assert not engine._idle.is_due(engine.commits)
    monkeypatch.setattr(idle, "_WORTH_BYTES", 1)
    assert not engine._idle.is_due(engine.commits), "nothing was committed since"
    assert engine._idle.is_due(engine.commits + 1)


def test_a_closed_file_is_not_opened_again_to_tidy_up(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(idle, "PAUSE_S", 0)
    engine.give_up_if_idle()
    opened = engine.opened
    engine.commits += 2
    engine.tidy_if_idle()
    assert engine.opened == opened
    assert engine._connection is None


def test_a_bulk_change_leaves_its_log_to_the_pause(tmp_path: Path) -> None:
    with Database.open(tmp_path / "pets.duckdb") as database:
        database._engine._stop_watching.set()
        for to in ("op_to + 1", "op_to + 2", "op_to + 3"):
            with database.write() as cur:
                cur.execute("INSERT INTO tag SELECT 1, range, 'night', 1, 2 FROM range(400000)")
                cur.execute(f"UPDATE tag SET op_to = {to}")
        assert log_bytes(database._engine) > 16 * 2**20
