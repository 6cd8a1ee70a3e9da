"""Orders in which a few come first that differ most."""

from __future__ import annotations

import numpy as np
import pytest

from nblabel.domain.spread import farthest_first, spread


def unit(rows: np.ndarray) -> np.ndarray:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def clusters(sizes: list[int], seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    centres = rng.standard_normal((len(sizes), 16))
    whose = np.repeat(np.arange(len(sizes)), sizes)
    return unit(centres[whose] + 0.05 * rng.standard_normal((len(whose), 16))), whose


@pytest.mark.parametrize("n", [0, 1, 2, 50, 3000])
def test_every_row_stands_in_the_order_once(n: int) -> None:
    rows = unit(np.random.default_rng(0).standard_normal((n, 8)) + 1e-9) if n else np.empty((0, 8), np.float32)
    assert sorted(spread(rows, most_exact=500).tolist()) == list(range(n))


@pytest.mark.parametrize("most_exact", [4096, 300])
def test_the_first_few_hold_one_of_each_cluster_however_small(most_exact: int) -> None:
    rows, whose = clusters([2000, 500, 60, 40, 400])
    first = spread(rows, most_exact=most_exact)[:5]
    assert set(whose[first].tolist()) == {0, 1, 2, 3, 4}


def test_each_is_the_one_least_like_those_before_it() -> None:
    rows = unit(np.random.default_rng(1).standard_normal((60, 5)))
    order = farthest_first(rows)
    for turn in range(1, 60):
        nearest = (rows @ rows[order[:turn]].T).max(axis=1)
        left = np.setdiff1d(np.arange(60), order[:turn])
        assert nearest[order[turn]] == pytest.approx(nearest[left].min(), abs=1e-6)


def test_the_same_order_comes_again() -> None:
    rows, _ = clusters([900, 900])
    assert spread(rows, most_exact=200).tolist() == spread(rows, most_exact=200).tolist()
