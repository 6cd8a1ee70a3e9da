"""A forked child must not use its parent's connection."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from nblabel.errors import Closed
from nblabel.store.file.database import Database

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")


def test_a_forked_child_opens_the_file_itself_and_both_write(tmp_path: Path) -> None:
    with Database.open(tmp_path / "pets.duckdb") as database:
        _tag(database, "before")

        def child() -> None:
            for number in range(20):
                _tag(database, f"child {number}")

        pid = _fork(child)
        for number in range(20):
            _tag(database, f"parent {number}")
        assert _ended(pid) == 0
        with database.read() as cur:
            tags = {tag for (tag,) in cur.execute("SELECT tag FROM tag").rows()}
        assert len(tags) == 41


def test_a_child_forked_amid_a_call_is_refused_and_the_parent_goes_on(tmp_path: Path) -> None:
    with Database.open(tmp_path / "pets.duckdb") as database:
        with database.write() as cur:
            cur.execute("INSERT INTO tag VALUES (1, 1, 'first', 1, NULL)")

            def child() -> None:
                with pytest.raises(Closed, match="forked while a call was running"), database.read():
                    pass

            assert _ended(_fork(child)) == 0
            cur.execute("INSERT INTO tag VALUES (1, 1, 'second', 1, NULL)")
        with database.read() as cur:
            assert cur.execute("SELECT count(*) FROM tag").value() == 2


def _tag(database: Database, tag: str) -> None:
    with database.write() as cur:
        cur.execute("INSERT INTO tag VALUES (1, 1, ?, 1, NULL)", [tag])


def _fork(work: Callable[[], None]) -> int:
    pid = os.fork()
    if pid:
        return pid
    try:
        work()
    except BaseException as error:
        sys.stderr.write(f"{error!r}\n")
        os._exit(1)
    os._exit(0)


def _ended(pid: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
