"""The mark of items whose labels were changed after their review (D4)."""

from __future__ import annotations

import numpy as np

from nblabel.domain.units import item_of
from nblabel.domain.workflow import STATUSES
from nblabel.store.file.cursor import Cursor
from nblabel.store.rows.chosen import among, ascending, table, without
from nblabel.store.rows.intervals import ATTRIBUTE, LABEL, OBJECT, IntervalTable
from nblabel.store.rows.piece import Piece

_COMPLETE = STATUSES.index("complete")


def mark_changed(
    cur: Cursor, project_id: int, op_id: int, item_ids: np.ndarray, codes: np.ndarray | None = None
) -> None:
    """Mark those of the items whose labels the operation changes that are complete and carry no mark yet.

    Parameters
    ----------
    item_ids
        Ids of items or of frames, ascending.
    codes
        Their statuses as places in STATUSES, where the caller knows them (then nothing is read for items that are not
        complete); None to have them read.
    """
    chosen = item_ids if codes is None else item_ids[codes == _COMPLETE]
    if not len(chosen):
        return
    _mark(cur, project_id, op_id, ascending(item_of(chosen)))


def end_marks(cur: Cursor, project_id: int, op_id: int, ids: np.ndarray) -> None:
    """Take the mark from items (ascending): they were reviewed again, or are to be done again."""
    if not len(ids):
        return
    own = among(cur, ids)
    cur.execute(
        f"UPDATE changed SET op_to = ? WHERE project_id = ? AND op_to IS NULL AND op_from < ? AND {own.sql}",
        [op_id, project_id, op_id, *own.values],
    )


def marked(cur: Cursor, project_id: int, ids: np.ndarray) -> np.ndarray:
    """Those of the items (ascending) that carry the mark, ascending."""
    own = among(cur, ids)
    found = cur.execute(
        f"SELECT item_id FROM changed WHERE project_id = ? AND op_to IS NULL AND {own.sql}", [project_id, *own.values]
    ).arrays()
    return ascending(found["item_id"])


def compare_with_review(cur: Cursor, project_id: int, op_id: int, ids: np.ndarray) -> None:
    """Mark the complete ones among items (ascending) that carry other labels than they were reviewed with, and no others.

    An undo may bring labels back that were reviewed, take such away, or take the review itself back.
    """
    items, reviews = _reviews(cur, project_id, ids)
    different = np.empty(0, np.int64)
    if len(items):
        asked = table(cur, {"item_id": items, "since": reviews})
        since = int(reviews.min())
        different = ascending(*(_different(cur, project_id, of, asked, since) for of in (LABEL, OBJECT, ATTRIBUTE)))
    if len(different):
        _mark(cur, project_id, op_id, different)
    end_marks(cur, project_id, op_id, without(ids, different))


def _reviews(cur: Cursor, project_id: int, ids: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Those of the items that are complete, and the operation that each was reviewed by.

    A status that an undo brought back is a copy of the one that the undone operation had ended.
    """
    own = among(cur, ids)
    rows = f"SELECT item_id, op_from FROM status WHERE project_id = ? AND op_to IS NULL AND status = 'complete' AND {own.sql}"
    values: list[object] = [project_id, *own.values]
    items, reviews = [], []
    while True:
        found = cur.execute(
            "SELECT item_id, op_from, o.kind IN ('undo', 'redo') AS is_copy, coalesce(o.undoes, 0) AS undoes "
            f"FROM ({rows}) JOIN op o ON o.op_id = op_from",
            values,
        ).arrays()
        is_copy = np.asarray(found["is_copy"], bool)
        items.append(found["item_id"][~is_copy])
        reviews.append(found["op_from"][~is_copy])
        if not is_copy.any():
            return np.concatenate(items), np.concatenate(reviews)
        copies = table(cur, {"item_id": found["item_id"][is_copy], "ended": found["undoes"][is_copy]})
        rows = (
            f"SELECT s.item_id, op_from FROM status s JOIN {copies.sql} c ON s.item_id = c.item_id AND op_to = ended "
            "WHERE project_id = ?"
        )
        values = [*copies.values, project_id]


def _different(cur: Cursor, project_id: int, of: IntervalTable, reviews: Piece, since: int) -> np.ndarray:
    """Items of which other rows stand now than at their review; `since` is the first of those, for the zone maps."""
    # Rows that went and came back cancel out; by their hashes, which is three times as quick as comparing them.
    name, columns = of.name, of.columns
    found: np.ndarray = cur.execute(
        f"""
        WITH reviews AS (SELECT item_id, since FROM {reviews.sql})
        SELECT item_id FROM (
                SELECT item_id, hash({columns})::HUGEINT AS row FROM {name} t JOIN reviews USING (item_id)
                WHERE project_id = ? AND op_from > ? AND op_from > since AND op_to IS NULL
                UNION ALL
                SELECT item_id, -(hash({columns})::HUGEINT) AS row FROM {name} t JOIN reviews USING (item_id)
                WHERE project_id = ? AND op_to > ? AND op_from <= since AND op_to > since
        ) GROUP BY item_id HAVING sum(row) <> 0
        """,
        [*reviews.values, project_id, since, project_id, since],
    ).arrays()["item_id"]
    return found


def _mark(cur: Cursor, project_id: int, op_id: int, ids: np.ndarray) -> None:
    own = among(cur, ids)
    cur.execute(
        f"""
        INSERT INTO changed SELECT project_id, item_id, ?, NULL FROM status
        WHERE project_id = ? AND op_to IS NULL AND status = 'complete' AND {own.sql}
        AND item_id NOT IN (SELECT item_id FROM changed WHERE project_id = ? AND op_to IS NULL AND {own.sql})
        """,
        [op_id, project_id, *own.values, project_id, *own.values],
    )
