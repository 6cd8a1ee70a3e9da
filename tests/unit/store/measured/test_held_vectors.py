"""Vectors in memory, asked for by several threads at once while more are written."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from nblabel.store.measured import held_vectors
from nblabel.store.measured.held_vectors import Held

N, SIZE = 50_000, 4


@pytest.fixture
def hasty() -> Iterator[None]:
    """Threads that take turns as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def filled(before: Held, ids: np.ndarray) -> Held:
    made = before.with_room(len(ids))
    made.put(ids, np.ones((len(ids), SIZE), np.float32) * ids[:, None])
    return made.done(before.n_rows + len(ids))


@pytest.mark.usefixtures("hasty")
def test_an_item_with_a_vector_is_found_by_whoever_asks_first() -> None:
    ids = np.arange(1, N + 1)
    with ThreadPoolExecutor(4) as pool:
        for _ in range(30):
            held = filled(Held.empty(SIZE), ids)
            found = pool.map(lambda _, held=held: held.where(np.array([N]))[0], range(4))
            assert list(found) == [N - 1] * 4


@pytest.mark.parametrize("exact_bytes", [2**40, 0])
def test_what_is_written_later_leaves_what_a_reader_holds_as_it_is(
    exact_bytes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(held_vectors, "EXACT_BYTES", exact_bytes)
    first = filled(Held.empty(SIZE), np.array([3, 1]))
    second = filled(first, np.array([2]))
    asked = np.array([1, 0, 0, 0])
    np.testing.assert_allclose(first.alike(asked), [3, 1], rtol=1e-4)
    np.testing.assert_allclose(second.alike(asked), [3, 1, 2], rtol=1e-4)
    assert first.where(np.array([1, 2, 3])).tolist() == [1, -1, 0]
    assert second.places(np.array([1, 2, 3])).tolist() == [1, 2, 0]
    np.testing.assert_allclose(second.rows(np.array([2])), [[2] * SIZE], rtol=1e-4)
    assert second.read_to(9).n_rows == 9


def test_room_that_was_not_needed_is_not_compared_with() -> None:
    made = Held.empty(SIZE).with_room(3)
    made.put(np.array([5]), np.ones((1, SIZE), np.float32))
    assert len(made.done(3).alike(np.ones(SIZE))) == 1
