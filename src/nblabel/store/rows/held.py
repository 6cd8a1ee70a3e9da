"""What was found of a file lately, kept in memory until the tables it was found in are written again.

Sets of items are held as one bit an item (`Bits`), so that conditions are put together and counted in a fraction of a
millisecond, at a million items too.
"""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from nblabel.store.rows.intervals import TABLES
from nblabel.store.rows.piece import Piece

if TYPE_CHECKING:
    from nblabel.store.file.cursor import Cursor
    from nblabel.store.file.database import Database

MOST_BYTES = 256 * 2**20
# After a write to more items everything is read again.
MOST_MENDED = 2000
# By table, what its last write left.
Version = tuple[tuple[str, Any], ...]
Bits = np.ndarray  # uint8, the item with id 0 first

_INTERVALS = frozenset(table.name for table in TABLES)
_NAMED = re.compile(r"\b(?:FROM|JOIN) \(*([a-z_]+)")


@dataclass(slots=True)
class _Entry:
    version: Version
    value: Any
    size: int


class Held:
    """One for a file in this process; good for many threads."""

    def __init__(self, db: Database, most_bytes: int = MOST_BYTES) -> None:
        self._db = db
        self._most = most_bytes
        self._entries: OrderedDict[Hashable, _Entry] = OrderedDict()
        self._size = 0
        self._versions: tuple[tuple[int, int], dict[str, Hashable]] = (-1, -1), {}
        self._lock = threading.Lock()

    def get(
        self,
        cur: Cursor,
        key: Hashable,
        piece: Piece,
        find: Callable[[], tuple[Any, int]],
        mend: Callable[[Any, np.ndarray], Any] | None = None,
    ) -> Any:
        """What `find` gives (with its size in bytes), unless it is known and no table that the piece names was written since.

        After a write to few items, `mend` makes the new value of the old one and their ids.
        """
        version = self.version(cur, piece)
        full = (key, piece.sql, _frozen(piece.values))
        with self._lock:
            entry = self._entries.get(full)
            if entry is not None and entry.version == version:
                self._entries.move_to_end(full)
                return entry.value
        changed = None if entry is None or mend is None else self._changed(cur, entry.version, version)
        if changed is None or entry is None or mend is None:
            value, size = find()
        else:
            value, size = mend(entry.value, changed), entry.size
        with self._lock:
            self._forget(full)
            self._entries[full] = _Entry(version, value, size)
            self._size += size
            while self._size > self._most and len(self._entries) > 1:
                self._forget(next(iter(self._entries)))
        return value

    def version(self, cur: Cursor, piece: Piece) -> Version:
        """Differs whenever a table that the piece reads may have been written."""
        stamp = self._db.stamp
        with self._lock:
            if self._versions[0] != stamp:
                self._versions = stamp, {}
            known = self._versions[1]
        tables = sorted({*_NAMED.findall(piece.sql)})
        return tuple((table, self._of_table(cur, table, stamp, known)) for table in tables)

    def _changed(self, cur: Cursor, before: Version, now: Version) -> np.ndarray | None:
        """The items that were written since, where they are few and all that was written is known."""
        found = []
        for (table, old), (_, new) in zip(before, now, strict=True):
            if old == new:
                continue
            if table not in _INTERVALS:
                return None
            ids = cur.execute(
                f"SELECT DISTINCT item_id FROM {table} WHERE op_from > ? OR op_to > ? LIMIT ?",
                [*(last or 0 for last in old), MOST_MENDED + 1],
            ).arrays()["item_id"]
            found.append(np.asarray(ids, dtype=np.int64))
        changed = np.unique(np.concatenate(found)) if found else np.empty(0, dtype=np.int64)
        return changed if len(changed) <= MOST_MENDED else None

    def _of_table(self, cur: Cursor, table: str, stamp: tuple[int, int], known: dict[str, Hashable]) -> Hashable:
        if table not in _INTERVALS:
            return stamp
        if table not in known:
            # Every write to such a table opens or ends rows, with the id of its operation, which only grows.
            known[table] = cur.execute(f"SELECT max(op_from), max(op_to) FROM {table}").rows()[0]
        return known[table]

    def _forget(self, key: Hashable) -> None:
        entry = self._entries.pop(key, None)
        if entry is not None:
            self._size -= entry.size


def _frozen(values: tuple[Any, ...]) -> tuple[Hashable, ...]:
    """Bound values as part of a key."""
    return tuple(tuple(value) if isinstance(value, list) else value for value in values)


def union_of(ids: np.ndarray, length: int) -> Bits:
    """The set of these ids."""
    marks = np.zeros(length * 8, dtype=bool)
    marks[ids[ids < length * 8]] = True
    return np.packbits(marks)


def replaced(bits: Bits, changed: np.ndarray, members: np.ndarray, length: int) -> Bits:
    """The same set with these of the changed items in it, and the others not."""
    marks = np.unpackbits(fitted(bits, length))
    marks[changed[changed < len(marks)]] = 0
    marks[members[members < len(marks)]] = 1
    return np.packbits(marks)


def fitted(bits: Bits, length: int) -> Bits:
    """The same with this many bytes: items may have been added since."""
    if len(bits) == length:
        return bits
    if len(bits) > length:
        return bits[:length]
    return np.concatenate([bits, np.zeros(length - len(bits), dtype=np.uint8)])


def count(bits: Bits) -> int:
    """How many items are in it."""
    whole = len(bits) // 8 * 8
    words = np.bitwise_count(bits[:whole].view(np.uint64)).sum(dtype=np.int64)
    return int(words) + int(np.bitwise_count(bits[whole:]).sum(dtype=np.int64))


def members(bits: Bits) -> np.ndarray:
    """The ids, ascending."""
    return np.flatnonzero(np.unpackbits(bits)).astype(np.int64)
