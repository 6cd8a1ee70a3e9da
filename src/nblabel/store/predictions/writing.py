"""Writing predictions: opening the rows of a source, closing those that are replaced, rejected or forgotten."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from nblabel.domain.frames import LAST_FRAME
from nblabel.store.file.cursor import Cursor
from nblabel.store.rows.chosen import among
from nblabel.store.rows.intervals import PREDICTION
from nblabel.store.rows.scope import Scope

WHOLE = -1  # in place of a frame: the whole item
_BOUNDS = f"coalesce(frame_from, 0) AS first, coalesce(frame_to, {LAST_FRAME}) AS last"


@dataclass(frozen=True, slots=True)
class PredictedRows:
    """Rows to be opened, one place a row; `first` and `last` are WHOLE on whole items, `option` 0 where there is none.

    `text` is None where no row has one.
    """

    prediction_id: np.ndarray
    group_id: np.ndarray
    item_id: np.ndarray
    first: np.ndarray
    last: np.ndarray
    root: np.ndarray
    question: np.ndarray
    option: np.ndarray
    number: np.ndarray
    text: np.ndarray | None
    confidence: np.ndarray

    def __len__(self) -> int:
        return len(self.item_id)

    def chosen(self, places: np.ndarray) -> PredictedRows:
        """Some of the rows, by a mask or in another order."""
        names = [field.name for field in fields(self) if field.name != "text"]
        some = {name: getattr(self, name)[places] for name in names}
        return PredictedRows(**some, text=None if self.text is None else self.text[places])


def write(cur: Cursor, project_id: int, source_id: int, op_id: int, rows: PredictedRows) -> None:
    """Open the rows, in the order of their items."""
    if np.any(np.diff(rows.item_id) < 0):
        rows = rows.chosen(np.argsort(rows.item_id, kind="stable"))
    columns: dict[str, object] = {
        name: getattr(rows, name)
        for name in ("prediction_id", "group_id", "item_id", "first", "last", "root", "question", "option")
    }
    columns |= {"number": rows.number, "confidence": rows.confidence}
    data: object = columns
    if rows.text is not None:
        import pandas as pd

        data = pd.DataFrame({**columns, "text": pd.Series(rows.text, dtype="object")})
    cur.register("predicted_rows", data)
    cur.execute(
        f"INSERT INTO prediction SELECT ?, ?, prediction_id, group_id, item_id, nullif(first, {WHOLE}), nullif(last, {WHOLE}), "
        f"root, question, nullif(option, 0), if(isnan(number), NULL, number), {'NULL' if rows.text is None else 'text'}, "
        "confidence, ?, NULL FROM predicted_rows",
        [project_id, source_id, op_id],
    )


def replace(
    cur: Cursor,
    project_id: int,
    source_id: int,
    op_id: int,
    groups: dict[str, np.ndarray],
    *,
    by_question: bool = False,
) -> int:
    """End earlier rows of the source that share a frame with a new group (columns item_id, first, last, root); how many.

    `by_question`: only rows of the question named in a fifth column.
    """
    if not len(groups["item_id"]) or not has_open(cur, project_id, source_id):
        return 0
    own = "AND p.question = n.question" if by_question else ""
    ended = cur.register("new_groups", groups).execute(
        f"""
        UPDATE prediction SET op_to = ? WHERE rowid IN (
            SELECT p.row FROM (
                SELECT rowid AS row, item_id, root, question, {_BOUNDS} FROM prediction
                WHERE project_id = ? AND source_id = ? AND op_to IS NULL
            ) p JOIN new_groups n ON p.item_id = n.item_id AND p.root = n.root {own}
                AND p.first <= if(n.last = {WHOLE}, {LAST_FRAME}, n.last) AND p.last >= greatest(n.first, 0)
        )
        """,
        [op_id, project_id, source_id],
    )
    return int(ended.value() or 0)


def has_open(cur: Cursor, project_id: int, source_id: int) -> bool:
    """Whether rows of the source stand."""
    sql = "SELECT EXISTS (FROM prediction WHERE project_id = ? AND source_id = ? AND op_to IS NULL)"
    return bool(cur.execute(sql, [project_id, source_id]).value())


def close_items(cur: Cursor, project_id: int, source_id: int, op_id: int, ids: np.ndarray, root: int) -> None:
    """End the rows of the source on these items (ascending, at least one), of all questions where `root` is 0."""
    chosen = among(cur, ids)
    own = "AND root = ?" if root else ""
    cur.execute(
        f"UPDATE prediction SET op_to = ? WHERE project_id = ? AND source_id = ? AND op_to IS NULL {own} AND {chosen.sql}",
        [op_id, project_id, source_id, *([root] if root else []), *chosen.values],
    )


def close_all(cur: Cursor, project_id: int, source_id: int, op_id: int) -> None:
    """End every row of the source, those of objects too."""
    for name in ("prediction", "predicted_object"):
        cur.execute(
            f"UPDATE {name} SET op_to = ? WHERE project_id = ? AND source_id = ? AND op_to IS NULL",
            [op_id, project_id, source_id],
        )


def cut(cur: Cursor, op_id: int, ended: np.ndarray, copied: np.ndarray, first: np.ndarray, last: np.ndarray) -> None:
    """End rows (by their number in the table), and go on with copies of rows on other frames."""
    content = PREDICTION.columns.replace("frame_from, frame_to", "first, last")
    if len(copied):
        cur.register("cut_rows", {"row": copied, "first": first, "last": last}).execute(
            f"INSERT INTO prediction SELECT project_id, {content}, ?, NULL FROM prediction JOIN cut_rows c ON c.row = prediction.rowid",
            [op_id],
        )
    if len(ended):
        cur.register("cut_rows", {"row": ended}).execute(
            "UPDATE prediction SET op_to = ? WHERE rowid IN (SELECT row FROM cut_rows)", [op_id]
        )


def source_of(cur: Cursor, project_id: int, name: str) -> int | None:
    """The id of a source, None where the project has none of that name."""
    return cur.execute("SELECT source_id FROM source WHERE project_id = ? AND name = ?", [project_id, name]).value()


def make_source(cur: Cursor, project_id: int, name: str) -> int:
    """The id of a source, which is new where there was none of that name."""
    known = source_of(cur, project_id, name)
    if known is not None:
        return known
    fresh = int(cur.execute("SELECT coalesce(max(source_id), 0) + 1 FROM source").value())
    cur.execute("INSERT INTO source VALUES (?, ?, ?)", [project_id, fresh, name])
    return fresh


def names(cur: Cursor, scope: Scope) -> list[str]:
    """The sources that ever predicted something."""
    rows = cur.execute("SELECT name FROM source WHERE project_id = ? ORDER BY name", [scope.project_id]).rows()
    return [name for (name,) in rows]
