"""The vectors of a space as numpy multiplies them: read from the file once, and then what is new.

DuckDB takes 2.2 s to compare one with a million vectors of its own table, numpy 0.1 s. Many vectors are held as 16-bit
whole numbers, each row with a scale of its own: half the memory, and likeness changes by less than 0.00003.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable

import duckdb
import numpy as np

from nblabel.store.file.cursor import Cursor

# Up to here in float32, exactly as they are in the file.
EXACT_BYTES = 128 * 2**20
_MOST_SPACES = 2
_READ = 20_000
# Rows that are multiplied while they are in the processor's cache.
_ROWS = 512
_LARGEST = 32767
_LITTLE = "256MB"


class Held:
    """Ids and vectors of a space, in the order in which they were written; what is written later makes another one."""

    def __init__(
        self, size: int, ids: np.ndarray, n_rows: int, matrix: np.ndarray, scales: np.ndarray | None = None
    ) -> None:
        self.size = size
        self.ids = ids
        self.n_rows = n_rows  # rows of the table that were looked at, those without a vector included
        self._matrix = matrix
        self._scales = scales  # of rows held as whole numbers
        self._place_of: np.ndarray | None = None

    @classmethod
    def empty(cls, size: int) -> Held:
        """Of a space of which nothing was read yet."""
        return cls(size, np.empty(0, np.int64), 0, np.empty((0, size), np.float32))

    def with_room(self, n: int) -> Filling:
        """A copy with room for `n` more vectors."""
        return Filling(self.size, self.ids, self._matrix, self._scales, n)

    def read_to(self, n_rows: int) -> Held:
        """The same after more rows of the table, none of which has a vector."""
        return Held(self.size, self.ids, n_rows, self._matrix, self._scales)

    def where(self, ids: np.ndarray) -> np.ndarray:
        """The place of each of the ids, -1 where it has no vector."""
        if not len(self.ids):
            return np.full(len(ids), -1, np.int32)
        place_of = self._place_of
        if place_of is None:
            # Ids count up from 1, so that a list of all places is no longer than the items there ever were.
            place_of = np.full(int(self.ids.max()) + 2, -1, np.int32)
            place_of[self.ids] = np.arange(len(self.ids), dtype=np.int32)
            self._place_of = place_of  # once it is whole: another thread may ask meanwhile
        return place_of[np.clip(ids, 0, len(place_of) - 1)]

    def places(self, ids: np.ndarray) -> np.ndarray:
        """Where those of the items stand that have a vector, in the order asked."""
        found = self.where(ids)
        return found[found >= 0]

    def rows(self, places: np.ndarray) -> np.ndarray:
        """The vectors at these places."""
        found = self._matrix[places].astype(np.float32)
        return found if self._scales is None else found * self._scales[places, None]

    def alike(self, vector: np.ndarray) -> np.ndarray:
        """The inner product of each vector with this one."""
        asked = np.ascontiguousarray(vector, np.float32)
        if self._scales is None:
            return self._matrix @ asked
        values = np.empty(len(self.ids), np.float32)
        block = np.empty((_ROWS, self.size), np.float32)
        for first in range(0, len(values), _ROWS):
            rows = self._matrix[first : first + _ROWS]
            np.copyto(block[: len(rows)], rows)
            np.dot(block[: len(rows)], asked, out=values[first : first + _ROWS])
        values *= self._scales
        return values


class Filling:
    """A `Held` that is being made, seen by nobody else."""

    def __init__(self, size: int, ids: np.ndarray, matrix: np.ndarray, scales: np.ndarray | None, n: int) -> None:
        total = len(matrix) + n
        if scales is None and 4 * size * total > EXACT_BYTES:
            matrix, scales = _coarse(matrix)
        self._size = size
        self._ids = [ids]
        self._filled = len(matrix)
        self._matrix = np.empty((total, size), matrix.dtype)
        self._matrix[: len(matrix)] = matrix
        self._scales = None if scales is None else np.concatenate([scales, np.empty(n, np.float32)])

    def put(self, ids: np.ndarray, vectors: np.ndarray) -> None:
        """These vectors into the room that was made."""
        first, last = self._filled, self._filled + len(ids)
        if self._scales is None:
            self._matrix[first:last] = vectors
        else:
            self._matrix[first:last], self._scales[first:last] = _coarse(vectors)
        self._ids.append(ids)
        self._filled = last

    @property
    def is_full(self) -> bool:
        """Whether all the room is taken."""
        return self._filled == len(self._matrix)

    def done(self, n_rows: int) -> Held:
        """What came of it, after so many rows of the table."""
        scales = None if self._scales is None else self._scales[: self._filled]
        return Held(self._size, np.concatenate(self._ids), n_rows, self._matrix[: self._filled], scales)


def held(cur: Cursor, table: str, size: int, version: int) -> Held | None:
    """The vectors of a table as they are now; `version` changes when rows were taken out of it.

    None where that happened meanwhile: this version is over.
    """
    # A file that was compacted is another one, with its rows counted anew.
    key = (cur.path, cur.path.stat().st_ino, table, size, version)
    with _lock:
        now = _followed(cur, _held.get(key) or Held.empty(size), table)
        if now is None:
            return None
        _held[key] = now
        _held.move_to_end(key)
        while len(_held) > _MOST_SPACES:
            _held.popitem(last=False)
        return now


def _followed(cur: Cursor, known: Held, table: str) -> Held | None:
    """The same with the rows that were written since; None where some were taken out while they were read."""
    row = cur.execute(f"SELECT count(vec), max(rowid) + 1 FROM {table} WHERE rowid >= ?", [known.n_rows]).one()
    n, total = row or (0, None)
    if total is None:
        return known
    if not n:
        return known.read_to(total)
    filling = known.with_room(n)
    for first in range(known.n_rows, total, _READ):
        found = cur.execute(
            f"SELECT item_id, vec FROM {table} WHERE vec IS NOT NULL AND rowid >= ? AND rowid < ?",
            [first, min(first + _READ, total)],
        ).arrays()
        if len(found["item_id"]):
            filling.put(np.asarray(found["item_id"], np.int64), np.stack(list(np.ma.getdata(found["vec"]))))
    if 4 * known.size * n > EXACT_BYTES:
        _forget_pages(cur)
    return filling.done(total) if filling.is_full else None


def _forget_pages(cur: Cursor) -> None:
    """Have DuckDB give back the memory of what it read: a gigabyte of vectors that are held here now."""
    limit = str(cur.execute("SELECT current_setting('memory_limit')").value())
    try:
        cur.execute(f"SET GLOBAL memory_limit = '{_LITTLE}'")
    except duckdb.OutOfMemoryException:
        return  # another call works with more just now
    finally:
        cur.execute(f"SET GLOBAL memory_limit = '{limit}'")


def _coarse(vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows as 16-bit whole numbers, and what each must be multiplied with."""
    scales = np.abs(vectors).max(axis=1, initial=0) / _LARGEST
    rounded = np.rint(vectors / np.where(scales > 0, scales, 1)[:, None])
    return rounded.astype(np.int16), scales.astype(np.float32)


_lock = threading.RLock()
_held: OrderedDict[Hashable, Held] = OrderedDict()
