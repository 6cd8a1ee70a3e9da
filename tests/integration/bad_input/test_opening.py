"""Files that cannot be opened, and projects that are closed, only read, or not yours to change."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from PIL import Image
from tests.integration.bad_input.world import World, refused

import nblabel as nb
from nblabel.errors import Closed, NblabelError, NewerSchema, NotAllowed, ReadOnly
from nblabel.project import Project

WRITES: dict[str, Callable[[Project], object]] = {
    "add": lambda project: project.add(project.path.parent / "pictures"),
    "classify": lambda project: project.items.classify("Animal", "cat"),
    "clear": lambda project: project.items.clear("Animal"),
    "tag": lambda project: project.items.tag("x"),
    "set_status": lambda project: project.items.set_status("review"),
    "ontology": lambda project: setattr(project, "ontology", nb.Ontology(nb.Text("Remark"))),
    "undo": lambda project: project.undo(),
    "redo": lambda project: project.redo(),
    "compact": lambda project: project.compact(),
}


@pytest.mark.parametrize("name", WRITES)
def test_a_project_opened_for_reading_only_refuses_every_change(world: World, name: str) -> None:
    with nb.open(world.project.path, read_only=True) as reader:
        refused(world, lambda world: WRITES[name](reader), "opened for reading only. Open it", ReadOnly)
        assert len(reader.to_df()) == 6


READS: dict[str, Callable[[Project], object]] = {
    "len": len,
    "to_df": lambda project: project.to_df(),
    "labels": lambda project: project.labels.to_df(),
    "ontology": lambda project: project.ontology,
    "history": lambda project: project.history(),
    "sql": lambda project: project.sql("select 1"),
    "grid": lambda project: project.grid(),
    "label": lambda project: project.label(),
    "an item": lambda project: project[0],
    "export_table": lambda project: project.export_table(project.path.with_suffix(".csv")),
    "verify": lambda project: project.verify(),
}


@pytest.mark.parametrize("name", [*WRITES, *READS])
def test_a_closed_project_says_that_it_is_closed(world: World, tmp_path: Path, name: str) -> None:
    closed = nb.open(world.project.path)
    closed.close()
    refused(world, lambda world: {**WRITES, **READS}[name](closed), "this project was closed. Open it again", Closed)
    assert repr(closed) == "Project 'default' in pets.duckdb: closed"


def test_a_role_that_may_not_is_told_which_may(world: World) -> None:
    with nb.open(world.project.path, role="annotator") as annotator:
        says = r'Annotators may not change "frame-0.png" \(item 1\): it is in complete, which is open to admin'
        refused(world, lambda world: annotator[0].classify("Animal", "cat", override=True), says, NotAllowed)
        says = "Annotators may not move items to complete: only admins and reviewers may"
        refused(world, lambda world: annotator[3].set_status("complete"), says, NotAllowed)


FILES: dict[str, tuple[Callable[[Path], Any], str]] = {
    "a missing folder": (
        lambda folder: folder / "nowhere/pets.duckdb",
        "there is no folder .*nowhere. Create it first",
    ),
    "a folder": (lambda folder: folder, "it is a folder. Name a file in it"),
    "a picture": (lambda folder: folder / "picture.png", "it is no DuckDB database"),
    "an empty file": (lambda folder: folder / "empty.duckdb", "."),
    "somebody else's tables": (lambda folder: folder / "theirs.duckdb", "."),
    "None": (lambda folder: None, "A label file is named by a path such as"),
    "a number": (lambda folder: 3, "A label file is named by a path such as"),
    "nothing": (lambda folder: "", "A label file is named by a path such as"),
    "NUL": (lambda folder: "a\0b", "A label file is named by a path such as"),
    "half of a pair": (lambda folder: "\ud800.duckdb", "is not valid Unicode"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_no_label_file_is_refused_and_left_alone(tmp_path: Path, name: str) -> None:
    Image.new("RGB", (9, 9)).save(tmp_path / "picture.png")
    (tmp_path / "empty.duckdb").touch()
    with duckdb.connect(str(tmp_path / "theirs.duckdb")) as connection:
        connection.execute("create table visitors(name varchar)")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    path, says = FILES[name]
    if name == "an empty file":
        return nb.open(path(tmp_path)).close()  # an empty file is a new one: `touch` and tempfile make such
    with pytest.raises(NblabelError, match=says) as caught:
        nb.open(path(tmp_path))
    assert "\n" not in str(caught.value)
    after = {path.name: path.read_bytes() for path in tmp_path.iterdir() if not path.name.startswith(".")}
    assert after == before
    return None


def test_a_file_of_a_newer_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "pets.duckdb"
    nb.open(path).close()
    with duckdb.connect(str(path)) as connection:
        connection.execute("update marker set schema_version = 9999, nblabel_version = '99.1'")
    before = path.read_bytes()
    with pytest.raises(NewerSchema, match=r"a newer nblabel wrote it .*9999.*Upgrade nblabel") as caught:
        nb.open(path)
    assert "\n" not in str(caught.value)
    assert path.read_bytes() == before


OPENED: dict[str, tuple[dict[str, Any], str]] = {
    "role": ({"role": "boss"}, 'No role "boss". There are: admin, reviewer, annotator'),
    "kind": ({"kind": "x"}, 'No project kind "x". There are: workflow, manual_qa'),
    "a project without a name": ({"project": ""}, "cannot name a project: give a text of 1 to 300"),
    "a project named by a number": ({"project": 3}, "A project is named by a text, not 3"),
    "a project named by NUL": ({"project": "a\0"}, "cannot name a project"),
    "an annotator without a name": ({"annotator": " "}, "An annotator is named by a text of 1 to 300"),
    "an annotator who is a number": ({"annotator": 3}, "An annotator is named by a text of 1 to 300"),
    "half of a pair": ({"annotator": "\ud800"}, "An annotator is named by a text of 1 to 300"),
    "an annotator with 10,000 letters": ({"annotator": "x" * 10_000}, "An annotator is named by a text of 1 to 300"),
}


@pytest.mark.parametrize("name", OPENED)
def test_open_refuses_what_it_does_not_know(world: World, name: str) -> None:
    options, says = OPENED[name]
    refused(world, lambda world: nb.open(world.project.path, **options), says)
    assert nb.projects(world.project.path) == ["default", "second"]
