"""What stands against taking an operation back, item by item."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from nblabel.store.file.cursor import Cursor
from nblabel.store.rows.chosen import ascending, without
from nblabel.store.rows.intervals import ITEM, TABLES, IntervalTable


def occupied(cur: Cursor, project_id: int, op_id: int) -> np.ndarray:
    """Items that the operation added and that carry something now: labels, a status, a tag, a comment and so on."""
    carried = " UNION ALL ".join(
        f"SELECT item_id FROM {table.name} WHERE project_id = $project AND op_to IS NULL"
        for table in TABLES
        if table is not ITEM
    )
    return _ids(
        cur,
        f"SELECT item_id FROM item WHERE project_id = $project AND op_from = $op AND item_id IN ({carried})",
        project_id,
        op_id,
    )


def replaced(cur: Cursor, project_id: int, op_id: int) -> np.ndarray:
    """Items that the operation removed and whose file was added again since."""
    return _ids(
        cur,
        """
        SELECT item_id FROM item WHERE project_id = $project AND op_to = $op AND uri IN (
            SELECT uri FROM item WHERE project_id = $project AND op_to IS NULL AND op_from > $op
        )
        """,
        project_id,
        op_id,
    )


def homeless(cur: Cursor, project_id: int, op_id: int, touched: np.ndarray) -> np.ndarray:
    """Of these items, those that are not there any more and would not come back."""
    present = _ids(
        cur,
        "SELECT item_id FROM item WHERE project_id = $project AND (op_to IS NULL OR op_to = $op)",
        project_id,
        op_id,
    )
    return without(touched, present)


def titled(cur: Cursor, project_id: int, op_id: int) -> np.ndarray:
    """Items on which the operation put (or took off) a tag that is the title of a collection now: its members alone have it."""
    return _ids(
        cur,
        """
        SELECT item_id FROM tag WHERE project_id = $project AND (op_from = $op OR op_to = $op) AND tag IN (
            SELECT title FROM collection WHERE project_id = $project AND op_to IS NULL
        ) AND NOT EXISTS (FROM collection WHERE project_id = $project AND $op IN (op_from, op_to))
        """,
        project_id,
        op_id,
    )


def restored_idents(cur: Cursor, project_id: int, op_id: int) -> set[int]:
    """The questions and options that would be answered again."""
    rows = cur.execute(
        "SELECT DISTINCT question, option FROM label WHERE project_id = $project AND op_to = $op "
        "UNION SELECT question, option FROM attribute WHERE project_id = $project AND op_to = $op "
        'UNION SELECT "class", NULL FROM object WHERE project_id = $project AND op_to = $op',
        {"project": project_id, "op": op_id},
    ).rows()
    return {ident for row in rows for ident in row if ident is not None}


@dataclass(frozen=True, slots=True)
class StatusChange:
    """Items with the status they have now and the one they would have then."""

    ids: np.ndarray
    now: np.ndarray
    then: np.ndarray


def statuses_around(cur: Cursor, project_id: int, op_id: int, tables: Iterable[IntervalTable]) -> StatusChange:
    """The items whose status the operation touched, or whose rows in these tables."""
    others = " ".join(
        f"UNION SELECT item_id FROM {table.name} WHERE project_id = $project AND (op_from = $op OR op_to = $op)"
        for table in tables
    )
    found = cur.execute(
        f"""
        WITH moved AS (SELECT item_id FROM status WHERE project_id = $project AND (op_from = $op OR op_to = $op)),
        touched AS (
            SELECT item_id FROM moved
            {others}
        )
        SELECT t.item_id, coalesce(n.status, 'annotate') AS status_now,
            CASE WHEN t.item_id IN (SELECT item_id FROM moved) THEN coalesce(f.status, 'annotate')
                ELSE coalesce(n.status, 'annotate') END AS status_then
        FROM touched t
        LEFT JOIN (SELECT item_id, status FROM status WHERE project_id = $project AND op_to IS NULL) n USING (item_id)
        LEFT JOIN (SELECT item_id, status FROM status WHERE project_id = $project AND op_to = $op) f USING (item_id)
        """,
        {"project": project_id, "op": op_id},
    ).arrays()
    return StatusChange(found["item_id"], np.asarray(found["status_now"]), np.asarray(found["status_then"]))


def _ids(cur: Cursor, sql: str, project_id: int, op_id: int) -> np.ndarray:
    return ascending(cur.execute(sql, {"project": project_id, "op": op_id}).arrays()["item_id"])
