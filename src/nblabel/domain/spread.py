"""Which of many vectors to look at first, so that few show what all hold."""

from __future__ import annotations

import numpy as np

# Farthest first among so many; the rest follows by turns, from the neighbourhood of each.
MOST_EXACT = 2048
_BLOCK = 8192


def spread(vectors: np.ndarray, most_exact: int = MOST_EXACT, seed: int = 0) -> np.ndarray:
    """The places of all rows (of unit length) in an order in which each differs much from those before it.

    Up to `most_exact` rows farthest first: each the one least like the most alike before it (T. Gonzalez, "Clustering to
    minimize the maximum intercluster distance", 1985). Of more, a sample is ordered so; the others go to the one of a part
    of the sample that they are most alike, and take turns, those far from it first.

    Examples
    --------
    >>> spread(np.array([[1, 0], [1, 0], [0, 1]], np.float32)).tolist()
    [0, 2, 1]
    """
    n = len(vectors)
    if n <= most_exact:
        return farthest_first(vectors)
    sample = np.sort(np.random.default_rng(seed).choice(n, most_exact, replace=False))
    first = sample[farthest_first(vectors[sample])]
    rest = np.setdiff1d(np.arange(n), first, assume_unique=True)
    whose, alike = _nearest(vectors, rest, vectors[first[: most_exact // 4]])
    # Within a neighbourhood the least alike first, and of all neighbourhoods one by turns.
    order = np.lexsort((alike, whose))
    starts = np.searchsorted(whose[order], whose[order])
    turn = np.arange(len(order)) - starts
    return np.concatenate([first, rest[order][np.lexsort((whose[order], turn))]])


def farthest_first(vectors: np.ndarray) -> np.ndarray:
    """All places, each the one least like the most alike of those before it; the first is the most usual."""
    n = len(vectors)
    if not n:
        return np.empty(0, np.int64)
    order = np.empty(n, np.int64)
    nearest = np.full(n, -np.inf, np.float32)
    # The most usual one first: an outlier would be no example of anything.
    place = int(np.argmax(vectors @ vectors.mean(axis=0)))
    for turn in range(n):
        order[turn] = place
        np.maximum(nearest, vectors @ vectors[place], out=nearest)
        nearest[place] = np.inf
        place = int(np.argmin(nearest))
    return order


def _nearest(vectors: np.ndarray, places: np.ndarray, centres: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each place the centre that it is most alike, and how much."""
    whose = np.empty(len(places), np.int64)
    alike = np.empty(len(places), np.float32)
    for first in range(0, len(places), _BLOCK):
        products = vectors[places[first : first + _BLOCK]] @ centres.T
        whose[first : first + _BLOCK] = best = products.argmax(axis=1)
        alike[first : first + _BLOCK] = products[np.arange(len(best)), best]
    return whose, alike
