"""A plan before many predictions are accepted or rejected, and changes narrowed by status from a page."""

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
from nblabel.domain.workflow import Role
from nblabel.errors import Interrupted, NotAllowed
from nblabel.project import Project
from nblabel.receipt import Plan
from nblabel.store.history.receipts import behind
from nblabel.view import View

N = 60


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """60 items, 20 in each status; the first 50 predicted, the surer the later; every tenth answered otherwise."""
    file = tmp_path_factory.mktemp("predicted") / "many.duckdb"
    rng = np.random.default_rng(3)
    with nb.open(file, annotator="ada") as project:
        project.add([rng.integers(0, 255, (2, 2, 3), np.uint8) for _ in range(N)])
        project.ontology = pets()
        ids = project.items.ids().tolist()
        project.filter(nb.F.id.is_in(ids[::10])).classify("Animal", "neither")
        project.items[20:40].set_status("review")
        project.items[40:].set_status("complete")
        project.add_predictions(
            [
                {"item_id": ident, "question": "Animal", "answer": "cat", "confidence": (place + 1) / 100}
                for place, ident in enumerate(ids[:50])
            ],
            source="resnet",
        )
    return file


@pytest.fixture
def path(world: Path, tmp_path: Path) -> Path:
    return copied(world, tmp_path)


@pytest.fixture
def project(path: Path) -> Iterator[Project]:
    with nb.open(path, annotator="ada") as made:
        yield made


@pytest.fixture
def page(project: Project, comms: None) -> Page:
    return opened(project.grid())


def everything(page: Page) -> dict[str, object]:
    return {"gen": page.ask("hello", client="c", protocol="")["gen"], "all": True}


@pytest.mark.parametrize("role", ["admin", "reviewer", "annotator"])
def test_s0_11_a_plan_of_rejecting_counts_by_status_what_is_then_done(path: Path, role: Role) -> None:
    with nb.open(path, annotator="ben", role=role) as project:
        model = project.predictions("resnet")
        plan = model.reject(project, dry_run=True)
        assert isinstance(plan, Plan)
        assert len(model) == 50
        assert plan.table["other"].tolist() == [20, 20, 10, 50]
        assert plan.table["no_answer"].tolist() == [0, 0, 10, 10]
        assert sum(plan.reasons.values()) == plan.blocked
        receipt = model.reject(project)
        assert (receipt.applied, receipt.blocked, receipt.skipped) == (plan.will_change, plan.blocked, 10)
        assert len(model) == plan.blocked
        receipt.undo()
        assert len(model) == 50
        assert plan.apply().applied == plan.will_change


def test_s0_11_a_plan_says_why_predictions_may_not_be_rejected_or_accepted(path: Path) -> None:
    with nb.open(path, annotator="ben", role="annotator") as project:
        expected = {"review: only admins and reviewers": 20, "complete: only admins": 10}
        assert project.predictions("resnet").reject(project, dry_run=True).reasons == expected
        assert project.predictions("resnet").accept(dry_run=True).reasons == expected


def test_a_plan_of_accepting_counts_by_status_what_is_then_done(project: Project) -> None:
    plan = project.predictions("resnet").accept(min_confidence=0.11, override=True, dry_run=True)
    table = plan.table
    assert table.loc["accepted"].tolist() == [40, 10, 20, 10]
    assert table.loc["below"].tolist() == [10, 10, 0, 0]
    assert table.loc["none"].tolist() == [10, 0, 0, 10]
    assert table["items"].sum() == N
    assert plan.reasons == {}
    assert plan.apply().applied == 40


class Cancelling(Job):
    """Stops itself at the step that begins with a word."""

    def __init__(self, word: str) -> None:
        super().__init__("bulk", self._hear)
        self.word = word
        self.texts: list[str] = []

    def _hear(self, text: str, done: int, total: int) -> None:
        self.texts.append(text)
        if text.startswith(self.word):
            self.cancel()


def test_rejecting_tells_how_far_it_is_and_is_cancelled_with_nothing_written(project: Project) -> None:
    calls: dict[str, Callable[[], object]] = {
        "Rejecting": lambda: project.predictions("resnet").reject(project),
        "Accepting": lambda: project.predictions("resnet").accept(),
    }
    for verb, call in calls.items():
        before, running = len(project.history()), Cancelling(verb)
        with running.as_current(), pytest.raises(Interrupted):
            call()
        assert running.texts[-1].startswith(verb)
        assert len(project.history()) == before


def test_the_page_asks_for_the_plan_of_the_predictions_it_then_rejects(project: Project, page: Page) -> None:
    asked = {"target": everything(page), "source": "resnet"}
    plan = page.ask("reject_plan", **asked)
    assert [(row["status"], row["no_answer"], row["other"]) for row in plan["rows"]] == [
        ("annotate", 0, 20), ("review", 0, 20), ("complete", 10, 10),
    ]  # fmt: skip
    done = page.write("reject", **asked)
    assert done["counts"]["applied"] == plan["will_change"] == 50
    with pytest.raises(Refused, match='No predictions of "vgg"'):
        page.ask("reject_plan", target=everything(page), source="vgg")


def test_the_page_is_told_by_status_what_would_be_accepted(page: Page) -> None:
    plan = page.ask("accept_plan", target=everything(page), source="resnet", threshold=0.11)
    assert [(row["status"], row["accepted"], row["kept"], row["below"]) for row in plan["rows"]] == [
        ("annotate", 9, 1, 10), ("review", 18, 2, 0), ("complete", 9, 1, 0),
    ]  # fmt: skip
    assert (plan["accepted"], plan["kept"], plan["reasons"]) == (36, 4, {})


def items_behind(project: Project, op_id: int) -> list[int]:
    reading = project._reading
    return View(reading, reading.read(lambda cur, _: behind(cur, op_id, "applied"))).ids().tolist()


CHANGES: dict[str, tuple[str, dict[str, Any]]] = {
    "clear": ("clear", {"question": 1}),
    "move": ("set_status", {"status": "annotate"}),
    "tag": ("tag", {"tag": "night"}),
    "accept": ("accept", {"source": "resnet"}),
    "reject": ("reject", {"source": "resnet"}),
}


@pytest.mark.parametrize("name", CHANGES)
def test_s0_9_a_change_from_the_page_is_narrowed_to_the_statuses_that_are_ticked(
    project: Project, page: Page, name: str
) -> None:
    op, args = CHANGES[name]
    if op == "clear":
        args = {"question": project.ontology["Animal"].ident}
    done = page.write(op, target=everything(page), statuses=["review"], **args)
    touched = set(items_behind(project, done["op"]))
    assert touched <= set(project.items[20:40].ids().tolist())
    assert len(touched) == done["counts"]["applied"]
    assert done["counts"]["applied"] > 0
    page.write("undo")
    again = eval(done["code"], {"project": project, "F": nb.F})
    assert again.applied == done["counts"]["applied"], "the line of Python means the same"


def test_a_blind_page_may_ask_for_the_plans_and_is_told_no_name(path: Path, comms: None) -> None:
    with nb.open(path, annotator="ada") as project:
        project.members.add("ben", "annotator")
        project.members.add("eva", "annotator")
        project.items[:20].assign("eva")
    with nb.open(path, annotator="ben") as ben:
        page = opened(ben.queue(blind=True))
        target = everything(page)
        for op, args in (
            ("reject_plan", {"source": "resnet"}),
            ("accept_plan", {"source": "resnet"}),
            ("change_plan", {"op": "tag", "tag": "night"}),
        ):
            reasons = page.ask(op, target=target, **args)["reasons"]
            assert "assigned to annotators" in reasons
            assert not any("eva" in why for why in reasons)


def test_s1_16_a_plan_of_a_pulled_task_is_refused_as_the_change_would_be(project: Project) -> None:
    task = project.tasks.create("batch 4", project.items[:10], allocation="pulling")
    with pytest.raises(NotAllowed, match="it is pulled"):
        project.predictions("resnet").reject(task.items, dry_run=True)
