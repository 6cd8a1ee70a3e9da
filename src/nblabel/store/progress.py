"""How far the items of a project or a task are, whose they are, and what was returned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from nblabel.domain.tasking import TaskFacts
from nblabel.domain.workflow import STATUSES
from nblabel.store.cursor import Cursor
from nblabel.store.piece import Piece, together
from nblabel.store.scope import Scope

_STATUS = "coalesce(s.status, 'annotate')"


@dataclass(slots=True)
class Counted:
    """Items: by the workflow's status, by the task's own, how many are done, to be annotated, came back or are nobody's."""

    items: int = 0
    done: int = 0
    open: int = 0
    returned: int = 0
    unassigned: int = 0
    by_status: dict[str, int] = field(default_factory=lambda: dict.fromkeys(STATUSES, 0))
    by_own: dict[str, int] = field(default_factory=dict)

    def add(self, status: str, own: str, count: int, *, is_done: bool, came_back: bool, is_free: bool) -> None:
        """Count some items that are alike."""
        self.items += count
        self.by_status[status] = self.by_status.get(status, 0) + count
        if own:
            self.by_own[own] = self.by_own.get(own, 0) + count
        self.done += count * is_done
        self.returned += count * came_back
        self.open += count * (status == "annotate" and not came_back and not is_done)
        self.unassigned += count * is_free


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


def of_tasks(cur: Cursor, scope: Scope, wanted: Sequence[TaskFacts], person: str | None = None) -> dict[int, Counted]:
    """How far tasks are, by number; with `person` only that person's items of tasks that are shared out."""
    made = {task.ident: Counted() for task in wanted}
    by_ident = {task.ident: task for task in wanted}
    if not wanted:
        return made
    for row in _grouped(cur, scope, list(made), person):
        ident, status, own, came_back, is_free, is_mine, count = row
        task = by_ident[ident]
        if person is not None and task.allocation == "distribution" and not is_mine:
            continue
        is_done = status == "complete" or own in task.done
        made[ident].add(
            status,
            own,
            count,
            is_done=is_done,
            came_back=came_back,
            is_free=is_free and task.allocation == "distribution",
        )
    return made


def _grouped(cur: Cursor, scope: Scope, idents: list[int], person: str | None) -> list[tuple[Any, ...]]:
    """Items by task, status, own status, whether they came back, are nobody's, are the person's; with their number."""
    own = scope.rows()
    of_task = own.also(Piece("list_contains(?::INTEGER[], task_id)", (idents,)))
    shared = own.also(Piece("list_contains(?::INTEGER[], task_id)", ([0, *idents],)))
    if not cur.execute(
        f"SELECT count(*) FROM (SELECT 1 FROM assignment WHERE {shared.sql} LIMIT 1)", shared.values
    ).value():
        piece = together(
            f"SELECT t.task_id, {_STATUS}, t.own, coalesce(s.reason, '') <> '' AND {_STATUS} = 'annotate', true, false, count(*) "
            "FROM (SELECT task_id, item_id, coalesce(status, '') AS own FROM task_item WHERE {}) t "
            "LEFT JOIN (SELECT item_id, status, reason FROM status WHERE {}) s USING (item_id) GROUP BY ALL",
            of_task,
            own,
        )
        return cur.execute(piece.sql, piece.values).rows()
    piece = _with_people(of_task, own, person or "")
    return cur.execute(piece.sql, piece.values).rows()


def _with_people(of_task: Piece, own: Piece, person: str) -> Piece:
    mine = Piece("person = ?", (person,))
    return together(
        f"SELECT t.task_id, {_STATUS}, t.own, coalesce(s.reason, '') <> '' AND {_STATUS} = 'annotate', "
        "a.item_id IS NULL AND p.item_id IS NULL, coalesce(a.is_mine, false) OR coalesce(p.is_mine, false), count(*) "
        "FROM (SELECT task_id, item_id, coalesce(status, '') AS own FROM task_item WHERE {}) t "
        "LEFT JOIN (SELECT item_id, status, reason FROM status WHERE {}) s USING (item_id) "
        "LEFT JOIN (SELECT task_id, item_id, {} AS is_mine FROM assignment WHERE {} AND task_id <> 0) a "
        "ON a.task_id = t.task_id AND a.item_id = t.item_id "
        "LEFT JOIN (SELECT item_id, {} AS is_mine FROM assignment WHERE {} AND task_id = 0) p "
        "ON p.item_id = t.item_id GROUP BY ALL",
        of_task,
        own,
        mine,
        own,
        mine,
        own,
    )


def by_person(cur: Cursor, scope: Scope, task: TaskFacts) -> list[tuple[str, int, int]]:
    """Of a task that is shared out who has how many items and how many of them are done; of a pulled one who did how many."""
    own = scope.rows()
    of_task = own.also(Piece("task_id = ?", (task.ident,)))
    done = Piece(f"{_STATUS} = 'complete' OR list_contains(?::VARCHAR[], t.own)", (list(task.done),))
    if task.allocation == "pulling":
        piece = together(
            "SELECT coalesce(o.annotator, ''), count(*), count(*) FILTER ({}) FROM "
            "(SELECT item_id, coalesce(status, '') AS own, op_from FROM task_item WHERE {}) t "
            "LEFT JOIN (SELECT item_id, status, op_from FROM status WHERE {}) s USING (item_id) "
            "JOIN op o ON o.op_id = coalesce(s.op_from, t.op_from) "
            f"WHERE {_STATUS} <> 'annotate' OR t.own <> '' GROUP BY 1 ORDER BY 2 DESC, 1",
            done,
            of_task,
            own,
        )
    else:
        piece = together(
            "SELECT a.person, count(*), count(*) FILTER ({}) FROM (SELECT item_id, person FROM assignment WHERE {}) a "
            "JOIN (SELECT item_id, coalesce(status, '') AS own FROM task_item WHERE {}) t USING (item_id) "
            "LEFT JOIN (SELECT item_id, status FROM status WHERE {}) s USING (item_id) GROUP BY 1 ORDER BY 1",
            done,
            own.also(Piece("task_id IN (0, ?)", (task.ident,))),
            of_task,
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
    own = scope.rows("s")
    rows = cur.execute(
        f"""
        WITH back AS (SELECT s.item_id, s.reason, s.op_from FROM status s WHERE {own.sql} AND s.status = 'annotate' AND s.reason <> ''),
        people AS (
            SELECT item_id, list_sort(list(DISTINCT person)) AS people FROM assignment
            WHERE project_id = ? AND op_to IS NULL AND item_id IN (SELECT item_id FROM back) GROUP BY item_id
        ),
        tasks AS (
            SELECT item_id, list(task_id) AS tasks FROM task_item
            WHERE project_id = ? AND op_to IS NULL AND item_id IN (SELECT item_id FROM back) GROUP BY item_id
        ),
        submitted AS (
            SELECT f.item_id, any_value(o.annotator) AS annotator FROM status f JOIN back b
            ON f.item_id = b.item_id AND f.op_to = b.op_from JOIN op o ON o.op_id = f.op_from
            WHERE f.project_id = ? GROUP BY f.item_id
        )
        SELECT b.item_id, coalesce(i.title, ''), b.reason, p.people, coalesce(w.annotator, ''), t.tasks FROM back b
        JOIN (SELECT item_id, title FROM item WHERE project_id = ? AND op_to IS NULL) i USING (item_id)
        LEFT JOIN people p USING (item_id) LEFT JOIN tasks t USING (item_id) LEFT JOIN submitted w USING (item_id)
        ORDER BY b.op_from DESC, b.item_id
        """,
        [*own.values, *[scope.project_id] * 4],
    ).rows()
    return [
        Returned(item, title, reason, tuple(people or ()), author, tuple(own_tasks or ()))
        for item, title, reason, people, author, own_tasks in rows
    ]
