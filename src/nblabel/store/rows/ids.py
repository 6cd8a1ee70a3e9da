"""Items given by their ids: a few as a list, many as a bitmap (one value of a bit an id, 50 times faster to bind)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from nblabel.errors import QueryError
from nblabel.store.rows.piece import Piece

FEW = 16
SOME = 2000
# Of items so close to each other a bitmap is shorter than their list.
CLOSE = 1 << 16


def among(ids: Sequence[Any] | np.ndarray) -> Piece:
    """The condition that the item is one of these ids."""
    array = as_ids(ids)
    if not len(array):
        return Piece("false")
    low, high = int(array.min()), int(array.max())
    if len(array) <= FEW:
        return Piece(f"i.item_id IN ({', '.join('?' * len(array))})", tuple(array.tolist()))
    if high - low == len(array) - 1 and len(np.unique(array)) == len(array):
        return Piece("i.item_id BETWEEN ? AND ?", (low, high)).put("({})")
    if high - low < CLOSE:
        return in_map("i.item_id", low, high, bitmap(array, low, high))
    # The range lets DuckDB skip blocks of rows, which a list does not.
    listed = Piece(
        "i.item_id BETWEEN ? AND ? AND i.item_id IN (SELECT unnest(?::BIGINT[]))", (low, high, array.tolist())
    )
    is_sparse = high - low >= 4096 * len(array)
    return (
        listed.put("({})")
        if len(array) <= SOME or is_sparse
        else in_map("i.item_id", low, high, bitmap(array, low, high))
    )


def in_map(column: str, low: int, high: int, bits: bytes) -> Piece:
    """The condition that a column's value is marked in a bitmap that starts at `low`."""
    # The range alone lets DuckDB skip blocks; CASE because AND does not keep get_bit from seeing values out of range.
    inside = f"{column} BETWEEN ? AND ?"
    marked = f"CASE WHEN {inside} THEN get_bit(?::BLOB::BIT, ({column} - ?)::INTEGER) = 1 ELSE false END"
    return Piece(f"({inside} AND {marked})", (low, high, low, high, bits, low))


def bitmap(ids: np.ndarray, low: int, high: int) -> bytes:
    """One bit an id from `low` to `high`."""
    marks = np.zeros(high - low + 1, dtype=bool)
    marks[ids - low] = True
    return np.packbits(marks).tobytes()


def as_ids(ids: Sequence[Any] | np.ndarray) -> np.ndarray:
    """The ids as an array of 64-bit integers."""
    array = np.asarray(ids)
    if not array.size:
        return np.empty(0, dtype=np.int64)
    if array.dtype.kind not in "iu" or array.ndim != 1:
        raise QueryError(f"Item ids are whole numbers; these were given: {str(list(ids[:3]))[:80]}.")
    return array.astype(np.int64)
