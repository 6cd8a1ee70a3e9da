"""Who may change what, and bring it where: the table, line by line."""

from __future__ import annotations

from itertools import product

import pytest

from nblabel.domain.query import InTask, Query
from nblabel.domain.tasking import Status, TaskFacts, checked_statuses, task_of
from nblabel.domain.workflow import (
    ACTIONS,
    ASSIGNEES,
    MOVES,
    ROLES,
    STATUSES,
    Assignee,
    Role,
    as_action,
    has_rights_of,
    may_act,
    may_edit,
    may_move,
    reach,
)
from nblabel.domain.workflow import (
    Status as WorkflowStatus,
)
from nblabel.errors import QueryError, TaskError

# status, then who may change it: annotator (nobody's, mine, another's), reviewer, admin
EDITS: dict[WorkflowStatus, str] = {
    "annotate": "yes yes no yes yes",
    "review": "no no no yes yes",
    "complete": "no no no no yes",
}


@pytest.mark.parametrize("status", STATUSES)
def test_s0_11_the_rule_of_role_status_and_assignee(status: WorkflowStatus) -> None:
    told = EDITS[status].split()
    asked: list[tuple[Role, Assignee]] = [("annotator", whose) for whose in ASSIGNEES if whose != "held"]
    for (role, whose), said in zip(asked, told[:3], strict=True):
        assert may_edit(role, status, whose) == (said == "yes")
    for role, said in zip(("reviewer", "admin"), told[3:], strict=True):
        assert all(may_edit(role, status, whose) == (said == "yes") for _, whose in asked)  # type: ignore[arg-type]


@pytest.mark.parametrize(("role", "status"), list(product(ROLES, STATUSES)))
def test_s1_21_what_somebody_holds_is_nobody_elses_to_change_or_move(role: Role, status: WorkflowStatus) -> None:
    assert not may_edit(role, status, "held")
    assert not any(may_move(role, status, target, "held") for target in STATUSES)
    assert not any(may_act(role, action, status, "held") for action in ACTIONS)


def test_s0_27_the_ways_through_the_workflow() -> None:
    told = {(action, source): (move.target, move.roles) for (action, source), move in MOVES.items()}
    assert told == {
        ("submit", "annotate"): ("review", ("annotator", "reviewer", "admin")),
        ("approve", "review"): ("complete", ("reviewer", "admin")),
        ("approve", "complete"): ("complete", ("admin",)),
        ("reject", "review"): ("annotate", ("reviewer", "admin")),
        ("reject", "complete"): ("annotate", ("admin",)),
        ("reopen", "review"): ("annotate", ("reviewer", "admin")),
        ("reopen", "complete"): ("annotate", ("admin",)),
    }


@pytest.mark.parametrize(("role", "action", "status", "whose"), list(product(ROLES, ACTIONS, STATUSES, ASSIGNEES)))
def test_an_action_is_open_only_where_the_move_and_the_status_are(
    role: Role, action: str, status: WorkflowStatus, whose: Assignee
) -> None:
    if may_act(role, as_action(action), status, whose):
        target = MOVES[as_action(action), status].target
        assert may_move(role, status, target, whose)
        assert may_edit(role, status, whose)


def test_each_role_reaches_what_it_may_bring_items_to() -> None:
    assert {role: reach(role) for role in ROLES} == {
        "admin": ("annotate", "review", "complete"),
        "reviewer": ("annotate", "review", "complete"),
        "annotator": ("review",),
    }
    assert [has_rights_of("reviewer", role) for role in ROLES] == [False, True, True]
    with pytest.raises(QueryError, match=r'No action "aprove".*Did you mean "approve"'):
        as_action("aprove")


def test_a_query_knows_its_task_however_deep() -> None:
    inner = Query(where=(InTask("batch 4"),))
    assert task_of(inner) == "batch 4"
    assert task_of(Query(base=inner, limit=10)) == "batch 4"
    assert task_of(Query(where=(InTask("a") | InTask("b"),))) == "", "of two tasks it is about neither"
    assert task_of(Query()) == ""


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("done", "takes a list"),
        (["a", "A"], "is given twice"),
        (["review"], "is a status of every project"),
        ([""], "is named by a text of 1 to"),
        (["x" * 301], "is named by a text of 1 to"),
        ([3], "is named by a text"),
        ([str(place) for place in range(51)], "at most 50"),
    ],
)
def test_statuses_that_cannot_be_are_told(given: object, says: str) -> None:
    with pytest.raises(TaskError, match=says):
        checked_statuses(given)


def test_a_status_of_a_task_is_found_by_its_name() -> None:
    task = TaskFacts(1, "batch", statuses=checked_statuses(["look", Status("fine", done=True)]))
    assert task.done == ("fine",)
    assert task.status("look").done is False
    with pytest.raises(TaskError, match=r'has no status "lok"\. It has: look, fine. Did you mean "look"'):
        task.status("lok")
    with pytest.raises(TaskError, match="It has none of its own"):
        TaskFacts(1, "batch").status("done")
    with pytest.raises(TaskError, match="done is True or False"):
        Status("fine", done="yes")  # type: ignore[arg-type]
