"""A key is answered when its change is durable; everything that looks afterwards finds it in the tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.integration.page import Page

import nblabel as nb
from nblabel.project import Project
from nblabel.store.file import engine
from nblabel.store.file.journal import Journal
from nblabel.store.file.tracer import trace

pytestmark = pytest.mark.usefixtures("comms")


@pytest.fixture
def grid(project: Project, monkeypatch: pytest.MonkeyPatch) -> Page:
    """A page on which one label was given already; what is put off waits until somebody looks."""
    monkeypatch.setattr(engine, "_LINGER_S", 60)
    page = Page(project.items.grid())
    page.ask("hello", client="test", protocol="any")
    label(page, project, 1, "cat")
    return page


def label(page: Page, project: Project, ident: int, option: str, op_id: str = "") -> dict[str, Any]:
    page.ask("rows_by_id", gen=1, ids=[ident])  # it is on the screen
    question = project.ontology["Animal"]
    chosen = next(choice for choice in question.choices if choice.name == option)
    answers = [{"question": question.ident, "options": [chosen.ident]}]
    return page.write(
        "classify", op_id, target={"ids": [ident]}, question=question.ident, answers=answers, override=True
    )


def left(project: Project) -> int:
    entry = Journal(Path(project.path)).read()
    return entry.op_id if entry else 0


def answer(project: Project, ident: int) -> object:
    return project.to_df()["Animal"].iloc[ident - 1]


def test_the_answer_to_a_key_waits_for_one_look_and_the_journal(grid: Page, project: Project) -> None:
    grid.ask("rows_by_id", gen=1, ids=[2])
    project.to_df()
    with trace() as statements:
        done = label(grid, project, 1, "neither")
    assert left(project) == done["op"]
    assert [part["options"] for part in done["rows"][0]["answers"]]
    writes = [one.sql for one in statements if not one.sql.lstrip().startswith(("SELECT", "WITH", "FROM"))]
    assert writes == []
    assert answer(project, 1) == "neither"
    assert left(project) == 0
    assert project.verify() == []


def test_another_handle_and_the_history_find_it(grid: Page, project: Project) -> None:
    label(grid, project, 2, "cat")
    with nb.open(project.path, annotator="ben") as other:
        assert answer(other, 2) == "cat"
        assert other.history()["what"].iloc[0] == "Set Animal = cat on 1 item"


def test_it_is_undone_by_the_next_key(grid: Page, project: Project) -> None:
    label(grid, project, 2, "cat")
    done = grid.write("undo")
    assert done["kind"] == "undo"
    assert answer(project, 2) != "cat"
    assert answer(project, 1) == "cat"


def test_the_same_change_sent_again_is_answered_with_what_it_did(grid: Page, project: Project) -> None:
    done = label(grid, project, 2, "cat", "the-very-same-1")
    label(grid, project, 2, "neither")
    again = label(grid, project, 2, "cat", "the-very-same-1")
    assert (again["op"], again["repeated"]) == (done["op"], True)
    assert answer(project, 2) == "neither"


def test_many_keys_in_a_row_are_all_there_in_their_order(grid: Page, project: Project) -> None:
    options = ["cat", "neither"]
    ops = [label(grid, project, 1 + place % 7, options[place // 7 % 2])["op"] for place in range(28)]
    assert ops == sorted(ops)
    assert [answer(project, ident) for ident in range(1, 8)] == ["neither"] * 7
    assert project.verify() == []
