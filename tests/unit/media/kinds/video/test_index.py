"""What an index says of frames, times and keys, and that it survives being packed."""

from __future__ import annotations

from array import array
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nblabel.media.kinds.video.index import Facts, Index, ordered, packed, unpacked

FACTS = Facts(0, "h264", "mov", 640, 480, 1, (1, 1000), 3, 40, has_sound=False)


def index_of(*pts: int, keys: tuple[int, ...] = (0,), **facts: object) -> Index:
    return ordered(replace(FACTS, **facts), array("q", pts), array("q", keys))  # type: ignore[arg-type]


@given(st.lists(st.integers(-(2**40), 2**40), unique=True), st.lists(st.integers(0, 2**40)), st.booleans())
def test_an_index_is_the_same_after_packing(pts: list[int], keys: list[int], is_exact: bool) -> None:
    index = index_of(*pts, keys=tuple(keys), is_exact=is_exact)
    assert unpacked(packed(index)) == index


def test_an_hour_of_even_frames_packs_into_ten_kilobytes() -> None:
    assert len(packed(index_of(*range(0, 3600 * 50 * 512, 512)))) < 10_000


def test_the_clock_starts_at_the_first_frame_and_ends_after_the_last() -> None:
    index = index_of(1000, 1040, 1080)
    assert list(index.seconds()) == pytest.approx([0, 0.04, 0.08])
    assert (index.start, index.duration, index.fps) == (pytest.approx(1.0), pytest.approx(0.12), pytest.approx(25))


def test_rounding_to_ticks_is_even_and_a_pause_is_not() -> None:
    assert index_of(*(round(n * 1000 / 30) for n in range(100))).is_even
    assert not index_of(0, 40, 80, 200, 240, 280).is_even


def test_a_frame_is_found_by_its_pts_alone() -> None:
    index = index_of(0, 40, 120)
    assert [index.place(pts) for pts in (0, 40, 80, 120, 999, None)] == [0, 1, None, 2, None, None]


def test_frames_shown_in_another_order_than_their_times_are_found_too() -> None:
    index = index_of(0, 80, 40, 120)
    assert not index.is_sorted
    assert [index.place(pts) for pts in (0, 40, 80, 120, 60)] == [0, 2, 1, 3, None]


def test_the_key_of_a_frame_may_be_one_that_is_never_shown() -> None:
    index = index_of(0, 40, 80, 120, keys=(-200, 80))
    assert [index.key_before(place) for place in range(4)] == [0, 0, 1, 1]
    assert index.key_places() == [0, 2]
