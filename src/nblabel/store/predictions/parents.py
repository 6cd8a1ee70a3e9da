"""Whether a question is answered by an option where a nested answer is predicted."""

from __future__ import annotations

import numpy as np

from nblabel.store.file.cursor import Cursor
from nblabel.store.predictions.writing import WHOLE
from nblabel.store.rows.piece import Piece, together
from nblabel.store.rows.scope import Scope

# A row without frames holds on all of them; what is predicted of a whole item needs such a row.
_COVERS = "(t.frame_from IS NULL OR (n.first <> ? AND t.frame_from <= n.first AND t.frame_to >= n.last))"


def labelled(cur: Cursor, scope: Scope, rows: dict[str, np.ndarray], question: int, option: int) -> np.ndarray:
    """For each of the rows (item_id, first, last) whether a label answers the question so on all of its frames."""
    found = _places(cur, scope, "label", rows, question, option, Piece("true"), "n.place")
    has_label = np.zeros(len(rows["item_id"]), bool)
    has_label[found["place"]] = True
    return has_label


def predicted(
    cur: Cursor, scope: Scope, rows: dict[str, np.ndarray], question: int, option: int, source_id: int | None
) -> tuple[np.ndarray, np.ndarray]:
    """Whether another source predicts so on all of the frames; and the group of this source that does on just them, or -1."""
    source = -1 if source_id is None else source_id
    elsewhere = _places(
        cur, scope, "prediction", rows, question, option, Piece("t.source_id <> ?", (source,)), "n.place"
    )
    same = Piece(
        "t.source_id = ? AND coalesce(t.frame_from, ?) = n.first AND coalesce(t.frame_to, ?) = n.last",
        (source, WHOLE, WHOLE),
    )
    here = _places(cur, scope, "prediction", rows, question, option, same, "n.place, t.group_id")
    foreign, groups = np.zeros(len(rows["item_id"]), bool), np.full(len(rows["item_id"]), -1, np.int64)
    foreign[elsewhere["place"]] = True
    groups[here["place"]] = here["group_id"]
    return foreign, groups


def _places(
    cur: Cursor,
    scope: Scope,
    table: str,
    rows: dict[str, np.ndarray],
    question: int,
    option: int,
    own: Piece,
    asked: str,
) -> dict[str, np.ndarray]:
    cur.register("nested_rows", {**rows, "place": np.arange(len(rows["item_id"]))})
    piece = together(
        f"SELECT DISTINCT {asked} FROM nested_rows n JOIN {table} t ON t.item_id = n.item_id "
        "WHERE {} AND t.question = ? AND t.option = ? AND {} AND {}",
        scope.rows("t"),
        Piece(_COVERS, (WHOLE,)),
        own,
    )
    values = list(piece.values)
    at = len(scope.rows("t").values)
    return cur.execute(piece.sql, [*values[:at], question, option, *values[at:]]).arrays()
