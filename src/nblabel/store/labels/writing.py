"""Writing label rows: closing the old answer trees and opening new ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nblabel.domain.answers import AnswerTree
from nblabel.domain.commands import Source
from nblabel.domain.frames import LAST_FRAME, Frames
from nblabel.domain.units import LAST_ITEM
from nblabel.store.file.cursor import Cursor
from nblabel.store.labels import frame_labels
from nblabel.store.labels.rows import SURE, AnswerRow, overlap, rows_of
from nblabel.store.labels.standing import Former
from nblabel.store.rows.chosen import among, table
from nblabel.store.rows.piece import Piece, together

# Up to so many rows are written as plain values.
_FEW = 16
_IDENTITY = ("label_id", "group_id", "item_id", "created_op", "edited_op")
_UNKNOWN = np.iinfo(np.int64).max


def close(cur: Cursor, project_id: int, op_id: int, ids: np.ndarray, root: int, frames: Frames | None) -> None:
    """End the answers of the items to a classification, whole trees; what lies outside of `frames` goes on as copies.

    Of ids of frames just those frames are meant.
    """
    if ids[-1] > LAST_ITEM:
        frame_labels.close(cur, project_id, op_id, ids, root)
        return
    where = Piece("project_id = ? AND op_to IS NULL AND root = ?", (project_id, root)).also(
        overlap(frames), among(cur, ids)
    )
    cur.execute(f"UPDATE label SET op_to = ? WHERE {where.sql}", [op_id, *where.values])
    if frames is not None:
        _keep_outside(cur, project_id, op_id, ids, root, frames)


@dataclass(frozen=True, slots=True)
class NewAnswer:
    """An answer tree to be written by an operation."""

    project_id: int
    op_id: int
    tree: AnswerTree
    frames: Frames | None = None
    source: Source = "human"


def write(
    cur: Cursor, answer: NewAnswer, ids: np.ndarray, new_ids: Callable[[int], int], former: Former | None
) -> dict[str, np.ndarray]:
    """Open the rows of an answer on every item, or on every frame.

    Parameters
    ----------
    ids
        Ascending, at least one.
    new_ids
        Hands out so many label ids and returns the first.
    former
        Rows that this operation closed, and maybe rows of other items; None when it closed none.

    Returns
    -------
    dict
        For part number n of the tree the columns label_n, created_n and edited_n, one value an item; empty for frames.
    """
    if ids[-1] > LAST_ITEM:
        frame_labels.write(cur, answer, ids, new_ids, former)
        return {}
    span = int(ids[-1] - ids[0]) + 1
    questions = [part.question for part in answer.tree.parts]
    first = new_ids(span * len(questions))
    columns = {"item_id": ids}
    for place, question in enumerate(questions):
        label_id = first + place * span + (ids - ids[0])
        created, edited = np.full(len(ids), answer.op_id), np.zeros(len(ids), np.int64)
        if former is not None:
            _take_over(former, question, ids, label_id, created)
            np.copyto(edited, answer.op_id, where=created != answer.op_id)
        columns |= {f"label_{place}": label_id, f"created_{place}": created, f"edited_{place}": edited}
    if len(ids) * len(questions) <= _FEW:
        _write_few(cur, answer, columns)
        return columns
    items = table(cur, columns)
    for row in rows_of(answer.tree):
        piece = together("INSERT INTO label {} FROM {}", _selected(answer, row, questions.index(row.question)), items)
        cur.execute(piece.sql, piece.values)
    return columns


def _write_few(cur: Cursor, answer: NewAnswer, columns: dict[str, np.ndarray]) -> None:
    """The same rows as one list of values, which DuckDB plans in half the time: one click is one item."""
    questions = [part.question for part in answer.tree.parts]
    first, last = (answer.frames.first, answer.frames.last) if answer.frames else (None, None)
    fixed: dict[str, object] = {
        "project_id": answer.project_id,
        "root": answer.tree.root,
        "frame_from": first,
        "frame_to": last,
    }
    fixed |= {"confidence": SURE, "source": answer.source, "op_from": answer.op_id}
    rows: list[dict[str, object]] = []
    for row in rows_of(answer.tree):
        place = questions.index(row.question)
        own = {"question": row.question, "option": row.option, "number": row.number, "text": row.text}
        names = (f"label_{place}", "label_0", "item_id", f"created_{place}", f"edited_{place}")
        every = zip(*(columns[name].tolist() for name in names), strict=True)
        rows += [fixed | own | dict(zip(_IDENTITY, (*ids, edited or None), strict=True)) for *ids, edited in every]
    # Each column costs time, so those that stay empty are not named.
    named = [name for name in rows[0] if any(row[name] is not None for row in rows)]
    marks = f"({', '.join('?' * len(named))})"
    cur.execute(
        f"INSERT INTO label ({', '.join(named)}) VALUES {', '.join([marks] * len(rows))}",
        [row[name] for row in rows for name in named],
    )


def _selected(answer: NewAnswer, row: AnswerRow, place: int) -> Piece:
    first, last = (answer.frames.first, answer.frames.last) if answer.frames else (None, None)
    given = (first, last, answer.tree.root, row.question, row.option, row.number, row.text, SURE, answer.source)
    return Piece(
        f"SELECT ?, label_{place}, label_0, item_id, ?, ?, ?, ?, ?, ?, ?, ?, ?, created_{place}, "
        f"nullif(edited_{place}, 0), ?, NULL",
        (answer.project_id, *given, answer.op_id),
    )


def _take_over(former: Former, question: int, ids: np.ndarray, label_id: np.ndarray, created: np.ndarray) -> None:
    """Put the identity and the author of former answers in place of fresh ones; of several the oldest."""
    low, span = int(ids[0]), int(ids[-1] - ids[0]) + 1
    own = (former.question == question) & (former.item_id >= low) & (former.item_id <= ids[-1])
    for known, target in ((former.label_id, label_id), (former.created_op, created)):
        oldest = np.full(span, _UNKNOWN)
        np.minimum.at(oldest, former.item_id[own] - low, known[own])
        found = oldest[ids - low]
        np.copyto(target, found, where=found != _UNKNOWN)


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
                SELECT item_id, coalesce(greatest(any_value(n_frames) - 1, 0), if(any_value(kind) = 'image', 0, NULL)) AS last_frame
                FROM item LEFT JOIN media USING (item_id) WHERE item.op_to IS NULL AND {chosen.sql} GROUP BY item_id
            ) USING (item_id)
            WHERE project_id = ? AND op_to = ? AND root = ? AND {chosen.sql} AND {condition}
            """,
            [*bound, op_id, *chosen.values, project_id, op_id, root, *chosen.values, edge],
        )
