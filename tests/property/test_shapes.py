"""Shapes thrown at random: JSON gives them back, masks keep their pixels, areas and bounds are those of their pixels."""

from __future__ import annotations

import json
import pickle
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from nblabel import shapes
from nblabel.domain.shapes.runs import packed, unpacked

numbers = st.floats(-1e6, 1e6, allow_nan=False).map(lambda number: round(number, 3))
sizes = st.floats(0.001, 1e6).map(lambda number: round(number, 3))
points = st.tuples(numbers, numbers)
rings = st.lists(points, min_size=3, max_size=8, unique=True)
masks = arrays.arrays(bool, st.tuples(st.integers(1, 12), st.integers(1, 12))).filter(np.any).map(shapes.Mask.of_array)
made: st.SearchStrategy[shapes.Shape] = st.one_of(
    st.builds(shapes.Box, numbers, numbers, sizes, sizes),
    st.builds(shapes.RotatedBox, numbers, numbers, sizes, sizes, numbers),
    st.builds(shapes.Polygon, rings, st.lists(rings, max_size=2)),
    st.builds(shapes.Polyline, st.lists(points, min_size=2, max_size=8)),
    st.builds(shapes.Points, st.lists(st.none() | points, max_size=6).filter(any)),
    masks,
)


@given(made)
def test_a_shape_survives_json_and_pickle(shape: shapes.Shape) -> None:
    assert shapes.shape_from_json(json.loads(json.dumps(shape.to_json()))) == shape
    assert pickle.loads(pickle.dumps(shape)) == shape
    assert hash(shapes.shape_from_json(shape.to_json())) == hash(shape)


@given(made)
def test_bounds_and_area_are_finite_and_the_area_fits_into_the_bounds(shape: shapes.Shape) -> None:
    _, _, width, height = shape.bounds
    assert min(width, height) >= 0
    assert shape.area >= 0
    if not isinstance(shape, shapes.Polygon):  # whose way may go around twice
        assert shape.area <= width * height * (1 + 1e-6) + 1e-6


@given(arrays.arrays(bool, st.tuples(st.integers(1, 12), st.integers(1, 12))).filter(np.any))
def test_a_mask_gives_its_pixels_back(pixels: np.ndarray) -> None:
    mask = shapes.Mask.of_array(pixels)
    assert np.array_equal(mask.to_array(), pixels)
    assert mask.area == pixels.sum()
    rows, columns = np.nonzero(pixels)
    box = (columns.min(), rows.min(), np.ptp(columns) + 1, np.ptp(rows) + 1)
    assert mask.bounds == tuple(map(float, box))
    assert shapes.Mask(mask.height, mask.width, mask.to_json()["counts"]) == mask


@given(st.lists(st.integers(0, 10**9), max_size=30))
def test_packed_counts_are_read_back(counts: list[int]) -> None:
    assert unpacked(packed(counts)) == counts


def test_the_text_of_a_mask_is_the_one_that_coco_writes() -> None:
    mask = shapes.Mask.of_array(np.pad(np.ones((2, 2), bool), ((1, 1), (1, 2))))
    assert mask.counts == (5, 2, 2, 2, 9)
    # What rleToString of maskApi.c makes of these counts.
    assert packed(mask.counts) == "52207"
    assert packed([0, 1, 300, 4, 1_000_000]) == "01\\93dX`n0"


@pytest.mark.parametrize(
    ("build", "said"),
    [
        (lambda: shapes.Box(0, 0, 0, 1), "width of a box must be above 0"),
        (lambda: shapes.Box(float("nan"), 0, 1, 1), "finite number of pixels"),
        (lambda: shapes.Box("1", 0, 1, 1), "finite number of pixels"),  # type: ignore[arg-type]
        (lambda: shapes.Box(True, 0, 1, 1), "finite number of pixels"),
        (lambda: shapes.Polygon([(0, 0), (1, 1)]), "has 3 to"),
        (lambda: shapes.Polygon([(0, 0), (0, 0), (1, 1)]), "three different points"),
        (lambda: shapes.Polygon("points"), "made of points"),
        (lambda: shapes.Polyline([(0, 0)]), "has 2 to"),
        (lambda: shapes.Polyline([(0, 0), (1, 2, 3)]), r"pair \(x, y\)"),
        (lambda: shapes.Points([None]), "one at least is there"),
        (lambda: shapes.Points([(0, 0), None], occluded=[1]), "occluded names places"),
        (lambda: shapes.Mask(2, 2, [4]), "mask is empty"),
        (lambda: shapes.Mask(2, 2, [1, 2]), "add up to 3"),
        (lambda: shapes.Mask(2, 2, [-1, 5]), "whole numbers from 0"),
        (lambda: shapes.Mask(0, 2, []), "height of a mask"),
        (lambda: shapes.Mask.of_array(np.zeros((2, 2))), "mask is empty"),
        (lambda: shapes.Mask.of_array(np.zeros((2, 2, 3))), "height times width"),
        (lambda: shapes.Mask(2, 2, "\N{SNOWMAN}"), "none of COCO's"),
        (lambda: shapes.shape_from_json({"kind": "bix"}), 'Did you mean "box"'),
        (lambda: shapes.shape_from_json({"kind": "box", "x": 1}), "needs 'y'"),
        (lambda: shapes.shape_from_json("box"), "No shape"),
    ],
)
def test_what_is_no_shape_is_refused_in_a_sentence(build: Any, said: str) -> None:
    from nblabel.errors import ShapeError

    with pytest.raises(ShapeError, match=said):
        build()


def test_a_ring_that_names_its_first_point_twice_is_closed_once() -> None:
    assert shapes.Polygon([(0, 0), (4, 0), (4, 3), (0, 0)]) == shapes.Polygon([(0, 0), (4, 0), (4, 3)])


def test_holes_are_no_part_of_the_area() -> None:
    outside, hole = [(0, 0), (4, 0), (4, 4), (0, 4)], [(1, 1), (2, 1), (2, 2), (1, 2)]
    assert shapes.Polygon(outside, [hole]).area == 15
