"""Files that are refused: one sentence each, and the file stays as it was."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import duckdb
import pytest

from nblabel.errors import DamagedFile, MissingFile, NblabelError, NewerSchema, NotADatabase
from nblabel.store.file.database import Database


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "pets.duckdb"


def refused(path: Path, kind: type[NblabelError], match: str) -> None:
    """Opening fails with this sentence and changes no byte of the file or its log."""
    before = contents(path.parent)
    with pytest.raises(kind, match=match) as error:
        Database.open(path, timeout_s=0.5)
    assert "\n" not in str(error.value)
    assert contents(path.parent) == before


def contents(folder: Path) -> dict[str, str]:
    ours = (".lock", ".next")
    files = (file for file in folder.rglob("*") if file.is_file() and file.suffix not in ours)
    return {str(file): sha256(file.read_bytes()).hexdigest() for file in files}


def test_a_text_file_is_no_database(path: Path) -> None:
    path.write_text("name,breed\nrex,beagle\n" * 100)
    refused(path, NotADatabase, "it is no DuckDB database")


def test_a_folder_is_no_database(path: Path) -> None:
    path.mkdir()
    refused(path, NotADatabase, r"it is a folder\. Name a file in it")


def test_a_file_in_a_missing_folder_is_not_made(path: Path) -> None:
    refused(path.parent / "nowhere" / "pets.duckdb", MissingFile, "there is no folder .*nowhere")
    assert not (path.parent / "nowhere").exists()


def test_somebody_elses_tables_are_refused_and_untouched(path: Path) -> None:
    with duckdb.connect(str(path)) as theirs:
        theirs.execute("CREATE SCHEMA shop; CREATE TABLE shop.orders(id INTEGER); CREATE TABLE marker(x INTEGER)")
    refused(path, NotADatabase, r"other tables \(marker, orders\) and is left as it is")


def test_somebody_elses_log_stays_unread(path: Path) -> None:
    theirs = duckdb.connect(str(path))
    theirs.execute("PRAGMA disable_checkpoint_on_shutdown")
    theirs.execute("CREATE TABLE orders(id INTEGER)")
    theirs.close()
    assert path.with_name("pets.duckdb.wal").stat().st_size
    refused(path, NotADatabase, "other tables")


def test_an_empty_duckdb_file_or_empty_file_becomes_ours(path: Path) -> None:
    duckdb.connect(str(path)).close()
    with Database.open(path) as database:
        assert database.uuid
    blank = path.with_name("blank.duckdb")
    blank.touch()
    with Database.open(blank) as database:
        assert database.uuid


def test_a_file_without_its_marker_row_is_damaged(path: Path) -> None:
    Database.open(path).close()
    with duckdb.connect(str(path)) as raw:
        raw.execute("DELETE FROM marker")
    refused(path, DamagedFile, "the row that marks it")


@pytest.mark.parametrize("leaves_empty_file", [True, False])
def test_a_log_without_its_file_is_refused(path: Path, leaves_empty_file: bool) -> None:
    Database.open(path).close()
    raw = duckdb.connect(str(path))
    raw.execute("PRAGMA disable_checkpoint_on_shutdown")
    raw.execute("INSERT INTO tag VALUES (1, 1, 'night', 1, NULL)")
    raw.close()
    saved = path.read_bytes()
    path.unlink()
    if leaves_empty_file:
        path.touch()
    refused(path, DamagedFile, r"its log pets\.duckdb\.wal holds changes")
    path.write_bytes(saved)
    with Database.open(path) as database, database.read() as cur:
        assert cur.execute("SELECT tag FROM tag").value() == "night"


def test_a_newer_schema_is_refused(path: Path) -> None:
    Database.open(path).close()
    with duckdb.connect(str(path)) as raw:
        raw.execute("UPDATE marker SET schema_version = 99")
    refused(path, NewerSchema, "a newer nblabel wrote it .tables of version 99, this one knows 1")


def test_a_file_cut_short_is_damaged(path: Path) -> None:
    with Database.open(path) as database, database.write() as cur:
        cur.execute("INSERT INTO tag SELECT 1, range, md5(range::VARCHAR), 1, NULL FROM range(200000)")
    path.write_bytes(path.read_bytes()[:20_000])
    refused(path, DamagedFile, "the file is damaged")


def test_a_header_with_flipped_bytes_is_damaged(path: Path) -> None:
    Database.open(path).close()
    content = bytearray(path.read_bytes())
    for at in range(4096 + 8, 4096 + 40):
        content[at] ^= 0xFF
    for at in range(8192 + 8, 8192 + 40):
        content[at] ^= 0xFF
    path.write_bytes(content)
    refused(path, DamagedFile, "the file is damaged")


def test_a_flipped_byte_in_the_log_is_damaged(path: Path) -> None:
    Database.open(path).close()
    raw = duckdb.connect(str(path))
    raw.execute("PRAGMA disable_checkpoint_on_shutdown")
    for number in range(50):
        raw.execute("INSERT INTO tag VALUES (1, ?, 'night', 1, NULL)", [number])
    raw.close()
    log = path.with_name("pets.duckdb.wal")
    content = bytearray(log.read_bytes())
    content[content.index(b"night", len(content) // 2)] ^= 0xFF
    log.write_bytes(content)
    refused(path, DamagedFile, "the file is damaged")
