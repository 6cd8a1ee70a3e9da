"""Making objects of predicted ones: each ends as a prediction and goes on as an object of the model."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nblabel.domain.predicting import Accept
from nblabel.domain.units import item_of, mean_frames
from nblabel.ops.work import Work
from nblabel.store.file.cursor import Cursor
from nblabel.store.predictions import objects as predicted_objects
from nblabel.store.predictions.objects import Standing
from nblabel.store.rows.chosen import ascending
from nblabel.store.rows.scope import Scope
from nblabel.store.rows.spans import covered, pairs


@dataclass(frozen=True, slots=True)
class WeighedObjects:
    """Predicted objects that would be accepted, and masks over the ids asked for."""

    rows: Standing
    accepted: np.ndarray
    blocked: np.ndarray
    below: np.ndarray


def weigh_objects(
    cur: Cursor, scope: Scope, command: Accept, source_id: int, ids: np.ndarray, is_open: np.ndarray
) -> WeighedObjects:
    """Which of the items (or frames) have objects that are sure enough."""
    items = ascending(item_of(ids)) if mean_frames(ids) else ids
    found = predicted_objects.standing(cur, scope, source_id, items, command.root)
    is_sure = found.confidence >= command.threshold
    sure, unsure = _on(ids, found.chosen(is_sure)), _on(ids, found.chosen(~is_sure))
    written = found.chosen(is_sure & _meant(ids[is_open], found))
    return WeighedObjects(written, sure & is_open, sure & ~is_open, unsure & ~sure)


def write_objects(work: Work, made: WeighedObjects) -> None:
    """Open the objects, with their attributes."""
    if len(made.rows):
        first_id = work.session.db.next_ids(work.cur, "object", len(made.rows))
        predicted_objects.accept(work.cur, work.project_id, work.op_id, made.rows.row, first_id)


def rejected_objects(
    cur: Cursor, scope: Scope, source_id: int, ids: np.ndarray, cls: int
) -> tuple[Standing, np.ndarray]:
    """The predicted objects of these items or frames, and which of those have some."""
    items = ascending(item_of(ids)) if mean_frames(ids) else ids
    found = predicted_objects.standing(cur, scope, source_id, items, cls)
    found = found.chosen(_meant(ids, found))
    return found, _on(ids, found)


def _on(ids: np.ndarray, rows: Standing) -> np.ndarray:
    """Which of the ids have one of the rows."""
    has_any = np.zeros(len(ids), bool)
    if not len(rows):
        return has_any
    if mean_frames(ids):
        return np.asarray(covered(ids, rows.item_id, rows.first, rows.last) > 0)
    has_any[np.searchsorted(ids, rows.item_id)] = True
    return has_any


def _meant(ids: np.ndarray, rows: Standing) -> np.ndarray:
    """Which of the rows are on one of the ids."""
    if not len(ids) or not len(rows):
        return np.zeros(len(rows), bool)
    if not mean_frames(ids):
        return np.isin(rows.item_id, ids)
    meant = np.zeros(len(rows), bool)
    meant[pairs(ids, rows.item_id, rows.first, rows.last).row] = True
    return meant
