"""The undo and redo stacks of a person, read once and then followed: a click must not read the whole history."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Any

from nblabel.domain.stacks import Stacks
from nblabel.store.file.cursor import Cursor
from nblabel.store.file.database import Database

# `counts` is always written with `applied` first, so that this finds operations without reading JSON (10 times faster).
_NEWER = """
SELECT op_id, kind, annotator = ? AS own, undoes, counts::VARCHAR NOT LIKE '{"applied":0%' FROM op
WHERE project_id = ? AND op_id > ? ORDER BY op_id
"""
# What `Operation` is made of.
COLUMNS = "op_id, kind, params->>'$.text', annotator, role, created::TIMESTAMP, counts, undoes"
_LATEST = f"SELECT {COLUMNS} FROM op WHERE project_id = ? AND op_id > ?"
_KEPT = 50


@dataclass(slots=True)
class UndoStacks:
    """Operations are numbered in the order they are committed, so those seen never change."""

    db: Database
    project_id: int
    person: str
    all: Stacks = field(default_factory=Stacks)
    labels: Stacks = field(default_factory=lambda: Stacks(labels_only=True))
    latest: dict[int, tuple[Any, ...]] = field(default_factory=dict)
    _seen: int = 0
    _stamp: tuple[int, int] = (-1, -1)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def now(self, cur: Cursor, *, labels_only: bool) -> tuple[int | None, int | None, int, int]:
        """What undo and redo take back next, and how many times each could be said."""
        with self._lock:
            stamp = self.db.stamp
            if stamp != self._stamp:
                for op_id, kind, own, undoes, changed in self._newer(cur):
                    self._feed(op_id, kind, undoes, own=own, changed=changed)
                self._stamp = stamp
            stacks = self.labels if labels_only else self.all
            return stacks.next_undo, stacks.next_redo, len(stacks.undo), len(stacks.redo)

    def follow(self, row: tuple[Any, ...]) -> None:
        """Take in the operation just committed, a row of COLUMNS, if nothing else was committed since the last look."""
        with self._lock:
            if not self._seen or not self.db.is_next(self._stamp):
                return
            self._stamp = self.db.stamp
            self._keep([row])
            op_id, kind, own, undoes, changed = self._told(row)
            self._feed(op_id, kind, undoes, own=own, changed=changed)

    def _feed(self, op_id: int, kind: str, undoes: int | None, *, own: bool, changed: bool) -> None:
        for stacks in (self.all, self.labels):
            stacks.feed(op_id, kind, own=own, undoes=undoes, changed=changed)
        self._seen = op_id

    def _newer(self, cur: Cursor) -> list[tuple[Any, ...]]:
        """What came since; the rows of the few after the first time are kept, for one of them is undone next."""
        if not self._seen:
            return cur.execute(_NEWER, [self.person, self.project_id, 0]).rows()
        rows = sorted(cur.execute(_LATEST, [self.project_id, self._seen]).rows(), key=lambda row: int(row[0]))
        self._keep(rows)
        return [self._told(row) for row in rows]

    def _told(self, row: tuple[Any, ...]) -> tuple[int, str, bool, int | None, bool]:
        """Of a row of COLUMNS what the stacks take."""
        op_id, kind, _, annotator, *_, counts, undoes = row
        return op_id, kind, annotator == self.person, undoes, not counts.startswith('{"applied":0')

    def _keep(self, rows: list[tuple[Any, ...]]) -> None:
        if rows:
            self.latest = dict([*self.latest.items(), *((row[0], row) for row in rows)][-_KEPT:])
