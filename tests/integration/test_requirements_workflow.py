"""The requirements of the workflow, as a user of the Python API meets them: statuses, reviews, the mark of what changed."""

from __future__ import annotations

import pytest
from tests.integration.workflow import other, refused

from nblabel import F
from nblabel.errors import SelectionError, TaskError
from nblabel.project import Project


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
