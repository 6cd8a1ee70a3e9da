"""Near pairs of hashes, held to comparing all with all."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nblabel.domain.near import MOST_DISTANCE, TONES, distances, groups, nearer


@st.composite
def pictures(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    """Hashes in families that differ in a few bits, and tones."""
    n, families = draw(st.integers(0, 90)), draw(st.integers(1, 6))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    base = rng.integers(0, 2**64, (families, 2), dtype=np.uint64)
    hashes = base[rng.integers(0, families, n)]
    for _ in range(draw(st.integers(0, 16))):
        flipped = rng.random(n) < 0.6
        hashes[flipped, rng.integers(0, 2)] ^= np.uint64(1) << rng.integers(0, 64, flipped.sum(), dtype=np.uint64)
    tones = rng.integers(0, draw(st.integers(1, 3)), (n, 3)) @ np.array([TONES * TONES, TONES, 1])
    return hashes, tones.astype(np.int64)


def all_with_all(hashes: np.ndarray, tones: np.ndarray) -> np.ndarray:
    """Bits between each two; 999 where the tones are no neighbours, and with oneself."""
    far = np.bitwise_count(hashes[:, None] ^ hashes[None]).sum(axis=2).astype(int)
    parts = np.stack([tones // (TONES * TONES), tones // TONES % TONES, tones % TONES], axis=1)
    far[(np.abs(parts[:, None] - parts[None]) > 1).any(axis=2)] = 999
    np.fill_diagonal(far, 999)
    return far


@given(pictures(), st.integers(0, MOST_DISTANCE))
def test_the_nearest_is_the_nearest_of_all(given_: tuple[np.ndarray, np.ndarray], most: int) -> None:
    hashes, tones = given_
    expected = np.minimum(all_with_all(hashes, tones).min(axis=1, initial=999), most + 1)
    assert distances(hashes, tones, most).tolist() == expected.tolist()


@given(pictures(), st.integers(0, MOST_DISTANCE), st.integers(0, 90))
def test_a_few_new_pictures_give_what_comparing_all_again_would(
    given_: tuple[np.ndarray, np.ndarray], most: int, known: int
) -> None:
    hashes, tones = given_
    known = min(known, len(hashes))
    before = np.append(distances(hashes[:known], tones[:known], most), np.zeros(len(hashes) - known, np.int64))
    found = nearer(before, hashes, tones, np.arange(known, len(hashes)), most)
    assert found.tolist() == distances(hashes, tones, most).tolist()


@given(pictures(), st.integers(0, MOST_DISTANCE))
def test_groups_are_what_near_pairs_join(given_: tuple[np.ndarray, np.ndarray], most: int) -> None:
    hashes, tones = given_
    near = all_with_all(hashes, tones) <= most
    whose = np.arange(len(hashes))
    while True:
        joined = np.array([min([whose[place], *whose[near[place]]]) for place in range(len(whose))], dtype=int)
        if (joined == whose).all():
            break
        whose = joined
    expected = {tuple(np.flatnonzero(whose == group)) for group in set(whose.tolist())}
    assert {tuple(group) for group in groups(hashes, tones, most)} == {group for group in expected if len(group) > 1}


def test_a_hundred_thousand_pictures_of_which_half_are_the_same_are_no_square() -> None:
    rng = np.random.default_rng(0)
    hashes = rng.integers(0, 2**64, (100_000, 2), dtype=np.uint64)
    hashes[::2] = hashes[0]
    found = distances(hashes, np.zeros(len(hashes), np.int64), 4)
    assert (found[::2] == 0).all()
    assert (found[1::2] == 5).all()
