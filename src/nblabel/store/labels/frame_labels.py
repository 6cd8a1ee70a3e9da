"""Writing label rows on single frames; the twin of `writing` for ids of frames."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from nblabel.domain.frames import LAST_FRAME
from nblabel.domain.units import frames_of, item_of
from nblabel.store.file.cursor import Cursor
from nblabel.store.labels.rows import SURE, AnswerRow, rows_of
from nblabel.store.rows.chosen import among, ascending, table
from nblabel.store.rows.intervals import LABEL
from nblabel.store.rows.piece import Piece, together
from nblabel.store.rows.spans import gaps, pairs, runs

if TYPE_CHECKING:
    from nblabel.store.labels.standing import Former
    from nblabel.store.labels.writing import NewAnswer

_UNKNOWN = np.iinfo(np.int64).max
_CONTENT = LABEL.columns.replace("frame_from, frame_to", "first, last")


def close(cur: Cursor, project_id: int, op_id: int, ids: np.ndarray, root: int) -> None:
    """End the answers of the frames to a classification, whole trees; on all other frames they go on as copies."""
    rows, items, firsts, lasts = _open_rows(cur, project_id, ids, root)
    hit = pairs(ids, items, firsts, lasts)
    row, first, last = gaps(hit, frames_of(ids), firsts, lasts)
    cut(cur, op_id, rows[np.unique(hit.row)], rows[row], first, last)


def cut(cur: Cursor, op_id: int, ended: np.ndarray, copied: np.ndarray, first: np.ndarray, last: np.ndarray) -> None:
    """End rows, and open copies of rows on other frames, `first` to `last`; rows by their number in the table."""
    if len(copied):
        # Copied while the rows still stand where they are: an UPDATE may move them.
        chosen = table(cur, {"row": copied, "first": first, "last": last})
        cur.execute(
            f"INSERT INTO label SELECT project_id, {_CONTENT}, ?, NULL FROM label JOIN {chosen.sql} c ON c.row = label.rowid "
            "ORDER BY item_id, first",
            [op_id, *chosen.values],
        )
    if len(ended):
        chosen = table(cur, {"row": ended})
        cur.execute(
            f"UPDATE label SET op_to = ? WHERE rowid IN (SELECT row FROM {chosen.sql})", [op_id, *chosen.values]
        )


def write(
    cur: Cursor, answer: NewAnswer, ids: np.ndarray, new_ids: Callable[[int], int], former: Former | None
) -> None:
    """Open the rows of an answer: one for each run of frames that follow one another.

    A run takes over the identity and the author of the answers it replaces, of several the oldest.
    """
    items, firsts, lasts, run = runs(ids)
    questions = [part.question for part in answer.tree.parts]
    first_id = new_ids(len(items) * len(questions))
    columns = {"item_id": items, "frame_from": firsts, "frame_to": lasts}
    for place, question in enumerate(questions):
        label_id = first_id + place * len(items) + np.arange(len(items))
        created, edited = np.full(len(items), answer.op_id), np.zeros(len(items), np.int64)
        if former is not None:
            _take_over(former, question, ids, run, label_id, created)
            np.copyto(edited, answer.op_id, where=created != answer.op_id)
        columns |= {f"label_{place}": label_id, f"created_{place}": created, f"edited_{place}": edited}
    chosen = table(cur, columns)
    for row in rows_of(answer.tree):
        piece = together("INSERT INTO label {} FROM {}", _selected(answer, row, questions.index(row.question)), chosen)
        cur.execute(piece.sql, piece.values)


def _open_rows(
    cur: Cursor, project_id: int, ids: np.ndarray, root: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Number, item, first and last frame of the rows that may cover some of the frames."""
    frames = frames_of(ids)
    chosen = among(cur, ascending(item_of(ids)))
    found = cur.execute(
        "SELECT rowid AS row, item_id, coalesce(frame_from, 0) AS first, coalesce(frame_to, -1) AS last FROM label "
        f"WHERE project_id = ? AND op_to IS NULL AND root = ? AND {chosen.sql} "
        "AND (frame_from IS NULL OR (frame_from <= ? AND frame_to >= ?))",
        [project_id, root, *chosen.values, int(frames.max()), int(frames.min())],
    ).arrays()
    items, lasts = found["item_id"], found["last"].astype(np.int64)
    is_whole = lasts < 0
    if is_whole.any():
        lasts[is_whole] = _last_frames(cur, items[is_whole])
    return found["row"], items, found["first"], lasts


def _last_frames(cur: Cursor, items: np.ndarray) -> np.ndarray:
    """The last frame of each item, as far as it is known."""
    several = ascending(items)
    chosen = among(cur, several)
    found = cur.execute(
        f"SELECT item_id, coalesce(greatest(n_frames - 1, 0), if(kind = 'image', 0, NULL), {LAST_FRAME}) AS last "
        f"FROM (SELECT item_id, kind FROM item WHERE op_to IS NULL AND {chosen.sql}) LEFT JOIN media USING (item_id) "
        "ORDER BY item_id",
        chosen.values,
    ).arrays()
    lasts: np.ndarray = found["last"][np.searchsorted(found["item_id"], items)]
    return lasts


def _selected(answer: NewAnswer, row: AnswerRow, place: int) -> Piece:
    given = (answer.tree.root, row.question, row.option, row.number, row.text, SURE, answer.source)
    return Piece(
        f"SELECT ?, label_{place}, label_0, item_id, frame_from, frame_to, ?, ?, ?, ?, ?, ?, ?, created_{place}, "
        f"nullif(edited_{place}, 0), ?, NULL",
        (answer.project_id, *given, answer.op_id),
    )


def _take_over(
    former: Former, question: int, ids: np.ndarray, run: np.ndarray, label_id: np.ndarray, created: np.ndarray
) -> None:
    """Put the identity and the author of former answers in place of fresh ones."""
    places = np.searchsorted(ids, former.item_id)
    places = np.minimum(places, len(ids) - 1)
    own = (former.question == question) & (ids[places] == former.item_id)
    for known, target in ((former.label_id, label_id), (former.created_op, created)):
        oldest = np.full(len(label_id), _UNKNOWN)
        np.minimum.at(oldest, run[places[own]], known[own])
        np.copyto(target, oldest, where=oldest != _UNKNOWN)
