"""A disk that gets full (issue: Reliability)."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from tests.integration.durability import check_file
from tests.integration.labelling_child import label

from nblabel.errors import DiskFull
from nblabel.store.file.cursor import Cursor
from nblabel.store.file.database import Database
from nblabel.store.file.journal import Journal


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "disk"
    place.mkdir()
    if sys.platform != "linux":
        pytest.skip("needs a tmpfs, which only Linux has")
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", str(place)], capture_output=True, text=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"may not mount a small disk here: {mounted.stderr.strip()}")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_disk_is_said_and_loses_nothing_and_work_goes_on_with_space(small_disk: Path) -> None:
    path = small_disk / "pets.duckdb"
    with Database.open(path) as database:
        expected = {(client := str(uuid4())): label(database, "ada", client) for _ in range(20)}
        ballast = small_disk / "ballast"
        _fill(ballast)
        with pytest.raises(DiskFull, match=r"no space is left on that disk\..*free some space"):
            _label_until_refused(database, expected)
        with database.read() as cur:
            assert cur.execute("SELECT count(*) FROM op").value() == len(expected)
        ballast.unlink()
        client = str(uuid4())
        expected[client] = label(database, "ada", client)
    assert check_file(path, expected) == expected


def test_what_was_answered_from_the_journal_when_the_disk_got_full_is_there_with_space(small_disk: Path) -> None:
    path = small_disk / "pets.duckdb"
    with Database.open(path) as database:
        expected = {(client := str(uuid4())): label(database, "ada", client, early=True) for _ in range(20)}
        ballast = small_disk / "ballast"
        _fill(ballast)
        with pytest.raises(DiskFull, match=r"no space is left on that disk"):
            _label_until_refused(database, expected, early=True)
        ballast.unlink()
        client = str(uuid4())
        expected[client] = label(database, "ada", client, early=True)
    assert check_file(path, expected) == expected


@pytest.mark.parametrize("read_only", [False, True])
def test_reads_go_on_while_what_was_answered_cannot_be_written_into_the_tables(
    small_disk: Path, read_only: bool
) -> None:
    path = small_disk / "pets.duckdb"
    database = Database.open(path)
    expected = {(client := str(uuid4())): label(database, "ada", client, early=True) for _ in range(20)}
    ballast = small_disk / "ballast"
    _fill(ballast)
    for _ in range(1000):
        if not _answered_before_it_is_in_the_tables(database, expected):
            break
    assert _operations(database) == set(expected.values())
    database.close()
    left = Journal(path).read()
    assert left is not None, "the disk was not full at the right moment"
    assert left.op_id == max(expected.values())

    with Database.open(path, read_only=read_only) as again:
        assert _operations(again) == set(expected.values())
        with again.read() as cur:
            cur.execute("CREATE TEMP TABLE few AS SELECT op_id FROM op LIMIT 3")
            assert cur.execute("SELECT count(*) FROM few").value() == 3
    _fill(ballast)
    with Database.open(path) as again:
        for _ in range(2):
            with pytest.raises(DiskFull, match=r"no space is left on that disk"):
                label(again, "ada", str(uuid4()), early=True)
            with pytest.raises(DiskFull, match=r"no space is left on that disk"), again.write() as cur:
                cur.execute("INSERT INTO tag VALUES (1, 1, 'night', 1, NULL)")
            assert _operations(again) == set(expected.values())
            assert Journal(path).read() == left
        ballast.unlink()
        client = str(uuid4())
        expected[client] = label(again, "ada", client, early=True)
        assert _operations(again) == set(expected.values())
    assert not Journal(path).place.exists()
    assert check_file(path, expected) == expected


def test_a_bulk_write_that_does_not_fit_leaves_the_file_as_it_was(small_disk: Path) -> None:
    path = small_disk / "pets.duckdb"
    with Database.open(path) as database:
        client = str(uuid4())
        expected = {client: label(database, "ada", client)}

        def bulk(cur: Cursor) -> None:
            cur.execute("INSERT INTO tag SELECT 1, range, md5(range::VARCHAR), 2, NULL FROM range(2000000)")

        with pytest.raises(DiskFull):
            database.run(bulk, recover=lambda cur: None)
        with database.read() as cur:
            assert cur.execute("SELECT count(*) FROM tag").value() == 0
        client = str(uuid4())
        expected[client] = label(database, "ada", client)
    assert check_file(path, expected) == expected


def test_a_new_file_on_a_full_disk_leaves_nothing_behind(small_disk: Path) -> None:
    _fill(small_disk / "ballast")
    with pytest.raises(DiskFull):
        Database.open(small_disk / "pets.duckdb")
    assert not [file.name for file in small_disk.iterdir() if file.stat().st_size and file.name != "ballast"]


def _label_until_refused(database: Database, expected: dict[str, int], *, early: bool = False) -> None:
    for _ in range(20_000):
        client = str(uuid4())
        expected[client] = label(database, "ada", client, early=early)


def _answered_before_it_is_in_the_tables(database: Database, expected: dict[str, int]) -> bool:
    client = str(uuid4())
    try:
        expected[client] = label(database, "ada", client, early=True)
    except DiskFull:
        return False
    return True


def _operations(database: Database) -> set[int]:
    with database.read() as cur:
        return {op for (op,) in cur.execute("SELECT op_id FROM op").rows()}


def _fill(ballast: Path) -> None:
    with ballast.open("ab", buffering=0) as file:
        for size in (1 << 16, 1 << 12):
            while True:
                try:
                    file.write(b"\0" * size)
                except OSError:
                    break
