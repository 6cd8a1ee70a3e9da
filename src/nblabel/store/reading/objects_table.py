"""Objects as a DataFrame."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import numpy as np

from nblabel.domain.query import Query, is_framed
from nblabel.domain.questions.base import Part
from nblabel.domain.units import item_of
from nblabel.store.file.cursor import Cursor
from nblabel.store.query.views import ids as ids_of
from nblabel.store.rows.chosen import ascending
from nblabel.store.rows.piece import Piece, together
from nblabel.store.rows.scope import Scope

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = (
    "object_id", "item_id", "title", "frame_from", "frame_to", "class", "shape", "x", "y", "width", "height", "area",
    "geometry", "attributes", "confidence", "source", "created_by", "created_at", "edited_by", "edited_at",
)  # fmt: skip


def objects_df(cur: Cursor, scope: Scope, query: Query | None) -> pd.DataFrame:
    """One row a shape, by item, object and frame."""
    piece = together(
        'SELECT o.object_id, o.item_id, i.title, o.frame_from, o.frame_to, o."class" AS cls, o.shape, o.x, o.y, o.width, o.height, '
        "o.area, o.geometry, o.confidence, o.source::VARCHAR AS source, c.annotator AS created_by, c.created AS created_at, "
        "e.annotator AS edited_by, e.created AS edited_at FROM (SELECT * FROM object o WHERE {} AND {}) o "
        "LEFT JOIN (SELECT item_id, title FROM item i WHERE {}) i ON i.item_id = o.item_id "
        "LEFT JOIN op c ON c.op_id = o.created_op LEFT JOIN op e ON e.op_id = o.edited_op "
        "ORDER BY o.item_id, o.object_id, o.frame_from",
        scope.rows("o"),
        _of(cur, scope, query),
        scope.rows("i"),
    )
    frame = cur.execute(piece.sql, piece.values).frame()
    names = {cls.ident: cls.name for cls in scope.ontology.objects}
    frame["class"] = frame["cls"].map(names).astype("str")
    frame["attributes"] = _attributes(cur, scope, frame)
    for column in ("created_at", "edited_at"):
        frame[column] = frame[column].dt.tz_convert("UTC")
    frame["edited_by"] = frame["edited_by"].astype("str")
    return frame[list(COLUMNS)]


def count(cur: Cursor, scope: Scope, query: Query | None) -> int:
    """How many objects there are."""
    piece = together(
        "SELECT count(DISTINCT object_id) FROM object o WHERE {} AND {}", scope.rows("o"), _of(cur, scope, query)
    )
    return int(cur.execute(piece.sql, piece.values).value())


def ids(cur: Cursor, scope: Scope, query: Query | None) -> list[int]:
    """Their ids, by item."""
    piece = together(
        "SELECT DISTINCT item_id, object_id FROM object o WHERE {} AND {} ORDER BY item_id, object_id",
        scope.rows("o"),
        _of(cur, scope, query),
    )
    return [ident for _, ident in cur.execute(piece.sql, piece.values).rows()]


def made_by(cur: Cursor, scope: Scope, op_id: int) -> int:
    """The object that an operation made."""
    sql = "SELECT max(object_id) FROM object WHERE project_id = ? AND op_from = ?"
    return int(cur.execute(sql, [scope.project_id, op_id]).value())


def _of(cur: Cursor, scope: Scope, query: Query | None) -> Piece:
    if query is None or query == Query():
        return Piece("true")
    asked = ids_of(cur, scope, query)
    items = ascending(item_of(asked)) if is_framed(query) else ascending(asked)
    cur.register("objects_on", {"item_id": items})
    return Piece("o.item_id IN (SELECT item_id FROM objects_on)")


def _attributes(cur: Cursor, scope: Scope, frame: pd.DataFrame) -> pd.Series:
    """A dict for each row: what is answered on the first of its frames."""
    import pandas as pd

    piece = together(
        "SELECT object_id, frame_from, frame_to, question, list(option), any_value(number), any_value(text) FROM attribute a "
        "WHERE {} GROUP BY ALL ORDER BY object_id, question",
        scope.rows("a"),
    )
    known: dict[int, list[Any]] = defaultdict(list)
    for ident, first, last, question, options, number, text in cur.execute(piece.sql, piece.values).rows():
        known[ident].append(
            (first, last, Part(question, tuple(one for one in options if one is not None), number, text))
        )
    asked = {
        place.question.ident: place.question
        for cls in scope.ontology.objects
        for place in scope.ontology.attributes(cls.ident).places
    }
    made = [
        {
            asked[part.question].name: asked[part.question].describe(part)
            for first, last, part in known.get(ident, ())
            if part.question in asked and (first is None or first <= start <= last)
        }
        for ident, start in zip(frame["object_id"].tolist(), frame["frame_from"].fillna(0).tolist(), strict=True)
    ]
    return pd.Series(np.array([*made, None], dtype=object)[:-1], index=frame.index, dtype=object)
