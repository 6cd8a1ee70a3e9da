"""Move items to a workflow status."""

from __future__ import annotations

import numpy as np

from nblabel.domain.changes import Change
from nblabel.domain.commands import SetStatus
from nblabel.domain.workflow import STATUSES, as_status
from nblabel.ops import words
from nblabel.ops.registry import handles
from nblabel.ops.targets import is_single, items_of, refuse_complete, refuse_single, resolved
from nblabel.ops.work import Work, nothing
from nblabel.store import statuses
from nblabel.store.standing import status_codes


@handles(SetStatus)
def set_status(work: Work, command: SetStatus) -> Change:
    """Items that are there already are skipped, frames mean their item; only admins move items out of complete or into it."""
    status = as_status(command.status)
    refuse_complete(work.session, status)
    ids = items_of(resolved(work.cur, work.scope, command.target))
    codes = status_codes(work.cur, work.scope, ids)
    there = codes == STATUSES.index(status)
    locked = (codes == STATUSES.index("complete")) & ~there & (work.session.role != "admin")
    single = is_single(command.target)
    if single and locked[0]:
        refuse_single(work.cur, work.session, int(ids[0]), "complete")
    moving = ids[~there & ~locked]
    counts = {"applied": len(moving), "skipped": int(np.sum(there)), "blocked": int(np.sum(locked))}
    text = f"Moved {words.items(len(moving))} to {status}" + words.left_alone(blocked=counts["blocked"])
    if single and not len(moving):
        return nothing("set_status", text, counts)
    if len(moving):
        statuses.move(work.cur, work.project_id, work.op_id, moving, status)
    outcomes = {"skipped": ids[there], "blocked": ids[locked]}
    return work.record("set_status", text, counts, items=moving, outcomes=outcomes, params={"status": status})
