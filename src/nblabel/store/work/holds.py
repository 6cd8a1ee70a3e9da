"""The next item to work on, and who has which open: facts with an end, no changes (S1.21)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

import numpy as np

from nblabel.domain.tasking import TaskFacts
from nblabel.store.file.cursor import Cursor
from nblabel.store.rows.piece import Piece, together
from nblabel.store.rows.scope import Scope

# Ids are searched in runs that grow: mostly the next open item is near the last one.
_FIRST_RUN, _GROWTH = 4096, 16
_LAST = 2**32


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: items of a task (None: of the whole project) at a stage, for a person.

    `is_shared`: only what is the person's counts, in this task or in all of the project. `held_at`: what others have open at
    this time does not (None: it does).
    """

    task: TaskFacts | None
    stage: str
    person: str
    is_shared: bool
    held_at: datetime | None = None


def next_open(cur: Cursor, scope: Scope, wanted: Wanted, after: int = 0) -> int | None:
    """The first such item behind `after`, or else the first of all; None where there is none."""
    if wanted.is_shared and not after:
        after = _first_own(cur, scope, wanted)
    found = _first(cur, scope, wanted, after, _LAST)
    return _first(cur, scope, wanted, 0, after) if found is None and after else found


def _first_own(cur: Cursor, scope: Scope, wanted: Wanted) -> int:
    """Where the items of the person begin: before it there is nothing to look for."""
    own = scope.rows().also(_given(wanted))
    first = cur.execute(f"SELECT min(item_id) FROM assignment WHERE {own.sql}", own.values).value()
    return int(first or 1) - 1


def _first(cur: Cursor, scope: Scope, wanted: Wanted, after: int, last: int) -> int | None:
    # Few items are under review or returned at a time: those are found by their status, wherever they are.
    run = _FIRST_RUN if wanted.stage == "annotate" else _LAST
    highest = _LAST
    while after < min(last, highest):
        end = min(after + run, last)
        piece = _between(scope, wanted, after, end)
        found = cur.execute(f"SELECT min(i.item_id) FROM {piece.sql}", piece.values).value()
        if found is not None:
            return int(found)
        highest = _highest(cur, wanted) if highest == _LAST else highest
        after, run = end, run * _GROWTH
    return None


def count_open(cur: Cursor, scope: Scope, wanted: Wanted) -> int:
    """How many there are."""
    piece = _between(scope, wanted, 0, _LAST)
    return int(cur.execute(f"SELECT count(*) FROM {piece.sql}", piece.values).value())


def _highest(cur: Cursor, wanted: Wanted) -> int:
    """The greatest id that an item can have; read from the column's statistics."""
    return int(cur.execute(f"SELECT max(item_id) FROM {'item' if wanted.task is None else 'task_item'}").value() or 0)


def _between(scope: Scope, wanted: Wanted, after: int, end: int) -> Piece:
    """The rows `i` of such items with ids greater than `after` and up to `end`."""
    near = Piece("item_id > ? AND item_id <= ?", (after, end))
    rows = scope.rows().also(near)
    task = wanted.task
    source = Piece("item") if task is None else Piece("task_item")
    own = rows if task is None else rows.also(Piece("task_id = ?", (task.ident,)))
    if task is not None and task.done and wanted.stage == "annotate":
        own = own.also(Piece("NOT list_contains(?::VARCHAR[], coalesce(status, ''))", (list(task.done),)))
    parts = [together("(SELECT item_id FROM {} WHERE {}) i WHERE {}", source, own, _at_stage(rows, wanted.stage))]
    if wanted.is_shared:
        mine = rows.also(_given(wanted))
        parts.append(mine.put("i.item_id IN (SELECT item_id FROM assignment WHERE {})"))
    if wanted.held_at is not None:
        held = near.also(Piece("project_id = ? AND until > ?", (scope.project_id, wanted.held_at)))
        parts.append(held.put("i.item_id NOT IN (SELECT item_id FROM hold WHERE {})"))
    return Piece(" AND ".join(part.sql for part in parts), tuple(value for part in parts for value in part.values))


def _given(wanted: Wanted) -> Piece:
    """The condition on an assignment that it gives the person something: in the task or in all of the project, or in any task."""
    if wanted.task is None:
        return Piece("person = ?", (wanted.person,))
    return Piece("task_id IN (0, ?) AND person = ?", (wanted.task.ident, wanted.person))


def _at_stage(rows: Piece, stage: str) -> Piece:
    if stage == "annotate":
        moved = "SELECT item_id FROM status WHERE {} AND (status <> 'annotate' OR reason <> '')"
        return rows.put(f"i.item_id NOT IN ({moved})")
    kept = "status = 'review'" if stage == "review" else "status = 'annotate' AND reason <> ''"
    return rows.put(f"i.item_id IN (SELECT item_id FROM status WHERE {{}} AND {kept})")


def hold(cur: Cursor, scope: Scope, task_id: int, item_id: int, person: str, now: datetime, until: datetime) -> None:
    """Let a person have an item until then; what others have let go of by now is forgotten."""
    cur.execute(
        "DELETE FROM hold WHERE project_id = ? AND (until <= ? OR (item_id = ? AND person = ?))",
        [scope.project_id, now, item_id, person],
    )
    cur.execute("INSERT INTO hold VALUES (?, ?, ?, ?, ?)", [scope.project_id, task_id, item_id, person, until])


def release(cur: Cursor, scope: Scope, item_id: int, person: str) -> None:
    """Let an item go."""
    cur.execute(
        "DELETE FROM hold WHERE project_id = ? AND item_id = ? AND person = ?", [scope.project_id, item_id, person]
    )


def release_all(cur: Cursor, project_id: int, ids: np.ndarray) -> None:
    """Let items (ascending, at least one) go, whoever has them open."""
    held = cur.execute("SELECT DISTINCT item_id FROM hold WHERE project_id = ?", [project_id]).arrays()["item_id"]
    gone = held[np.isin(held, ids)]
    if len(gone):
        cur.execute(
            "DELETE FROM hold WHERE project_id = ? AND list_contains(?::BIGINT[], item_id)", [project_id, gone.tolist()]
        )


def own_holds(cur: Cursor, scope: Scope, task_id: int, person: str, now: datetime) -> list[int]:
    """What a person has open in a task, the first first."""
    rows = cur.execute(
        "SELECT item_id FROM hold WHERE project_id = ? AND task_id = ? AND person = ? AND until > ? ORDER BY until",
        [scope.project_id, task_id, person, now],
    ).rows()
    return [item for (item,) in rows]


def holders(cur: Cursor, scope: Scope, task_id: int, person: str, now: datetime) -> list[str]:
    """Who else has an item of the task open."""
    rows = cur.execute(
        "SELECT DISTINCT person FROM hold WHERE project_id = ? AND task_id = ? AND person <> ? AND until > ? ORDER BY 1",
        [scope.project_id, task_id, person, now],
    ).rows()
    return [name for (name,) in rows]


class Holder(NamedTuple):
    """Somebody who has an item open, and until when at most."""

    person: str
    until: datetime


def holders_of(cur: Cursor, scope: Scope, item_id: int, now: datetime) -> list[Holder]:
    """Who has this item open, in whichever task."""
    rows = cur.execute(
        "SELECT person, epoch(max(until)) FROM hold WHERE project_id = ? AND item_id = ? AND until > ? GROUP BY 1 ORDER BY 1",
        [scope.project_id, item_id, now],
    ).rows()
    return [Holder(person, datetime.fromtimestamp(until, UTC)) for person, until in rows]


def all_of(cur: Cursor, project_id: int) -> list[tuple[int, Holder]]:
    """Everything that anybody has, or had until lately."""
    rows = cur.execute(
        "SELECT item_id, person, epoch(max(until)) FROM hold WHERE project_id = ? GROUP BY 1, 2 ORDER BY 1, 2",
        [project_id],
    ).rows()
    return [(item, Holder(person, datetime.fromtimestamp(until, UTC))) for item, person, until in rows]


def is_open(cur: Cursor, scope: Scope, wanted: Wanted, item_id: int) -> bool:
    """Whether this item is one of those looked for."""
    piece = _between(scope, wanted, item_id - 1, item_id)
    return bool(cur.execute(f"SELECT count(*) FROM {piece.sql}", piece.values).value())
