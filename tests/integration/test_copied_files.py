"""A copy of a label file, opened beside it in one kernel, is a file of its own (S0.12)."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.integration.page import Page
from tests.integration.worlds import copied

import nblabel as nb


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
