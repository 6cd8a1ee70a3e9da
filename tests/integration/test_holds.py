"""Who has an item of a pulled task open, and what others may do with it meanwhile (S1.21)."""

from __future__ import annotations

import itertools
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.integration.page import Page, Refused, opened
from tests.integration.workflow import other, refused

import nblabel as nb
from nblabel.errors import NotAllowed, TaskError
from nblabel.project import Project
from nblabel.task import Task

PULLING = """
import sys
import nblabel as nb
with nb.open(sys.argv[1], annotator=sys.argv[2]) as project:
    task = project.tasks["pulled"]
    while (item := task.next_item()) is not None:
        print(item.id, flush=True)
"""


def test_s1_21_two_kernels_that_pull_never_get_the_same_item(project: Project) -> None:
    project.tasks.create("pulled", project.items, allocation="pulling")
    path = str(project.path)
    project.close()
    kernels = [
        subprocess.Popen(
            [sys.executable, "-c", PULLING, path, name], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for name in ("ana", "ben")
    ]
    given = []
    for kernel in kernels:
        out, err = kernel.communicate(timeout=120)
        assert kernel.returncode == 0, err
        given.append([int(line) for line in out.split()])
    assert all(given), "both got some"
    assert sorted(itertools.chain(*given)) == list(range(1, 41))


class Watch:
    """Time that stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def on(self, minutes: float) -> None:
        self.now += timedelta(minutes=minutes)


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    """What leases are measured by."""
    made = Watch()
    monkeypatch.setattr("nblabel.ops.holding.clock", made)
    return made


def test_s1_21_a_lease_ends_by_itself_and_what_is_done_is_given_to_nobody(project: Project, watch: Watch) -> None:
    task = project.tasks.create("pulled", project.items[:3], allocation="pulling")
    first, second = task.next_item("ana"), task.next_item("ben")
    assert first.id != second.id
    project.submit(first)
    watch.on(30)
    assert task.next_item("cleo").id == second.id, "ben's lease has ended"
    assert task.next_item("cleo").id not in (first.id, second.id)
    assert task.next_item("cleo") is None
    project.reject(first, reason="no")
    assert task.next_item("cleo", stage="returned").id == first.id
    refused(project, lambda: task.next_item("cleo", stage="done"), 'No stage "done"', TaskError)  # type: ignore[arg-type]


def test_s1_21_an_item_that_is_worked_on_is_kept_and_one_that_is_not_can_be_taken(
    project: Project, watch: Watch
) -> None:
    task = project.tasks.create("pulled", project.items[:1], allocation="pulling")
    with other(project, "ben") as kernel:
        item = task.next_item("ana")
        for _ in range(4):
            watch.on(20)
            assert kernel.tasks["pulled"].next_item() is None, "renewed ten minutes before its end, again and again"
            assert task.keep(item, "ana") == watch.now + timedelta(minutes=30)
        watch.on(29.9)
        assert kernel.tasks["pulled"].next_item() is None
        watch.on(0.1)
        assert kernel.tasks["pulled"].next_item().id == item.id, "idle for as long as the lease"
        refused(project, lambda: task.keep(item, "ana"), "is open with ben by now: your hold had ended", TaskError)
        watch.on(31)
        assert task.keep(item, "ana", lease_min=5) == watch.now + timedelta(minutes=5), "nobody has it any more"
        assert kernel.tasks["pulled"].next_item() is None
    refused(project, lambda: task.keep(project.items[5]), "is not in the task", TaskError)
    shared = project.tasks.create("shared", project.items[5:7], assignees=["ana"])
    refused(project, lambda: shared.keep(project.items[5]), "is not pulled", TaskError)
    refused(project, lambda: task.keep(item, lease_min=0), "held for some minutes", TaskError)


@pytest.mark.usefixtures("comms")
def test_s1_21_a_page_keeps_what_it_has_open_and_hears_who_has_it_else(project: Project, watch: Watch) -> None:
    task = project.tasks.create("pulled", project.items[:2], allocation="pulling")
    page = opened(project.queue())
    first = page.ask("next", task=task.id)
    assert (first["lease_s"], first["until"]) == (1800, (watch.now + timedelta(minutes=30)).isoformat())
    watch.on(10)
    kept = page.ask("keep", task=task.id, id=first["id"])
    assert kept == {"until": (watch.now + timedelta(minutes=30)).isoformat(), "held": [], "lease_s": 1800}
    watch.on(30)
    with other(project, "ben") as kernel:
        assert kernel.tasks["pulled"].next_item().id == first["id"]
    assert page.ask("keep", task=task.id, id=first["id"]) == {"until": "", "held": ["ben"], "lease_s": 0}


def written(project: Project) -> Any:
    with project._session.db.read() as cur:
        return cur.execute("SELECT op_id, kind FROM op").rows()


# Each way to work on one item through a task, from Python.
THROUGH: dict[str, Callable[[Task, Project, int], object]] = {
    "classify": lambda task, project, item: task.classify("Animal", "dog", view=only(project, item)),
    "with a status": lambda task, project, item: task.classify(
        "Animal", "dog", view=only(project, item), set_status="look", override=True
    ),
    "a status of the task": lambda task, project, item: task.set_status(only(project, item), "look"),
}


def only(project: Project, item: int) -> Any:
    return next(one for one in project.items if one.item_id == item)


@pytest.mark.parametrize("role", ["annotator", "reviewer", "admin"])
@pytest.mark.parametrize("way", THROUGH)
def test_s1_21_what_somebody_has_open_is_not_answered_through_the_task_by_others(
    project: Project, watch: Watch, role: Any, way: str
) -> None:
    task = project.tasks.create("pulled", project.items[:4], allocation="pulling", statuses=["look"])
    with nb.open(project.path, annotator="ana") as ana, nb.open(project.path, annotator="ben", role=role) as ben:
        item = ana.tasks["pulled"].next_item().item_id
        theirs, before = ben.tasks["pulled"], written(project)
        watch.on(18)
        with pytest.raises(NotAllowed, match=r"is open with ana, for 12 more minutes at most: nothing was written"):
            THROUGH[way](theirs, ben, item)
        assert written(project) == before
        THROUGH[way](ana.tasks["pulled"], ana, item)
        assert len(written(project)) == len(before) + 1
        watch.on(12)
        THROUGH[way](theirs, ben, item)
    assert len(task.items) == 4


# Each way to change one item, through no task.
OUTSIDE: dict[str, Callable[[Project, int], object]] = {
    "classify": lambda project, item: only(project, item).classify("Animal", "dog", override=True),
    "clear": lambda project, item: only(project, item).clear("Quality"),
    "tag": lambda project, item: only(project, item).tag("night"),
    "mark": lambda project, item: only(project, item).add_object("Head", nb.shapes.Box(1, 1, 5, 5)),
    "move": lambda project, item: only(project, item).objects[0].move(nb.shapes.Box(2, 2, 5, 5)),
    "attribute": lambda project, item: only(project, item).objects[0].set("Ears", "up"),
    "delete": lambda project, item: only(project, item).objects[0].delete(),
    "status": lambda project, item: project.submit(only(project, item)),
}


@pytest.fixture
def marked(project: Project) -> Project:
    """The first four pictures have a head each, and a quality."""
    head = nb.Box("Head", attributes=[nb.Radio("Ears", ["up", "down"])])
    project.ontology = nb.Ontology(*project.ontology.questions, head)
    project.tasks.create("pulled", project.items[:4], allocation="pulling")
    project.items[:4].classify("Quality", 4)
    for item in project.items[:4]:
        item.add_object("Head", nb.shapes.Box(3, 3, 5, 5))
    return project


@pytest.mark.parametrize("way", OUTSIDE)
def test_s1_21_what_somebody_has_open_is_to_other_annotators_as_if_it_was_given_to_them(
    marked: Project, watch: Watch, way: str
) -> None:
    with nb.open(marked.path, annotator="ana") as ana, nb.open(marked.path, annotator="ben", role="annotator") as ben:
        item, before = ana.tasks["pulled"].next_item().item_id, written(marked)
        with pytest.raises(NotAllowed, match=r"is open with ana, for 30 more minutes at most: nothing was written"):
            OUTSIDE[way](ben, item)
        assert written(marked) == before
        watch.on(30)
        OUTSIDE[way](ben, item)
        assert len(written(marked)) == len(before) + 1


@pytest.mark.usefixtures("watch")
@pytest.mark.parametrize("role", ["reviewer", "admin"])
def test_s1_21_outside_of_the_task_an_item_is_open_to_whom_its_status_and_assignee_let(
    marked: Project, role: Any
) -> None:
    with nb.open(marked.path, annotator="ana") as ana, nb.open(marked.path, annotator="ben", role=role) as ben:
        item = ana.tasks["pulled"].next_item().item_id
        for change in OUTSIDE.values():
            change(ben, item)


@pytest.mark.usefixtures("watch")
def test_s1_21_what_was_given_to_an_annotator_is_theirs_though_somebody_has_it_open(marked: Project) -> None:
    with nb.open(marked.path, annotator="ana") as ana, nb.open(marked.path, annotator="ben", role="annotator") as ben:
        item = ana.tasks["pulled"].next_item().item_id
        only(marked, item).assign("ben")
        for change in OUTSIDE.values():
            change(ben, item)


# Each way to change several items of a task.
TOGETHER: dict[str, Callable[[Task], Any]] = {
    "classify": lambda task: task.items.classify("Animal", "dog", override=True),
    "through the task": lambda task: task.classify("Animal", "dog", override=True),
    "with a status": lambda task: task.classify("Animal", "dog", override=True, set_status="look"),
    "clear": lambda task: task.items.clear("Quality"),
    "tag": lambda task: task.items.tag("night"),
    "status": lambda task: task.items.set_status("review"),
    "a status of the task": lambda task: task.set_status(task.items, "look"),
}


@pytest.mark.parametrize("role", ["annotator", "reviewer", "admin"])
@pytest.mark.parametrize("way", TOGETHER)
def test_s1_21_a_bulk_change_through_a_distributed_task_leaves_out_what_somebody_has_open(
    marked: Project, watch: Watch, role: Any, way: str
) -> None:
    marked.tasks.create("shared", marked.items[:4], assignees=["ben"], statuses=["look"])
    with nb.open(marked.path, annotator="ana") as ana, nb.open(marked.path, annotator="ben", role=role) as ben:
        held = ana.tasks["pulled"].next_item().item_id
        receipt = TOGETHER[way](ben.tasks["shared"])
        assert (receipt.applied, receipt.blocked) == (3, 1)
        assert receipt.items("blocked").ids().tolist() == [held]
        watch.on(30)
        assert TOGETHER[way](ben.tasks["shared"]).blocked == 0


@pytest.mark.usefixtures("watch")
def test_s1_21_a_plan_says_who_has_open_what_it_leaves_out(marked: Project) -> None:
    task = marked.tasks.create("shared", marked.items[:4], assignees=["ben"])
    with nb.open(marked.path, annotator="ana") as ana:
        ana.tasks["pulled"].next_item()
    for plan in (
        task.items.classify("Animal", "dog", dry_run=True),
        task.items.clear("Quality", dry_run=True),
        task.items.tag("night", dry_run=True),
    ):
        assert (plan.will_change, plan.blocked, dict(plan.reasons)) == (3, 1, {"open with ana": 1})
    assert marked.items[:4].classify("Animal", "dog", dry_run=True).blocked == 0, "through no task, by an admin"


@pytest.mark.usefixtures("watch")
def test_s1_21_who_pulls_for_others_works_on_what_was_pulled(project: Project) -> None:
    task = project.tasks.create("pulled", project.items[:4], allocation="pulling")
    item = task.next_item("ana")
    assert task.classify("Animal", "cat", view=item).applied == 1


@pytest.mark.usefixtures("watch")
def test_s1_21_what_moved_on_is_held_by_nobody(project: Project) -> None:
    task = project.tasks.create("pulled", project.items[:1], allocation="pulling")
    with nb.open(project.path, annotator="ana") as ana, nb.open(project.path, annotator="rea", role="reviewer") as rea:
        ana.submit(ana.tasks["pulled"].next_item())
        item = rea.tasks["pulled"].next_item(stage="review")
        assert item is not None, "not only when the half hour of who annotated it is over"
        rea.reject(item, reason="too loose")
        assert ana.tasks["pulled"].next_item(stage="returned").item_id == item.item_id
    assert task.progress().by_status["annotate"] == 1


def queue_of(project: Project) -> Page:
    page = opened(project.queue())
    page.ask("hello", client="t", protocol=page.widget.protocol)
    return page


@pytest.mark.usefixtures("comms", "watch")
@pytest.mark.parametrize("named", [True, False])
def test_s1_21_a_page_of_the_queue_answers_only_what_nobody_else_has_open(project: Project, named: bool) -> None:
    """Forged or late: whether the message says which task it is in makes no difference."""
    task = project.tasks.create("pulled", project.items[:4], allocation="pulling")
    item = task.next_item("ana").item_id
    animal = project.ontology.root("Animal")
    cat = [{"question": animal.ident, "options": [animal.choices[0].ident]}]
    with nb.open(project.path, annotator="ben", role="annotator") as ben:
        page = queue_of(ben)
        page.ask("open_task", task=task.id, stage="annotate")
        own = page.ask("next", task=task.id)
        target, before = {"ids": [item]}, written(project)
        within = {"task": task.id} if named else {}
        for op, args in (
            ("classify", {"target": target, "question": animal.ident, "answers": cat, **within}),
            ("clear", {"target": target, "question": animal.ident}),
            ("paint", {"question": animal.ident, "answers": cat, "ids": [item], "erase": []}),
            ("set_status", {"target": target, "status": "review"}),
            ("tag", {"target": target, "tag": "night"}),
            ("move", {"target": target, "action": "submit", **within}),
        ):
            with pytest.raises(Refused, match="is open with ana") as refusal:
                page.write(op, **args)
            assert refusal.value.code == "not_allowed", op
        assert written(project) == before
        own_target = {"ids": [own["id"]]}
        assert page.write("classify", target=own_target, question=animal.ident, answers=cat, **within)["counts"] == {
            "applied": 1
        }
