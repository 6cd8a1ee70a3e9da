"""A set of items in a statement: a few as a list, many as a registered table."""

from __future__ import annotations

import numpy as np

from nblabel.store.cursor import Cursor
from nblabel.store.piece import Piece

# Binding a list costs time for each value, registering arrays costs the same for any number.
_FEW = 200


def ascending(ids: np.ndarray) -> np.ndarray:
    """The ids ascending and each once."""
    ids = np.asarray(ids, np.int64)
    return ids if np.all(ids[:-1] < ids[1:]) else np.unique(ids)


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
    cur.register("chosen_items", {"item_id": ids})
    return bounds.also(Piece("item_id IN (SELECT item_id FROM chosen_items)"))


def beyond(cur: Cursor, ids: np.ndarray) -> Piece:
    """The condition that `item_id` is none of `ids` (sorted, may be empty)."""
    if not len(ids):
        return Piece("true")
    return among(cur, ids).put("NOT ({})")


def table(cur: Cursor, columns: dict[str, np.ndarray]) -> Piece:
    """A sub-select with these whole-number columns."""
    if len(columns["item_id"]) <= _FEW:
        lists = ", ".join(f"unnest(?::BIGINT[]) AS {name}" for name in columns)
        return Piece(f"(SELECT {lists})", tuple(column.tolist() for column in columns.values()))
    cur.register("chosen_columns", columns)
    return Piece("chosen_columns")
