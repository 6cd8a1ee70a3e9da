"""What a page is told of an item may be read before a change and arrive after it: each row says how old it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.integration.page import Page

from nblabel.ops.adding.headers import read_headers
from nblabel.project import Project
from nblabel.store.reading import tiles

pytestmark = pytest.mark.usefixtures("comms")


@pytest.fixture
def grid(project: Project) -> Page:
    read_headers(project._session, query=None)
    page = Page(project.items.grid())
    page.ask("hello", client="test", protocol="any")
    return page


def rows(page: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.ask("rows", gen=1, first=0, count=10)["rows"]
    return found


def cat(page: Page, project: Project, ident: int) -> dict[str, Any]:
    question = project.ontology["Animal"]
    answers = [{"question": question.ident, "options": [question.choices[0].ident]}]
    return page.write("classify", target={"ids": [ident]}, question=question.ident, answers=answers)


def meanwhile(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """The next tiles are read, then `act` happens, and only then are they told."""
    read = tiles.tiles

    def slowly(*args: Any) -> list[tiles.Tile]:
        monkeypatch.setattr(tiles, "tiles", read)
        found = read(*args)
        act()
        return found

    monkeypatch.setattr(tiles, "tiles", slowly)


def test_rows_that_were_read_before_a_change_are_older_than_what_the_change_made(
    grid: Page, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = rows(grid)[0]
    made = []
    meanwhile(monkeypatch, lambda: made.append(cat(grid, project, first["id"])["rows"][0]))
    late = rows(grid)[0]
    assert "answers" not in late
    assert made[0]["answers"]
    assert late["as_of"] < made[0]["as_of"]
    assert made[0]["as_of"] == rows(grid)[0]["as_of"]


def test_the_sizes_that_were_read_before_a_change_are_older_too(
    grid: Page, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = rows(grid)[0]
    made = []
    meanwhile(monkeypatch, lambda: made.append(cat(grid, project, first["id"])["rows"][0]))
    for observer in project._session.facts_observers:
        observer([first["id"]])
    (told,) = grid.events("facts")[-1]["rows"]
    assert "answers" not in told
    assert told["as_of"] < made[0]["as_of"]


def test_a_change_after_rows_that_came_late_tells_no_part_of_them_anew(
    grid: Page, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = rows(grid)[0]
    meanwhile(monkeypatch, lambda: grid.write("set_status", target={"ids": [first["id"]]}, status="review"))
    assert rows(grid)[0]["status"] == "annotate"
    grid.widget._board.shown._rows_now.clear()
    (told,) = cat(grid, project, first["id"])["rows"]
    assert told["status"] == "review"
