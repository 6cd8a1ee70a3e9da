"""Places of a page stand for the very items that were counted."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nblabel.errors import SelectionError
from nblabel.widgets.ranking import Ranking, runs
from nblabel.wire.values import Target

IDS = st.lists(st.integers(1, 500), unique=True, min_size=1, max_size=60)


def ranking(ids: list[int], gen: int = 1) -> Ranking:
    return Ranking(gen, np.asarray(ids, dtype=np.int64), revision=5)


@st.composite
def targets(draw: st.DrawFn, count: int) -> Target:
    places = draw(st.sets(st.integers(0, count - 1)))
    return Target(gen=1, all=draw(st.booleans()), ranges=runs(np.asarray(sorted(places), dtype=np.int64)))


def naive(ids: list[int], target: Target) -> list[int]:
    named = {place for first, last in target.ranges for place in range(first, last + 1)}
    return [ident for place, ident in enumerate(ids) if (place in named) != target.all]


@given(st.data(), IDS)
def test_s0_15_a_target_stands_for_the_items_at_its_places(data: st.DataObject, ids: list[int]) -> None:
    target = data.draw(targets(len(ids)))
    assert ranking(ids).chosen(target).tolist() == naive(ids, target)


@given(st.data(), IDS, IDS)
def test_s1_10_a_selection_is_carried_over_to_another_order(
    data: st.DataObject, ids: list[int], others: list[int]
) -> None:
    target = data.draw(targets(len(ids)))
    carried, dropped = ranking(others, 2).carried(ranking(ids), target)
    meant = set(naive(ids, target))
    assert set(naive(others, carried)) == meant & set(others)
    assert dropped == len(meant - set(others))


@given(IDS)
def test_every_item_knows_its_place(ids: list[int]) -> None:
    made = ranking(ids)
    assert made.positions(ids).tolist() == list(range(len(ids)))
    assert made.position(501) == -1


@given(st.sets(st.integers(0, 40)))
def test_runs_cover_their_places_and_nothing_else(places: set[int]) -> None:
    ranges = runs(np.asarray(sorted(places), dtype=np.int64))
    assert {place for first, last in ranges for place in range(first, last + 1)} == places
    assert all(first <= last for first, last in ranges)
    assert all(before[1] + 1 < after[0] for before, after in pairwise(ranges))


@pytest.mark.parametrize("bad", [(0, 9), (-1, 2), (3, 2)])
def test_places_that_are_not_there_are_refused(bad: tuple[int, int]) -> None:
    with pytest.raises(SelectionError, match="5 items"):
        ranking([1, 2, 3, 4, 5]).chosen(Target(gen=1, ranges=[bad]))


def test_a_target_of_another_ranking_is_refused() -> None:
    with pytest.raises(SelectionError, match="select them again"):
        ranking([1, 2]).chosen(Target(gen=3, all=True))
