"""Bringing older files up to date."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from nblabel.errors import NewerSchema, OlderSchema
from nblabel.store.file import migrations
from nblabel.store.file.cursor import Cursor
from nblabel.store.file.database import Database
from nblabel.store.file.migrations import STEPS, Step


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A file of today's version, with a row, that tomorrow's steps will find old."""
    path = tmp_path / "pets.duckdb"
    with Database.open(path) as database, database.write() as cur:
        cur.execute("INSERT INTO tag VALUES (1, 1, 'night', 1, NULL)")
    return path


def add_column(cur: Cursor) -> None:
    cur.execute("ALTER TABLE tag ADD COLUMN colour VARCHAR")
    cur.execute("UPDATE tag SET colour = 'blue'")


def fail_half_way(cur: Cursor) -> None:
    cur.execute("CREATE TABLE half(a INTEGER)")
    cur.execute("SELECT * FROM nowhere")


def version_of(path: Path) -> int:
    with duckdb.connect(str(path), read_only=True) as raw:
        row = raw.execute("SELECT schema_version FROM marker").fetchone()
    assert row is not None
    return int(row[0])


def test_a_new_file_takes_every_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrations, "STEPS", (*STEPS, Step(2, add_column)))
    path = tmp_path / "new.duckdb"
    with Database.open(path) as database, database.read() as cur:
        assert cur.execute("SELECT count(colour) FROM tag").value() == 0
    assert version_of(path) == 2
    assert not list(tmp_path.glob("*.bak"))


def test_an_older_file_is_copied_and_then_brought_up_to_date(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Database.open(old) as database:
        uuid = database.uuid
    monkeypatch.setattr(migrations, "STEPS", (*STEPS, Step(2, add_column)))
    with Database.open(old) as database, database.read() as cur:
        assert cur.execute("SELECT tag, colour FROM tag").rows() == [("night", "blue")]
        assert database.uuid == uuid
    assert version_of(old) == 2
    backup = old.with_name("pets.duckdb.v1.bak")
    assert version_of(backup) == 1
    with duckdb.connect(str(backup), read_only=True) as raw:
        assert raw.execute("SELECT tag FROM tag").fetchall() == [("night",)]


def test_the_copy_has_what_was_only_in_the_log(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = duckdb.connect(str(old))
    raw.execute("PRAGMA disable_checkpoint_on_shutdown")
    raw.execute("INSERT INTO tag VALUES (1, 2, 'late', 1, NULL)")
    raw.close()
    monkeypatch.setattr(migrations, "STEPS", (*STEPS, Step(2, add_column)))
    Database.open(old).close()
    with duckdb.connect(str(old.with_name("pets.duckdb.v1.bak"))) as copy:
        assert copy.execute("SELECT tag FROM tag ORDER BY 1").fetchall() == [("late",), ("night",)]


def test_a_step_that_fails_leaves_the_version_before(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrations, "STEPS", (*STEPS, Step(2, add_column), Step(3, fail_half_way)))
    with pytest.raises(duckdb.CatalogException):
        Database.open(old)
    assert version_of(old) == 2
    with duckdb.connect(str(old)) as raw:
        assert raw.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'half'").fetchone() == (0,)
    monkeypatch.setattr(migrations, "STEPS", (*STEPS, Step(2, add_column)))
    with Database.open(old) as database, database.read() as cur:
        assert cur.execute("SELECT colour FROM tag").value() == "blue"


def test_reading_only_does_not_migrate(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = old.read_bytes()
    monkeypatch.setattr(migrations, "STEPS", (*STEPS, Step(2, add_column)))
    with pytest.raises(OlderSchema, match="Open it once for writing"):
        Database.open(old, read_only=True)
    assert old.read_bytes() == before


def test_a_file_brought_up_to_date_is_refused_by_the_older_nblabel(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as tomorrow:
        tomorrow.setattr(migrations, "STEPS", (*STEPS, Step(2, add_column)))
        Database.open(old).close()
    with pytest.raises(NewerSchema, match=r"Upgrade nblabel; the file is untouched\."):
        Database.open(old)
