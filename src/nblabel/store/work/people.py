"""Who works on a project, and whose its items are."""

from __future__ import annotations

import numpy as np

from nblabel.domain.units import LAST_ITEM, item_of
from nblabel.domain.workflow import ASSIGNEES
from nblabel.store.file.cursor import Cursor
from nblabel.store.rows.chosen import among
from nblabel.store.rows.piece import Piece
from nblabel.store.rows.scope import Scope

_NOBODY, _ME, _OTHER = (ASSIGNEES.index(name) for name in ("nobody", "me", "other"))


def members(cur: Cursor, project_id: int) -> dict[str, str]:
    """Names with their roles, in the order in which they were added; empty where nobody is listed."""
    rows = cur.execute(
        "SELECT name, role FROM person WHERE project_id = ? AND op_to IS NULL ORDER BY op_from, name", [project_id]
    ).rows()
    return dict(rows)


def listed(cur: Cursor, scope: Scope) -> dict[str, str]:
    """The same as of then."""
    own = Piece("project_id = ?", (scope.project_id,)).also(scope.open())
    return dict(cur.execute(f"SELECT name, role FROM person WHERE {own.sql} ORDER BY op_from, name", own.values).rows())


def whose(cur: Cursor, scope: Scope, ids: np.ndarray, person: str) -> np.ndarray:
    """Of each item (ascending ids, or ids of frames) whether it is the person's, another's or nobody's, as its place in ASSIGNEES.

    What is assigned to several is each one's own.
    """
    if ids[-1] > LAST_ITEM:
        items, places = np.unique(item_of(ids), return_inverse=True)
        own: np.ndarray = whose(cur, scope, items, person)[places]
        return own
    low, span = int(ids[0]), int(ids[-1] - ids[0]) + 1
    where = scope.rows().also(Piece("item_id BETWEEN ? AND ?", (low, int(ids[-1]))))
    found = cur.execute(
        f"SELECT item_id, person = ? AS is_mine FROM assignment WHERE {where.sql}", [person, *where.values]
    ).arrays()
    codes = np.full(span, _NOBODY, np.int8)
    places, is_mine = found["item_id"] - low, np.asarray(found["is_mine"], bool)
    codes[places] = _OTHER
    codes[places[is_mine]] = _ME
    return codes[ids - low]


def assignees(cur: Cursor, scope: Scope, ids: np.ndarray) -> dict[int, tuple[str, ...]]:
    """To whom items (ascending) are assigned, by item; those that are nobody's are left out."""
    where = scope.rows().also(among(cur, ids))
    rows = cur.execute(
        f"SELECT DISTINCT item_id, person FROM assignment WHERE {where.sql} ORDER BY item_id, person", where.values
    ).rows()
    found: dict[int, tuple[str, ...]] = {}
    for item, person in rows:
        found[item] = (*found.get(item, ()), person)
    return found


def counts_by_assignee(cur: Cursor, scope: Scope, ids: np.ndarray) -> dict[str, int]:
    """How many of the items (ascending) are assigned to whom."""
    where = scope.rows().also(among(cur, ids))
    return dict(
        cur.execute(
            f"SELECT person, count(DISTINCT item_id) FROM assignment WHERE {where.sql} GROUP BY person ORDER BY 2 DESC, 1",
            where.values,
        ).rows()
    )


def shares(cur: Cursor, scope: Scope, task_id: int | None, person: str) -> tuple[bool, bool]:
    """Whether the person has items of their own, and whether anybody has: in a task, or (None) anywhere."""
    own = scope.rows() if task_id is None else scope.rows().also(Piece("task_id IN (0, ?)", (task_id,)))
    # Each ends with the first row that it finds.
    first = f"SELECT count(*) FROM (SELECT 1 FROM assignment WHERE {own.sql}"
    row = cur.execute(
        f"SELECT ({first} AND person = ? LIMIT 1)), ({first} LIMIT 1))", [*own.values, person, *own.values]
    ).one()
    return (False, False) if row is None else (bool(row[0]), bool(row[1]))


def assigned_people(cur: Cursor, project_id: int) -> list[str]:
    """Everybody to whom something is assigned now."""
    return [
        name
        for (name,) in cur.execute(
            "SELECT DISTINCT person FROM assignment WHERE project_id = ? AND op_to IS NULL ORDER BY 1", [project_id]
        ).rows()
    ]
