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
MOST_CHANGES = 16
# By table, the last operation that wrote it (or a stamp, of a table that operations do not write).
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
        self._versions: dict[str, tuple[tuple[int, int], Any]] = {}
        self._changes: dict[tuple[str, int, int], np.ndarray] = {}
        self._filled: frozenset[str] = frozenset()
        self._empty: dict[str, tuple[int, int]] = {}
        self.authors: dict[int, tuple[Any, Any]] = {}  # of operations, which are never written again
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
        tables = sorted({*_NAMED.findall(piece.sql)})
        return tuple((table, self._of_table(cur, table)) for table in tables)

    def is_empty(self, cur: Cursor, table: str) -> bool:
        """Whether an interval table has no rows at all: most projects lack most sorts of things, and need not be asked for them."""
        if table in self._filled:
            return False
        if self._empty.get(table) != self._db.stamp_of(table):
            self._look_for_rows(cur)
        return table not in self._filled

    def _look_for_rows(self, cur: Cursor) -> None:
        left = sorted(_INTERVALS - self._filled)
        stamps = {table: self._db.stamp_of(table) for table in left}
        found = cur.execute(" UNION ALL ".join(f"(SELECT '{table}' FROM {table} LIMIT 1)" for table in left)).rows()
        # A table that has rows keeps them, ended ones too.
        self._filled = self._filled | {table for (table,) in found}
        self._empty = stamps

    def _changed(self, cur: Cursor, before: Version, now: Version) -> np.ndarray | None:
        """The items that were written since, where they are few and all that was written is known."""
        found = []
        for (table, old), (_, new) in zip(before, now, strict=True):
            if old == new:
                continue
            if table not in _INTERVALS:
                return None
            found.append(self._written_since(cur, table, old, new))
        changed = np.unique(np.concatenate(found)) if found else np.empty(0, dtype=np.int64)
        return changed if len(changed) <= MOST_MENDED else None

    def _written_since(self, cur: Cursor, table: str, old: int, new: int) -> np.ndarray:
        """The items (a few more than are mended, where there are more) that were written between two versions."""
        key = table, old, new
        known = self._changes.get(key)
        if known is None:
            sql = f"SELECT DISTINCT item_id FROM {table} WHERE op_from > ? OR op_to > ? LIMIT ?"
            found = cur.execute(sql, [old, old, MOST_MENDED + 1]).arrays()["item_id"]
            known = np.asarray(found, dtype=np.int64)
            with self._lock:
                self._changes = {**dict(list(self._changes.items())[-MOST_CHANGES:]), key: known}
        return known

    def _of_table(self, cur: Cursor, table: str) -> Any:
        stamp = self._db.stamp_of(table)
        if table not in _INTERVALS:
            return stamp
        known = self._versions.get(table)
        if known is not None and known[0] == stamp:
            return known[1]
        # Every write to such a table opens or ends rows, with the id of its operation, which only grows.
        is_ours = known is not None and known[0][0] == stamp[0]
        sql = "SELECT max(op_id) FROM op" if is_ours else f"SELECT greatest(max(op_from), max(op_to)) FROM {table}"
        version = cur.execute(sql).value() or 0
        self._versions[table] = stamp, version
        return version

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
