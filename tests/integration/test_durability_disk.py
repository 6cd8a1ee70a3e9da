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


def _fill(ballast: Path) -> None:
    with ballast.open("wb", buffering=0) as file:
        for size in (1 << 16, 1 << 12):
            while True:
                try:
                    file.write(b"\0" * size)
                except OSError:
                    break
