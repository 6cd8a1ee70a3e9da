"""The order of items a page looks at, fixed until it is refreshed: places stand for ids."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import cast

import numpy as np

from nblabel.domain.query import Ids
from nblabel.errors import SelectionError
from nblabel.wire.values import Group, Target

MOST_PAGED = 5000


@dataclass(frozen=True)
class Ranking:
    """Ranking number `gen`: the ids in order, as they were at `revision`.

    Ids below 0 are those of labels or predictions; `of` then says what each is on. `scores` are what it is sorted by, where
    that is a number.
    """

    gen: int
    ids: np.ndarray
    revision: int
    groups: list[Group] = field(default_factory=list)
    of: np.ndarray | None = None
    scores: np.ndarray | None = None

    @cached_property
    def _paged(self) -> dict[int, int]:
        """The places of ids that were asked for lately: finding these among millions means sorting all of them."""
        return {}

    @cached_property
    def _sorted(self) -> tuple[np.ndarray, np.ndarray]:
        order = np.argsort(self.ids, kind="stable")
        return self.ids[order], order

    def __len__(self) -> int:
        return len(self.ids)

    def positions(self, ids: Sequence[int] | np.ndarray) -> np.ndarray:
        """The place of each id, -1 where it is not in the ranking."""
        wanted = np.asarray(ids, dtype=np.int64)
        if not len(self.ids) or not len(wanted):
            return np.full(len(wanted), -1, dtype=np.int64)
        near = [self._paged.get(int(ident), -1) for ident in wanted] if len(wanted) <= MOST_PAGED else [-1]
        if min(near) >= 0:
            return np.array(near, dtype=np.int64)
        known, order = self._sorted
        at = np.clip(np.searchsorted(known, wanted), 0, len(known) - 1)
        return np.where(known[at] == wanted, order[at], -1)

    def position(self, ident: int) -> int:
        """The place of one id, or -1."""
        return int(self.positions([ident])[0])

    def shown(self, ids: Sequence[int] | np.ndarray) -> np.ndarray:
        """What each of the ids is on: the items or frames that labels are of, else the ids themselves."""
        wanted = np.asarray(ids, dtype=np.int64)
        if self.of is None or not (wanted < 0).any():
            return wanted
        at = self.positions(wanted)
        return np.where(at >= 0, self.of[at], wanted)

    def page(self, first: int, count: int) -> list[int]:
        """The ids at `count` places from `first`, fewer at the end."""
        start = max(0, first)
        ids: list[int] = self.ids[start : start + max(0, count)].tolist()
        if len(self._paged) > MOST_PAGED:
            self._paged.clear()
        self._paged.update(zip(ids, range(start, start + len(ids)), strict=True))
        return ids

    def chosen(self, target: Target) -> np.ndarray:
        """The ids that a target given by places stands for, in order."""
        if target.gen != self.gen:
            raise SelectionError("The view has changed since these items were selected: select them again.")
        mask = np.zeros(len(self.ids), dtype=bool)
        for first, last in target.ranges:
            if not 0 <= first <= last < len(self.ids):
                raise SelectionError(f"The view has {len(self.ids):,} items: there are none at {first} to {last}.")
            mask[first : last + 1] = True
        return self.ids[~mask] if target.all else self.ids[mask]

    def carried(self, former: Ranking, target: Target) -> tuple[Target, int]:
        """The same items as a target in this ranking, and how many of them are not in it."""
        if target.ids or target.gen != former.gen:
            return Target(gen=self.gen), 0
        ids = former.chosen(target)
        places = self.positions(ids)
        found = np.sort(places[places >= 0])
        return Target(gen=self.gen, ranges=runs(found)), len(ids) - len(found)


def runs(places: np.ndarray) -> list[tuple[int, int]]:
    """Sorted places as ranges, both ends included."""
    if not len(places):
        return []
    breaks = np.flatnonzero(np.diff(places) > 1)
    firsts = places[np.concatenate(([0], breaks + 1))]
    lasts = places[np.concatenate((breaks, [len(places) - 1]))]
    return [(int(first), int(last)) for first, last in zip(firsts, lasts, strict=True)]


def as_ids(ids: Iterable[int]) -> np.ndarray:
    """Ids as the store wants many of them."""
    return np.fromiter(ids, dtype=np.int64)


def as_condition(ids: np.ndarray) -> Ids:
    """The condition that an item is one of these; an array is a sequence in all that the store asks of it."""
    return Ids(cast("Sequence[int]", ids))
