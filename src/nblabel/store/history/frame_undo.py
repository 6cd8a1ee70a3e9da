"""Taking back what an operation answered on single frames: frame by frame, where some were changed again since.

Frames are looked at in stretches in which nothing begins or ends. Whether a stretch was changed is asked of the answers
that stand on it, not of the rows: rows are cut wherever something happens beside it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nblabel.domain.frames import LAST_FRAME
from nblabel.domain.units import frames_of, item_of
from nblabel.store.file.cursor import Cursor
from nblabel.store.history.undo import changed_since, reverse
from nblabel.store.labels.frame_labels import cut
from nblabel.store.rows.chosen import among, ascending, without
from nblabel.store.rows.intervals import LABEL

_OWN = "item_id, frame_from, frame_to"
_CONTENT = ", ".join(name for name in LABEL.content if name not in _OWN)


def reverse_frames(
    cur: Cursor, project_id: int, op_id: int, by: int, left_out: np.ndarray, units: np.ndarray
) -> np.ndarray:
    """Bring the labels of the frames `units` back to what they were before `op_id`, as operation `by`.

    Items of `left_out` stay. Returns the frames that stay because they were changed again since.
    """
    changed = changed_since(cur, LABEL, project_id, op_id)
    reverse(cur, LABEL, project_id, op_id, by, ascending(left_out, changed))
    mixed = without(changed, left_out)
    if not len(mixed):
        return np.empty(0, np.int64)
    stretches = _stretches(cur, project_id, op_id, mixed)
    _bring_back(cur, by, stretches)
    return units[np.isin(item_of(units), mixed) & stretches.kept_on(units)]


def only_cut(cur: Cursor, project_id: int, op_id: int, changed: np.ndarray) -> np.ndarray:
    """Of items whose rows changed since the operation, those that answer the same on every frame: rows were cut there."""
    if not len(changed):
        return changed
    ranged = cur.execute(
        "SELECT DISTINCT item_id FROM label WHERE project_id = ? AND frame_from IS NOT NULL AND (op_to IS NULL OR op_to >= ?)",
        [project_id, op_id],
    ).arrays()["item_id"]
    looked_at = np.intersect1d(changed, ranged)
    if not len(looked_at):
        return looked_at
    return without(looked_at, _stretches(cur, project_id, op_id, looked_at).kept_items())


def reverse_cut(cur: Cursor, project_id: int, op_id: int, by: int, items: np.ndarray) -> None:
    """Bring the labels of such items back to what they were before `op_id`, as operation `by`."""
    if len(items):
        _bring_back(cur, by, _stretches(cur, project_id, op_id, items))


@dataclass(frozen=True, slots=True)
class _Stretches:
    """Stretch n goes from `points[n]` to before `points[n + 1]`; pairs of rows and stretches, with what is to be done.

    `points` hold a slot (an item and a classification) in the upper half and a frame in the lower one.
    """

    slots: np.ndarray
    points: np.ndarray
    rows: np.ndarray
    row: np.ndarray
    place: np.ndarray
    ended: np.ndarray
    opened: np.ndarray
    kept: np.ndarray

    def kept_items(self) -> np.ndarray:
        """The items with a stretch that stays as it is, ascending."""
        return np.unique(self.slots[self.points[self.kept] >> 32, 0])

    def kept_on(self, units: np.ndarray) -> np.ndarray:
        """Which frames are in a stretch that stays as it is."""
        is_kept = np.zeros(len(units), bool)
        for root in np.unique(self.slots[:, 1]):
            wanted = np.column_stack([item_of(units), np.full(len(units), root)])
            slot = _slot_of(self.slots, wanted)
            place = np.searchsorted(self.points, (slot << 32) + frames_of(units), "right") - 1
            is_kept |= (slot >= 0) & np.isin(place, self.kept)
        return is_kept


def _stretches(cur: Cursor, project_id: int, op_id: int, items: np.ndarray) -> _Stretches:
    found = _rows(cur, project_id, op_id, items)
    slots, slot = np.unique(np.column_stack([found["item_id"], found["root"]]), axis=0, return_inverse=True)
    base = slot.reshape(-1).astype(np.int64) << 32
    first, after = base + found["first"], base + found["last"] + 1
    points = np.unique(np.concatenate([first, after]))
    low, high = np.searchsorted(points, first), np.searchsorted(points, after)
    row = np.repeat(np.arange(len(first)), high - low)
    place = (
        np.arange(len(row)) - np.repeat(np.cumsum(high - low) - (high - low), high - low) + np.repeat(low, high - low)
    )
    codes, code = np.unique(found["content"][row] * len(points) + place, return_inverse=True)
    began, ended = found["op_from"], found["op_to"]
    is_open = ended == 0
    own = (began == op_id).astype(int) - (ended == op_id)
    since = ((began > op_id) & is_open).astype(int) - ((began <= op_id) & (ended > op_id))
    net_own = np.bincount(code, own[row], len(codes))
    net_since = np.bincount(code, since[row], len(codes))
    moved = np.unique(codes[net_own != 0] % len(points))
    kept = np.intersect1d(moved, codes[net_since != 0] % len(points))
    is_free = ~np.isin(codes % len(points), kept)
    return _Stretches(
        slots=slots,
        points=points,
        rows=found["row"],
        row=row,
        place=place,
        ended=((net_own > 0) & is_free)[code] & is_open[row],
        opened=((net_own < 0) & is_free)[code] & (ended[row] == op_id),
        kept=kept,
    )


def _rows(cur: Cursor, project_id: int, op_id: int, items: np.ndarray) -> dict[str, np.ndarray]:
    """All rows that stood at some time since the operation began, of the classifications it touched; equal content, equal number."""
    chosen = among(cur, items)
    return cur.execute(
        f"""
        SELECT row, item_id, root, coalesce(frame_from, 0) AS first,
            coalesce(frame_to, greatest(n_frames - 1, 0), {LAST_FRAME}) AS last, op_from, coalesce(op_to, 0) AS op_to,
            dense_rank() OVER (ORDER BY {_CONTENT}) AS content
        FROM (SELECT rowid AS row, * FROM label WHERE project_id = ? AND {chosen.sql} AND (op_to IS NULL OR op_to >= ?)) l
        LEFT JOIN (SELECT item_id, n_frames FROM media) USING (item_id)
        WHERE root IN (SELECT root FROM label WHERE project_id = ? AND (op_from = ? OR op_to = ?))
        """,
        [project_id, *chosen.values, op_id, project_id, op_id, op_id],
    ).arrays()


def _bring_back(cur: Cursor, by: int, found: _Stretches) -> None:
    touched = np.unique(found.row[found.ended])
    going_on = np.isin(found.row, touched) & ~found.ended
    pieces = [_pieces(found, going_on), _pieces(found, found.opened)]
    row, first, last = (np.concatenate([piece[part] for piece in pieces]) for part in range(3))
    cut(cur, by, found.rows[touched], found.rows[row], first, last)


def _pieces(found: _Stretches, chosen: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Stretches of a row that follow one another as one range: row, first and last frame."""
    row, place = found.row[chosen], found.place[chosen]
    if not len(row):
        return row, row, row
    starts = np.concatenate(([True], (np.diff(row) != 0) | (np.diff(place) != 1)))
    ends = np.concatenate((starts[1:], [True]))
    frames = found.points & 0xFFFFFFFF
    return row[starts], frames[place[starts]], frames[place[ends] + 1] - 1


def _slot_of(slots: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """The number of each (item, classification) among the slots, -1 where it is none."""
    known = {(int(item), int(root)): number for number, (item, root) in enumerate(slots)}
    return np.array([known.get((int(item), int(root)), -1) for item, root in wanted], np.int64)
