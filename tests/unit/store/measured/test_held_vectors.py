"""Vectors in memory, asked for by several threads at once while more are written."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from nblabel.store.file.cursor import Cursor
from nblabel.store.file.database import Database
from nblabel.store.measured import held_vectors, vectors
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


def test_rows_that_are_exchanged_while_they_are_read_are_not_taken_for_none(tmp_path: Path) -> None:
    """Another thread measured the same pictures, and wrote its vectors in place of those that are being read."""
    with Database.open(tmp_path / "pets.duckdb") as database:
        ids, rows = np.array([1, 2]), np.eye(2, SIZE, dtype=np.float32)
        with database.write() as cur:
            vectors.save(cur, 1, "looks", ids, rows)
        with database.read() as cur:
            space = vectors.space_named(cur, 1)
            reading = cur.execute

            def exchanged(sql: str, params: object = None) -> Cursor:
                if sql.startswith("SELECT item_id, vec") and not other:
                    other.append(sql)
                    with database.write() as own:
                        vectors.save(own, 1, "looks", ids, rows)
                return reading(sql, params)  # type: ignore[arg-type]

            other: list[str] = []
            found = vectors.vectors_of(_Slow(cur, exchanged), space, ids)  # type: ignore[arg-type]
        assert other
        assert found[0].tolist() == [1, 2]


class _Slow:
    """A cursor that runs its statements in another way."""

    def __init__(self, cursor: Cursor, execute: Callable[..., Cursor]) -> None:
        self.path, self.execute = cursor.path, execute


def test_room_that_was_not_needed_is_not_compared_with() -> None:
    made = Held.empty(SIZE).with_room(3)
    made.put(np.array([5]), np.ones((1, SIZE), np.float32))
    assert len(made.done(3).alike(np.ones(SIZE))) == 1
