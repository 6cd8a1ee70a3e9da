"""A plan before every bulk change: clearing, moving to a status and tagging say what they would do, and then do just that."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.integration.conftest import pets
from tests.integration.page import Page, Refused, opened
from tests.integration.worlds import copied

import nblabel as nb
from nblabel.domain.job import Job
from nblabel.errors import Interrupted, NotAllowed, SelectionError
from nblabel.project import Project
from nblabel.receipt import Plan, Receipt

N = 600
CHANGES: dict[str, Callable[..., Any]] = {
    "clear": lambda view, **flags: view.clear("Animal", **flags),
    "move": lambda view, **flags: view.set_status("review", **flags),
    "tag": lambda view, **flags: view.tag("night", **flags),
    "untag": lambda view, **flags: view.untag("night", **flags),
}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """600 items: 200 in each status, every other one a cat, every third one tagged."""
    file = tmp_path_factory.mktemp("plans") / "many.duckdb"
    rng = np.random.default_rng(2)
    with nb.open(file, annotator="ada") as project:
        project.add([rng.integers(0, 255, (2, 2, 3), np.uint8) for _ in range(N)])
        project.ontology = pets()
        ids = project.items.ids()
        project.items[: N // 2].classify("Animal", "cat")
        project.filter(nb.F.id.is_in(ids[::3].tolist())).tag("night")
        project.items[200:400].set_status("review")
        project.items[400:].set_status("complete")
    return file


@pytest.fixture
def path(world: Path, tmp_path: Path) -> Path:
    return copied(world, tmp_path)


@pytest.fixture
def many(path: Path) -> Iterator[Project]:
    with nb.open(path, annotator="ada") as project:
        yield project


@pytest.fixture
def page(many: Project, comms: None) -> Page:
    found = opened(many.grid())
    found.ask("hello", client="c", protocol="")
    return found


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize("role", ["admin", "reviewer", "annotator"])
def test_s0_11_a_plan_counts_by_status_what_is_then_done(path: Path, role: Any, change: Callable[..., Any]) -> None:
    with nb.open(path, annotator="ben", role=role) as project:
        before = project.items.to_df()
        plan: Plan = change(project.items, dry_run=True)
        assert project.items.to_df().equals(before)
        assert isinstance(plan, Plan)
        table = plan.table
        assert table.loc["total", "will_change"] == plan.will_change
        told = table[["no_answer", "same", "other"]].sum(axis=1)
        assert told.tolist() == [200, 200, 200, N]
        assert sum(plan.reasons.values()) == plan.blocked
        receipt: Receipt = change(project.items)
        assert (receipt.applied, receipt.blocked) == (plan.will_change, plan.blocked)
        assert receipt.applied + receipt.skipped + receipt.blocked == N
        receipt.undo()
        assert project.items.to_df().equals(before)


def test_s0_11_a_plan_says_why_items_may_not_be_changed(path: Path) -> None:
    with nb.open(path, annotator="ben", role="annotator") as project:
        assert project.items.clear("Animal", dry_run=True).reasons == {
            "review: only admins and reviewers": 200,
            "complete: only admins": 200,
        }
        moved = project.items.set_status("review", dry_run=True)
        assert moved.reasons == {"complete: only admins": 200}
        assert moved.table.loc["review", "same"] == 200
    with nb.open(path, annotator="eva", role="reviewer") as project:
        back = project.items.set_status("annotate", dry_run=True)
        assert back.blocked == 200
        assert list(back.reasons) == ["complete: only admins"]


def test_a_plan_refuses_what_the_change_would_refuse(many: Project, path: Path) -> None:
    with pytest.raises(SelectionError, match="A tag is a text that is not empty"):
        many.items.tag(" ", dry_run=True)
    with pytest.raises(SelectionError, match="No item matches"):
        many.search("none such").set_status("review", dry_run=True)
    many.close()
    with (
        nb.open(path, annotator="ben", role="annotator") as project,
        pytest.raises(NotAllowed, match="may not move items to complete"),
    ):
        project.items.set_status("complete", dry_run=True)


def test_a_plan_is_carried_out_by_its_own_call(many: Project) -> None:
    plan = many.items.tag("day", dry_run=True)
    assert "600 will change" in repr(plan)
    assert plan.apply().applied == N


def test_the_page_asks_for_the_plan_of_what_it_then_writes(many: Project, page: Page) -> None:
    target = {"gen": page.widget._board.ranking.gen, "all": True}
    root = many.ontology["Animal"].ident
    asked: list[tuple[str, dict[str, Any]]] = [
        ("clear", {"question": root}),
        ("set_status", {"status": "review"}),
        ("tag", {"tag": "night"}),
        ("tag", {"tag": "night", "remove": True}),
    ]
    for op, args in asked:
        plan = page.ask("change_plan", target=target, op=op, **args)
        assert [row["status"] for row in plan["rows"]] == ["annotate", "review", "complete"]
        done = page.write(op, target=target, **args)
        assert done["counts"]["applied"] == plan["will_change"] > 0
        many.undo()
    with pytest.raises(Refused, match="A tag is a text"):
        page.ask("change_plan", target=target, op="tag")


@pytest.mark.parametrize(("name", "verb"), [("clear", "Clearing"), ("move", "Moving"), ("tag", "Tagging")])
def test_a_bulk_change_tells_how_far_it_is_and_is_cancelled_with_nothing_written(
    many: Project, name: str, verb: str
) -> None:
    before, told = len(many.history()), list[str]()

    def hear(text: str, done: int, total: int) -> None:
        told.append(text)
        if text.startswith(verb):
            running.cancel()

    running = Job("bulk", hear)
    with running.as_current(), pytest.raises(Interrupted):
        CHANGES[name](many.items)
    assert told[0] == "Looking at the items"
    assert told[-1].startswith(verb)
    assert len(many.history()) == before
