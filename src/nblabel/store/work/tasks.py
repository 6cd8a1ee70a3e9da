"""Tasks: which there are, their items, and whose those are."""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from nblabel.domain.tasking import Status, TaskFacts
from nblabel.store.file.cursor import Cursor
from nblabel.store.rows.chosen import among, ascending, present, table
from nblabel.store.rows.intervals import TASK
from nblabel.store.rows.piece import Piece
from nblabel.store.rows.records import drop, put
from nblabel.store.rows.scope import Scope


def listed(cur: Cursor, scope: Scope) -> list[TaskFacts]:
    """All tasks, the most urgent first: by priority, then by the day they are due, then the oldest."""
    own = Piece("project_id = ?", (scope.project_id,)).also(scope.open())
    rows = cur.execute(
        f"SELECT {TASK.columns} FROM task WHERE {own.sql} ORDER BY priority DESC, due NULLS LAST, task_id", own.values
    ).rows()
    return [_facts(row) for row in rows]


def write(cur: Cursor, project_id: int, op_id: int, task: TaskFacts) -> None:
    """Let a task stand as it is given here."""
    statuses = json.dumps([[status.name, status.done] for status in task.statuses], ensure_ascii=False)
    values = (
        task.ident,
        task.name,
        task.description,
        task.allocation,
        statuses,
        task.priority,
        task.due,
        task.created_op,
    )
    put(cur, TASK, project_id, op_id, dict(zip(TASK.content, values, strict=True)))


def end(cur: Cursor, project_id: int, op_id: int, task_id: int) -> None:
    """Let a task end, with what belongs to it."""
    drop(cur, TASK, project_id, op_id, {"task_id": task_id})
    for name in ("task_item", "assignment"):
        cur.execute(
            f"UPDATE {name} SET op_to = ? WHERE project_id = ? AND task_id = ? AND op_to IS NULL",
            [op_id, project_id, task_id],
        )


def item_ids(cur: Cursor, scope: Scope, task_id: int) -> np.ndarray:
    """The items of a task, ascending."""
    where = scope.rows().also(Piece("task_id = ?", (task_id,)))
    return ascending(cur.execute(f"SELECT item_id FROM task_item WHERE {where.sql}", where.values).arrays()["item_id"])


def are_in(cur: Cursor, scope: Scope, task_id: int, ids: np.ndarray) -> np.ndarray:
    """Which of the items (ascending, at least one) are in the task."""
    found = _among(cur, scope, "task_item", ids, Piece("task_id = ?", (task_id,)))
    return present(ids, found)


def are_assigned(cur: Cursor, scope: Scope, task_id: int, ids: np.ndarray) -> np.ndarray:
    """Which of the items (ascending, at least one) are somebody's in the task, or in all of the project."""
    found = _among(cur, scope, "assignment", ids, Piece("task_id IN (0, ?)", (task_id,)))
    return present(ids, found)


def have_status(cur: Cursor, scope: Scope, task_id: int, ids: np.ndarray, status: str) -> np.ndarray:
    """Which of the items (ascending, at least one) have this status of the task's own."""
    own = Piece("task_id = ? AND coalesce(status, '') = ?", (task_id, status))
    return present(ids, _among(cur, scope, "task_item", ids, own))


def put_items(cur: Cursor, project_id: int, op_id: int, task_id: int, ids: np.ndarray, status: str = "") -> None:
    """Put items (ascending, none of them in it yet) into a task."""
    if not len(ids):
        return
    items = table(cur, {"item_id": ids})
    cur.execute(
        f"INSERT INTO task_item SELECT ?, ?, item_id, ?, ?, NULL FROM {items.sql}",
        [project_id, task_id, status, op_id, *items.values],
    )


def give_status(cur: Cursor, project_id: int, op_id: int, task_id: int, ids: np.ndarray, status: str) -> None:
    """Give items of a task (ascending, at least one) one of its statuses."""
    own = among(cur, ids)
    cur.execute(
        f"UPDATE task_item SET op_to = ? WHERE project_id = ? AND task_id = ? AND op_to IS NULL AND {own.sql}",
        [op_id, project_id, task_id, *own.values],
    )
    put_items(cur, project_id, op_id, task_id, ids, status)


def owned_by(cur: Cursor, scope: Scope, task_id: int, ids: np.ndarray, person: str) -> np.ndarray:
    """Which of the items (ascending, at least one) are this person's in the task; of "" those that are nobody's."""
    if not person:
        return ~present(ids, _among(cur, scope, "assignment", ids, Piece("task_id = ?", (task_id,))))
    return present(ids, _among(cur, scope, "assignment", ids, Piece("task_id = ? AND person = ?", (task_id, person))))


def give_to(cur: Cursor, project_id: int, op_id: int, task_id: int, ids: np.ndarray, person: str) -> None:
    """Let items (ascending) be this person's in the task, and nobody else's there; of "" nobody's."""
    if not len(ids):
        return
    own = among(cur, ids)
    cur.execute(
        f"UPDATE assignment SET op_to = ? WHERE project_id = ? AND task_id = ? AND op_to IS NULL AND {own.sql}",
        [op_id, project_id, task_id, *own.values],
    )
    if not person:
        return
    items = table(cur, {"item_id": ids})
    cur.execute(
        f"INSERT INTO assignment SELECT ?, ?, item_id, ?, ?, NULL FROM {items.sql}",
        [project_id, task_id, person, op_id, *items.values],
    )


def titles(cur: Cursor, scope: Scope, ids: np.ndarray, most: int = 3) -> list[str]:
    """The titles of the first few of the items."""
    where = scope.rows().also(among(cur, ids[:most]))
    rows = cur.execute(f"SELECT title FROM item WHERE {where.sql} ORDER BY item_id", where.values).rows()
    return [title for (title,) in rows]


def _among(cur: Cursor, scope: Scope, name: str, ids: np.ndarray, condition: Piece) -> np.ndarray:
    where = scope.rows().also(Piece("item_id BETWEEN ? AND ?", (int(ids[0]), int(ids[-1]))), condition)
    found: np.ndarray = cur.execute(f"SELECT item_id FROM {name} WHERE {where.sql}", where.values).arrays()["item_id"]
    return found


def _facts(row: tuple[Any, ...]) -> TaskFacts:
    ident, name, description, allocation, statuses, priority, due, created_op = row
    own = tuple(Status(called, done=bool(done)) for called, done in json.loads(statuses or "[]"))
    return TaskFacts(ident, name, description, allocation, own, priority, due, created_op)
