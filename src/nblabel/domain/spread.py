"""Which of many vectors to look at first, so that few show what all hold."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

# Farthest first among so many; the rest follows by turns, from the neighbourhood of each of the first few.
MOST_EXACT = 2048
_CENTRES = 256
_BLOCK = 8192

# The vectors at some places.
Rows = Callable[[np.ndarray], np.ndarray]


def spread(vectors: np.ndarray, most_exact: int = MOST_EXACT, seed: int = 0) -> np.ndarray:
    """The places of all rows (of unit length) in an order in which each differs much from those before it.

    Up to `most_exact` rows farthest first: each the one least like the most alike before it (T. Gonzalez, "Clustering to
    minimize the maximum intercluster distance", 1985). Of more, a sample is ordered so; the others go to the one of the
    sample's first few that they are most alike, and take turns, those far from it first.

    Examples
    --------
    >>> spread(np.array([[1, 0], [1, 0], [0, 1]], np.float32)).tolist()
    [0, 2, 1]
    """
    return spread_of(len(vectors), lambda places: vectors[places], most_exact, seed)


def spread_of(n: int, rows: Rows, most_exact: int = MOST_EXACT, seed: int = 0) -> np.ndarray:
    """The same of `n` rows that are asked for some at a time, since a million at once would fill memory."""
    if n <= most_exact:
        return farthest_first(rows(np.arange(n)))
    sample = np.sort(np.random.default_rng(seed).choice(n, most_exact, replace=False))
    first = sample[farthest_first(rows(sample))]
    rest = np.setdiff1d(np.arange(n), first, assume_unique=True)
    whose, alike = _nearest(rows, rest, rows(first[:_CENTRES]))
    # Within a neighbourhood the least alike first, and of all neighbourhoods one by turns.
    order = np.lexsort((alike, whose))
    turn = np.arange(len(order)) - np.searchsorted(whose[order], whose[order])
    return np.concatenate([first, rest[order][np.lexsort((whose[order], turn))]])


def farthest_first(vectors: np.ndarray) -> np.ndarray:
    """All places, each the one least like the most alike of those before it; the first is the most usual."""
    n = len(vectors)
    if not n:
        return np.empty(0, np.int64)
    alike = vectors @ vectors.T
    order = np.empty(n, np.int64)
    nearest = np.full(n, -np.inf, np.float32)
    # The most usual one first: an outlier would be no example of anything.
    place = int(np.argmax(alike.sum(axis=1)))
    for turn in range(n):
        order[turn] = place
        np.maximum(nearest, alike[place], out=nearest)
        nearest[place] = np.inf
        place = int(np.argmin(nearest))
    return order


def _nearest(rows: Rows, places: np.ndarray, centres: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each place the centre that it is most alike, and how much."""
    whose = np.empty(len(places), np.int64)
    alike = np.empty(len(places), np.float32)
    for first in range(0, len(places), _BLOCK):
        products = rows(places[first : first + _BLOCK]) @ centres.T
        whose[first : first + _BLOCK] = best = products.argmax(axis=1)
        alike[first : first + _BLOCK] = products[np.arange(len(best)), best]
    return whose, alike
