"""Writing the tags of items."""

from __future__ import annotations

import numpy as np

from nblabel.store.file.cursor import Cursor
from nblabel.store.rows.chosen import among, table
from nblabel.store.rows.scope import Scope


def carriers(cur: Cursor, scope: Scope, ids: np.ndarray, tag: str) -> np.ndarray:
    """Which of the items carry the tag."""
    where = scope.rows().also(among(cur, ids))
    found = cur.execute(f"SELECT item_id FROM tag WHERE tag = ? AND {where.sql}", [tag, *where.values]).arrays()[
        "item_id"
    ]
    return np.isin(ids, found)


def put(cur: Cursor, project_id: int, op_id: int, ids: np.ndarray, tag: str) -> None:
    """Put a tag on items that do not carry it."""
    items = table(cur, {"item_id": ids})
    cur.execute(
        f"INSERT INTO tag SELECT ?, item_id, ?, ?, NULL FROM {items.sql}", [project_id, tag, op_id, *items.values]
    )


def take_off(cur: Cursor, project_id: int, op_id: int, ids: np.ndarray, tag: str) -> None:
    """Take a tag off items."""
    chosen = among(cur, ids)
    cur.execute(
        f"UPDATE tag SET op_to = ? WHERE project_id = ? AND tag = ? AND op_to IS NULL AND {chosen.sql}",
        [op_id, project_id, tag, *chosen.values],
    )
