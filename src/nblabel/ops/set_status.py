"""Move items to a workflow status."""

from __future__ import annotations

import numpy as np

from nblabel.domain.changes import Change
from nblabel.domain.commands import SetStatus
from nblabel.domain.workflow import STATUSES, as_status
from nblabel.ops import words
from nblabel.ops.allocation import refuse_bulk
from nblabel.ops.moving import move
from nblabel.ops.registry import handles
from nblabel.ops.targets import (
    is_single,
    items_of,
    move_codes,
    refuse_out_of_reach,
    refuse_single,
    resolved,
    whose_codes,
)
from nblabel.ops.work import Work, nothing
from nblabel.store.labels.standing import status_codes


@handles(SetStatus)
def set_status(work: Work, command: SetStatus) -> Change:
    """Items that are there already are skipped, frames mean their item; who is no admin takes the ways of the workflow only."""
    status = as_status(command.status)
    refuse_out_of_reach(work.session, status)
    ids = items_of(resolved(work.cur, work.scope, command.target))
    refuse_bulk(work, command, ids, command.target)
    codes = status_codes(work.cur, work.scope, ids)
    there = codes == STATUSES.index(status)
    whose = whose_codes(work.session, work.cur, work.scope, ids)
    locked = ~there & ~move_codes(work.session.role, status)[codes, whose]
    single = is_single(command.target)
    if single and locked[0]:
        refuse_single(work.cur, work.session, int(ids[0]), STATUSES[codes[0]], status)
    moving = ids[~there & ~locked]
    counts = {"applied": len(moving), "skipped": int(np.sum(there)), "blocked": int(np.sum(locked))}
    text = f"Moved {words.items(len(moving))} to {status}" + words.left_alone(blocked=counts["blocked"])
    if single and not len(moving):
        return nothing("set_status", text, counts)
    move(work, moving, codes[~there & ~locked], status)
    outcomes = {"skipped": ids[there], "blocked": ids[locked]}
    return work.record("set_status", text, counts, items=moving, outcomes=outcomes, params={"status": status})
