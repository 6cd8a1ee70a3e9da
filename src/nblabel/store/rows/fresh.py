"""What was read of items, good until somebody else commits: a click must not read what it has just seen or written."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Generic, TypeVar

from nblabel.domain.units import concerned, is_unit, mean_frames
from nblabel.store.file.database import Database

V = TypeVar("V")

MOST = 2000
# Of more, reading all at once is as quick.
MOST_CHANGED = 60


class Fresh(Generic[V]):
    """Values by id, as of the last commit that was looked at; a commit that is not told of ends what they are good for."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._lock = threading.Lock()
        self._known: dict[int, V] = {}
        self._has_frames = False
        self._stamp = (-1, -1)

    def add(self, values: Mapping[int, V], stamp: tuple[int, int]) -> None:
        """Take in what was read when the file had this stamp."""
        with self._lock:
            if stamp != self._stamp:
                self._known.clear()
                self._stamp = stamp
                self._has_frames = False
            self._known.update(values)
            self._has_frames = self._has_frames or any(map(is_unit, values))
            for ident in list(self._known)[:-MOST]:
                del self._known[ident]

    def get(self, ident: int) -> V | None:
        """What is known of one, if it still holds."""
        with self._lock:
            return self._known.get(ident) if self._stamp == self._db.stamp else None

    def changed(self, ids: Sequence[int], change: Callable[[V], V]) -> list[V] | None:
        """What is so after the only commit since, which did `change` to each of these; None where it is not known."""
        with self._lock:
            if not 0 < len(ids) <= MOST_CHANGED or not self._db.is_next(self._stamp):
                return None
            if any(ident not in self._known for ident in ids):
                return None
            self._stamp = self._db.stamp
            made = {ident: change(self._known[ident]) for ident in ids}
            self._forget(ids)
            self._known.update(made)
            return list(made.values())

    def keep(self) -> None:
        """The only commit since was about nothing that is known."""
        with self._lock:
            if self._db.is_next(self._stamp):
                self._stamp = self._db.stamp

    def forget(self, ids: Sequence[int]) -> None:
        """The only commit since was about these (about unknown ones where `ids` is empty)."""
        with self._lock:
            if not len(ids) or not self._db.is_next(self._stamp):
                self._known.clear()
                return
            self._stamp = self._db.stamp
            self._forget(ids)

    def _forget(self, ids: Sequence[int]) -> None:
        """These, and where frames are known or meant: an item with its frames, a frame with its item."""
        is_mixed = self._has_frames or mean_frames(ids)
        for ident in concerned(self._known, ids) if is_mixed else ids:
            self._known.pop(int(ident), None)

    def clear(self) -> None:
        """Know nothing."""
        with self._lock:
            self._known.clear()
