"""Saying that predictions are wrong, and forgetting those of a source; both can be undone."""

from __future__ import annotations

import numpy as np

from nblabel.domain.changes import Change
from nblabel.domain.predicting import ForgetPredictions, Reject
from nblabel.domain.units import frames_of, item_of, mean_frames
from nblabel.domain.workflow import STATUSES
from nblabel.errors import in_line
from nblabel.ops import words
from nblabel.ops.accepting.objects import rejected_objects
from nblabel.ops.allocation import refuse_bulk
from nblabel.ops.predicting.predict import known_source
from nblabel.ops.registry import handles
from nblabel.ops.targets import editable_mask, framed, is_single, refuse_single, resolved
from nblabel.ops.work import Work, nothing
from nblabel.store.predictions import objects as predicted_objects
from nblabel.store.predictions import reading as predicted
from nblabel.store.predictions import writing as predictions
from nblabel.store.rows.chosen import ascending
from nblabel.store.rows.spans import gaps, pairs


@handles(Reject)
def reject(work: Work, command: Reject) -> Change:
    """The predictions of the target stand no longer; labels stay as they are."""
    if command.root not in {0, *(cls.ident for cls in work.scope.ontology.objects)}:
        work.scope.ontology.root(command.root)
    source_id = known_source(work.cur, work.scope, command.source)
    ids = resolved(work.cur, work.scope, command.target)
    refuse_bulk(work, command, ids, command.target)
    is_open, codes, _ = editable_mask(work, work.cur, work.scope, ids)
    if is_single(command.target) and not is_open[0]:
        refuse_single(work.cur, work.session, int(ids[0]), STATUSES[codes[0]])
    marked, has_marked = rejected_objects(work.cur, work.scope, source_id, ids, command.root)
    found = ids[_has_any(work, source_id, ids, command.root) | has_marked]
    is_allowed = is_open[np.searchsorted(ids, found)]
    rejected, blocked = found[is_allowed], found[~is_allowed]
    counts = {"applied": len(rejected), "skipped": len(ids) - len(found), "blocked": len(blocked)}
    text = f'Rejected "{in_line(command.source)}" on {words.items(len(rejected), ids)}' + words.left_alone(
        blocked=len(blocked)
    )
    if not len(rejected):
        return nothing("reject", text, counts)
    allowed = np.isin(marked.item_id, item_of(rejected))
    predicted_objects.close(work.cur, work.op_id, marked.row[allowed])
    if mean_frames(rejected):
        _cut(work, source_id, rejected, command.root)
    else:
        predictions.close_items(work.cur, work.project_id, source_id, work.op_id, rejected, command.root)
    outcomes = {"blocked": blocked, **framed(ids, applied=rejected)}
    params = {"source": command.source, "root": command.root}
    return work.record("reject", text, counts, items=rejected, outcomes=outcomes, params=params)


@handles(ForgetPredictions)
def forget(work: Work, command: ForgetPredictions) -> Change:
    """All predictions of a source end."""
    source_id = known_source(work.cur, work.scope, command.source)
    ids = predicted.items_of_source(work.cur, work.scope, source_id)
    text = f'Deleted the predictions of "{in_line(command.source)}" on {words.items(len(ids))}'
    if not len(ids):
        return nothing("predict", text, {})
    predictions.close_all(work.cur, work.project_id, source_id, work.op_id)
    return work.record("predict", text, {"applied": len(ids)}, items=ids, params={"source": command.source})


def _has_any(work: Work, source_id: int, ids: np.ndarray, root: int) -> np.ndarray:
    """Which of the items or frames have a prediction."""
    items = ascending(item_of(ids)) if mean_frames(ids) else ids
    rows = predicted.predicted_rows(work.cur, work.scope, source_id, items, root, has_text=False)
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
