"""Bringing items to another status, with all that ends by it."""

from __future__ import annotations

import numpy as np

from nblabel.domain.workflow import STATUSES, Status
from nblabel.ops.work import Work
from nblabel.store.items import statuses
from nblabel.store.work import holds
from nblabel.store.work.marks import end_marks


def move(work: Work, ids: np.ndarray, codes: np.ndarray, status: Status, reason: str = "") -> None:
    """Give items (ascending, maybe none) a status; `codes` are the former ones, as places in STATUSES, in any order.

    The mark of what was changed after its review ends: the item was reviewed again, or is to be done again. So does the hold
    of whoever had it open: it is for the next one to do.
    """
    if not len(ids):
        return
    statuses.move(work.cur, work.project_id, work.op_id, ids, status, reason)
    holds.release_all(work.cur, work.project_id, ids)
    if np.any(codes == STATUSES.index("complete")):
        end_marks(work.cur, work.project_id, work.op_id, ids)
