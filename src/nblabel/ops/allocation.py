"""What changes of several items at once a task allows: the one rule that every command asks (S1.16)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from nblabel.domain.commands import ItemCommand
from nblabel.domain.query import Query
from nblabel.domain.tasking import TaskFacts, tasks_of
from nblabel.errors import NotAllowed, SelectionError, TaskError, in_line
from nblabel.ops.targets import items_of
from nblabel.ops.work import Work
from nblabel.store.file.cursor import Cursor
from nblabel.store.rows.scope import Scope
from nblabel.store.work import tasks


class Asking(NamedTuple):
    """A read with its scope: what a plan has where a change has its `Work`."""

    cur: Cursor
    scope: Scope


def refuse_bulk(work: Work | Asking, command: ItemCommand, ids: np.ndarray, *targets: Query | None) -> None:
    """Raise where these items (or frames, ascending) may not be changed together through a task.

    A change goes through the task that the command names, and through those whose items its targets are. One item is never
    bulk. Several are refused where the task is pulled, where some are not in it, and where some were given to nobody: the
    first of those are named.
    """
    if len(ids) < 2:
        return
    items = items_of(ids)
    for task in _through(work, command.task, targets):
        refuse_outside(work, task, items)
        if len(items) > 1:
            _refuse(work, task, items)


def _through(work: Work | Asking, task_id: int, targets: tuple[Query | None, ...]) -> list[TaskFacts]:
    names = {name for target in targets if target is not None for name in tasks_of(target)}
    if not task_id and not names:
        return []
    asked = found(work, task_id).ident if task_id else 0
    return [task for task in tasks.listed(work.cur, work.scope) if task.ident == asked or task.name in names]


def _refuse(work: Work | Asking, task: TaskFacts, items: np.ndarray) -> None:
    if task.allocation == "pulling":
        raise NotAllowed(pulled(task))
    free = items[~tasks.are_assigned(work.cur, work.scope, task.ident, items)]
    if len(free):
        raise NotAllowed(
            f'Bulk changes need every item of the task "{in_line(task.name)}" to be assigned, and {_told(work, free)} '
            "assigned to nobody: task.assign({name: view}) or task.share() gives them to somebody."
        )


def found(work: Work | Asking, task_id: int) -> TaskFacts:
    """The task of this number."""
    for task in tasks.listed(work.cur, work.scope):
        if task.ident == task_id:
            return task
    raise TaskError("This task is not in the project any more: it was removed, or its making undone.")


def refuse_outside(work: Work | Asking, task: TaskFacts, ids: np.ndarray) -> None:
    """Raise where some of the items (ascending, at least one) are not in the task."""
    outside = ids[~tasks.are_in(work.cur, work.scope, task.ident, ids)]
    if len(outside):
        raise SelectionError(
            f'{_told(work, outside)} not in the task "{in_line(task.name)}": select items of the task, or add them to it.'
        )


def pulled(task: TaskFacts) -> str:
    """Why nothing can be changed in bulk in a pulling task."""
    return (
        f'Bulk changes are off in the task "{in_line(task.name)}": it is pulled, so each item belongs to whoever opens it. '
        "Label item by item, or let the task be distributed."
    )


def _told(work: Work | Asking, ids: np.ndarray) -> str:
    """`frame-1.png, frame-2.png and 40 more are`."""
    named = [f'"{in_line(title)}"' for title in tasks.titles(work.cur, work.scope, ids)]
    more = f" and {len(ids) - len(named):,} more" if len(ids) > len(named) else ""
    return f"{', '.join(named)}{more} {'is' if len(ids) == 1 else 'are'}"
