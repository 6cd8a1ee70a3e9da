"""A copy of a label file, opened beside it in one kernel, is a file of its own (S0.12)."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.integration.page import Page
from tests.integration.worlds import copied

import nblabel as nb
from nblabel.errors import SelectionError


@pytest.fixture
def backup(tmp_path: Path, pet_file: Path) -> Path:
    folder = tmp_path / "backup"
    folder.mkdir()
    return copied(pet_file, folder)


def test_headers_that_were_read_into_the_file_are_not_taken_for_read_in_its_copy(
    project: nb.Project, backup: Path
) -> None:
    wide = nb.F.width > 100
    found = project.filter(wide).ids().tolist()
    assert len(found) == 19
    with nb.open(backup, annotator="ada") as other:
        assert other.filter(wide).ids().tolist() == found


def test_numbers_that_were_measured_into_the_file_are_not_taken_for_measured_in_its_copy(
    project: nb.Project, backup: Path
) -> None:
    table = project.sort(nb.F.brightness).ids().tolist()
    with nb.open(backup, annotator="ada") as other:
        assert other.sort(nb.F.brightness).ids().tolist() == table


@pytest.mark.usefixtures("comms")
def test_a_widget_hears_nothing_of_what_is_written_to_a_copy(project: nb.Project, backup: Path) -> None:
    page = Page(project.grid())
    with nb.open(backup, annotator="ben") as other:
        other.items[:3].classify("Animal", "cat")
    assert page.events("changed") == []
    project.items[:3].classify("Animal", "cat")
    assert len(page.events("changed")) == 1


def test_items_collections_and_tasks_of_the_copy_are_not_those_of_the_file(project: nb.Project, backup: Path) -> None:
    with nb.open(backup, annotator="ada") as other:
        theirs = [other.items[:3], other.items[:3].save("night")]
        ours = project.items[:3].save("night")
        assert theirs[1] != ours
        for given in theirs:
            with pytest.raises(SelectionError, match=r"another project|belong to the project"):
                ours.add(given)
        with pytest.raises(SelectionError, match="belongs to"):
            project.grid().view = theirs[0]
        assert other.tasks.create("batch", theirs[0]) != project.tasks.create("batch", project.items[:3])


@pytest.mark.usefixtures("comms")
def test_a_page_keeps_what_was_not_sent_yet_for_this_file_and_this_annotator_only(
    project: nb.Project, backup: Path
) -> None:
    path = project.path
    key = project.grid().project_key
    assert project.items.label().project_key == key
    assert path.stem not in key
    with nb.open(backup, annotator="ada") as copy, nb.open(path, "second", annotator="ada") as second:
        assert copy.grid().project_key != key
        assert second.explorer().project_key != key
    with nb.open(path, annotator="ben") as ben:
        assert ben.grid().project_key != key
    project.close()
    with nb.open(path, annotator="ada") as again:
        assert again.grid().project_key == key
