"""Saying that predictions are wrong, and forgetting those of a source; both can be undone."""

from __future__ import annotations

import numpy as np

from nblabel.domain import job
from nblabel.domain.changes import Change
from nblabel.domain.predicting import ForgetPredictions, Reject
from nblabel.domain.units import frames_of, item_of, mean_frames
from nblabel.domain.workflow import STATUSES
from nblabel.errors import in_line
from nblabel.ops import words
from nblabel.ops.accepting.objects import rejected_objects
from nblabel.ops.allocation import Asking, refuse_bulk
from nblabel.ops.holding import scope_for
from nblabel.ops.labelling.plan import Plan
from nblabel.ops.labelling.weighing import Weighed
from nblabel.ops.predicting.predict import known_source
from nblabel.ops.predicting.rights import refuse_sources
from nblabel.ops.registry import handles
from nblabel.ops.session import Session
from nblabel.ops.snapshot import snapshot
from nblabel.ops.targets import editable_mask, framed, is_single, reasons, refuse_single, resolved
from nblabel.ops.work import STEPS, Work, nothing
from nblabel.store.file.cursor import Cursor
from nblabel.store.predictions import objects as predicted_objects
from nblabel.store.predictions import reading as predicted
from nblabel.store.predictions import writing as predictions
from nblabel.store.predictions.objects import Standing
from nblabel.store.rows.chosen import ascending
from nblabel.store.rows.scope import Scope
from nblabel.store.rows.spans import gaps, pairs


@handles(Reject)
def reject(work: Work, command: Reject) -> Change:
    """The predictions of the target stand no longer; labels stay as they are."""
    source_id = known_source(work.cur, work.scope, command.source)
    made, marked = _weighed(work.cur, work.session, work.scope, command, source_id)
    if is_single(command.target) and not made.is_open[0]:
        refuse_single(work.cur, work.session, int(made.ids[0]), STATUSES[made.codes[0]])
    rejected = made.changing
    told = words.items(len(rejected), made.ids)
    text = f'Rejected "{in_line(command.source)}" on {told}' + words.left_alone(blocked=len(made.blocked))
    if not len(rejected):
        return nothing("reject", text, made.counts)
    job.current().step(f"Rejecting on {told}", 1, STEPS)
    allowed = np.isin(marked.item_id, item_of(rejected))
    predicted_objects.close(work.cur, work.op_id, marked.row[allowed])
    if mean_frames(rejected):
        _cut(work, source_id, rejected, command.root)
    else:
        predictions.close_items(work.cur, work.project_id, source_id, work.op_id, rejected, command.root)
    outcomes = {"blocked": made.blocked, **framed(made.ids, applied=rejected)}
    params = {"source": command.source, "root": command.root}
    return work.record("reject", text, made.counts, items=rejected, outcomes=outcomes, params=params)


def plan_reject(session: Session, command: Reject) -> Plan:
    """Count what rejecting would do; nothing is written."""
    with snapshot(session) as cur:
        scope = scope_for(command, session.scope(cur=cur))
        made, _ = _weighed(cur, session, scope, command, known_source(cur, scope, command.source))
        rows = [made.row(code, bare=True) for code in range(len(STATUSES))]
        return Plan(rows, len(made.ids), len(made.changing), len(made.blocked), 0, dict(made.reasons))


def _weighed(cur: Cursor, session: Session, scope: Scope, command: Reject, source_id: int) -> tuple[Weighed, Standing]:
    """What becomes of each item (or frame) of the target, and the predicted objects there: without a prediction it is so already."""
    if command.root not in {0, *(cls.ident for cls in scope.ontology.objects)}:
        scope.ontology.root(command.root)
    ids = resolved(cur, scope, command.target)
    refuse_bulk(Asking(cur, scope), command, ids, command.target)
    may, codes, _ = editable_mask(session, cur, scope, ids)
    marked, has_marked = rejected_objects(cur, scope, source_id, ids, command.root)
    is_so = ~(_has_any(cur, scope, source_id, ids, command.root) | has_marked)
    # Of a single item that may not be changed one is told, whatever is predicted of it.
    is_open = may if is_single(command.target) else may | is_so
    told = reasons(session, cur, scope, ids, codes, is_open)
    return Weighed(ids, codes, is_so, is_open, told), marked


@handles(ForgetPredictions)
def forget(work: Work, command: ForgetPredictions) -> Change:
    """All predictions of a source end."""
    refuse_sources(work.session)
    source_id = known_source(work.cur, work.scope, command.source)
    ids = predicted.items_of_source(work.cur, work.scope, source_id)
    text = f'Deleted the predictions of "{in_line(command.source)}" on {words.items(len(ids))}'
    if not len(ids):
        return nothing("predict", text, {})
    predictions.close_all(work.cur, work.project_id, source_id, work.op_id)
    return work.record("predict", text, {"applied": len(ids)}, items=ids, params={"source": command.source})


def _has_any(cur: Cursor, scope: Scope, source_id: int, ids: np.ndarray, root: int) -> np.ndarray:
    """Which of the items or frames have a prediction."""
    items = ascending(item_of(ids)) if mean_frames(ids) else ids
    rows = predicted.predicted_rows(cur, scope, source_id, items, root, has_text=False)
    has_any = np.zeros(len(ids), bool)
    if mean_frames(ids):
        has_any[pairs(ids, rows.item_id, rows.first, rows.last).unit] = True
    else:
        has_any[np.searchsorted(ids, rows.item_id)] = True
    return has_any


def _cut(work: Work, source_id: int, units: np.ndarray, root: int) -> None:
    """End the predictions on these frames; on all others of theirs they go on."""
    items = ascending(item_of(units))
    rows = predicted.predicted_rows(work.cur, work.scope, source_id, items, root, has_text=False)
    lasts = rows.last.copy()
    if rows.is_whole.any():
        whole = ascending(rows.item_id[rows.is_whole])
        lasts[rows.is_whole] = predicted.last_frames(work.cur, whole)[
            np.searchsorted(whole, rows.item_id[rows.is_whole])
        ]
    hit = pairs(units, rows.item_id, rows.first, rows.last)
    row, first, last = gaps(hit, frames_of(units), rows.first, lasts)
    predictions.cut(work.cur, work.op_id, rows.row[np.unique(hit.row)], rows.row[row], first, last)
