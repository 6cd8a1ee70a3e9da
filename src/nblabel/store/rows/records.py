"""Rows that belong to no item: what a dataset is called, which collections, tasks and members there are.

At most one row a key stands at a time; undo takes a record as a whole back.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nblabel.store.file.cursor import Cursor
from nblabel.store.rows.intervals import COLLECTION, MEMBER, RECORDS, TASK, TASK_ITEM, IntervalTable, RecordTable
from nblabel.store.rows.piece import Piece, joined

# Rows of items that belong to a record, by the column that says to which.
_PARTS: tuple[tuple[RecordTable, IntervalTable, str], ...] = (
    (COLLECTION, MEMBER, "collection_id"),
    (TASK, TASK_ITEM, "task_id"),
)


def put(cur: Cursor, table: RecordTable, project_id: int, op_id: int, values: Mapping[str, Any]) -> None:
    """Let this record stand from the operation on, in place of the one of its key."""
    drop(cur, table, project_id, op_id, {name: values[name] for name in table.key})
    marks = ", ".join("?" * len(table.content))
    cur.execute(
        f"INSERT INTO {table.name} (project_id, {table.columns}, op_from, op_to) VALUES (?, {marks}, ?, NULL)",
        [project_id, *(values[name] for name in table.content), op_id],
    )


def drop(cur: Cursor, table: RecordTable, project_id: int, op_id: int, key: Mapping[str, Any]) -> None:
    """Let the record of this key end with the operation."""
    where = _keyed(key)
    cur.execute(
        f"UPDATE {table.name} SET op_to = ? WHERE project_id = ? AND op_to IS NULL AND {where.sql}",
        [op_id, project_id, *where.values],
    )


def touched(cur: Cursor, project_id: int, op_id: int) -> list[RecordTable]:
    """The tables in which the operation opened or ended records."""
    asked = " UNION ALL ".join(
        f"SELECT {place} WHERE EXISTS (FROM {table.name} WHERE project_id = $project AND $op IN (op_from, op_to))"
        for place, table in enumerate(RECORDS)
    )
    return [RECORDS[place] for (place,) in cur.execute(asked, {"project": project_id, "op": op_id}).rows()]


def is_changed_since(cur: Cursor, table: RecordTable, project_id: int, op_id: int) -> bool:
    """Whether of what the operation touched something else stands now than it left."""
    keys = ", ".join(table.key)
    sql = f"""
        WITH touched AS (SELECT DISTINCT {keys} FROM {table.name} WHERE project_id = $project AND $op IN (op_from, op_to)),
        left_by AS (SELECT {table.columns} FROM {table.name} WHERE project_id = $project AND op_from = $op),
        now AS (
            SELECT {table.columns} FROM {table.name} JOIN touched USING ({keys}) WHERE project_id = $project AND op_to IS NULL
        )
        SELECT (SELECT count(*) FROM (FROM now EXCEPT FROM left_by)) + (SELECT count(*) FROM (FROM left_by EXCEPT FROM now))
    """
    return bool(cur.execute(sql, {"project": project_id, "op": op_id}).value())


def gained_since(cur: Cursor, project_id: int, op_id: int) -> list[RecordTable]:
    """The tables of records that the operation made and that later operations gave items to."""
    found = []
    for table, parts, column in _PARTS:
        later = cur.execute(
            f"""
            SELECT count(*) FROM (
                SELECT {parts.columns} FROM {parts.name}
                WHERE project_id = $project AND op_to IS NULL AND op_from > $op AND {column} IN (
                    SELECT {column} FROM {table.name} WHERE project_id = $project AND op_from = $op
                    EXCEPT SELECT {column} FROM {table.name} WHERE project_id = $project AND op_to = $op
                )
                EXCEPT SELECT {parts.columns} FROM {parts.name} WHERE project_id = $project AND op_from = $op
            )
            """,
            {"project": project_id, "op": op_id},
        ).value()
        if later:
            found.append(table)
    return found


def reverse(cur: Cursor, table: RecordTable, project_id: int, op_id: int, by: int) -> None:
    """Let stand again what stood before the operation, as operation `by`."""
    keys = ", ".join(table.key)
    cur.execute(
        f"""
        UPDATE {table.name} SET op_to = $by WHERE project_id = $project AND op_to IS NULL
        AND ({keys}) IN (SELECT ({keys}) FROM {table.name} WHERE project_id = $project AND $op IN (op_from, op_to))
        """,
        {"by": by, "project": project_id, "op": op_id},
    )
    cur.execute(
        f"INSERT INTO {table.name} (project_id, {table.columns}, op_from, op_to) "
        f"SELECT project_id, {table.columns}, ?, NULL FROM {table.name} WHERE project_id = ? AND op_to = ?",
        [by, project_id, op_id],
    )


def _keyed(key: Mapping[str, Any]) -> Piece:
    return joined(" AND ", [Piece(f"{name} = ?", (value,)) for name, value in key.items()])
