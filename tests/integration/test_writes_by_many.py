"""Commands from several threads and processes, and from one that is killed: the file keeps its rules."""

from __future__ import annotations

import random
import threading
from pathlib import Path

from tests.integration.nursery import Nursery
from tests.property.pets import TREES, make, only, raw

from nblabel.domain.commands import Classify
from nblabel.ops import Session, run
from nblabel.store.checking.verify import verify
from nblabel.store.file.database import Database
from nblabel.store.history.operations import revision

ITEMS = 6


def check(path: Path, said: list[str]) -> None:
    """Every acknowledged operation is there once, and the file keeps all its rules."""
    with Database.open(path) as database, database.read() as cur:
        assert verify(cur) == []
        there = dict(cur.execute("SELECT client_id, op_id FROM op").rows())
    for line in said:
        if line.endswith("\n"):
            client_id, op_id = line.split()
            assert there.get(client_id) == int(op_id), line


def test_a_process_killed_in_the_middle_of_commands_leaves_a_file_that_keeps_its_rules(
    tmp_path: Path, nursery: Nursery
) -> None:
    path = tmp_path / "pets.duckdb"
    make(path, ITEMS).db.close()
    said: list[str] = []
    rng = random.Random(7)
    for turn in range(6):
        child = nursery.child("command_child", str(path), f"ada-{turn}", 10_000, ITEMS)
        said += [*child.hear(rng.randint(1, 40)), *child.kill()]
        check(path, said)


def test_three_processes_write_undo_and_redo_on_one_file(tmp_path: Path, nursery: Nursery) -> None:
    path = tmp_path / "pets.duckdb"
    make(path, ITEMS).db.close()
    children = [nursery.child("command_child", str(path), name, 60, ITEMS) for name in ("ada", "ben", "cleo")]
    check(path, [line for child in children for line in child.end()])


def test_threads_of_one_kernel_write_at_the_same_time(tmp_path: Path) -> None:
    session = make(tmp_path / "pets.duckdb", ITEMS)
    heard: list[int] = []
    session.observers.append(lambda change: heard.append(change.op_id))
    failures: list[BaseException] = []

    def label(item: int) -> None:
        try:
            own = Session(session.db, 1, f"thread-{item}", observers=session.observers)
            for turn in range(20):
                run(own, Classify(target=only(item), answer=TREES[turn % 4], override=True))
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=label, args=(1 + number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(heard) == len(set(heard)) == 80
    with session.db.read() as cur:
        assert revision(cur) == max(heard)
        assert verify(cur) == []
    assert {row[0] for row in raw(session)["label"]} == {1, 2, 3, 4}
    session.db.close()
