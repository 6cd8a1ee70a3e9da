"""Move items to a workflow status."""

from __future__ import annotations

import numpy as np

from nblabel.domain import job
from nblabel.domain.changes import Change
from nblabel.domain.commands import SetStatus
from nblabel.domain.workflow import STATUSES, Status, as_status
from nblabel.ops import words
from nblabel.ops.allocation import Asking, refuse_bulk
from nblabel.ops.labelling.weighing import Weighed
from nblabel.ops.moving import move
from nblabel.ops.registry import handles
from nblabel.ops.session import Session
from nblabel.ops.targets import (
    is_single,
    items_of,
    move_codes,
    open_codes,
    reasons,
    refuse_out_of_reach,
    refuse_single,
    resolved,
    whose_codes,
)
from nblabel.ops.work import STEPS, Work, nothing
from nblabel.store.file.cursor import Cursor
from nblabel.store.labels.standing import status_codes
from nblabel.store.rows.scope import Scope


@handles(SetStatus)
def set_status(work: Work, command: SetStatus) -> Change:
    """Items that are there already are skipped, frames mean their item; who is no admin takes the ways of the workflow only."""
    status = as_status(command.status)
    made = weigh(work.cur, work.session, work.scope, command)
    single = is_single(command.target)
    if single and not made.is_open[0]:
        refuse_single(work.cur, work.session, int(made.ids[0]), STATUSES[made.codes[0]], status)
    moving = made.changing
    text = f"Moved {words.items(len(moving))} to {status}" + words.left_alone(blocked=len(made.blocked))
    if single and not len(moving):
        return nothing("set_status", text, made.counts)
    job.current().step(f"Moving {words.items(len(moving))}", 1, STEPS)
    move(work, moving, made.codes[made.change], status)
    outcomes = {"skipped": made.skipped, "blocked": made.blocked}
    return work.record("set_status", text, made.counts, items=moving, outcomes=outcomes, params={"status": status})


def weigh(cur: Cursor, session: Session, scope: Scope, command: SetStatus) -> Weighed:
    """What becomes of each item of the target."""
    status = as_status(command.status)
    refuse_out_of_reach(session, status)
    ids = items_of(resolved(cur, scope, command.target))
    refuse_bulk(Asking(cur, scope), command, ids, command.target)
    codes, whose = status_codes(cur, scope, ids), whose_codes(session, cur, scope, ids)
    there = codes == STATUSES.index(status)
    is_open = there | move_codes(session.role, status)[codes, whose]
    told = {} if is_open.all() else _reasons(cur, session, scope, ids, codes, whose, is_open, status)
    return Weighed(ids, codes, there, is_open, told)


def _reasons(
    cur: Cursor, session: Session, scope: Scope, ids: np.ndarray, codes: np.ndarray, whose: np.ndarray,
    is_open: np.ndarray, status: Status,
) -> dict[str, int]:  # fmt: skip
    """Why items are blocked: they may not be changed at all, or not be moved on from where they are."""
    editable = is_open | open_codes(session.role)[codes, whose]
    found = reasons(session, cur, scope, ids, codes, editable)
    for code, known in enumerate(STATUSES):
        stuck = int(np.count_nonzero(~is_open & editable & (codes == code)))
        if stuck:
            found[f"{known}: {session.role}s may not move it to {status}"] = stuck
    return found
