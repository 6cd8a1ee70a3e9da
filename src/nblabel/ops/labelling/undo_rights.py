"""Who may take an operation back, and on which of its items (S0.11)."""

from __future__ import annotations

from collections.abc import Container, Sequence

import numpy as np

from nblabel.domain.changes import Operation
from nblabel.domain.workflow import STATUSES, may_undo
from nblabel.errors import NotAllowed, in_line
from nblabel.ops.targets import move_codes, open_codes, whose_codes
from nblabel.ops.work import Work
from nblabel.store.history import undo_checks
from nblabel.store.history.undo import touched
from nblabel.store.rows.chosen import ascending
from nblabel.store.rows.intervals import (
    ATTRIBUTE,
    COLLECTION,
    LABEL,
    MEMBER,
    OBJECT,
    PREDICTED_OBJECT,
    PREDICTION,
    TAG,
    TASK_ITEM,
    IntervalTable,
    RecordTable,
)

_NONE = np.empty(0, np.int64)
_EDITED = (LABEL, OBJECT, ATTRIBUTE, TASK_ITEM)
_PREDICTED = (PREDICTION, PREDICTED_OBJECT)


def refuse_others(work: Work, asked: Operation) -> None:
    """Raise where the operation is another's, which only admins take back."""
    session = work.session
    if not may_undo(session.role, own=asked.annotator == session.annotator):
        who = in_line(asked.annotator) or "somebody else"
        raise NotAllowed(
            f'{session.role.capitalize()}s may not undo "{asked.text}": it was done by {who}, and you are '
            f"{in_line(session.annotator)}. Only {who} and admins may."
        )


def blocked(work: Work, target: Operation, found: Container[IntervalTable | RecordTable]) -> np.ndarray:
    """Items that the role may not change, or not move back; `found` are the tables that the operation touched."""
    role, op_id = work.session.role, target.op_id
    if role == "admin":
        return _NONE
    edited = _edited(found)
    around = undo_checks.statuses_around(work.cur, work.project_id, op_id, edited)
    if not len(around.ids):
        return _NONE
    order = np.argsort(around.ids)
    ids, now, then = around.ids[order], _codes(around.now[order]), _codes(around.then[order])
    whose = whose_codes(work.session, work.cur, work.scope, ids)
    changed = ascending(*(touched(work.cur, table, work.project_id, op_id) for table in edited))
    may_edit, stays = open_codes(role), now == then
    moves = np.array([move_codes(role, status) for status in STATUSES])
    # Taking back one's own submission or approval is open to whom the way there was open.
    is_own = target.annotator == work.session.annotator
    back = moves[then, now, whose] | (moves[now, then, whose] & (is_own | (now != STATUSES.index("complete"))))
    edits = may_edit[now, whose] | (~stays & may_edit[then, whose])
    is_open = (stays | back) & (~np.isin(ids, changed) | edits)
    closed: np.ndarray = ids[~is_open]
    return closed


def _edited(found: Container[IntervalTable | RecordTable]) -> Sequence[IntervalTable]:
    """The tables whose rows only those bring back who might have written them.

    A collection tags its members, whoever an item is open to: taking that back is open as well.
    """
    tagged = (TAG,) if TAG in found and MEMBER not in found and COLLECTION not in found else ()
    return (*_EDITED, *tagged, *(table for table in _PREDICTED if table in found))


def _codes(statuses: np.ndarray) -> np.ndarray:
    return np.select([statuses == status for status in STATUSES], range(len(STATUSES)))
