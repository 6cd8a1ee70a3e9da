"""Ids of frames, and how frames are chosen."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nblabel import F
from nblabel.domain.code import of_query
from nblabel.domain.frame_choice import MOST_FRAMES, At, Every, KeyFrames, at, every
from nblabel.domain.query import Ids, Query, is_framed, items_query
from nblabel.domain.units import frame_of, frames_of, is_unit, item_of, mean_frames, unit
from nblabel.errors import QueryError

items = st.integers(1, 2**31)
frames = st.integers(0, MOST_FRAMES - 1)


@given(items, frames)
def test_an_id_of_a_frame_names_item_and_frame_and_a_page_counts_up_to_it(item: int, frame: int) -> None:
    made = unit(item, frame)
    assert (item_of(made), frame_of(made), is_unit(made)) == (item, frame, True)
    assert made < 2**53
    assert (item_of(item), frame_of(item), is_unit(item)) == (item, None, False)


@given(st.lists(st.tuples(items, frames), min_size=1))
def test_arrays_of_ids_say_the_same(pairs: list[tuple[int, int]]) -> None:
    ids = np.array([unit(*pair) for pair in pairs])
    assert list(zip(item_of(ids).tolist(), frames_of(ids).tolist(), strict=True)) == pairs
    assert mean_frames(ids)
    assert not mean_frames(item_of(ids))


def test_frames_are_named_by_numbers_and_by_ranges() -> None:
    assert at([9, 3, 9]) == At((3, 9))
    assert at(range(0, 9, 4)) == at(np.array([0, 4, 8])) == At((0, 4, 8))
    assert at([0, (4, 6)]) == At((0, 4, 5, 6))
    assert at(np.int64(7)) == At((7,))
    assert every(np.int64(5)) == Every(5)


@pytest.mark.parametrize("given_", [[], "3", [1.5], [-1], [True], [(6, 4)], None, [(1, 2, 3)], [MOST_FRAMES]])
def test_what_names_no_frame_is_refused(given_: object) -> None:
    with pytest.raises(QueryError, match="rame"):
        at(given_)


@pytest.mark.parametrize("given_", [0, -1, 1.5, "5", True])
def test_a_step_is_a_whole_number_from_1(given_: object) -> None:
    with pytest.raises(QueryError, match="every= takes a whole number of frames from 1"):
        every(given_)


def test_a_query_is_one_of_frames_from_the_level_that_chooses_them() -> None:
    base = Query().filtered(F.width > 100).sorted_by(F.title.asc()).sliced(0, 3)
    chosen = base.by_frame(Every(5))
    for query in (chosen, chosen.filtered(F["Animal"] == "cat"), chosen.sliced(2, 9).sorted_by(F.frame.desc())):
        assert is_framed(query)
        assert items_query(query) == base
    assert not is_framed(base)
    with pytest.raises(QueryError, match="view of frames already"):
        chosen.sliced(0, 3).by_frame(Every())


def test_ids_of_frames_make_a_query_of_frames() -> None:
    ids = (unit(5, 0), unit(7, 30))
    query = Query().filtered(F.title.contains("clip"), F.id.is_in(ids))
    assert is_framed(query)
    assert items_query(query) == Query(where=(Ids((5, 7)),))
    assert not is_framed(Query().filtered(Ids((5, 7))))


def test_the_choice_is_printed_as_it_is_typed() -> None:
    base = Query().filtered(F.width > 100)
    assert of_query(Query().by_frame(Every())) == "project.frames()"
    assert of_query(base.by_frame(Every(5))) == "project.frames(project.filter(F.width > 100), every=5)"
    assert of_query(Query().by_frame(At((3, 9)))) == "project.frames(at=[3, 9])"
    assert of_query(Query().by_frame(KeyFrames((unit(1, 0),)))) == "project.frames(keyframes=True)"
    few = Query().filtered(Ids([unit(5, frame) for frame in (3, 4, 5, 9)]), F["Animal"] == "cat")
    assert (
        of_query(few)
        == "project.frames(project.filter(F.id.is_in([5])), at=[*range(3, 6), 9]).filter(F['Animal'] == 'cat')"
    )
    many = Query().filtered(Ids([unit(item, 2 * item) for item in range(1, 40)]))
    assert of_query(many) == "project.filter(F.id.is_in(ids))  # ids: 39 ids of frames"
