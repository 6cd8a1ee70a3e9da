"""Statements are parsed once; whatever connection, file or thread runs them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from nblabel.store.file import parsed as module
from nblabel.store.file.database import Database
from nblabel.store.file.parsed import LONGEST, MOST, parsed


def test_a_statement_outlives_the_connection_and_the_file_it_was_parsed_for(tmp_path: Path) -> None:
    asked = "SELECT count(*) FROM tag WHERE item_id > ?"
    for name in ("a", "b"):
        with Database.open(tmp_path / f"{name}.duckdb") as database:
            with database.write() as cur:
                cur.execute("INSERT INTO tag VALUES (1, 5, 'night', 1, NULL)")
            with database.read() as cur:
                assert [cur.execute(asked, [low]).value() for low in (4, 5)] == [1, 0]


def test_so_many_are_kept_and_long_or_manifold_ones_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_known", {})
    with duckdb.connect() as connection:
        for number in range(MOST + 9):
            assert isinstance(parsed(connection, f"SELECT {number}"), duckdb.Statement)
        assert len(module._known) == MOST
        assert parsed(connection, "SELECT 1; SELECT 2") == "SELECT 1; SELECT 2"
        long = f"SELECT '{'x' * LONGEST}'"
        assert parsed(connection, long) == long
        assert len(module._known) == MOST


def test_a_text_that_is_no_statement_says_so_as_ever() -> None:
    with duckdb.connect() as connection, pytest.raises(duckdb.ParserException, match="SELEC"):
        parsed(connection, "SELEC 1")


def test_a_process_that_used_a_file_ends_without_a_word(tmp_path: Path) -> None:
    code = "import sys, nblabel as nb; project = nb.open(sys.argv[1]); print(len(project))"
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "p.duckdb")], capture_output=True, text=True, timeout=60
    )
    assert (done.stdout.strip(), done.stderr) == ("0", "")
