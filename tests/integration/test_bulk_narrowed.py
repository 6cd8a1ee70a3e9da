"""Bulk classification narrowed to statuses, with what is blocked for what (S0.5, S0.9, S0.11, S1.13, S1.16)."""

from __future__ import annotations

import itertools
from pathlib import Path

import pandas as pd
import pytest
from tests.integration.conftest import pets
from tests.integration.page import Page
from tests.integration.worlds import copied

import nblabel as nb
from nblabel import F
from nblabel.domain.query import InReceipt
from nblabel.domain.workflow import STATUSES
from nblabel.errors import CollectionError, NotAllowed, QueryError, SelectionError
from nblabel.project import Project

ITEMS = 60


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Items of all statuses, answered so, otherwise, elsewhere or not at all."""
    path = tmp_path_factory.mktemp("narrowed") / "pets.duckdb"
    with nb.open(path, annotator="ada") as project:
        project.add(pd.DataFrame({"uri": [f"https://pictures.invalid/{place}.jpg" for place in range(ITEMS)]}))
        project.ontology = pets()
        ids = [int(ident) for ident in project.items.ids()]
        only = lambda chosen: project.filter(nb.F.id.is_in(chosen))  # noqa: E731
        only(ids[0::4]).classify("Animal", "cat")
        only(ids[1::4]).classify("Animal", {"Animal": "dog", "Breed": "pug"})
        only(ids[2::4]).classify("Flags", ["dark"])
        only(ids[0::3]).set_status("review")
        only(ids[1::5]).set_status("complete")
    return path


@pytest.fixture
def path(world: Path, tmp_path: Path) -> Path:
    return copied(world, tmp_path)


@pytest.fixture
def project(path: Path) -> Project:
    return nb.open(path, annotator="ada")


@pytest.mark.parametrize("override", [False, True])
@pytest.mark.parametrize("conflict", ["same", "any"])
@pytest.mark.parametrize("role", ["admin", "reviewer", "annotator"])
def test_a_plan_row_by_row_is_the_plan_narrowed_and_what_is_then_done(
    path: Path, role: str, conflict: str, override: bool
) -> None:
    with nb.open(path, annotator="ada", role=role) as project:
        settings = {"override": override, "conflict": conflict}
        whole = project.items.classify("Animal", "cat", dry_run=True, **settings).table
        for count in (1, 2):
            for statuses in itertools.combinations(STATUSES, count):
                plan = project.items.classify("Animal", "cat", statuses=statuses, dry_run=True, **settings)
                assert plan.table.loc[list(statuses)].equals(whole.loc[list(statuses)])
                receipt = project.items.classify("Animal", "cat", statuses=statuses, **settings)
                assert (receipt.applied, receipt.overwritten) == (plan.will_change, plan.overwrites)
                assert (receipt.blocked, receipt.skipped) == (
                    plan.blocked,
                    plan.items - plan.will_change - plan.blocked,
                )
                assert {item.status for item in receipt.items("applied")} <= set(statuses)
                receipt.undo()


def test_s0_11_a_plan_says_what_is_blocked_for_what(path: Path) -> None:
    with nb.open(path, annotator="ben", role="annotator") as project:
        plan = project.items.classify("Animal", "cat", override=True, dry_run=True)
        assert sum(plan.reasons.values()) == plan.blocked > 0
        assert {reason.split(":")[0] for reason in plan.reasons} == {"review", "complete"}


def test_items_that_may_be_changed_but_not_moved_on_are_a_reason_of_their_own(path: Path) -> None:
    with nb.open(path, annotator="rita", role="reviewer") as project:
        plan = project.items.classify("Animal", "cat", override=True, set_status="complete", dry_run=True)
        assert "annotate: reviewers may not move it to complete" in plan.reasons
        assert sum(plan.reasons.values()) == plan.blocked


def test_statuses_that_no_item_has_are_refused_and_nothing_is_written(project: Project) -> None:
    before = len(project.history(1000))
    annotating = project.filter(nb.F.status == "annotate")
    with pytest.raises(SelectionError, match=r"None of the .* is in complete"):
        annotating.classify("Animal", "cat", statuses=["complete"])
    with pytest.raises(QueryError, match='No status "done"'):
        annotating.classify("Animal", "cat", statuses=["done"])
    assert len(project.history(1000)) == before


def test_one_status_may_be_named_alone(project: Project) -> None:
    assert {
        item.status for item in project.items.classify("Animal", "neither", statuses="review").items("applied")
    } == {"review"}


@pytest.mark.parametrize("statuses", [["review"], ["annotate", "complete"], []])
def test_s0_9_a_task_and_a_sent_collection_are_narrowed_as_a_view_is(project: Project, statuses: list[str]) -> None:
    view = project.items.classify("Animal", "neither", override=True, statuses=statuses, dry_run=True)
    task = project.tasks.create("batch 4", project.items, assignees=["ana"])
    plan = task.classify("Animal", "neither", override=True, statuses=statuses, dry_run=True)
    assert plan.table.equals(view.table)
    done = task.classify("Animal", "neither", override=True, statuses=statuses)
    meant = project.filter(F.status.is_in(statuses)) if statuses else project.items
    assert done.applied == view.will_change
    assert set(done.items().ids()) <= set(meant.ids())
    answers = project.to_df()
    done.undo()
    night = project.items.save("night")
    sent = night.send_to_annotate(classify=("Animal", "neither"), override=True, statuses=statuses, task="sent")
    assert project.to_df()["Animal"].equals(answers["Animal"])
    assert len(project.tasks["sent"].items) == len(project.items), "all are sent"
    sent.undo()
    assert "sent" not in project.tasks


def test_statuses_that_say_nothing_are_refused_and_nothing_is_sent(project: Project) -> None:
    annotating = project.filter(F.status == "annotate")
    task = project.tasks.create("batch 4", annotating, assignees=["ana"])
    night = annotating.save("night")
    before = len(project.history(1000))
    for call, kind, says in (
        (
            lambda: task.classify("Animal", "cat", statuses=["complete"]),
            SelectionError,
            r"None of the .* is in complete",
        ),
        (lambda: task.classify("Animal", "cat", statuses=["done"]), QueryError, 'No status "done"'),
        (
            lambda: night.send_to_annotate(classify=("Animal", "cat"), statuses="complete", task="sent"),
            SelectionError,
            r"None of the .* is in complete",
        ),
        (
            lambda: night.send_to_annotate(statuses=["review"]),
            CollectionError,
            "statuses says which members are classified",
        ),
    ):
        with pytest.raises(kind, match=says):
            call()
    assert len(project.history(1000)) == before


@pytest.mark.usefixtures("comms")
def test_s0_26_a_page_sends_narrowed_and_its_line_of_python_says_so(project: Project) -> None:
    project.items.save("night")
    page = Page(project.grid())
    question = project.ontology["Animal"]
    answers = [{"question": question.ident, "options": [question.choices[0].ident]}]
    change = page.write(
        "send", title="night", question=question.ident, answers=answers, override=True, statuses=["review"]
    )
    assert "override=True, statuses=['review'])" in change["code"]
    ids = project.filter(InReceipt(change["op"], "applied"))
    assert {item.status for item in ids} == {"review"}


@pytest.mark.usefixtures("comms")
def test_s0_5_the_page_narrows_conflicts_and_counts_as_python_does(project: Project) -> None:
    page = Page(project.items.grid())
    question = project.ontology["Animal"]
    answers = [{"question": question.ident, "options": [question.choices[0].ident]}]
    asked = {"target": {"gen": 1, "all": True}, "question": question.ident, "answers": answers}
    narrowed = {**asked, "statuses": ["review"], "conflict": "any"}
    plan = page.ask("plan", **narrowed)
    assert [row["status"] for row in plan["rows"]] == ["review"]
    change = page.write("classify", **narrowed)
    row = plan["rows"][0]
    assert change["counts"]["applied"] == plan["will_change"] == row["no_answer"] - row["otherwise"]
    assert "conflict='any', statuses=['review']" in change["code"]


def test_s1_16_a_task_refuses_bulk_on_what_is_nobodys(project: Project) -> None:
    task = project.tasks.create("batch 4", project.items)
    with pytest.raises(NotAllowed, match="assigned"):
        task.classify("Animal", "cat")
    assert task.classify("Animal", "cat", view=project.items[3], override=True).applied == 1


def test_d5_undo_of_a_bulk_after_a_thousand_later_edits_keeps_these_and_lists_them(tmp_path: Path) -> None:
    count, later = 3_000, 1_000
    with nb.open(tmp_path / "many.duckdb", annotator="ada") as project:
        project.add(pd.DataFrame({"uri": [f"https://pictures.invalid/{place}.jpg" for place in range(count)]}))
        project.ontology = pets()
        bulk = project.items.classify("Animal", "cat", set_status="review")
        for first in range(0, later, 20):
            project.items[first : first + 20].classify("Animal", {"Animal": "dog", "Breed": "beagle"}, override=True)
        undone = bulk.undo()
        assert (undone.applied, undone.kept) == (count - later, later)
        assert undone.items("kept").ids().tolist() == project.items[:later].ids().tolist()
        table = project.to_df()
        assert table["Breed"].notna().sum() == table["Animal"].notna().sum() == later
        assert project.verify() == []
