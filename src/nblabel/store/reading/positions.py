"""Places in a ranking: where the next item without an answer is."""

from __future__ import annotations

import numpy as np

from nblabel.domain.units import LAST_ITEM
from nblabel.store.file.cursor import Cursor
from nblabel.store.labels.frame_standing import rows_on
from nblabel.store.rows.piece import Piece
from nblabel.store.rows.scope import Scope


def next_unanswered(
    cur: Cursor, scope: Scope, ids: np.ndarray, start: int, direction: int = 1, question: int = 0
) -> int:
    """The place in `ids` of the next item (or frame) without an answer, wrapping around the end; -1 where all have one.

    Parameters
    ----------
    start
        The place looked from: the search begins beside it and ends with it.
    direction
        1 forward, -1 backward.
    question
        The question's id; 0 looks for items that answer no question at all.
    """
    if not len(ids):
        return -1
    if ids[0] > LAST_ITEM:
        is_open = rows_on(cur, scope, ids, _asked(question)).on(ids) == 0
    else:
        is_open = ~np.isin(ids, _answered(cur, scope, question), kind="table" if _is_dense(ids) else None)
    places = (start + direction * np.arange(1, len(ids) + 1)) % len(ids)
    found = np.flatnonzero(is_open[places])
    return int(places[found[0]]) if len(found) else -1


def _answered(cur: Cursor, scope: Scope, question: int) -> np.ndarray:
    where = scope.rows().also(_asked(question))
    found = cur.execute(f"SELECT item_id FROM label WHERE {where.sql}", where.values).arrays()["item_id"]
    return np.asarray(found, dtype=np.int64)


def _asked(question: int) -> Piece:
    return Piece("question = ?", (question,)) if question else Piece("question = root")


def _is_dense(ids: np.ndarray) -> bool:
    return bool(ids.max() - ids.min() < 16 * len(ids) + 2**20)
