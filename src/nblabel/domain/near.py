"""Which pictures are nearly the same: pairs of hashes that differ in few bits, found without comparing all with all."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

BITS = 128
# Beyond this so many pairs of different pictures are as near that the answer is worth nothing.
MOST_DISTANCE = 16
NEAR = 10
TONES = 8

_SMALL_BUCKET = 48
_BLOCK = 512
# Neighbouring bits of a picture are alike; mixed, each part of a hash splits pictures about as well as any other.
_MIXED = np.random.default_rng(0).permutation(BITS)


def distances(
    hashes: np.ndarray, tones: np.ndarray, most: int = NEAR, told: Callable[[int, int], object] | None = None
) -> np.ndarray:
    """For each hash the bits it differs in from the nearest other one of a neighbouring tone; `most` + 1 where none is near.

    `told` hears how many of how many parts are done, and may raise to stop it.

    Examples
    --------
    >>> hashes = np.array([[0, 0], [1, 0], [2**40 - 1, 0]], np.uint64)
    >>> distances(hashes, np.zeros(3, int), most=4).tolist()
    [1, 1, 5]
    """
    nearest = np.full(len(hashes), most + 1, np.int64)
    for one, other, bits in pairs(hashes, tones, most, told):
        np.minimum.at(nearest, one, bits)
        np.minimum.at(nearest, other, bits)
    return nearest


def nearer(nearest: np.ndarray, hashes: np.ndarray, tones: np.ndarray, new: np.ndarray, most: int = NEAR) -> np.ndarray:
    """The distances when the pictures at the places `new` have come to others whose distances are known."""
    found = nearest.copy()
    found[new] = most + 1
    for place in new:
        near = np.flatnonzero(np.bitwise_count(hashes[:, 0] ^ hashes[place, 0]) <= most)
        here = np.full(len(near), place)
        bits = _bits(hashes, near, here)
        fits = (bits <= most) & _neighbours(tones[near], tones[here]) & (near != place)
        found[near[fits]] = np.minimum(found[near[fits]], bits[fits])
        found[place] = min(found[place], int(bits[fits].min(initial=most + 1)))
    return found


def groups(hashes: np.ndarray, tones: np.ndarray, most: int = NEAR) -> list[np.ndarray]:
    """Places of hashes that are near each other, directly or over others: groups of two at least, the largest first."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    n = len(hashes)
    found = list(pairs(hashes, tones, most))
    if not found:
        return []
    one = np.concatenate([pair[0] for pair in found])
    other = np.concatenate([pair[1] for pair in found])
    _, whose = connected_components(coo_matrix((np.ones(len(one), np.int8), (one, other)), (n, n)), directed=False)
    order = np.argsort(whose, kind="stable")
    parts = np.split(order, np.flatnonzero(np.diff(whose[order])) + 1)
    return sorted((part for part in parts if len(part) > 1), key=lambda part: (-len(part), int(part[0])))


def pairs(
    hashes: np.ndarray, tones: np.ndarray, most: int = NEAR, told: Callable[[int, int], object] | None = None
) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Places of near pairs and the bits they differ in; together they join all that is near, and name the nearest of each.

    Of pictures with the same hash and tone not every pair is named, but each of them with the next one. Others may be
    named more than once.
    """
    nodes, first = _unlike(hashes, tones)
    for one, other in _same(nodes, first):
        yield one, other, np.zeros(len(one), np.int64)
    own, tone = hashes[first], tones[first].astype(np.int64)
    # Two hashes that differ in `most` bits agree in one part of `most` + 1 at least.
    for done, bits in enumerate(np.array_split(_MIXED, most + 1)):
        if told is not None:
            told(done, most + 1)
        for one, other in _candidates(_part(own, bits), own[:, 0], most):
            far = _bits(own, one, other)
            near = np.flatnonzero(far <= most)  # few are: only their tones are compared
            near = near[_neighbours(tone[one[near]], tone[other[near]])]
            if len(near):
                yield first[one[near]], first[other[near]], far[near]


def _unlike(hashes: np.ndarray, tones: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each picture which of the different (hash, tone) it has, and for each of those its first picture."""
    order = np.lexsort((np.arange(len(hashes)), tones, hashes[:, 1], hashes[:, 0]))
    ordered, tone = hashes[order], tones[order]
    is_new = np.ones(len(order), bool)
    is_new[1:] = (ordered[1:] != ordered[:-1]).any(axis=1) | (tone[1:] != tone[:-1])
    nodes = np.empty(len(order), np.int64)
    nodes[order] = np.cumsum(is_new) - 1
    return nodes, order[is_new]


def _same(nodes: np.ndarray, first: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Each picture with the first that has its hash and tone."""
    others = np.flatnonzero(first[nodes] != np.arange(len(nodes))) if len(nodes) else np.empty(0, np.int64)
    if len(others):
        yield first[nodes[others]], others


def _part(hashes: np.ndarray, bits: np.ndarray) -> np.ndarray:
    """These bits of each hash as one number."""
    found = np.zeros(len(hashes), np.int64)
    for place, bit in enumerate(bits):
        word, shift = divmod(int(bit), 64)
        found |= ((hashes[:, word] >> np.uint64(shift)) & np.uint64(1)).astype(np.int64) << place
    return found


def _candidates(keys: np.ndarray, words: np.ndarray, most: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Pairs of places with the same key whose words alone differ in no more than `most` bits."""
    order = np.argsort(keys, kind="stable")
    keys, words = keys[order], words[order]
    starts = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1]))) if len(keys) else np.empty(0, np.int64)
    sizes = np.diff(np.append(starts, len(keys)))
    small = np.repeat(sizes <= _SMALL_BUCKET, sizes)
    for step in range(1, min(_SMALL_BUCKET, int(sizes.max(initial=1)))):
        is_same = small[:-step] & (keys[:-step] == keys[step:])
        if not is_same.any():
            break
        at = np.flatnonzero(is_same & (np.bitwise_count(words[:-step] ^ words[step:]) <= most))
        yield order[at], order[at + step]
    for start, size in zip(starts[sizes > _SMALL_BUCKET], sizes[sizes > _SMALL_BUCKET], strict=True):
        for first in range(start, start + size, _BLOCK):
            rows, columns = words[first : min(first + _BLOCK, start + size), None], words[first : start + size]
            at, to = np.nonzero(np.bitwise_count(rows ^ columns) <= most)
            later = at < to
            if later.any():
                yield order[first + at[later]], order[first + to[later]]


def _bits(hashes: np.ndarray, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    differing = np.bitwise_count(hashes[one] ^ hashes[other])
    total: np.ndarray = differing.sum(axis=1, dtype=np.int64)
    return total


def _neighbours(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Whether two tones are at most one step apart, in brightness and in both colours."""
    is_near = np.ones(len(one), bool)
    for _ in range(3):
        is_near &= np.abs(one % TONES - other % TONES) <= 1
        one, other = one // TONES, other // TONES
    return is_near
