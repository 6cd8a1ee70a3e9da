"""Taking an operation back: its rows are closed, and what it closed is opened again as copies.

Nothing of the past is rewritten, so "as of operation k" stays what it was. Whether something was changed since is asked
of the content, not of the rows: what was changed and changed back may be undone.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from nblabel.store.file.cursor import Cursor
from nblabel.store.rows.chosen import among, ascending, beyond
from nblabel.store.rows.intervals import TABLES, IntervalTable


def tables_touched(cur: Cursor, project_id: int, op_id: int) -> list[IntervalTable]:
    """The tables in which the operation opened or closed rows of items."""
    asked = " UNION ALL ".join(
        f"SELECT {place} WHERE EXISTS (FROM {table.name} WHERE project_id = $project AND $op IN (op_from, op_to))"
        for place, table in enumerate(TABLES)
    )
    return [TABLES[place] for (place,) in cur.execute(asked, {"project": project_id, "op": op_id}).rows()]


def touched(cur: Cursor, table: IntervalTable, project_id: int, op_id: int) -> np.ndarray:
    """The items whose rows the operation opened or closed, ascending."""
    return _items(
        cur,
        f"SELECT item_id FROM {table.name} WHERE project_id = ? AND op_from = ? "
        f"UNION ALL SELECT item_id FROM {table.name} WHERE project_id = ? AND op_to = ?",
        [project_id, op_id, project_id, op_id],
    )


def changed_since(cur: Cursor, table: IntervalTable, project_id: int, op_id: int) -> np.ndarray:
    """The items among those that no longer stand as the operation left them, ascending."""
    newer = "op_from > ? AND op_to IS NULL", "op_from <= ? AND op_to > ?"
    if not cur.execute(
        f"SELECT (SELECT count(*) FROM {table.name} WHERE project_id = ? AND {newer[0]}) "
        f"+ (SELECT count(*) FROM {table.name} WHERE project_id = ? AND {newer[1]})",
        [project_id, op_id, project_id, op_id, op_id],
    ).value():
        return np.empty(0, np.int64)
    frames = ", frame_from, frame_to" if table.is_ranged else ""
    slot = ", ".join(table.slot)
    same_slot = " AND ".join(f"m.{name} = t.{name}" for name in table.slot)
    meet = (
        "AND (m.frame_from IS NULL OR t.frame_from IS NULL OR (m.frame_from <= t.frame_to AND m.frame_to >= t.frame_from))"
        if table.is_ranged
        else ""
    )
    return _items(
        cur,
        f"""
        WITH touched AS MATERIALIZED (
            SELECT DISTINCT {slot}{frames} FROM {table.name} WHERE project_id = ? AND (op_from = ? OR op_to = ?)
        ),
        moved AS (
            SELECT {table.columns}, sum(sign) AS net FROM (
                SELECT {table.columns}, 1 AS sign FROM {table.name} WHERE project_id = ? AND {newer[0]}
                UNION ALL
                SELECT {table.columns}, -1 AS sign FROM {table.name} WHERE project_id = ? AND {newer[1]}
            ) WHERE item_id IN (SELECT item_id FROM touched)
            GROUP BY {table.columns} HAVING net <> 0
        )
        SELECT m.item_id FROM moved m JOIN touched t ON {same_slot} {meet}
        """,
        [project_id, op_id, op_id, project_id, op_id, project_id, op_id, op_id],
    )


def changed_by(
    cur: Cursor, project_id: int, op_id: int, tables: Iterable[IntervalTable], items: np.ndarray
) -> list[str]:
    """Who changed since what the operation touched of these items (ascending, at least one), by name."""
    own, names = among(cur, items), set[str]()
    for table in tables:
        slot = ", ".join(table.slot)
        rows = cur.execute(
            f"""
            SELECT DISTINCT o.annotator FROM op o JOIN (
                SELECT unnest([op_from, op_to]) AS op_id FROM {table.name}
                WHERE project_id = ? AND (op_from > ? OR op_to > ?) AND {own.sql} AND ({slot}) IN (
                    SELECT ({slot}) FROM {table.name} WHERE project_id = ? AND (op_from = ? OR op_to = ?)
                )
            ) USING (op_id) WHERE op_id > ?
            """,
            [project_id, op_id, op_id, *own.values, project_id, op_id, op_id, op_id],
        ).rows()
        names.update(name for (name,) in rows)
    return sorted(names)


def reverse(cur: Cursor, table: IntervalTable, project_id: int, op_id: int, by: int, left_out: np.ndarray) -> None:
    """Bring the items back to what they were before `op_id`, as operation `by`; those of `left_out` stay."""
    rest = beyond(cur, left_out)
    if not cur.execute(
        f"SELECT count(*) FROM {table.name} WHERE project_id = ? AND (op_from = ? OR op_to = ?)",
        [project_id, op_id, op_id],
    ).value():
        return
    cur.execute(
        f"UPDATE {table.name} SET op_to = ? WHERE project_id = ? AND op_from = ? AND op_to IS NULL AND {rest.sql}",
        [by, project_id, op_id, *rest.values],
    )
    _close_copies(cur, table, project_id, op_id, by, left_out)
    cur.execute(
        f"INSERT INTO {table.name} SELECT project_id, {table.columns}, ?, NULL FROM {table.name} "
        f"WHERE project_id = ? AND op_to = ? AND {rest.sql}",
        [by, project_id, op_id, *rest.values],
    )


def _close_copies(
    cur: Cursor, table: IntervalTable, project_id: int, op_id: int, by: int, left_out: np.ndarray
) -> None:
    """Close rows that a later undo put back in place of those that the operation had opened."""
    ended = "project_id = ? AND op_from = ? AND op_to < ?"
    values = [project_id, op_id, by]
    if not cur.execute(f"SELECT count(*) FROM {table.name} WHERE {ended}", values).value():
        return
    rest = beyond(cur, left_out)
    equal = " AND ".join(f"c.{name} IS NOT DISTINCT FROM o.{name}" for name in table.content)
    cur.execute(
        f"""
        UPDATE {table.name} SET op_to = ? WHERE rowid IN (
            SELECT c.row FROM (
                SELECT rowid AS row, {table.columns} FROM {table.name}
                WHERE project_id = ? AND op_from > ? AND op_from < ? AND op_to IS NULL AND {rest.sql}
            ) c JOIN (SELECT {table.columns} FROM {table.name} WHERE {ended}) o ON {equal}
        )
        """,
        [by, project_id, op_id, by, *rest.values, *values],
    )


def _items(cur: Cursor, sql: str, values: list[object]) -> np.ndarray:
    return ascending(cur.execute(sql, values).arrays()["item_id"])
