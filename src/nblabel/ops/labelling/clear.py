"""Remove the answer tree of a classification."""

from __future__ import annotations

from nblabel.domain import job
from nblabel.domain.changes import Change
from nblabel.domain.commands import Clear
from nblabel.domain.workflow import STATUSES
from nblabel.ops import words
from nblabel.ops.allocation import Asking, refuse_bulk
from nblabel.ops.labelling.weighing import Weighed
from nblabel.ops.registry import handles
from nblabel.ops.session import Session
from nblabel.ops.targets import editable_mask, framed, is_single, refuse_frames_of_frames, refuse_single, resolved
from nblabel.ops.work import STEPS, Work, nothing
from nblabel.store.file.cursor import Cursor
from nblabel.store.labels import writing as labels
from nblabel.store.labels.standing import answered
from nblabel.store.rows.scope import Scope
from nblabel.store.work.marks import mark_changed


@handles(Clear)
def clear(work: Work, command: Clear) -> Change:
    """Close the answers; items without one are skipped."""
    question = work.scope.ontology.root(command.root)
    made = weigh(work.cur, work.session, work.scope, command)
    single = is_single(command.target)
    if single and not made.is_open[0]:
        refuse_single(work.cur, work.session, int(made.ids[0]), STATUSES[made.codes[0]])
    cleared = made.changing
    told = words.items(len(cleared), made.ids)
    text = f"Cleared {question.name} on {told}" + words.left_alone(blocked=len(made.blocked))
    if single and not len(cleared):
        return nothing("clear", text, made.counts)
    if len(cleared):
        job.current().step(f"Clearing {told}", 1, STEPS)
        labels.close(work.cur, work.project_id, work.op_id, cleared, question.ident, command.frames)
        mark_changed(work.cur, work.project_id, work.op_id, cleared, made.codes[made.change])
    outcomes = {"skipped": made.skipped, "blocked": made.blocked, **framed(made.ids, applied=cleared)}
    return work.record("clear", text, made.counts, items=cleared, outcomes=outcomes, params={"root": question.ident})


def weigh(cur: Cursor, session: Session, scope: Scope, command: Clear) -> Weighed:
    """What becomes of each item (or frame) of the target."""
    question = scope.ontology.root(command.root)
    ids = resolved(cur, scope, command.target)
    refuse_frames_of_frames(ids, command.frames)
    refuse_bulk(Asking(cur, scope), command, ids, command.target)
    is_open, codes, reasons = editable_mask(session, cur, scope, ids)
    return Weighed(ids, codes, ~answered(cur, scope, ids, question.ident, command.frames), is_open, reasons)
