"""A registration is one operation, whole or not at all."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import warnings
from pathlib import Path
from typing import Any

import pytest
from tests.integration.registration.files import web, written

import nblabel as nb
from nblabel.errors import OperationError, ReadOnly
from nblabel.ops.adding import register as registering
from nblabel.project import Project
from nblabel.store.items import files


def test_a_registration_is_one_operation_that_is_undone_and_redone(project: Project, folder: Path) -> None:
    given = {
        "images": web(3),
        "image_groups": [{"objectUrl_0": str(folder / "day/0.png"), "objectUrl_1": str(folder / "day/1.png")}],
    }
    receipt = project.register(given)
    assert [item.id for item in receipt.items()] == [1, 2, 3, 4]
    assert project.history()[["kind", "items"]].to_numpy().tolist() == [["register", 4]]
    receipt.undo()
    assert len(project) == 0
    project.redo()
    assert len(project) == 4
    assert len(project[3].urls) == 2
    assert project.verify() == []


def test_a_key_in_a_widget_does_not_take_a_registration_back(project: Project) -> None:
    from nblabel import ops
    from nblabel.domain.commands import Undo

    project.register({"images": web(1)})
    with pytest.raises(OperationError, match="nothing to undo"):
        ops.run(project._session, Undo(labels_only=True))


def test_ctrl_c_in_the_middle_leaves_nothing(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registering, "BATCH_ITEMS", 500)
    steps: list[int] = []

    def interrupted(n: int) -> None:
        steps.append(n)
        if len(steps) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        registering.register(project._session, {"images": web(5000)}, progress=interrupted)
    assert len(steps) == 3
    assert len(project) == 0
    with project._session.db.read() as cur:
        assert cur.execute("SELECT (SELECT count(*) FROM item_file) + (SELECT count(*) FROM media)").value() == 0
    assert project.register({"images": web(5)}).applied == 5
    assert project.verify() == []


def test_many_batches_are_one_operation_with_ids_that_follow(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registering, "BATCH_ITEMS", 7)
    given = {"images": [*web(20), *web(20)], "skip_duplicate_urls": True}
    receipt = project.register(given)
    assert (receipt.applied, receipt.skipped) == (20, 20)
    assert [item.id for item in project] == list(range(1, 21))
    assert len(receipt.items("skipped")) == 0
    assert len(project.register({"images": web(25)}, skip_duplicate_urls=True).items("skipped")) == 20


def test_a_read_only_project_takes_no_registration(project: Project) -> None:
    project.register({"images": web(1)})
    with nb.open(project.path, read_only=True) as reading, pytest.raises(ReadOnly):
        reading.register({"images": web(1)})


def test_nothing_new_is_not_worth_a_line_in_the_history(project: Project) -> None:
    receipt = project.register({"images": [7]})
    assert (receipt.op_id, receipt.failed, len(project.history())) == (0, 1, 0)


def test_observers_hear_of_a_registration_once(project: Project) -> None:
    heard: list[Any] = []
    project.observe(heard.append)
    project.register({"images": web(3)})
    assert [(change.kind, len(change.items)) for change in heard] == [("register", 3)]


def test_two_registrations_at_once_are_both_there(project: Project) -> None:
    threads = [threading.Thread(target=project.register, args=({"images": web(500, 500 * n)},)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(project) == 2000
    assert len({item.id for item in project}) == 2000
    assert project.verify() == []


def test_no_warning_is_given_where_all_is_well(project: Project, folder: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        project.register(written(folder, {"images": [{"objectUrl": "day/0.png"}]}))


def test_the_root_of_an_item_is_known_to_whoever_opens_it(project: Project, folder: Path) -> None:
    project.register(written(folder, {"images": [{"objectUrl": "day/0.png"}, *web(1)]}))
    project.register({"images": [{"objectUrl": str(folder / "day/1.png")}]})
    with project._session.db.read() as cur:
        media = files.media_of(cur, project._session.scope(cur=cur), [1, 2, 3])
    assert [media[ident].root for ident in (1, 2, 3)] == [str(folder), "", ""]


def test_no_server_is_asked_in_the_background(project: Project, folder: Path) -> None:
    project.register(written(folder, {"images": [*web(2), {"objectUrl": "day/0.png"}]}))
    assert project._headers.join(30)
    with project._session.db.read() as cur:
        assert cur.execute("SELECT item_id, width FROM media").rows() == [(3, 40)]


# Where the signal is slow to come, it is waited for before the last entries; a run in the background may have been told to
# ignore it, and its children with it.
_CHILD = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.alarm(60)
import nblabel as nb
from nblabel.ops.adding.register import register

done = 0

def step(n):
    global done
    done += n
    print("step", flush=True)
    if done > 150_000:
        signal.pause()

project = nb.open(sys.argv[1])
register(project._session, sys.argv[2], progress=step)
"""


@pytest.mark.skipif(os.name != "posix", reason="signals differ elsewhere")
def test_ctrl_c_from_the_keyboard_leaves_nothing(tmp_path: Path) -> None:
    entries = ",".join(f'{{"objectUrl": "https://example.org/{n}.jpg"}}' for n in range(200_000))
    path = written(tmp_path, f'{{"images": [{entries}]}}')
    command = [sys.executable, "-c", _CHILD, str(tmp_path / "pets.duckdb"), str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "step\n"
        child.send_signal(signal.SIGINT)
        _, said = child.communicate(timeout=60)
    assert "KeyboardInterrupt" in said
    with nb.open(tmp_path / "pets.duckdb") as project:
        assert (len(project), len(project.history())) == (0, 0)
        assert project.verify() == []
