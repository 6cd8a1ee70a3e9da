"""Level and width: which values become black to white."""

from __future__ import annotations

import numpy as np
import pytest

from nblabel.media.pictures.windows import Window, percentile_window, windowed


def test_the_plain_function_is_that_of_the_standard() -> None:
    """DICOM PS3.3 C.11.2.1.2.1: of level 2048 and width 4096, 0 to 4095 run from black to white."""
    values = np.array([[0, 1024, 2047, 2048, 4095]])
    assert windowed(values, Window("", 2048, 4096)).tolist() == [[0, 64, 127, 128, 255]]
    # The standard's own second example: width 1 makes everything at or above the level white.
    assert windowed(np.array([[-1, 0, 1]]), Window("", 0.5, 1)).tolist() == [[0, 0, 255]]
    edges = windowed(np.array([[99, 100, 101]]), Window("", 100.5, 2))
    assert edges.tolist() == [[0, 128, 255]]


def test_the_exact_function_runs_from_edge_to_edge() -> None:
    shown = windowed(np.array([[-200.0, -100.0, 0.0, 100.0, 200.0]]), Window("", 0, 200, "LINEAR_EXACT"))
    assert shown.tolist() == [[0, 0, 128, 255, 255]]


def test_the_bent_function_is_half_way_at_its_level() -> None:
    shown = windowed(np.array([[-1e9, 0.0, 50.0, 1e9]]), Window("", 0, 100, "SIGMOID"))[0].tolist()
    assert shown == [0, 128, round(255 / (1 + np.exp(-2.0))), 255]


@pytest.mark.parametrize("function", ["LINEAR", "LINEAR_EXACT", "SIGMOID"])
@pytest.mark.parametrize("width", [0.0, 1e-9, 1.0, 1e9])
def test_any_width_and_any_number_give_a_grey(function: str, width: float) -> None:
    values = np.array([[np.nan, np.inf, -np.inf, 0.0, 1e30]], np.float32)
    assert windowed(values, Window("", 0.0, width, function)).dtype == np.uint8


def test_what_was_measured_is_not_changed() -> None:
    values = np.arange(6, dtype=np.float32).reshape(2, 3)
    windowed(values, Window("", 2, 4))
    assert values.tolist() == [[0, 1, 2], [3, 4, 5]]


def test_outliers_do_not_decide_the_window() -> None:
    values = np.concatenate([np.linspace(0, 1000, 10_001), [1e9, -1e9, np.nan]])
    window = percentile_window(values)
    assert window.level == pytest.approx(500, abs=2)
    assert window.width == pytest.approx(980, abs=4)


@pytest.mark.parametrize("values", [np.zeros(9), np.full(4, np.nan), np.array([])])
def test_one_value_or_none_has_a_window_too(values: np.ndarray) -> None:
    assert percentile_window(values).width > 0
