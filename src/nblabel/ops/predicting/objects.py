"""Predicted objects: checked against their classes, and written beside the objects that people marked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from nblabel.domain.marking import attribute_trees
from nblabel.domain.ontology import Ontology
from nblabel.domain.questions.base import Part
from nblabel.domain.shapes import Shape, shape_from_json
from nblabel.errors import NblabelError, OntologyError, PredictionError, ShapeError
from nblabel.ops.predicting.checks import Failures, check_frames, found_items
from nblabel.ops.predicting.table import Given
from nblabel.ops.work import Work
from nblabel.store.file.cursor import Cursor
from nblabel.store.predictions import objects as store
from nblabel.store.predictions.objects import PredictedObjects
from nblabel.store.rows.scope import Scope

__all__ = ["PredictedObjects", "predicted_objects", "split", "write_objects"]


def split(rows: Given) -> tuple[Given, Given]:
    """Rows that predict objects, and the others."""
    import pandas as pd

    has_shape = np.zeros(len(rows), bool)
    if rows.shape is not None:
        has_shape = ~np.array([one is None or one is pd.NA or one != one for one in rows.shape], bool)
    return rows.chosen(has_shape), rows if not has_shape.any() else rows.chosen(~has_shape)


def predicted_objects(cur: Cursor, scope: Scope, rows: Given) -> tuple[PredictedObjects, Failures]:
    """The objects to be written; those on unknown items or frames fail.

    Raises
    ------
    PredictionError
        For a class, shape or attribute that does not fit, naming the row.
    """
    failures = Failures(rows)
    made = [_read(scope.ontology, rows, row) for row in range(len(rows))]
    items, reasons = found_items(cur, scope, rows)
    for reason, failed in reasons.items():
        failures.add(failed, reason)
    check_frames(cur, scope, rows, items, failures)
    kept = np.flatnonzero(~failures.mask())
    chosen = [made[row] for row in kept.tolist()]
    bounds = np.array([one.shape.bounds for one in chosen], np.float64).reshape(len(chosen), 4)
    return (
        PredictedObjects(
            item_id=items[kept],
            first=np.maximum(rows.first[kept], 0),
            last=np.maximum(rows.last[kept], 0),
            cls=np.array([one.cls for one in chosen], np.int64),
            shape=np.array([one.shape.kind for one in chosen], object),
            bounds=bounds,
            area=np.array([one.shape.area for one in chosen], np.float64),
            geometry=np.array([json.dumps(one.shape.to_json()) for one in chosen], object),
            attributes=np.array([one.attributes for one in chosen], object),
            confidence=rows.confidence[kept],
        ),
        failures,
    )


def write_objects(work: Work, objects: PredictedObjects, source_id: int) -> None:
    """Write them; earlier ones of the source of the same class on the same frames end."""
    if not len(objects):
        return
    first_id = work.session.db.next_ids(work.cur, "prediction", len(objects))
    store.replace(work.cur, work.project_id, source_id, work.op_id, objects)
    store.write(work.cur, work.project_id, source_id, work.op_id, objects, first_id)


@dataclass(frozen=True, slots=True)
class _Object:
    cls: int
    shape: Shape
    attributes: str | None


def _read(ontology: Ontology, rows: Given, row: int) -> _Object:
    try:
        name = rows.question[row]
        if not isinstance(name, str):
            raise OntologyError(f"An object class is meant by its name, not by {name!r:.80}.")
        cls = ontology.object_class(name)
        given = None if rows.attributes is None else _plain(rows.attributes[row])
        trees = attribute_trees(ontology, cls.ident, given)
        parts = [_kept(part) for tree in trees for part in tree.parts]
        return _Object(
            cls.ident,
            cls.check(_shape(rows.shape[row] if rows.shape is not None else None)),
            json.dumps(parts) if parts else None,
        )
    except NblabelError as error:
        raise PredictionError(f"{rows.called(row)}: {error} Nothing was written.") from error


def _shape(given: Any) -> Shape:
    if isinstance(given, Shape):
        return given
    if isinstance(given, str):
        try:
            given = json.loads(given)
        except ValueError:
            raise ShapeError(f"A shape is a dict or JSON, not {given!r:.60}.") from None
    return shape_from_json(given)


def _plain(given: Any) -> Mapping[str, object] | None:
    """Attributes as a dict: tables have texts and empty cells."""
    if given is None or given != given:
        return None
    if isinstance(given, str):
        try:
            given = json.loads(given)
        except ValueError:
            raise PredictionError(f"Attributes are a dict or JSON, not {given!r:.60}.") from None
    return given  # type: ignore[no-any-return]


def _kept(part: Part) -> dict[str, Any]:
    """A part as JSON."""
    made = {"question": part.question, "options": list(part.options), "number": part.number, "text": part.text}
    return {name: value for name, value in made.items() if value not in (None, [])}
