"""The requirements of the workflow, of rights and of tasks, as a user of the Python API meets them."""

from __future__ import annotations

import itertools
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.integration.page import Refused, opened

import nblabel as nb
from nblabel import F
from nblabel.domain.workflow import ASSIGNEES, ROLES, STATUSES, Role, may_edit
from nblabel.errors import NblabelError, NotAllowed, OperationError, SelectionError, TaskError
from nblabel.project import Project
from nblabel.view import View

REPOSITORY = Path(__file__).resolve().parents[2]


def state(project: Project) -> Any:
    """All that counts as written: rows of every table with an end, and the history."""
    names = ("label", "status", "tag", "changed", "task", "task_item", "assignment", "comment", "person")
    with project._session.db.read() as cur:
        rows = {name: cur.execute(f"SELECT * FROM {name}").rows() for name in names}
        return rows | {"op": cur.execute("SELECT op_id, kind, counts FROM op").rows()}


def other(project: Project, name: str, role: str | None = None) -> Project:
    return nb.open(project.path, annotator=name, role=role)


def refused(project: Project, call: Callable[[], object], says: str, kind: type[NblabelError] = NotAllowed) -> None:
    before = state(project)
    with pytest.raises(kind, match=says):
        call()
    assert state(project) == before


# ---------------------------------------------------------------- rights


def test_s0_4_a_manual_qa_project_refuses_bulk_and_writes_nothing(tmp_path: Path, pictures: Path) -> None:
    with nb.open(tmp_path / "qa.duckdb", annotator="ada", kind="manual_qa") as project:
        project.add(pictures)
        project.ontology = nb.Ontology(nb.Radio("Animal", ["cat", "dog"]))
        refused(project, lambda: project.items.classify("Animal", "cat"), "needs a project with a workflow.*manual_qa")
        task = project.tasks.create("all", project.items, assignees=["ada"])
        refused(project, lambda: task.classify("Animal", "cat"), "manual_qa")
        assert project.items[0].classify("Animal", "cat").applied == 1


COMBINATIONS = list(itertools.product(STATUSES, ASSIGNEES))


@pytest.mark.usefixtures("comms")
@pytest.mark.parametrize("role", ROLES)
def test_s0_11_every_combination_has_one_verdict_by_python_page_and_other_handle(project: Project, role: Role) -> None:
    """Classify, clear and paint on three items of each status and assignee, from three doors."""
    project.items.classify("Animal", "dog")
    for place, (status, whose) in enumerate(COMBINATIONS):
        group = project.items[3 * place : 3 * place + 3]
        if whose != "nobody":
            group.assign("ben" if whose == "me" else "cleo")
        group.set_status(status)
    animal = project.ontology.root("Animal")
    cat = [{"question": animal.ident, "options": [animal.choices[0].ident]}]
    with other(project, "ben", role) as first, other(project, "ben", role) as second:
        widget = first.items.grid()
        page = opened(widget)
        gen = page.ask("hello", client="t", protocol=widget.protocol)["gen"]
        for place, (status, whose) in enumerate(COMBINATIONS):
            own = first.items[3 * place : 3 * place + 3]
            item = int(own.ids()[0])
            page.ask("rows", gen=gen, first=3 * place, count=3)  # so that the click is decided on what was seen
            forged = {"target": {"ids": [item]}, "question": animal.ident}
            painted = {"question": animal.ident, "answers": cat}
            doors: dict[str, Callable[[], Any]] = {
                "a click": partial(page.write, "classify", answers=cat, override=True, **forged),
                "python": partial(own[0].classify, "Animal", "neither", override=True),
                "another handle": partial(second.items[3 * place + 1].classify, "Animal", "cat", override=True),
                "clear": partial(own[2].clear, "Animal"),
                "clear by message": partial(page.write, "clear", **forged),
                "paint": partial(page.write, "paint", ids=[item], erase=[], **painted),
                "erase": partial(page.write, "paint", ids=[], erase=[item], **painted),
            }
            _hold_to(project, doors, may_edit(role, status, whose), (status, whose))
            _hold_bulk_to(project, own, may_edit(role, status, whose))
        widget.close()


def _hold_to(project: Project, doors: dict[str, Callable[[], Any]], allowed: bool, where: object) -> None:
    for name, door in doors.items():
        before = state(project)
        try:
            door()
            verdict = True
        except NotAllowed:
            verdict = False
        except Refused as refusal:
            verdict = refusal.code != "not_allowed"
        assert verdict == allowed, (name, where)
        assert (state(project) == before) != allowed, (name, where)


def _hold_bulk_to(project: Project, own: View, allowed: bool) -> None:
    before = state(project)["label"]
    bulk = own.classify("Animal", "neither", override=True)
    assert (bulk.applied, bulk.blocked) == ((3, 0) if allowed else (0, 3))
    assert own.classify("Animal", "cat", override=True, dry_run=True).blocked == (0 if allowed else 3)
    assert (state(project)["label"] == before) != allowed


def test_s0_11_an_undo_is_no_way_around_the_rights(project: Project) -> None:
    mine = project.items[0].classify("Animal", "cat")
    project.items[0].assign("cleo")
    members = project.members.add("ben")
    project.members.add("rea", "reviewer")
    task = project.tasks.create("batch", project.items[:2])
    with other(project, "ben") as ben, other(project, "rea") as rea:
        for operation in (mine, members):
            says = "Annotators may not undo .* it was done by ada, and you are ben"
            refused(project, lambda operation=operation: ben.undo(operation.op_id), says)  # type: ignore[misc]
        refused(project, lambda: rea.undo(), "nothing that you .rea. did", OperationError)
        with other(project, "ada", "reviewer") as demoted:
            refused(project, lambda: demoted.undo(), "Reviewers may not undo .*: only admins may")
            project.items[1].set_status("complete")
            refused(project, lambda: demoted.undo(), "Reviewers may not undo")
        project.submit(project.items[2])
        approval = rea.approve(rea.items[2])
        assert rea.undo().applied == 1, "her own approval she may take back"
        rea.redo()
        with other(project, "rea") as again:
            assert again.undo(approval.op_id).applied == 1
    assert len(task.items) == 2


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda project: project.members.add("zoe"), "may not change who works on the project"),
        (lambda project: project.members.set_role("ben", "admin"), "may not change who works"),
        (lambda project: project.tasks.create("mine", project.items), "may not make tasks"),
        (lambda project: project.tasks["batch"].edit(priority=3), "may not change tasks"),
        (lambda project: project.tasks["batch"].add(project.items), "may not add to tasks"),
        (lambda project: project.tasks.remove("batch"), "may not remove tasks"),
        (lambda project: project.items[0].assign("ben"), "may not assign items"),
        (lambda project: project.tasks["batch"].unassign(project.items[0]), "may not assign items"),
        (lambda project: project.approve(project.items[5]), "may not approve"),
        (lambda project: project.reject(project.items[5], reason="no"), "may not reject"),
        (lambda project: project.reopen(project.items[6]), "may not reopen"),
        (lambda project: project.items[5].set_status("annotate"), "may not"),
        (lambda project: project.items[5].set_status("complete"), "may not move items to complete"),
        (lambda project: project.submit(project.items[1]), "assigned to rea, and you are ben"),
        (lambda project: project.tasks["batch"].set_status(project.items[1], "look"), "assigned to rea"),
    ],
)
def test_s0_11_what_is_not_an_annotators_is_refused(project: Project, call: Any, says: str) -> None:
    project.members.add("ben")
    project.members.add("rea", "reviewer")
    project.tasks.create("batch", project.items[:2], assignees=["ben", "rea"], statuses=["look"])
    project.items[5].set_status("review")
    project.items[6].set_status("complete")
    with other(project, "ben") as ben:
        refused(project, lambda: call(ben), says)


def test_nobody_gets_more_rights_than_the_list_gives_and_changes_of_it_hold_at_once(project: Project) -> None:
    project.members.add("ana")
    assert dict(project.members.to_df().itertuples(index=False)) == {"ada": "admin", "ana": "annotator"}
    refused(
        project,
        lambda: other(project, "ana", "reviewer"),
        '"ana" is annotator in this project and may not open it as reviewer',
    )
    refused(project, lambda: other(project, "zoe"), '"zoe" is no member of this project. Members: ada .admin., ana')
    with nb.open(project.path, annotator="zoe", read_only=True) as looking:
        assert (looking.role, len(looking)) == ("annotator", 40)
    project.members.set_role("ana", "reviewer")
    project.items[:2].set_status("review")
    with other(project, "ana") as ana, other(project, "ana", "annotator") as lower:
        assert (ana.role, lower.role) == ("reviewer", "annotator")
        ana.items[0].classify("Animal", "cat")
        refused(project, lambda: lower.items[1].classify("Animal", "cat"), "it is in review")
        project.members.set_role("ana", "annotator")
        refused(project, lambda: ana.items[1].classify("Animal", "cat"), "Annotators may not change")
        project.members.remove("ana")
        refused(project, lambda: ana.items[3].classify("Animal", "cat"), "is no member of the project")
        project.undo()
        ana.items[3].classify("Animal", "cat")


def test_the_list_of_members_keeps_an_admin_and_says_what_is_wrong(project: Project) -> None:
    refused(project, lambda: project.members.add("ada", "reviewer"), "The first member is an admin", TaskError)
    project.members.add("ada", "admin")
    project.members.add("ana")
    refused(project, lambda: project.members.remove("ada"), "ana would be left without one", TaskError)
    refused(project, lambda: project.members.set_role("ada", "reviewer"), "Somebody must stay admin", TaskError)
    refused(project, lambda: project.members.add("ana"), '"ana" is a member already, as annotator', TaskError)
    refused(
        project, lambda: project.members.set_role("anna", "admin"), 'No member "anna".*Did you mean "ana"', TaskError
    )
    refused(project, lambda: project.items.assign("anna"), 'No member "anna"', TaskError)
    for _ in range(2):
        project.undo()
    assert len(project.members) == 0


# ---------------------------------------------------------------- workflow


def test_s0_27_items_are_submitted_approved_returned_and_reopened_with_receipts(project: Project) -> None:
    view = project.items[:4]
    receipt = project.submit(view)
    assert receipt.applied == 4
    assert receipt.items().ids().tolist() == view.ids().tolist()
    assert project.approve(view[:2]).applied == 2
    assert [item.status for item in view] == ["complete", "complete", "review", "review"]
    assert project.reject(view[2], reason="box too loose").applied == 1
    assert (view[2].status, view[2].reason) == ("annotate", "box too loose")
    assert project.submit(view).skipped == 3
    assert view[2].reason == "", "a new submission is not returned any more"
    assert project.reopen(view[0]).applied == 1
    assert [item.status for item in view] == ["annotate", "complete", "review", "review"]
    for _ in range(5):
        project.undo()
    assert {item.status for item in view} == {"annotate"}
    assert project.verify() == []


def test_s0_27_what_cannot_be_moved_says_why_and_in_bulk_is_listed(project: Project) -> None:
    project.items[1].set_status("review")
    refused(
        project,
        lambda: project.approve(project.items[0]),
        "in annotate, and that is for items in review.*Submit it first",
    )
    refused(project, lambda: project.reject(project.items[1], reason=" "), "A rejection needs a reason", TaskError)
    with pytest.raises(TypeError):
        project.reject(project.items[1])  # type: ignore[call-arg]
    refused(project, lambda: project.submit(project.filter(F.status == "complete")), "No item matches", SelectionError)
    refused(project, lambda: project.submit("all"), "takes an item or a view", SelectionError)  # type: ignore[arg-type]
    receipt = project.approve(project.items[:3])
    assert (receipt.applied, receipt.blocked) == (1, 2)
    assert receipt.items("blocked").ids().tolist() == project.items.ids()[[0, 2]].tolist()


def test_frames_mean_their_items(project: Project) -> None:
    frames = project.frames(project.items[:3], every=1)
    assert project.submit(frames).applied == 3
    assert frames.assign("ben").applied == 3
    task = project.tasks.create("frames", frames)
    assert len(task.items) == 3


def test_s0_24_a_label_changed_in_bulk_is_there_for_the_reviewer_to_correct(project: Project) -> None:
    project.items[:4].classify("Animal", "cat")
    project.submit(project.items[:4])
    project.items.classify("Animal", "dog", override=True)
    with other(project, "rea", "reviewer") as rea:
        queue = rea.filter(F.status == "review")
        assert queue.ids().tolist() == project.items.ids()[:4].tolist()
        assert queue[0].labels == {"Animal": "dog"}
        assert queue[0].classify("Animal", "neither", override=True, set_status="complete").applied == 1
        rea.approve(queue)
    assert [item.status for item in project.items[:4]] == ["complete"] * 4
    with other(project, "ben", "annotator") as ben:
        assert ben.items[5].classify("Animal", "cat", override=True).applied == 1


def test_d3_a_bulk_change_reaches_every_status_and_complete_items_only_for_an_admin(project: Project) -> None:
    project.items[:2].set_status("complete")
    project.items[2:4].set_status("review")
    with other(project, "rea", "reviewer") as rea:
        plan = rea.items[:5].classify("Animal", "cat", dry_run=True)
        assert plan.table["blocked"].to_dict() == {"annotate": 0, "review": 0, "complete": 2, "total": 2}
        receipt = rea.items[:5].classify("Animal", "cat")
        assert (receipt.applied, receipt.blocked) == (3, 2)
        assert receipt.items("blocked").ids().tolist() == project.items.ids()[:2].tolist()
    assert project.items[:5].classify("Animal", "cat").applied == 2
    assert [item.status for item in project.items[:5]] == ["complete", "complete", "review", "review", "annotate"]


def test_d4_labels_changed_after_the_review_leave_a_mark_that_the_next_review_ends(project: Project) -> None:
    project.items[:10].classify("Animal", "cat")
    project.items[:5].set_status("complete")
    receipt = project.items[:10].classify("Animal", "dog", override=True)
    changed = project.filter(F.changed_after_review)
    first = project.items.ids()[:5].tolist()
    assert changed.ids().tolist() == first, "items that were not reviewed carry no mark"
    project.items[0].clear("Animal")
    assert project.items[0].is_changed
    assert project.approve(project.items[0]).applied == 1
    assert (project.items[0].status, project.items[0].is_changed) == ("complete", False)
    assert project.reject(project.items[1], reason="wrong").applied == 1
    assert project.reopen(project.items[2]).applied == 1
    assert changed.ids().tolist() == first[3:]
    assert project.at(receipt.op_id).filter(F.changed_after_review).ids().tolist() == first
    assert project.approve(changed).applied == 2
    assert project.approve(project.items[:5]).skipped == 3
    assert len(changed) == 0


def test_d4_undo_takes_the_mark_back_and_sets_it_where_it_brings_other_labels(project: Project) -> None:
    item = project.items[0]
    labelled = item.classify("Animal", "cat")
    item.set_status("complete")
    first = item.classify("Animal", "dog", override=True)
    second = item.classify("Quality", 3)
    project.undo(second.op_id)
    assert item.is_changed
    project.undo(first.op_id)
    assert not item.is_changed, "it is as it was reviewed"
    project.redo()
    assert item.is_changed
    second = item.classify("Quality", 4)
    project.undo(first.op_id)
    assert item.is_changed, "Quality was not reviewed"
    project.undo(second.op_id)
    assert not item.is_changed
    project.undo(labelled.op_id)
    assert item.is_changed, "the reviewed label is gone"
    project.redo()
    assert not item.is_changed
    assert project.verify() == []


def test_d4_an_undo_that_takes_the_review_back_takes_the_mark_along(project: Project) -> None:
    item = project.items[0]
    item.classify("Animal", "cat")
    item.set_status("review")
    approval = project.approve(item)
    reopened = project.reopen(item)
    item.classify("Quality", 3)
    project.undo()
    reopened.undo()
    assert (item.status, item.is_changed) == ("complete", False)
    item.classify("Quality", 3)
    assert item.is_changed
    approval.undo()
    assert (item.status, item.is_changed) == ("review", False)
    project.redo()
    assert (item.status, item.is_changed) == ("complete", True), "it was approved without that label"
    item.clear("Quality")
    assert item.is_changed, "only a review or an undo ends the mark"
    assert project.verify() == []


# ---------------------------------------------------------------- tasks


@pytest.mark.usefixtures("comms")
def test_s1_9_the_grid_of_a_task_shows_its_items_alone(project: Project) -> None:
    task = project.tasks.create("batch", project.items[5:8])
    widget = task.grid()
    page = opened(widget)
    hello = page.ask("hello", client="t", protocol=widget.protocol)
    assert (hello["count"], hello["task"]["name"], hello["task"]["items"]) == (3, "batch", 3)
    rows = page.ask("rows", gen=hello["gen"], first=0, count=50)["rows"]
    assert [row["id"] for row in rows] == project.items.ids()[5:8].tolist()
    widget.close()


def test_s1_13_classify_leaves_the_status_alone(project: Project) -> None:
    task = project.tasks.create("batch", project.items[:4], assignees=["ana"], statuses=["in progress"])
    task.set_status(task.items[:2], "in progress")
    before = state(project)
    assert task.classify("Animal", "cat").applied == 4
    after = state(project)
    assert (after["status"], after["task_item"]) == (before["status"], before["task_item"])
    assert [item.labels for item in task.items] == [{"Animal": "cat"}] * 4


def test_s1_14_classify_and_set_status_takes_complete_or_the_tasks_own_list(project: Project) -> None:
    plain = project.tasks.create("plain", project.items[:4], assignees=["ana"])
    assert plain.statuses == (nb.Status("complete", done=True),)
    assert plain.classify("Animal", "cat", set_status=plain.statuses[0].name).applied == 4
    assert {item.status for item in plain.items} == {"complete"}
    own = project.tasks.create(
        "own", project.items[4:8], assignees=["ana"], statuses=["look", nb.Status("fine", done=True)]
    )
    assert [status.name for status in own.statuses] == ["look", "fine"]
    receipt = own.classify("Animal", "dog", set_status="fine")
    assert receipt.applied == 4
    assert {item.status for item in own.items} == {"annotate"}
    assert len(project.filter(F.in_task("own"))) == 4
    assert own.progress().by_status["fine"] == 4
    receipt.undo()
    assert own.progress().by_status["fine"] == 0
    assert own.items[0].labels == {}
    refused(
        project,
        lambda: own.classify("Animal", "cat", set_status="fien"),
        'No status "fien".*Did you mean "fine"',
        TaskError,
    )


def test_s1_15_progress_counts_a_status_by_its_flag(project: Project) -> None:
    task = project.tasks.create(
        "batch",
        project.items[:10],
        assignees=["ana"],
        statuses=[nb.Status("expert review"), nb.Status("good", done=True)],
    )
    task.set_status(task.items[:3], "expert review")
    assert task.progress().done == 0
    task.set_status(task.items[1:5], "good")
    far = task.progress()
    assert (far.items, far.done, far.share) == (10, 4, 0.4)
    assert far.by_status == {"annotate": 10, "review": 0, "complete": 0, "expert review": 1, "good": 4}
    project.items[9].set_status("complete")
    assert task.progress().done == 5
    assert far.people.to_dict("records") == [{"person": "ana", "items": 10, "done": 4, "share": 0.4}]


def test_s1_16_bulk_is_refused_in_a_pulled_task_and_where_items_are_nobodys(project: Project) -> None:
    pulled = project.tasks.create("pulled", project.items[:5], allocation="pulling")
    refused(
        project, lambda: pulled.classify("Animal", "cat"), 'Bulk changes are off in the task "pulled": it is pulled'
    )
    refused(project, lambda: pulled.classify("Animal", "cat", dry_run=True), "it is pulled")
    assert pulled.classify("Animal", "cat", view=project.items[0]).applied == 1, "one by one is what it is for"
    every = [
        {"item_id": one, "question": "Animal", "answer": "dog", "confidence": 0.9}
        for one in project.items.ids().tolist()
    ]
    project.add_predictions(every, source="resnet")
    resnet = project.predictions("resnet")
    through: list[Callable[[], object]] = [
        lambda: pulled.items.classify("Animal", "cat"),
        lambda: pulled.items[1:3].clear("Animal"),
        lambda: pulled.items.tag("night"),
        lambda: project.submit(pulled.items),
        lambda: pulled.items.set_status("review"),
        lambda: resnet.accept(view=pulled.items),
        lambda: resnet.accept(view=pulled.items, dry_run=True),
        lambda: resnet.reject(pulled.items),
    ]
    for call in through:
        refused(project, call, "it is pulled")
    shared = project.tasks.create("shared", project.items[5:15], assignees=["ana", "ben"])
    shared.unassign(shared.items[3])
    title = shared.items[3].title
    refused(project, lambda: shared.classify("Animal", "cat"), f'"{title}" is assigned to nobody: task.assign')
    refused(project, lambda: shared.classify("Animal", "cat", dry_run=True), f'"{title}" is assigned to nobody')
    refused(project, lambda: resnet.accept(view=shared.items), f'"{title}" is assigned to nobody')
    shared.assign({"ana": shared.items[3]})
    assert shared.classify("Animal", "cat").applied == 10
    refused(
        project, lambda: shared.classify("Animal", "cat", view=project.items[14:17]), "not in the task", SelectionError
    )
    shared.unassign(shared.items)
    refused(project, lambda: shared.classify("Animal", "dog", override=True), "and 7 more are assigned to nobody")
    project.items[5:15].assign("cleo")
    assert shared.classify("Animal", "dog", override=True).applied == 10, (
        "given in all of the project is given in the task"
    )


def test_s1_21_a_task_is_shared_out_evenly_reassigned_and_undone(project: Project) -> None:
    task = project.tasks.create("batch", project.items[:9], assignees=["ana", "ben"])
    assert [(one.person, one.items) for one in task.progress().people.itertuples()] == [("ana", 5), ("ben", 4)]
    receipt = task.assign({"ben": task.items[:2], "cleo": task.items[2:4]})
    assert receipt.applied == 4
    assert receipt.items().ids().tolist() == task.items.ids()[:4].tolist()
    assert [item.assignee for item in task.items[:5]] == ["ben", "ben", "cleo", "cleo", "ana"]
    refused(
        project, lambda: task.assign({"ana": task.items[:2], "ben": task.items[1:3]}), "give each item once", TaskError
    )
    refused(project, lambda: task.assign({"ana": project.items[8:12]}), "not in the task", SelectionError)
    assert task.assign("ana").skipped == 1
    project.undo()
    project.undo(receipt.op_id)
    assert [(one.person, one.items) for one in task.progress().people.itertuples()] == [("ana", 5), ("ben", 4)]
    with other(project, "ben", "annotator") as ben:
        assert ben.tasks["batch"].items.filter(F.assignee == "ben").ids().tolist() == task.items.ids()[5:].tolist()
        assert ben.tasks["batch"].next_item().id == task.items.ids()[5]
    assert project.verify() == []


def test_s1_21_what_is_nobodys_is_shared_out_among_those_who_do_such_work(project: Project) -> None:
    task = project.tasks.create("batch", project.items[:10])
    refused(project, lambda: task.share(), "Nobody works on the project as annotator: name who gets a share", TaskError)
    project.items[20].assign("zoe")
    assert (task.share().applied, task.items[0].assignee) == (10, "zoe"), "known without a list: who has something"
    project.undo()
    for name, role in (("ana", "annotator"), ("rea", "reviewer"), ("ben", "annotator"), ("rob", "reviewer")):
        project.members.add(name, role)
    task.assign({"ana": task.items[0]})
    project.submit(project.items[1:4])
    receipt = task.share(review=True)
    assert [item.assignee for item in task.items[:5]] == ["ana", "rea", "rea", "rob", None]
    receipt.undo()
    receipt = task.share()
    assert receipt.applied == 9
    assert [(one.person, one.items) for one in task.progress().people.itertuples()] == [("ana", 6), ("ben", 4)]
    assert task.share().applied == 0, "everything is somebody's"
    receipt.undo()
    assert task.progress().unassigned == 9, "one operation, one step back"
    assert task.share(["ada", "rea"]).applied == 9, "who is named gets a share, admins too"
    refused(project, lambda: task.share(["zoe"]), 'No member "zoe"', TaskError)
    refused(project, lambda: task.share("ana"), "takes a list", TaskError)
    task.edit(allocation="pulling")
    refused(project, lambda: task.share(), "is pulled", TaskError)
    with other(project, "ben") as ben:
        refused(project, lambda: ben.tasks["batch"].share(), "may not assign items")
    assert project.verify() == []


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
    monkeypatch.setattr("nblabel.ops.working.pull.clock", made)
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


def test_tasks_are_listed_changed_removed_and_undone(project: Project) -> None:
    first = project.tasks.create("later", project.items[:3], due="2027-03-01")
    project.tasks.create("soon", project.items[:3], due="2027-01-01", description="the first of the year")
    project.tasks.create("urgent", project.items[3:5], priority=5, allocation="pulling")
    assert [task.name for task in project.tasks] == ["urgent", "soon", "later"]
    first.edit(name="whenever", due="never", priority=9)
    assert [task.name for task in project.tasks] == ["whenever", "urgent", "soon"]
    assert first.due is None
    table = project.tasks.to_df()
    assert table["items"].tolist() == [3, 2, 3]
    refused(project, lambda: project.tasks.create("Soon", project.items), 'There is a task "soon" already', TaskError)
    refused(project, lambda: project.tasks["sooon"], 'No task "sooon".*Did you mean "soon"', TaskError)
    refused(project, lambda: first.edit(due="tomorrow"), 'such as "2027-01-31"', TaskError)
    project.tasks.remove("urgent")
    assert "urgent" not in project.tasks
    project.undo()
    assert len(project.tasks["urgent"].items) == 2
    refused(project, lambda: project.tasks["urgent"].assign("ana"), "is pulled", TaskError)
    made = project.tasks.create("more", project.items[:2])
    assert made.add(project.items[:4]).applied == 2
    refused(project, lambda: project.undo(project.history()["op_id"].iloc[1]), "was given items since", OperationError)
    for _ in range(20):
        try:
            project.undo()
        except OperationError:
            break
    assert len(project.tasks) == 0
    assert project.verify() == []


def test_comments_are_pinned_answered_flagged_resolved_and_undone(project: Project) -> None:
    item = project.items[3]
    said = item.comment("is this a pug?", x=0.25, y=0.5)
    framed = item.comment("blurred here", frame=0)
    reply = said.reply("yes")
    again = reply.reply("sure?")
    item.comment("", flag=True)
    assert (said.point, framed.frame, said.author) == ((0.25, 0.5), 0, "ada")
    assert [one.text for one in said.replies] == ["yes", "sure?"]
    assert again._row.reply_to == said.id
    assert [one.id for one in project.comments.open] == [said.id, framed.id, 5]
    assert said.resolve().applied == 1
    assert reply.is_resolved
    assert [one.id for one in item.comments.open] == [framed.id, 5]
    table = project.comments.to_df()
    assert table["flag"].tolist() == [False] * 4 + [True]
    project.undo()
    assert not said.is_resolved
    for _ in range(5):
        project.undo()
    assert len(project.comments) == 0
    refused(project, lambda: said.reply("?"), f"No comment {said.id}", TaskError)
    assert project.verify() == []


# ---------------------------------------------------------------- pace


def at_times(project: Project, seconds: list[float], since: datetime) -> None:
    """Let the operations of labelling have happened at these seconds."""
    with project._session.db.write() as cur:
        kinds = cur.execute("SELECT op_id FROM op WHERE kind = 'classify' ORDER BY op_id").rows()
        for (op_id,), second in zip(kinds, seconds, strict=True):
            cur.execute("UPDATE op SET created = ? WHERE op_id = ?", [since + timedelta(seconds=second), op_id])


def test_s2_19_sixty_labels_in_two_minutes_are_thirty_a_minute(project: Project) -> None:
    start = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
    for place in range(60):
        project.items[place % 20].classify(("Animal", "Quality", "Note")[place // 20], ("cat", 3, "ok")[place // 20])
    at_times(project, [2.0 * place for place in range(1, 61)], start)
    table = project.throughput()
    assert table["person"].tolist() == ["ada"]
    assert table["labels"].tolist() == [60]
    assert table["per_minute"].round(6).tolist() == [30.0]
    assert table["seconds_per_label"].round(6).tolist() == [2.0]
    assert table["minutes"].round(6).tolist() == [2.0]
    assert project.throughput(since=start + timedelta(seconds=61))["labels"].tolist() == [30]


def test_s2_19_breaks_do_not_count_undone_labels_neither_and_everybody_has_a_pace(project: Project) -> None:
    start = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
    for place in range(4):
        project.items[place].classify("Animal", "cat")
    with other(project, "ben") as ben:
        for place in range(4, 8):
            ben.items[place].classify("Animal", "cat")
    at_times(project, [0, 10, 3610, 3620, 0, 2, 4, 6], start)
    assert project.throughput().set_index("person")["per_minute"].round(6).to_dict() == {"ben": 30.0, "ada": 6.0}
    project.undo()
    assert project.throughput().set_index("person")["labels"].to_dict() == {"ben": 4, "ada": 3}
    task = project.tasks.create("batch", project.items[:4])
    assert project.throughput(task="batch")["person"].tolist() == ["ada"]
    assert task.progress().by_status["annotate"] == 4


def test_progress_tells_of_the_whole_project(project: Project) -> None:
    project.items[:10].assign("ana")
    project.submit(project.items[:6])
    project.approve(project.items[:4])
    project.reject(project.items[4], reason="no")
    far = project.progress()
    assert far.by_status == {"annotate": 35, "review": 1, "complete": 4}
    assert (far.items, far.done, far.returned) == (40, 4, 1)
    assert far.by_person == (("ana", 10, 4),)
    assert far.to_df()["items"].sum() == 40
    assert "4 of 40 done" in repr(far)


@pytest.mark.parametrize("role", ["reviewer", "annotator"])
def test_s0_11_items_and_questions_are_the_admins_and_so_is_taking_them_back(project: Project, role: str) -> None:
    before = len(project), project.ontology, len(project.history())
    with nb.open(project.path, annotator="zoe", role=role) as other:  # type: ignore[arg-type]
        for change in (
            lambda: other.add([np.zeros((8, 8, 3), np.uint8)]),
            lambda: other.register({"images": [{"objectUrl": "https://example.org/a.jpg"}]}),
            lambda: setattr(other, "ontology", nb.Ontology(nb.Text("Other"))),
            lambda: other.dataset("night", title="Night"),
            lambda: other.undo(1),
        ):
            with pytest.raises(PermissionError, match=r"nly (ada and )?admins may"):
                change()
    assert (len(project), project.ontology, len(project.history())) == before
