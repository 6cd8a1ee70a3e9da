"""The requirements of tasks, as a user of the Python API meets them: items, statuses, sharing out, comments."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.integration.page import opened
from tests.integration.workflow import other, refused, state

import nblabel as nb
from nblabel import F
from nblabel.errors import OperationError, SelectionError, TaskError
from nblabel.project import Project


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
