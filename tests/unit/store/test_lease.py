"""Whose turn it is."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from nblabel.errors import StoreBusy
from nblabel.store.file.lease import Deadline, Holder, Lease


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "pets.duckdb"


def test_one_has_the_turn_and_the_other_one_waits_in_vain(path: Path) -> None:
    ada, ben = Lease(path), Lease(path)
    ada.acquire(Deadline(1))
    with pytest.raises(StoreBusy, match=r"within 0 s: another call of this very process holds it"):
        ben.acquire(Deadline(0))
    ada.release()
    ben.acquire(Deadline(1))
    assert (ada.is_held, ben.is_held) == (False, True)
    ben.release()


def test_the_holder_sees_that_somebody_waits_and_cannot_take_the_next_turn(path: Path) -> None:
    ada, ben = Lease(path), Lease(path)
    ada.acquire(Deadline(1))
    assert not any(ada.is_wanted() for _ in range(25))
    waiting = threading.Thread(target=ben.acquire, args=(Deadline(20),))
    waiting.start()
    while not ada.is_wanted():
        assert waiting.is_alive()
    ada.release()
    waiting.join(20)
    assert ben.is_held
    with pytest.raises(StoreBusy):
        ada.acquire(Deadline(0.05))
    ben.release()


def test_one_who_gave_up_waiting_is_not_waited_for(path: Path) -> None:
    ada, ben = Lease(path), Lease(path)
    ada.acquire(Deadline(1))
    with pytest.raises(StoreBusy):
        ben.acquire(Deadline(0.02))
    assert not any(ada.is_wanted() for _ in range(25))
    ada.release()


def test_the_holder_describes_itself_while_it_holds(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JPY_SESSION_NAME", "/home/ada/pets.ipynb")
    lease = Lease(path)
    lease.acquire(Deadline(1))
    holder = lease.holder()
    assert holder is not None
    assert (holder.pid, holder.program, holder.folder) == (os.getpid(), "/home/ada/pets.ipynb", str(Path.cwd()))
    lease.release()
    assert lease.holder() is None
    assert not path.with_name(".pets.duckdb.holder").exists()


def test_a_description_left_by_a_dead_process_is_not_believed(path: Path) -> None:
    dead = subprocess.Popen([sys.executable, "-c", "pass"])
    dead.wait(20)
    note = {"pid": dead.pid, "program": "train.py", "folder": "/", "since": "10:00:00"}
    path.with_name(".pets.duckdb.holder").write_text(json.dumps(note))
    lease = Lease(path)
    assert lease.holder() is None
    note["pid"] = os.getppid()
    path.with_name(".pets.duckdb.holder").write_text(json.dumps(note))
    assert lease.holder() == Holder(os.getppid(), "train.py", "/", "10:00:00")
    path.with_name(".pets.duckdb.holder").write_text("{")
    assert lease.holder() is None
