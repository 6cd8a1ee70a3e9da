"""Objects that models predict: writing them, and making objects of them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from nblabel.domain.questions.base import Part
from nblabel.store.file.cursor import Cursor
from nblabel.store.predictions.reading import present_in
from nblabel.store.rows.scope import Scope

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class PredictedObjects:
    """Objects to be written, one place an object; `geometry` and `attributes` are JSON, `bounds` x, y, width and height."""

    item_id: np.ndarray
    first: np.ndarray
    last: np.ndarray
    cls: np.ndarray
    shape: np.ndarray
    bounds: np.ndarray
    area: np.ndarray
    geometry: np.ndarray
    attributes: np.ndarray
    confidence: np.ndarray

    def __len__(self) -> int:
        return len(self.item_id)


@dataclass(frozen=True, slots=True)
class Standing:
    """Predicted objects that stand, one place a row; `row` is its number in the table."""

    row: np.ndarray
    item_id: np.ndarray
    first: np.ndarray
    last: np.ndarray
    cls: np.ndarray
    confidence: np.ndarray

    def chosen(self, mask: np.ndarray) -> Standing:
        """Some of them."""
        return Standing(
            self.row[mask], self.item_id[mask], self.first[mask], self.last[mask], self.cls[mask], self.confidence[mask]
        )

    def __len__(self) -> int:
        return len(self.row)


def write(cur: Cursor, project_id: int, source_id: int, op_id: int, objects: PredictedObjects, first_id: int) -> None:
    """Open their rows, with ids from `first_id` on."""
    import pandas as pd

    order = np.argsort(objects.item_id, kind="stable")
    columns = {
        "item_id": objects.item_id,
        "first": objects.first,
        "last": objects.last,
        "cls": objects.cls,
        "shape": objects.shape,
        **{name: objects.bounds[:, place] for place, name in enumerate(("x", "y", "w", "h"))},
        "area": objects.area,
        "geometry": objects.geometry,
        "attributes": pd.Series(objects.attributes, dtype="object"),
        "confidence": objects.confidence,
    }
    frame = pd.DataFrame(columns).iloc[order].assign(number=np.arange(len(objects)))
    cur.register("predicted_shapes", frame).execute(
        "INSERT INTO predicted_object SELECT ?, ?, ? + number, item_id, first, last, cls, shape, x, y, w, h, area, geometry, "
        "attributes::VARCHAR, confidence, ?, NULL FROM predicted_shapes",
        [project_id, source_id, first_id, op_id],
    )


def replace(cur: Cursor, project_id: int, source_id: int, op_id: int, objects: PredictedObjects) -> None:
    """End earlier objects of the source of the same class on the same frames."""
    columns = {"item_id": objects.item_id, "cls": objects.cls, "first": objects.first, "last": objects.last}
    cur.register("new_shapes", columns).execute(
        "UPDATE predicted_object SET op_to = ? WHERE rowid IN (SELECT p.row FROM ("
        'SELECT rowid AS row, item_id, "class" AS cls, frame_from, frame_to FROM predicted_object '
        "WHERE project_id = ? AND source_id = ? AND op_to IS NULL) p JOIN new_shapes n "
        "ON p.item_id = n.item_id AND p.cls = n.cls AND p.frame_from <= n.last AND p.frame_to >= n.first)",
        [op_id, project_id, source_id],
    )


def standing(cur: Cursor, scope: Scope, source_id: int, items: np.ndarray, cls: int) -> Standing:
    """What a source predicts on these items (ascending, at least one), of one class or (0) of all."""
    where = scope.rows()
    own = 'AND "class" = ?' if cls else ""
    found = cur.execute(
        'SELECT rowid AS row, item_id, frame_from::BIGINT AS first, frame_to::BIGINT AS last, "class"::BIGINT AS cls, confidence '
        f"FROM predicted_object WHERE {where.sql} AND source_id = ? AND item_id BETWEEN ? AND ? {own} ORDER BY prediction_id",
        [*where.values, source_id, int(items[0]), int(items[-1]), *([cls] if cls else [])],
    ).arrays()
    return Standing(**found).chosen(present_in(found["item_id"], items))


def accept(cur: Cursor, project_id: int, op_id: int, rows: np.ndarray, first_id: int) -> None:
    """Make objects of predicted ones (by their number in the table), which end so."""
    cur.register("accepted_shapes", {"row": rows, "object_id": first_id + np.arange(len(rows))})
    attributes = cur.execute(
        "SELECT a.object_id, p.item_id, p.attributes FROM predicted_object p JOIN accepted_shapes a ON a.row = p.rowid "
        "WHERE p.attributes IS NOT NULL"
    ).rows()
    cur.execute(
        'INSERT INTO "object" SELECT project_id, a.object_id, item_id, frame_from, frame_to, "class", shape, x, y, width, height, '
        "area, geometry, confidence, 'model', ?, NULL, ?, NULL FROM predicted_object p JOIN accepted_shapes a ON a.row = p.rowid "
        "ORDER BY a.object_id",
        [op_id, op_id],
    )
    answers = [(ident, item, *row) for ident, item, text in attributes for row in _rows(text)]
    if answers:
        import pandas as pd

        names = ["object_id", "item_id", "question", "option", "number", "text"]
        frame = pd.DataFrame(answers, columns=names).astype({"option": "Int64", "number": "Float64", "text": "object"})
        cur.register("accepted_answers", frame).execute(
            "INSERT INTO attribute SELECT ?, object_id, item_id, NULL, NULL, question, option, number, text, ?, NULL "
            "FROM accepted_answers",
            [project_id, op_id],
        )
    close(cur, op_id, rows)


def close(cur: Cursor, op_id: int, rows: np.ndarray) -> None:
    """End predicted objects by their number in the table."""
    if len(rows):
        cur.register("ended_shapes", {"row": rows}).execute(
            "UPDATE predicted_object SET op_to = ? WHERE rowid IN (SELECT row FROM ended_shapes)", [op_id]
        )


def objects_df(cur: Cursor, scope: Scope, source_id: int, ids: np.ndarray | None) -> pd.DataFrame:
    """One row a predicted object: prediction_id, item_id, title, frame_from, frame_to, question (its class), shape (JSON), ..."""
    import pandas as pd

    where, item = scope.rows("p"), scope.rows("i")
    chosen, order = "", "p.item_id"
    if ids is not None:
        cur.register("asked_items", {"item_id": ids, "place": np.arange(len(ids))})
        chosen, order = "JOIN asked_items a ON a.item_id = p.item_id", "a.place"
    frame = cur.execute(
        'SELECT p.prediction_id, p.item_id, i.title, p.frame_from, p.frame_to, p."class" AS cls, p.geometry AS shape, p.attributes, '
        f"p.confidence, o.created AS created_at FROM (SELECT * FROM predicted_object p WHERE {where.sql} AND source_id = ?) p "
        f"LEFT JOIN (SELECT item_id, title FROM item i WHERE {item.sql}) i USING (item_id) {chosen} "
        f"LEFT JOIN op o ON o.op_id = p.op_from ORDER BY {order}, p.frame_from, p.prediction_id",
        [*where.values, source_id, *item.values],
    ).frame()
    names = {cls.ident: cls.name for cls in scope.ontology.objects}
    classes = frame.pop("cls").tolist()
    frame["question"] = [names.get(cls) for cls in classes]
    told = [_described(scope, cls, text) for cls, text in zip(classes, frame["attributes"].tolist(), strict=True)]
    frame["attributes"] = pd.Series(told, index=frame.index, dtype=object)
    frame["created_at"] = frame["created_at"].dt.tz_convert("UTC")
    return frame


def _described(scope: Scope, cls: int, text: object) -> dict[str, object]:
    """Attributes by name."""
    if not isinstance(text, str) or cls not in {known.ident for known in scope.ontology.objects}:
        return {}
    asked = scope.ontology.attributes(cls)
    known = {place.question.ident: place.question for place in asked.places}
    parts = [
        Part(part["question"], tuple(part.get("options", ())), part.get("number"), part.get("text"))
        for part in json.loads(text)
    ]
    return {known[part.question].name: known[part.question].describe(part) for part in parts if part.question in known}


def _rows(text: str) -> list[tuple[int, int | None, float | None, str | None]]:
    made: list[tuple[int, int | None, float | None, str | None]] = []
    for part in json.loads(text):
        options = part.get("options")
        if options:
            made += [(part["question"], option, None, None) for option in options]
        else:
            made.append((part["question"], None, part.get("number"), part.get("text")))
    return made
