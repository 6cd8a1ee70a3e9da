"""Rows that stand on frames, and frames: which covers which, for many at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nblabel.domain.units import frames_of, item_of


@dataclass(frozen=True, slots=True)
class Pairs:
    """Each row with each frame it covers: places among the rows and among the frames, rows and then frames ascending."""

    row: np.ndarray
    unit: np.ndarray


def pairs(units: np.ndarray, items: np.ndarray, firsts: np.ndarray, lasts: np.ndarray) -> Pairs:
    """Which of the frames each row covers, row by row and by frame.

    Parameters
    ----------
    units
        Ids of frames, each once.
    items, firsts, lasts
        One place a row: its item, and the frames it stands on, both included.
    """
    keys = by_item(units)
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    low = np.searchsorted(keys, _key(items, firsts), "left")
    high = np.searchsorted(keys, _key(items, lasts), "right")
    counts = np.maximum(high - low, 0)
    rows = np.repeat(np.arange(len(items)), counts)
    begins = np.cumsum(counts) - counts
    places = np.arange(len(rows)) - np.repeat(begins, counts) + np.repeat(low, counts)
    return Pairs(rows, order[places])


def covered(units: np.ndarray, items: np.ndarray, firsts: np.ndarray, lasts: np.ndarray) -> np.ndarray:
    """By how many of the rows each frame is covered."""
    keys = by_item(units)
    begun = np.searchsorted(np.sort(_key(items, firsts)), keys, "right")
    return begun - np.searchsorted(np.sort(_key(items, lasts)), keys, "left")


def by_item(units: np.ndarray) -> np.ndarray:
    """Numbers that stand in the order of items and then of frames."""
    return _key(item_of(units), frames_of(units))


def runs(units: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Frames that follow one another as ranges: item, first and last frame of each, and the range that each frame is in."""
    keys = by_item(units)
    order = np.argsort(keys, kind="stable")
    starts = np.concatenate(([True], np.diff(keys[order]) != 1))
    number = np.empty(len(units), np.int64)
    number[order] = np.cumsum(starts) - 1
    ends = np.concatenate((starts[1:], [True]))
    first, last = units[order[starts]], units[order[ends]]
    return item_of(first), frames_of(first), frames_of(last), number


def gaps(
    found: Pairs, frames: np.ndarray, firsts: np.ndarray, lasts: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What is left of the rows of `found` without the frames they cover: row, first and last frame of each piece."""
    covered_frames = frames[found.unit]
    is_first = np.concatenate(([True], np.diff(found.row) != 0)) if len(found.row) else np.empty(0, bool)
    is_last = np.concatenate((is_first[1:], [True])) if len(found.row) else is_first
    before = np.concatenate(([0], covered_frames[:-1] + 1)) if len(found.row) else covered_frames
    before = np.where(is_first, firsts[found.row], before)
    row = np.concatenate((found.row, found.row[is_last]))
    first = np.concatenate((before, covered_frames[is_last] + 1))
    last = np.concatenate((covered_frames - 1, lasts[found.row[is_last]]))
    is_left = first <= last
    return row[is_left], first[is_left], last[is_left]


def _key(items: np.ndarray, frames: np.ndarray) -> np.ndarray:
    # An item id below 2**31 and a frame below 2**31 make one whole number that sorts by both.
    return (np.asarray(items, np.int64) << 32) + np.asarray(frames, np.int64)
