"""Writing label rows: closing the old answer trees and opening new ones."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from nblabel.domain.answers import AnswerTree
from nblabel.domain.frames import LAST_FRAME, Frames
from nblabel.store.chosen import among, table
from nblabel.store.cursor import Cursor
from nblabel.store.label_rows import AnswerRow, overlap, rows_of
from nblabel.store.piece import Piece, joined, together

# The one who labels by hand is sure unless told otherwise.
_SURE = 1.0
_UNKNOWN = np.iinfo(np.int64).max


def close(cur: Cursor, project_id: int, op_id: int, ids: np.ndarray, root: int, frames: Frames | None) -> None:
    """End the answers of the items to a classification, whole trees; what lies outside of `frames` goes on as copies."""
    where = Piece("project_id = ? AND op_to IS NULL AND root = ?", (project_id, root)).also(
        overlap(frames), among(cur, ids)
    )
    cur.execute(f"UPDATE label SET op_to = ? WHERE {where.sql}", [op_id, *where.values])
    if frames is not None:
        _keep_outside(cur, project_id, op_id, ids, root, frames)


def write(
    cur: Cursor,
    project_id: int,
    op_id: int,
    ids: np.ndarray,
    tree: AnswerTree,
    frames: Frames | None,
    source: str,
    new_ids: Callable[[int], int],
    *,
    is_edit: bool,
) -> None:
    """Open the rows of `tree` on every item.

    Parameters
    ----------
    ids
        Ascending, at least one.
    new_ids
        Hands out so many label ids and returns the first.
    is_edit
        Some of the items had an answer that this operation closed: its ids and its author are taken over.
    """
    questions = [part.question for part in tree.parts]
    span = int(ids[-1] - ids[0]) + 1
    columns = {"item_id": ids}
    first = new_ids(span * len(questions))
    for place, question in enumerate(questions):
        label_id = first + place * span + (ids - ids[0])
        created, edited = np.full(len(ids), op_id), np.zeros(len(ids), np.int64)
        if is_edit:
            _take_over(cur, project_id, op_id, ids, question, label_id, created, edited)
        columns |= {f"label_{place}": label_id, f"created_{place}": created, f"edited_{place}": edited}
    items = table(cur, columns)
    selects = [
        _selected(row, questions.index(row.question), project_id, op_id, tree.root, frames, source)
        for row in rows_of(tree)
    ]
    piece = together("WITH chosen AS ({}) {}", items.put("SELECT * FROM {}"), joined(" UNION ALL ", selects))
    cur.execute(f"INSERT INTO label {piece.sql}", piece.values)


def _selected(
    row: AnswerRow, place: int, project_id: int, op_id: int, root: int, frames: Frames | None, source: str
) -> Piece:
    first, last = (frames.first, frames.last) if frames else (None, None)
    values = (project_id, first, last, root, row.question, row.option, row.number, row.text, _SURE, source, op_id)
    return Piece(
        f"SELECT ?, label_{place}, label_0, item_id, ?, ?, ?, ?, ?, ?, ?, ?, ?, created_{place}, "
        f"nullif(edited_{place}, 0), ?, NULL FROM chosen",
        values,
    )


def _take_over(
    cur: Cursor,
    project_id: int,
    op_id: int,
    ids: np.ndarray,
    question: int,
    label_id: np.ndarray,
    created: np.ndarray,
    edited: np.ndarray,
) -> None:
    """Put the identity of the answers that this operation closed in place of fresh ones (S4.42, S4.43)."""
    low, span = int(ids[0]), int(ids[-1] - ids[0]) + 1
    former = cur.execute(
        "SELECT item_id, label_id, created_op FROM label WHERE project_id = ? AND op_to = ? AND question = ? "
        "AND item_id BETWEEN ? AND ?",
        [project_id, op_id, question, low, int(ids[-1])],
    ).arrays()
    for name, target in (("label_id", label_id), ("created_op", created)):
        oldest = np.full(span, _UNKNOWN)
        np.minimum.at(oldest, former["item_id"] - low, former[name])
        known = oldest[ids - low]
        np.copyto(target, known, where=known != _UNKNOWN)
    np.copyto(edited, op_id, where=known != _UNKNOWN)


def _keep_outside(cur: Cursor, project_id: int, op_id: int, ids: np.ndarray, root: int, frames: Frames) -> None:
    """Open copies of the rows just closed for the frames before and after `frames` (D2 speaks of those frames only)."""
    chosen = among(cur, ids)
    sides = (
        ("coalesce(frame_from, 0)", "?", "coalesce(frame_from, 0) < ?", (frames.first - 1,), frames.first),
        ("?", f"coalesce(frame_to, last_frame, {LAST_FRAME})", f"coalesce(frame_to, last_frame, {LAST_FRAME}) > ?",
         (frames.last + 1,), frames.last),
    )  # fmt: skip
    for start, end, condition, bound, edge in sides:
        cur.execute(
            f"""
            INSERT INTO label
            SELECT project_id, label_id, group_id, item_id, {start}, {end}, root, question, option, number, text,
                confidence, source, created_op, edited_op, ?, NULL
            FROM label LEFT JOIN (
                SELECT item_id, if(any_value(kind) = 'image', 0, any_value(n_frames) - 1) AS last_frame
                FROM item LEFT JOIN media USING (item_id) WHERE item.op_to IS NULL AND {chosen.sql} GROUP BY item_id
            ) USING (item_id)
            WHERE project_id = ? AND op_to = ? AND root = ? AND {chosen.sql} AND {condition}
            """,
            [*bound, op_id, *chosen.values, project_id, op_id, root, *chosen.values, edge],
        )
