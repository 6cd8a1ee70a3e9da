"""The vectors of a space as one matrix that numpy multiplies: in memory where it is small, else in a nameless file beside the labels.

DuckDB takes 2.2 s to compare one with a million vectors of its own table, numpy 0.15 s; and the memory of a kernel has better uses than a
gigabyte of numbers, so that pages of the file are given back after each look.
"""

from __future__ import annotations

import mmap
import tempfile
import threading
from collections import OrderedDict
from collections.abc import Hashable
from pathlib import Path
from typing import IO

import numpy as np

from nblabel.store.cursor import Cursor

IN_MEMORY_BYTES = 96 * 2**20
_MOST_SPACES = 2
_READ = 20_000
# Bytes looked at before their pages are given back.
_BLOCK = 32 * 2**20


class Held:
    """Ids and vectors of a space, in the order in which they were written."""

    def __init__(self, size: int, folder: Path) -> None:
        self.size = size
        self._folder = folder
        self.ids = np.empty(0, np.int64)
        self.n_rows = 0  # rows of the table that were looked at, those without a vector included
        self._matrix = np.empty((0, size), np.float32)
        self._file: IO[bytes] | None = None
        self._map: mmap.mmap | None = None
        self._order: np.ndarray | None = None

    def grow(self, n: int) -> None:
        """Make room for `n` more vectors."""
        before, self._matrix = self._matrix, np.empty((0, self.size), np.float32)
        total = len(before) + n
        if 4 * self.size * total <= IN_MEMORY_BYTES:
            self._matrix = np.empty((total, self.size), np.float32)
        elif self._file is None:
            self._file = _nameless(self._folder)
            self._matrix = self._mapped(total)
        else:
            self._matrix = self._mapped(total)
            return
        self._matrix[: len(before)] = before

    def put(self, ids: np.ndarray, vectors: np.ndarray) -> None:
        """These vectors into the room that was made."""
        first = len(self.ids)
        self._matrix[first : first + len(ids)] = vectors
        self.ids, self._order = np.concatenate([self.ids, ids]), None
        self._give_back()

    def places(self, ids: np.ndarray) -> np.ndarray:
        """Where those of the items stand that have a vector, in the order asked."""
        if not len(self.ids) or not len(ids):
            return np.empty(0, np.int64)
        if self._order is None:
            self._order = np.argsort(self.ids, kind="stable")
        known = self.ids[self._order]
        at = np.minimum(np.searchsorted(known, ids), len(known) - 1)
        return self._order[at[known[at] == ids]]

    def rows(self, places: np.ndarray) -> np.ndarray:
        """The vectors at these places."""
        made = np.array(self._matrix[places], np.float32)
        self._give_back()
        return made

    def alike(self, vector: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """All ids, and the inner product of each vector with this one."""
        values = np.empty(len(self.ids), np.float32)
        step = max(1, _BLOCK // (4 * self.size))
        asked = np.ascontiguousarray(vector, np.float32)
        for first in range(0, len(values), step):
            np.dot(self._matrix[first : first + step], asked, out=values[first : first + step])
            self._give_back()
        return self.ids, values

    def _mapped(self, n: int) -> np.ndarray:
        if self._file is None:
            raise AssertionError("a file is made before it is mapped")
        self._file.truncate(4 * self.size * n)
        self._map = mmap.mmap(self._file.fileno(), 0)
        return np.frombuffer(self._map, np.float32).reshape(n, self.size)

    def _give_back(self) -> None:
        if self._map is not None and hasattr(mmap, "MADV_DONTNEED"):
            self._map.madvise(mmap.MADV_DONTNEED)


def held(cur: Cursor, table: str, size: int, version: int) -> Held:
    """The vectors of a table as they are now; `version` changes when rows were taken out of it."""
    key = (cur.path, cur.path.stat().st_ino, table, size, version)
    with _lock:
        known = _held.get(key)
        if known is None:
            known = _held[key] = Held(size, cur.path.parent)
            while len(_held) > _MOST_SPACES:
                _held.popitem(last=False)
        _held.move_to_end(key)
        try:
            _follow(cur, known, table)
        except BaseException:
            del _held[key]  # half read
            raise
        return known


def _follow(cur: Cursor, known: Held, table: str) -> None:
    """Read the rows that were written since."""
    row = cur.execute(f"SELECT count(vec), max(rowid) + 1 FROM {table} WHERE rowid >= ?", [known.n_rows]).one()
    n, total = row or (0, None)
    if total is None:
        return
    if n:
        known.grow(n)
    for first in range(known.n_rows, total, _READ):
        found = cur.execute(
            f"SELECT item_id, vec FROM {table} WHERE vec IS NOT NULL AND rowid >= ? AND rowid < ?",
            [first, min(first + _READ, total)],
        ).arrays()
        if len(found["item_id"]):
            known.put(np.asarray(found["item_id"], np.int64), np.stack(np.asarray(found["vec"])))
    known.n_rows = total


def _nameless(folder: Path) -> IO[bytes]:
    """A file that is gone when it is closed; beside the labels where that can be, since there is room for them."""
    try:
        return tempfile.TemporaryFile(dir=folder, prefix=".nblabel-")  # type: ignore[return-value]
    except OSError:
        return tempfile.TemporaryFile()  # type: ignore[return-value]


_lock = threading.RLock()
_held: OrderedDict[Hashable, Held] = OrderedDict()
