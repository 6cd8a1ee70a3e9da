"""What single frames answer to a classification now; the twin of `standing` for ids of frames."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nblabel.domain.answers import AnswerTree
from nblabel.domain.frames import LAST_FRAME
from nblabel.domain.units import frames_of, item_of
from nblabel.store.file.cursor import Cursor
from nblabel.store.labels.rows import rows_of
from nblabel.store.labels.standing import Former, Standings, judged, matches, status_codes
from nblabel.store.rows.chosen import among, ascending
from nblabel.store.rows.piece import Piece
from nblabel.store.rows.scope import Scope
from nblabel.store.rows.spans import covered, pairs


@dataclass(frozen=True, slots=True)
class Rows:
    """Label rows with the frames they stand on (all of their item's where they have none), and other columns."""

    item_id: np.ndarray
    first: np.ndarray
    last: np.ndarray
    columns: dict[str, np.ndarray]

    def on(self, units: np.ndarray) -> np.ndarray:
        """By how many rows each frame is covered."""
        return covered(units, self.item_id, self.first, self.last)


def standings(
    cur: Cursor,
    scope: Scope,
    ids: np.ndarray,
    tree: AnswerTree,
    *,
    with_status: bool,
    with_otherwise: bool,
    with_former: bool,
) -> Standings:
    """As `standing.standings`, of frames; `former` holds a row for each frame that it covers, under the frame's id."""
    same = matches(tree).put("({}) AS is_same, question, label_id, created_op")
    found = rows_on(cur, scope, ids, Piece("root = ?", (tree.root,)), same)
    joined = pairs(ids, found.item_id, found.first, found.last)
    is_same = np.asarray(found.columns["is_same"], bool)[joined.row]
    n_rows = np.bincount(joined.unit, minlength=len(ids))
    n_same = np.bincount(joined.unit[is_same], minlength=len(ids))
    standing = judged(n_rows, n_same, len(rows_of(tree)))
    status = codes(cur, scope, ids) if with_status else np.zeros(len(ids), np.int8)
    otherwise = np.zeros(len(ids), bool)
    if with_otherwise and not n_rows.all():
        others = rows_on(cur, scope, ids, Piece("root <> ?", (tree.root,)))
        otherwise = (others.on(ids) > 0) & (n_rows == 0)
    names = ("question", "label_id", "created_op")
    former = Former(ids[joined.unit], *(found.columns[name][joined.row] for name in names)) if with_former else None
    return Standings(ids, status, standing, otherwise, former, np.zeros(len(ids), np.int8))


def answered(cur: Cursor, scope: Scope, ids: np.ndarray, root: int) -> np.ndarray:
    """Which of the frames answer the classification `root`."""
    return rows_on(cur, scope, ids, Piece("root = ?", (root,))).on(ids) > 0


def codes(cur: Cursor, scope: Scope, ids: np.ndarray) -> np.ndarray:
    """The status of each frame's item, as its place in STATUSES."""
    items, places = np.unique(item_of(ids), return_inverse=True)
    found: np.ndarray = status_codes(cur, scope, items)[places]
    return found


def rows_on(cur: Cursor, scope: Scope, ids: np.ndarray, condition: Piece, columns: Piece | None = None) -> Rows:
    """Open label rows of the frames' items that may cover some of them."""
    frames = frames_of(ids)
    near = Piece("(frame_from IS NULL OR (frame_from <= ? AND frame_to >= ?))", (int(frames.max()), int(frames.min())))
    where = scope.rows().also(condition, near, among(cur, ascending(item_of(ids))))
    named = Piece("") if columns is None else columns.put(", {}")
    found = cur.execute(
        f"SELECT item_id, coalesce(frame_from, 0) AS first, coalesce(frame_to, {LAST_FRAME}) AS last{named.sql} "
        f"FROM label WHERE {where.sql}",
        [*named.values, *where.values],
    ).arrays()
    return Rows(found.pop("item_id"), found.pop("first"), found.pop("last"), found)
