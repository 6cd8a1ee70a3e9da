"""How far the items of a project or a task are, whose they are, and what was returned."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from nblabel.domain.tasking import TaskFacts
from nblabel.domain.workflow import STATUSES
from nblabel.store.file.cursor import Cursor
from nblabel.store.rows.chosen import among, ascending
from nblabel.store.rows.piece import Piece, together
from nblabel.store.rows.scope import Scope

_STATUS = "coalesce(s.status, 'annotate')"


@dataclass(slots=True)
class Counted:
    """Items: by the workflow's status, by the task's own, how many are done, to be annotated, came back or are nobody's.

    `people`: who has how many of them, and how many of those are done.
    """

    items: int = 0
    done: int = 0
    open: int = 0
    returned: int = 0
    unassigned: int = 0
    by_status: dict[str, int] = field(default_factory=lambda: dict.fromkeys(STATUSES, 0))
    by_own: dict[str, int] = field(default_factory=dict)
    people: dict[str, tuple[int, int]] = field(default_factory=dict)


def of_project(cur: Cursor, scope: Scope) -> dict[str, int]:
    """How many items of the project are in which status; what has no status row is in annotate."""
    others: list[str] = [status for status in STATUSES if status != "annotate"]
    total = int(cur.execute(f"SELECT count(*) FROM item WHERE {scope.rows().sql}", scope.rows().values).value())
    rows = cur.execute(
        f"SELECT status, count(*) FROM status WHERE {scope.rows().sql} AND status <> 'annotate' GROUP BY status",
        scope.rows().values,
    ).rows()
    found = dict(rows)
    moved = {status: int(found.get(status, 0)) for status in others}
    return {"annotate": total - sum(moved.values()), **moved}


def of_task(cur: Cursor, scope: Scope, task: TaskFacts, person: str | None = None) -> Counted:
    """How far a task is; with `person` how far that person's items are.

    Counted in arrays over the ids: joining a million items with their owners costs ten times as much.
    """
    ids, own = _items(cur, scope, task)
    made = Counted()
    if not len(ids):
        return made
    low, span = int(ids.min()), int(ids.max() - ids.min()) + 1
    near = scope.rows().also(Piece("item_id BETWEEN ? AND ?", (low, low + span - 1)))
    names, owner = _owners(cur, near, task, low, span)
    status, back = _statuses(cur, near, low, span)
    is_free = owner[ids - low] < 0
    if person is not None:
        mine = owner[ids - low] == (names.index(person) if person in names else len(names))
        ids, own, is_free = ids[mine], own[mine], is_free[mine]
    codes, came_back = status[ids - low], back[ids - low]
    is_done = (codes == STATUSES.index("complete")) | np.isin(
        own, [place for place, one in enumerate(task.statuses) if one.done]
    )
    made.items, made.done, made.returned = len(ids), int(is_done.sum()), int(came_back.sum())
    made.open = int(np.sum((codes == 0) & ~came_back & ~is_done))
    made.unassigned = int(is_free.sum()) if task.allocation == "distribution" else 0
    made.by_status = dict(zip(STATUSES, np.bincount(codes, minlength=len(STATUSES)).tolist(), strict=True))
    counts = np.bincount(own + 1, minlength=len(task.statuses) + 1).tolist()[1:]
    made.by_own = {one.name: count for one, count in zip(task.statuses, counts, strict=False)}
    every = np.bincount(owner[ids - low] + 1, minlength=len(names) + 1).tolist()[1:]
    done = np.bincount(owner[ids - low][is_done] + 1, minlength=len(names) + 1).tolist()[1:]
    made.people = {name: (every[place], done[place]) for place, name in enumerate(names) if every[place]}
    return made


def _items(cur: Cursor, scope: Scope, task: TaskFacts) -> tuple[np.ndarray, np.ndarray]:
    """The items of a task, and the places of their own statuses (-1 where they have none)."""
    where = scope.rows().also(Piece("task_id = ?", (task.ident,)))
    whens = " ".join(f"WHEN ? THEN {place}" for place in range(len(task.statuses)))
    own = f"CASE status {whens} ELSE -1 END" if whens else "-1"
    found = cur.execute(
        f"SELECT item_id, ({own})::TINYINT AS own FROM task_item WHERE {where.sql}",
        [*(status.name for status in task.statuses), *where.values],
    ).arrays()
    return found["item_id"], found["own"]


def _owners(cur: Cursor, near: Piece, task: TaskFacts, low: int, span: int) -> tuple[list[str], np.ndarray]:
    """Names, and by id the place of whoever has the item (-1: nobody); in the task rather than in all of the project."""
    where = near.also(Piece("task_id IN (0, ?)", (task.ident,)))
    names = [
        name
        for (name,) in cur.execute(
            f"SELECT DISTINCT person FROM assignment WHERE {where.sql} ORDER BY 1", where.values
        ).rows()
    ]
    owner = np.full(span, -1, np.int32)
    if names:
        whens = " ".join(f"WHEN ? THEN {place}" for place in range(len(names)))
        found = cur.execute(
            f"SELECT item_id, task_id <> 0 AS is_own, (CASE person {whens} END)::INTEGER AS owner "
            f"FROM assignment WHERE {where.sql}",
            [*names, *where.values],
        ).arrays()
        is_own = np.asarray(found["is_own"], bool)
        for part in (~is_own, is_own):
            owner[found["item_id"][part] - low] = found["owner"][part]
    return names, owner


def _statuses(cur: Cursor, near: Piece, low: int, span: int) -> tuple[np.ndarray, np.ndarray]:
    """By id the place of the status in STATUSES, and whether the item came back from review."""
    whens = " ".join(f"WHEN '{status}' THEN {place}" for place, status in enumerate(STATUSES))
    found = cur.execute(
        f"SELECT item_id, (CASE status {whens} END)::TINYINT AS code, coalesce(reason, '') <> '' AS is_back FROM status WHERE {near.sql} "
        "AND (status <> 'annotate' OR reason <> '')",
        near.values,
    ).arrays()
    codes, back = np.zeros(span, np.int8), np.zeros(span, bool)
    codes[found["item_id"] - low] = found["code"]
    back[found["item_id"] - low] = np.asarray(found["is_back"], bool) & (found["code"] == 0)
    return codes, back


def by_person(cur: Cursor, scope: Scope, task: TaskFacts) -> list[tuple[str, int, int]]:
    """Of a pulled task who brought how many items on, and how many of those are done."""
    own = scope.rows()
    done = Piece(f"{_STATUS} = 'complete' OR list_contains(?::VARCHAR[], t.own)", (list(task.done),))
    piece = together(
        "SELECT coalesce(o.annotator, ''), count(*), count(*) FILTER ({}) FROM "
        "(SELECT item_id, coalesce(status, '') AS own, op_from FROM task_item WHERE {}) t "
        "LEFT JOIN (SELECT item_id, status, op_from FROM status WHERE {} AND status <> 'annotate') s USING (item_id) "
        "JOIN op o ON o.op_id = coalesce(s.op_from, t.op_from) "
        "WHERE s.item_id IS NOT NULL OR t.own <> '' GROUP BY 1 ORDER BY 2 DESC, 1",
        done,
        own.also(Piece("task_id = ?", (task.ident,))),
        own,
    )
    return cur.execute(piece.sql, piece.values).rows()


def by_owner(cur: Cursor, scope: Scope) -> list[tuple[str, int, int]]:
    """Who has how many items, in whichever task, and how many of them are complete."""
    own = scope.rows()
    piece = together(
        "SELECT a.person, count(*), count(*) FILTER (s.status = 'complete') FROM "
        "(SELECT DISTINCT item_id, person FROM assignment WHERE {}) a "
        "LEFT JOIN (SELECT item_id, status FROM status WHERE {}) s USING (item_id) GROUP BY 1 ORDER BY 1",
        own,
        own,
    )
    return cur.execute(piece.sql, piece.values).rows()


def count_returned(cur: Cursor, scope: Scope) -> int:
    """How many items came back from review and are in annotate."""
    own = scope.rows()
    sql = f"SELECT count(*) FROM status WHERE {own.sql} AND status = 'annotate' AND reason <> ''"
    return int(cur.execute(sql, own.values).value())


@dataclass(frozen=True, slots=True)
class Returned:
    """An item that came back: why, whose it is now (all who have it), and who had submitted it."""

    item_id: int
    title: str
    reason: str
    people: tuple[str, ...]
    submitted_by: str
    task_ids: tuple[int, ...]


def returned(cur: Cursor, scope: Scope) -> list[Returned]:
    """What is in annotate again, the latest first."""
    own = scope.rows()
    back = cur.execute(
        f"SELECT item_id FROM status WHERE {own.sql} AND status = 'annotate' AND reason <> ''", own.values
    ).arrays()["item_id"]
    if not len(back):
        return []
    near = among(cur, ascending(back))
    here = own.also(near)
    closed = Piece("project_id = ? AND op_to IS NOT NULL", (scope.project_id,)).also(near)
    piece = together(
        """
        WITH back AS (SELECT item_id, reason, op_from FROM status WHERE {}),
        people AS (SELECT item_id, list_sort(list(DISTINCT person)) AS people FROM assignment WHERE {} GROUP BY item_id),
        tasks AS (SELECT item_id, list(task_id) AS tasks FROM task_item WHERE {} GROUP BY item_id),
        submitted AS (
            SELECT f.item_id, any_value(o.annotator) AS annotator FROM (SELECT item_id, op_from, op_to FROM status WHERE {}) f
            JOIN back b ON f.item_id = b.item_id AND f.op_to = b.op_from JOIN op o ON o.op_id = f.op_from GROUP BY f.item_id
        )
        SELECT b.item_id, i.title, b.reason, p.people, coalesce(w.annotator, ''), t.tasks FROM back b
        JOIN (SELECT item_id, title FROM item WHERE {}) i USING (item_id)
        LEFT JOIN people p USING (item_id) LEFT JOIN tasks t USING (item_id) LEFT JOIN submitted w USING (item_id)
        ORDER BY b.op_from DESC, b.item_id
        """,
        here,
        here,
        here,
        closed,
        here,
    )
    rows = cur.execute(piece.sql, piece.values).rows()
    return [
        Returned(item, title, reason, tuple(people or ()), author, tuple(own_tasks or ()))
        for item, title, reason, people, author, own_tasks in rows
    ]
