"""Changes of several items through a task: one rule for every command (S1.16)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.property.pets import ONTOLOGY, make, only

from nblabel.domain.answers import answer
from nblabel.domain.commands import Classify, Clear, ItemCommand, Paint, SetStatus, Tag, Undo
from nblabel.domain.predicting import Accept, Reject
from nblabel.domain.query import InTask, Query
from nblabel.domain.tasking import Assign, CreateTask, EditTask, Move, SetTaskStatus, Status, tasks_of
from nblabel.errors import NotAllowed, SelectionError
from nblabel.ops import Session, plan, run
from nblabel.ops.accepting.accept import plan_accept
from nblabel.ops.predicting.predict import add_predictions
from nblabel.ops.registry import HANDLERS

CAT, DOG = (answer(ONTOLOGY, "Animal", name) for name in ("cat", "dog"))
BATCH = 1
IN_BATCH = Query().filtered(InTask("batch"))

# One of each command that changes items: of a target, through a task where one is named.
COMMANDS: dict[type[ItemCommand], Callable[[Query, int], ItemCommand]] = {
    Classify: lambda target, task: Classify(target=target, task=task, answer=CAT, override=True),
    Clear: lambda target, task: Clear(target=target, task=task, root=CAT.root),
    Paint: lambda target, task: Paint(apply=target, task=task, answer=CAT),
    Tag: lambda target, task: Tag(target=target, task=task, tag="night"),
    SetStatus: lambda target, task: SetStatus(target=target, task=task, status="review"),
    Move: lambda target, task: Move(target=target, task=task, action="submit"),
    SetTaskStatus: lambda target, task: SetTaskStatus(target=target, task=task or BATCH, status="look"),
    Accept: lambda target, task: Accept(target=target, task=task, source="resnet", override=True),
    Reject: lambda target, task: Reject(target=target, task=task, source="resnet"),
}


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """A task of items 1 to 10, which Ben and Cleo have; all twelve are answered and predicted."""
    session = make(tmp_path / "pets.duckdb", 12)
    rows = [{"item_id": item, "question": "Animal", "answer": "cat", "confidence": 0.9} for item in range(1, 13)]
    add_predictions(session, rows, name="resnet")
    run(session, Classify(target=Query(), answer=DOG))
    batch = only(*range(1, 11))
    run(session, CreateTask(name="batch", target=batch, assignees=("ben", "cleo"), statuses=(Status("look"),)))
    yield session
    session.db.close()


def written(session: Session) -> int:
    with session.db.read() as cur:
        return int(cur.execute("SELECT max(op_id) FROM op").value())


def refused(session: Session, command: ItemCommand, says: str, kind: type[Exception] = NotAllowed) -> None:
    before = written(session)
    with pytest.raises(kind, match=says):
        run(session, command)
    assert written(session) == before


def test_every_command_that_changes_items_is_in_this_table() -> None:
    assert {command for command in HANDLERS if issubclass(command, ItemCommand)} == set(COMMANDS)


def test_s1_16_a_pulled_task_refuses_several_items_and_takes_one(session: Session) -> None:
    run(session, EditTask(task=BATCH, allocation="pulling"))
    for item, make_one in enumerate(COMMANDS.values(), 1):
        for target, task in ((IN_BATCH, 0), (only(item, item + 1), BATCH), (IN_BATCH, BATCH)):
            refused(session, make_one(target, task), 'Bulk changes are off in the task "batch": it is pulled')
        assert run(session, make_one(only(item), BATCH)).counts["applied"] == 1


def test_s1_16_items_that_are_nobodys_are_named(session: Session) -> None:
    run(session, Assign(shares=(("", only(2, 3)),), task=BATCH))
    for make_one in COMMANDS.values():
        for target, task in ((IN_BATCH, 0), (only(1, 2, 3), BATCH)):
            refused(session, make_one(target, task), '"frame-2", "frame-3" are assigned to nobody: task.assign')
    for make_one in COMMANDS.values():
        change = run(session, make_one(only(1, 4), BATCH))
        assert change.counts["applied"] == 2, "what is somebody's may be changed"
        run(session, Undo(op_id=change.op_id))
    run(session, Assign(shares=(("ben", only(2, 3)),), task=BATCH))
    assert run(session, COMMANDS[Tag](IN_BATCH, 0)).counts["applied"] == 10


def test_s1_16_what_is_not_in_the_task_is_named(session: Session) -> None:
    for make_one in COMMANDS.values():
        refused(session, make_one(only(4, 11), BATCH), '"frame-11" is not in the task "batch"', SelectionError)


def test_what_goes_through_no_task_asks_none(session: Session) -> None:
    run(session, EditTask(task=BATCH, allocation="pulling"))
    for of, make_one in COMMANDS.items():
        if of is not SetTaskStatus:
            change = run(session, make_one(only(1, 2, 11), 0))
            assert change.counts["applied"] == 3
            run(session, Undo(op_id=change.op_id))


def test_s1_16_plans_are_refused_like_the_changes(session: Session) -> None:
    run(session, EditTask(task=BATCH, allocation="pulling"))
    with pytest.raises(NotAllowed, match="it is pulled"):
        plan(session, Classify(target=IN_BATCH, answer=CAT))
    with pytest.raises(NotAllowed, match="it is pulled"):
        plan_accept(session, Accept(target=only(1, 2), task=BATCH, source="resnet"))


def test_s1_16_both_halves_of_a_stroke_count(session: Session) -> None:
    run(session, EditTask(task=BATCH, allocation="pulling"))
    refused(session, Paint(apply=only(1), erase=only(2), task=BATCH, answer=CAT), "it is pulled")
    assert run(session, Paint(apply=only(1), task=BATCH, answer=CAT)).counts["applied"] == 1


def test_a_query_of_two_tasks_goes_through_both() -> None:
    assert tasks_of(Query(base=IN_BATCH).filtered(InTask("rest"))) == ("rest", "batch")
