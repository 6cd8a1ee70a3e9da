"""Writing what is accepted: label rows with the confidence of the model, each on its own frames."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nblabel.store.file.cursor import Cursor
from nblabel.store.labels.frame_labels import cut
from nblabel.store.predictions.writing import WHOLE

__all__ = ["AcceptedRows", "cut", "end", "write"]


@dataclass(frozen=True, slots=True)
class AcceptedRows:
    """Label rows to be opened, one place a row; `first` and `last` are WHOLE on whole items, `edited_op` 0 for new ones."""

    label_id: np.ndarray
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
    created_op: np.ndarray
    edited_op: np.ndarray


def write(cur: Cursor, project_id: int, op_id: int, rows: AcceptedRows) -> None:
    """Open the rows."""
    names = ("label_id", "group_id", "item_id", "first", "last", "root", "question", "option", "number", "confidence")
    columns: dict[str, object] = {name: getattr(rows, name) for name in (*names, "created_op", "edited_op")}
    data: object = columns
    if rows.text is not None:
        import pandas as pd

        data = pd.DataFrame({**columns, "text": pd.Series(rows.text, dtype="object")})
    cur.register("accepted_rows", data)
    cur.execute(
        f"INSERT INTO label SELECT ?, label_id, group_id, item_id, nullif(first, {WHOLE}), nullif(last, {WHOLE}), root, question, "
        f"nullif(option, 0), if(isnan(number), NULL, number), {'NULL' if rows.text is None else 'text'}, confidence, 'model', "
        "created_op, nullif(edited_op, 0), ?, NULL FROM accepted_rows",
        [project_id, op_id],
    )


def end(cur: Cursor, op_id: int, rows: np.ndarray) -> None:
    """End label rows by their number in the table."""
    if len(rows):
        cur.register("ended_rows", {"row": rows}).execute(
            "UPDATE label SET op_to = ? WHERE rowid IN (SELECT row FROM ended_rows)", [op_id]
        )
