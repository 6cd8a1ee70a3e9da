"""What there is to do for a person, as the page is told of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from nblabel.domain.commands import Command, ItemCommand
from nblabel.domain.tasking import TaskFacts, task_of
from nblabel.errors import in_line
from nblabel.ops import holding
from nblabel.ops.allocation import pulled
from nblabel.ops.working.pull import is_shared
from nblabel.store.work import holds, progress, tasks
from nblabel.wire.values import TaskInfo, TaskStatusInfo

if TYPE_CHECKING:
    from nblabel.ops.session import Session
    from nblabel.store.file.cursor import Cursor
    from nblabel.store.rows.scope import Scope
    from nblabel.widgets.board import Board

MOST_NOTES = 20
MOST_STATUSES = 2
C = TypeVar("C", bound=Command)


def project_counts(cur: Cursor, session: Session, scope: Scope, person: str) -> dict[str, int]:
    """Items of the whole project that are open for a person: to annotate, to review, come back."""
    by_status = progress.of_project(cur, scope)
    if not is_shared(cur, session, scope, None, person):
        back = progress.count_returned(cur, scope)
        return {"annotate": by_status["annotate"] - back, "review": by_status["review"], "returned": back}
    made = {"review": by_status["review"]}
    for stage in ("annotate", "returned"):
        made[stage] = holds.count_open(cur, scope, holds.Wanted(None, stage, person, is_shared=True))
    return made


def task_infos(cur: Cursor, session: Session, scope: Scope, wanted: Sequence[TaskFacts], person: str) -> list[TaskInfo]:
    """Tasks with what is open in them for a person."""
    shared = {task.ident for task in wanted if is_shared(cur, session, scope, task, person)}
    every = {task.ident: progress.of_task(cur, scope, task) for task in wanted}
    own = {task.ident: progress.of_task(cur, scope, task, person) for task in wanted if task.ident in shared}
    returned = progress.returned(cur, scope)
    made = []
    for task in wanted:
        counted = own.get(task.ident, every[task.ident])
        notes = [
            one.reason
            for one in returned
            if task.ident in one.task_ids and (task.ident not in shared or person in one.people)
        ]
        made.append(
            TaskInfo(
                id=task.ident,
                name=task.name,
                allocation=task.allocation,
                statuses=[TaskStatusInfo(status.name, status.done) for status in task.statuses],
                items=counted.items,
                done=counted.done,
                annotate=counted.open,
                review=every[task.ident].by_status["review"],
                returned=counted.returned,
                unassigned=every[task.ident].unassigned,
                priority=task.priority,
                due=task.due.isoformat() if task.due else "",
                description=task.description,
                notes=list(dict.fromkeys(notes))[:MOST_NOTES],
                held=holds.holders(cur, scope, task.ident, person, holding.clock())
                if task.allocation == "pulling"
                else [],
            )
        )
    return made


def through_task(board: Board, command: C, ids: Sequence[int]) -> C:
    """The command, through the task whose items the page shows: its rules hold for them however they are named.

    A click on one item must not pay for a look-up: which number the task has is asked once.
    """
    if not isinstance(command, ItemCommand) or command.task:
        return command
    name = task_of(board.view._query)
    number = board.tasks.number(name, as_known=len(ids) == 1) if name else 0
    return replace(command, task=number) if number else command


def told_status(statuses: Mapping[int, str], names: Mapping[int, str], task: str = "") -> str:
    """The statuses that an item has in tasks (by their numbers) as a row shows them: in a view of one `task` just that one's.

    Examples
    --------
    >>> names = {1: "batch 4", 2: "rest", 3: "old"}
    >>> told_status({1: "look", 2: "fine"}, names, task="rest")
    'fine'
    >>> told_status({1: "look", 2: "fine", 3: "look"}, names)
    'batch 4: look, rest: fine +1'
    """
    known = [(names[ident], status) for ident, status in sorted(statuses.items()) if ident in names]
    if task:
        return next((status for name, status in known if name == task), "")
    more = f" +{len(known) - MOST_STATUSES}" if len(known) > MOST_STATUSES else ""
    return ", ".join(f"{in_line(name, 40)}: {status}" for name, status in known[:MOST_STATUSES]) + more


def task_names(cur: Cursor, scope: Scope) -> dict[int, str]:
    """The names of all tasks by number."""
    return {task.ident: task.name for task in tasks.listed(cur, scope)}


def task_shown(board: Board) -> TaskInfo | None:
    """The task whose items a board shows; None where it is about no task, or one that is gone."""
    name = task_of(board.base._query)

    def asked(cur: Cursor, scope: Scope) -> TaskInfo | None:
        found = [task for task in tasks.listed(cur, scope) if task.name == name]
        return task_infos(cur, board.session, scope, found, board.session.annotator)[0] if found else None

    return board.reading.read(asked) if name else None


def bulk_refused(board: Board) -> str:
    """Why nothing may be classified in bulk here; empty where it may."""
    if board.session.kind == "manual_qa":
        return "This project is of the kind manual_qa, which has no workflow: classify item by item."
    name = task_of(board.base._query)
    if not name:
        return ""
    found = [task for task in board.reading.read(tasks.listed) if task.name == name]
    return pulled(found[0]) if found and found[0].allocation == "pulling" else ""
