"""What stands behind an operation: items, or single frames where it was one on frames."""

from __future__ import annotations

import numpy as np

from nblabel.domain.frame_choice import Every
from nblabel.domain.query import InReceipt, Query
from nblabel.store.file.cursor import Cursor


def behind(cur: Cursor, op_id: int, outcome: str) -> Query:
    """The items, or the frames, behind one outcome of an operation."""
    condition = InReceipt(op_id, outcome)
    query = Query(where=(condition,))
    found = "SELECT EXISTS (SELECT 1 FROM op_item WHERE op_id = ? AND item_id > 4294967295)"
    if not cur.execute(found, [op_id]).value():
        return query
    return query.by_frame(Every()).filtered(condition)


def frames_changed(cur: Cursor, op_id: int) -> np.ndarray:
    """The frames that an operation on frames changed, ascending; none where it was one on items."""
    found = cur.execute(
        "SELECT item_id FROM op_item WHERE op_id = ? AND outcome = 'applied' AND item_id > 4294967295 ORDER BY item_id",
        [op_id],
    ).arrays()
    return np.asarray(found["item_id"], np.int64)
