"""Tiles that were read for the page lately: where only answers change, the rest of a tile need not be read again."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from nblabel.domain.units import concerned
from nblabel.store.reading.tiles import Tile


class Tiles:
    """By id, the latest first to stay; good for many threads, of which one may bring what it read long ago."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._known: dict[int, tuple[int, Tile]] = {}
        self._forgot = 0

    def add(self, found: Sequence[Tile], moment: int) -> None:
        """Take in what was read when the file was at this `moment` (`Database.moment`)."""
        with self._lock:
            if moment < self._forgot:
                return
            for tile in found:
                known = self._known.get(tile.id)
                if known is None or known[0] <= moment:
                    self._known[tile.id] = moment, tile
            for ident in list(self._known)[: -self._most]:
                del self._known[ident]

    def of(self, ids: Sequence[int]) -> list[Tile]:
        """Those of these that are known."""
        with self._lock:
            return [self._known[ident][1] for ident in ids if ident in self._known]

    def forget(self, ids: Sequence[int], moment: int) -> None:
        """What was read of these (of all where `ids` is empty) before this moment no longer holds."""
        with self._lock:
            self._forgot = moment
            for ident in concerned(self._known, ids) if len(ids) else list(self._known):
                self._known.pop(int(ident), None)

    def clear(self) -> None:
        """Know nothing."""
        with self._lock:
            self._known.clear()
