"""What items answer to a classification now: the facts that the override rule decides on."""

from __future__ import annotations

from dataclasses import dataclass
from types import ModuleType
from typing import get_args

import numpy as np

from nblabel.domain.answers import AnswerTree
from nblabel.domain.frames import Frames
from nblabel.domain.override import Standing
from nblabel.domain.query import Query
from nblabel.domain.units import LAST_ITEM
from nblabel.domain.workflow import STATUSES
from nblabel.store.file.cursor import Cursor
from nblabel.store.labels.rows import overlap, rows_of
from nblabel.store.query.compile import select_set
from nblabel.store.rows.chosen import among, ascending
from nblabel.store.rows.piece import Piece, joined, together
from nblabel.store.rows.scope import Scope

STANDINGS: tuple[Standing, ...] = get_args(Standing)
_NO_ANSWER, _SAME, _OTHER = range(3)


@dataclass(frozen=True, slots=True)
class Former:
    """Label rows that an edit would end: it takes over their ids and their author (S4.42, S4.43)."""

    item_id: np.ndarray
    question: np.ndarray
    label_id: np.ndarray
    created_op: np.ndarray


@dataclass(frozen=True, slots=True)
class Standings:
    """One place an item: its id (ascending), its status and standing as places in STATUSES and STANDINGS.

    `whose` says of each whether it is nobody's, the asker's own or another's, as its place in ASSIGNEES (0 where not asked for).
    `former` holds the open rows that answer the classification now, in any order, where they were asked for.
    """

    ids: np.ndarray
    status: np.ndarray
    standing: np.ndarray
    otherwise: np.ndarray
    former: Former | None
    whose: np.ndarray


def target_ids(cur: Cursor, scope: Scope, target: Query) -> np.ndarray:
    """The ids of a target, ascending."""
    sql, values = select_set(target, scope)
    return ascending(cur.execute(sql, values).arrays()["item_id"])


def status_of(cur: Cursor, scope: Scope, ident: int) -> int | None:
    """The status of one item as its place in STATUSES; None where the project does not have the item."""
    own = Piece("item_id = ?", (ident,))
    piece = together(
        "SELECT s.status FROM (SELECT item_id FROM item WHERE {}) i "
        "LEFT JOIN (SELECT item_id, status FROM status WHERE {}) s ON true",
        scope.rows().also(own),
        scope.rows().also(own),
    )
    row = cur.execute(piece.sql, piece.values).one()
    return None if row is None else STATUSES.index(row[0] or STATUSES[0])


def standings(
    cur: Cursor,
    scope: Scope,
    ids: np.ndarray,
    tree: AnswerTree,
    frames: Frames | None,
    *,
    with_status: bool = True,
    with_otherwise: bool = False,
    with_former: bool = True,
) -> Standings:
    """How the items stand to the answer `tree` on `frames` (None: the whole item), or single frames to it.

    Parameters
    ----------
    ids
        Ascending, at least one; of items, or of frames (then `frames` is not asked).
    with_status, with_otherwise, with_former
        Also find the status, whether those without an answer answer another classification, and the rows that answer this one; else these
        are 0, False and None.
    """
    if ids[-1] > LAST_ITEM:
        return _frame_standing().standings(
            cur, scope, ids, tree, with_status=with_status, with_otherwise=with_otherwise, with_former=with_former
        )
    rows, matching, former = _answered(cur, scope, ids, tree, frames, with_former=with_former)
    standing = judged(rows, matching, len(rows_of(tree)))
    status = status_codes(cur, scope, ids) if with_status else np.zeros(len(ids), np.int8)
    otherwise = np.zeros(len(ids), bool)
    if with_otherwise and not rows.all():
        otherwise[rows == 0] = _otherwise(cur, scope, ids[rows == 0], tree.root, frames)
    return Standings(ids, status, standing, otherwise, former, np.zeros(len(ids), np.int8))


def judged(rows: np.ndarray, matching: np.ndarray, expected: int) -> np.ndarray:
    """The standing by how many rows answer now, and how many of them are among the `expected` ones of a tree."""
    is_same = (rows == expected) & (matching == expected)
    return np.where(rows == 0, _NO_ANSWER, np.where(is_same, _SAME, _OTHER)).astype(np.int8)


def answered(cur: Cursor, scope: Scope, ids: np.ndarray, root: int, frames: Frames | None) -> np.ndarray:
    """Which of the items answer the classification `root` on any of the frames; or which single frames do."""
    if ids[-1] > LAST_ITEM:
        return _frame_standing().answered(cur, scope, ids, root)
    where = _rows_of_items(cur, scope, ids).also(Piece("root = ?", (root,)), overlap(frames))
    return _present(cur, where, ids)


def status_codes(cur: Cursor, scope: Scope, ids: np.ndarray) -> np.ndarray:
    """The status of each item (or frame's item) as its place in STATUSES; an item without a row is in the first one."""
    if ids[-1] > LAST_ITEM:
        return _frame_standing().codes(cur, scope, ids)
    whens = " ".join(f"WHEN '{status}' THEN {code}" for code, status in enumerate(STATUSES))
    where = _rows_of_items(cur, scope, ids)
    found = cur.execute(
        f"SELECT item_id, (CASE status {whens} END)::TINYINT AS code FROM status WHERE {where.sql}", where.values
    ).arrays()
    codes = np.zeros(_span(ids), np.int8)
    codes[found["item_id"] - ids[0]] = found["code"]
    return codes[ids - ids[0]]


def _answered(
    cur: Cursor, scope: Scope, ids: np.ndarray, tree: AnswerTree, frames: Frames | None, *, with_former: bool
) -> tuple[np.ndarray, np.ndarray, Former | None]:
    """How many open rows each item has for this classification, how many of them are rows of the tree, and the rows."""
    first, last = (frames.first, frames.last) if frames else (None, None)
    place = _is("frame_from", first).also(_is("frame_to", last))
    where = _rows_of_items(cur, scope, ids).also(Piece("root = ?", (tree.root,)), overlap(frames))
    identity = ", question, label_id, created_op" if with_former else ""
    piece = together(
        f"SELECT item_id, {{}} AND {{}} AS is_same{identity} FROM label WHERE {{}}",
        matches(tree),
        place,
        where,
    )
    found = cur.execute(piece.sql, piece.values).arrays()
    places, is_same = found["item_id"] - ids[0], np.asarray(found["is_same"], bool)
    rows = np.bincount(places, minlength=_span(ids))[ids - ids[0]]
    matching = np.bincount(places[is_same], minlength=_span(ids))[ids - ids[0]]
    names = ("item_id", "question", "label_id", "created_op")
    return rows, matching, Former(*(found[name] for name in names)) if with_former else None


def matches(tree: AnswerTree) -> Piece:
    """The condition that a label row is one of the tree's."""
    parts = [
        Piece("question = ?", (row.question,))
        .also(_is("option", row.option), _is("number", row.number), _is("text", row.text))
        .put("({})")
        for row in rows_of(tree)
    ]
    return joined(" OR ", parts).put("({})")


def _is(column: str, value: float | str | None) -> Piece:
    return Piece(f"{column} IS NULL") if value is None else Piece(f"{column} IS NOT DISTINCT FROM ?", (value,))


def _otherwise(cur: Cursor, scope: Scope, ids: np.ndarray, root: int, frames: Frames | None) -> np.ndarray:
    where = _rows_of_items(cur, scope, ids, dense=4).also(Piece("root <> ?", (root,)), overlap(frames))
    return _present(cur, where, ids)


def _present(cur: Cursor, where: Piece, ids: np.ndarray) -> np.ndarray:
    found = cur.execute(f"SELECT item_id FROM label WHERE {where.sql}", where.values).arrays()["item_id"]
    flags = np.zeros(_span(ids), bool)
    flags[found - ids[0]] = True
    return flags[ids - ids[0]]


def _rows_of_items(cur: Cursor, scope: Scope, ids: np.ndarray, dense: int = 50) -> Piece:
    """Open rows of the project within the span of the ids: the few beside them are cheaper to drop in numpy."""
    if len(ids) * dense < _span(ids):
        return scope.rows().also(among(cur, ids))
    return scope.rows().also(Piece("item_id BETWEEN ? AND ?", (int(ids[0]), int(ids[-1]))))


def _frame_standing() -> ModuleType:
    from nblabel.store.labels import frame_standing  # which itself asks this module

    return frame_standing


def _span(ids: np.ndarray) -> int:
    return int(ids[-1] - ids[0]) + 1
