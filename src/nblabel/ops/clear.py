"""Remove the answer tree of a classification."""

from __future__ import annotations

import numpy as np

from nblabel.domain.changes import Change
from nblabel.domain.commands import Clear
from nblabel.domain.workflow import STATUSES
from nblabel.ops import words
from nblabel.ops.allocation import refuse_bulk
from nblabel.ops.registry import handles
from nblabel.ops.targets import editable_mask, framed, is_single, refuse_frames_of_frames, refuse_single, resolved
from nblabel.ops.work import Work, nothing
from nblabel.store.labels import writing as labels
from nblabel.store.labels.standing import answered
from nblabel.store.work.marks import mark_changed


@handles(Clear)
def clear(work: Work, command: Clear) -> Change:
    """Close the answers; items without one are skipped."""
    question = work.scope.ontology.root(command.root)
    ids = resolved(work.cur, work.scope, command.target)
    refuse_frames_of_frames(ids, command.frames)
    refuse_bulk(work, command, ids, command.target)
    is_open, codes, _ = editable_mask(work, work.cur, work.scope, ids)
    single = is_single(command.target)
    if single and not is_open[0]:
        refuse_single(work.cur, work.session, int(ids[0]), STATUSES[codes[0]])
    has_answer = answered(work.cur, work.scope, ids, question.ident, command.frames)
    cleared, skipped = ids[is_open & has_answer], ids[is_open & ~has_answer]
    told = words.items(len(cleared), ids)
    text = f"Cleared {question.name} on {told}" + words.left_alone(blocked=int(np.sum(~is_open)))
    counts = {"applied": len(cleared), "skipped": len(skipped), "blocked": int(np.sum(~is_open))}
    if single and not len(cleared):
        return nothing("clear", text, counts)
    if len(cleared):
        labels.close(work.cur, work.project_id, work.op_id, cleared, question.ident, command.frames)
        mark_changed(work.cur, work.project_id, work.op_id, cleared, codes[is_open & has_answer])
    outcomes = {"skipped": skipped, "blocked": ids[~is_open], **framed(ids, applied=cleared)}
    return work.record("clear", text, counts, items=cleared, outcomes=outcomes, params={"root": question.ident})
