"""A set of items in a statement: a few as a list, many as a registered table."""

from __future__ import annotations

import numpy as np

from nblabel.store.file.cursor import Cursor
from nblabel.store.rows.ids import bitmap, in_map
from nblabel.store.rows.piece import Piece

# Binding a list costs time for each value, registering arrays costs the same for any number.
_FEW = 200
# Ids that fill less than this part of their span are sorted instead of marked.
_DENSE = 50


def ascending(*several: np.ndarray) -> np.ndarray:
    """The ids of all, ascending and each once; for ids near each other by marking, which is faster than sorting."""
    arrays = [np.asarray(ids, np.int64) for ids in several if len(ids)]
    if not arrays:
        return np.empty(0, np.int64)
    if len(arrays) == 1 and np.all(arrays[0][:-1] < arrays[0][1:]):
        return arrays[0]
    low, high = min(int(ids.min()) for ids in arrays), max(int(ids.max()) for ids in arrays)
    if high - low > _DENSE * sum(map(len, arrays)):
        return np.unique(np.concatenate(arrays))
    marks = np.zeros(high - low + 1, bool)
    for ids in arrays:
        marks[ids - low] = True
    return np.flatnonzero(marks) + low


def without(ids: np.ndarray, others: np.ndarray) -> np.ndarray:
    """The ids (ascending) that are not among the others."""
    return ids[~present(ids, others)] if len(others) and len(ids) else ids


def present(ids: np.ndarray, others: np.ndarray) -> np.ndarray:
    """For each of the ids (ascending, at least one) whether it is among the others."""
    low, span = int(ids[0]), int(ids[-1] - ids[0]) + 1
    inside = others[(others >= low) & (others <= ids[-1])]
    if span > _DENSE * (len(ids) + len(inside)):
        return np.isin(ids, inside)
    marks = np.zeros(span, bool)
    marks[inside - low] = True
    return marks[ids - low]


def among(cur: Cursor, ids: np.ndarray) -> Piece:
    """The condition that `item_id` is one of `ids` (sorted, at least one)."""
    low, high = int(ids[0]), int(ids[-1])
    if low == high:
        return Piece("item_id = ?", (low,))
    # The bounds let the zone maps skip what lies outside.
    bounds = Piece("item_id BETWEEN ? AND ?", (low, high))
    if high - low + 1 == len(ids):
        return bounds
    if len(ids) <= _FEW:
        return bounds.also(Piece("list_contains(?::BIGINT[], item_id)", (ids.tolist(),)))
    if high - low < _DENSE * len(ids):
        return in_map("item_id", low, high, bitmap(ids, low, high))
    cur.register("chosen_items", {"item_id": ids})
    return bounds.also(Piece("item_id IN (SELECT item_id FROM chosen_items)"))


def beyond(cur: Cursor, ids: np.ndarray) -> Piece:
    """The condition that `item_id` is none of `ids` (sorted, may be empty)."""
    if not len(ids):
        return Piece("true")
    return among(cur, ids).put("NOT ({})")


def table(cur: Cursor, columns: dict[str, np.ndarray]) -> Piece:
    """A sub-select with these whole-number columns."""
    if len(next(iter(columns.values()))) <= _FEW:
        lists = ", ".join(f"unnest(?::BIGINT[]) AS {name}" for name in columns)
        return Piece(f"(SELECT {lists})", tuple(column.tolist() for column in columns.values()))
    cur.register("chosen_columns", columns)
    return Piece("chosen_columns")
