"""Several processes on one file, labelling in turns (issue: Reliability)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.integration.durability import acknowledged, check_file
from tests.integration.nursery import Child, Nursery

from nblabel.errors import StoreBusy
from nblabel.store.file.database import Database


@pytest.fixture(scope="module")
def labelling(tmp_path_factory: pytest.TempPathFactory, nursery: Nursery) -> dict[int, tuple[Path, list[Child]]]:
    """Two, three and four processes, each lot on a file of its own: they mostly wait for each other, so all work at once."""
    folder = tmp_path_factory.mktemp("turns")
    paths = {count: folder / f"{count}.duckdb" for count in (2, 3, 4)}
    return {
        count: (
            path,
            [nursery.child("labelling_child", str(path), f"annotator-{n}", 1000, n % 2 == 0) for n in range(count)],
        )
        for count, path in paths.items()
    }


@pytest.mark.slow
@pytest.mark.parametrize("processes", [2, 3, 4])
def test_processes_taking_turns_lose_and_double_nothing(
    labelling: dict[int, tuple[Path, list[Child]]], processes: int
) -> None:
    path, children = labelling[processes]
    expected: dict[str, int] = {}
    for child in children:
        mine = acknowledged(child.end(timeout_s=900))
        assert len(mine) == 1000
        expected |= mine
    assert len(expected) == processes * 1000
    assert check_file(path, expected) == expected


HOLD = """
import sys, time
from nblabel.store.file.database import Database
with Database.open(sys.argv[1]) as database, database.write() as cur:
    print("held", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def held(tmp_path: Path) -> Iterator[tuple[Path, subprocess.Popen[str]]]:
    path = tmp_path / "pets.duckdb"
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    yield path, holder
    holder.communicate("\n", timeout=20)


def test_the_waiting_one_says_which_process_holds_the_file(held: tuple[Path, subprocess.Popen[str]]) -> None:
    path, holder = held
    with pytest.raises(StoreBusy, match=rf"within 0.2 s: process {holder.pid} \(-c .*pets.duckdb, in .*since") as busy:
        Database.open(path, timeout_s=0.2)
    assert str(Path.cwd()) in str(busy.value)


def test_a_waiting_process_gets_the_file_when_the_call_in_the_other_one_ends(
    held: tuple[Path, subprocess.Popen[str]],
) -> None:
    path, holder = held
    assert holder.stdin is not None
    holder.stdin.write("\n")
    holder.stdin.flush()
    with Database.open(path, timeout_s=20) as database, database.read() as cur:
        assert cur.execute("SELECT count(*) FROM op").value() == 0


def test_an_idle_holder_lets_another_process_in_and_goes_on_afterwards(tmp_path: Path, nursery: Nursery) -> None:
    path = tmp_path / "pets.duckdb"
    with Database.open(path) as mine:
        assert mine._engine.give_up_if_idle() is True
        with mine.write() as cur:
            cur.execute("INSERT INTO tag VALUES (1, 1, 'mine', 1, NULL)")
        said = nursery.child("labelling_child", str(path), "ben", 3).end()
        with mine.read() as cur:
            assert cur.execute("SELECT count(*) FROM op").value() == 3
        with mine.write() as cur:
            assert mine.next_ids(cur, "op") == max(acknowledged(said).values()) + 1


def test_a_killed_holder_leaves_the_file_free(held: tuple[Path, subprocess.Popen[str]]) -> None:
    path, holder = held
    holder.kill()
    holder.wait(timeout=20)
    assert json.loads((path.parent / ".pets.duckdb.holder").read_text())["pid"] == holder.pid
    with Database.open(path, timeout_s=5) as database:
        assert json.loads((path.parent / ".pets.duckdb.holder").read_text())["pid"] == os.getpid()
        assert database.uuid


def test_a_duckdb_shell_that_has_the_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "pets.duckdb"
    Database.open(path).close()
    script = "import sys, duckdb; c = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.readline()"
    shell = subprocess.Popen(
        [sys.executable, "-c", script, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert shell.stdout is not None
    shell.stdout.readline()
    with pytest.raises(StoreBusy, match=rf"PID {shell.pid}.*Close it there"):
        Database.open(path, timeout_s=0.2)
    shell.communicate("\n", timeout=20)
