"""Rows on frames, and frames, held to the plain loops they stand for."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nblabel.domain.units import frames_of, item_of, unit
from nblabel.store.rows.spans import covered, gaps, pairs, runs

places = st.tuples(st.integers(1, 3), st.integers(0, 12))
units = st.sets(places, max_size=14).map(lambda found: np.array(sorted(unit(*place) for place in found), np.int64))
rows = st.lists(
    st.tuples(st.integers(1, 3), st.integers(0, 12), st.integers(0, 6)).map(lambda r: (r[0], r[1], r[1] + r[2])),
    max_size=8,
)


def columns(found: list[tuple[int, int, int]]) -> list[np.ndarray]:
    return [np.array([row[place] for row in found], np.int64) for place in range(3)]


def on(ident: int, row: tuple[int, int, int]) -> bool:
    return item_of(ident) == row[0] and row[1] <= (ident >> 32) - 1 <= row[2]


@given(units, rows)
def test_each_row_meets_the_frames_it_covers(ids: np.ndarray, found: list[tuple[int, int, int]]) -> None:
    made = pairs(ids, *columns(found))
    meant = {(place, number) for place, row in enumerate(found) for number, ident in enumerate(ids) if on(ident, row)}
    assert set(zip(made.row.tolist(), made.unit.tolist(), strict=True)) == meant
    assert len(made.row) == len(meant)
    assert covered(ids, *columns(found)).tolist() == [sum(on(ident, row) for row in found) for ident in ids]


@given(units, rows)
def test_what_is_left_of_a_row_are_all_its_other_frames(ids: np.ndarray, found: list[tuple[int, int, int]]) -> None:
    items, firsts, lasts = columns(found)
    made = pairs(ids, items, firsts, lasts)
    left: dict[int, list[int]] = {}
    for row, first, last in zip(*gaps(made, frames_of(ids), firsts, lasts), strict=True):
        assert first <= last
        left.setdefault(int(row), []).extend(range(first, last + 1))
    taken = {(item_of(int(ident)), (int(ident) >> 32) - 1) for ident in ids}
    for place, (item, first, last) in enumerate(found):
        if place in made.row:
            others = [frame for frame in range(first, last + 1) if (item, frame) not in taken]
            assert sorted(left.get(place, [])) == others
        else:
            assert place not in left


@given(units.filter(len))
def test_frames_in_a_row_are_one_run(ids: np.ndarray) -> None:
    items, firsts, lasts, number = runs(ids)
    ranges = list(zip(items.tolist(), firsts.tolist(), lasts.tolist(), strict=True))
    assert [unit(item, frame) for item, first, last in ranges for frame in range(first, last + 1)] == sorted(
        ids.tolist(), key=lambda ident: (ident & 0xFFFFFFFF, ident)
    )
    for ident, place in zip(ids.tolist(), number.tolist(), strict=True):
        assert on(ident, ranges[place])
    for one, other in itertools.pairwise(ranges):
        assert one[0] != other[0] or one[2] + 1 < other[1]
