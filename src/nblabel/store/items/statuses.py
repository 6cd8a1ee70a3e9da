"""Writing the workflow status of items."""

from __future__ import annotations

import numpy as np

from nblabel.domain.workflow import Status
from nblabel.store.file.cursor import Cursor
from nblabel.store.rows.chosen import among, table


def move(cur: Cursor, project_id: int, op_id: int, ids: np.ndarray, status: Status, reason: str = "") -> None:
    """Give every item (ascending ids, at least one) another status than it has."""
    chosen = among(cur, ids)
    cur.execute(
        f"UPDATE status SET op_to = ? WHERE project_id = ? AND op_to IS NULL AND {chosen.sql}",
        [op_id, project_id, *chosen.values],
    )
    items = table(cur, {"item_id": ids})
    cur.execute(
        f"INSERT INTO status SELECT ?, item_id, ?, ?, ?, NULL FROM {items.sql}",
        [project_id, status, reason, op_id, *items.values],
    )
