"""Frames of items as rows: what a query of frames selects from, and which of them an answer covers.

A row `i` of frames has the columns of its item, `frame`, and `unit`, the id of the frame (`domain.units`). Conditions on
the item hold as they are; an answer holds for the frames its row covers, and for all of them where it has no frames.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from nblabel.domain.frame_choice import MOST_FRAMES, At, Every, FrameChoice, KeyFrames
from nblabel.domain.units import frames_of, item_of
from nblabel.store.rows.ids import FEW, SOME, as_ids
from nblabel.store.rows.ids import among as among_items
from nblabel.store.rows.piece import Piece, joined, together
from nblabel.store.rows.scope import Scope

_ITEM = "(unit & 4294967295)"
_UNIT = "((frame + 1) << 32) | item_id"
# An item whose frames nobody could count has one: its tile says why.
COUNT = f"least(greatest(coalesce(n_frames, 1), 1), {MOST_FRAMES})"
_COUNTED = "LEFT JOIN (SELECT item_id AS media_item, n_frames FROM media) ON media_item = t.item_id"


def of_items(choice: FrameChoice, base: Piece, scope: Scope, *, is_placed: bool) -> Piece:
    """The frames chosen of the items of `base`: a sub-select of item_id, and of place, which the frames take over."""
    place = ", b.place" if is_placed else ""
    if isinstance(choice, KeyFrames):
        chosen = given(choice.ids, scope)
        return together(f"(SELECT i.*{place} FROM {{}} JOIN ({{}}) b ON b.item_id = i.item_id) i", chosen, base)
    return together(
        f"(SELECT *, {_UNIT} AS unit FROM (SELECT t.*{place}, {{}} AS frame FROM item t "
        f"JOIN ({{}}) b ON b.item_id = t.item_id {_COUNTED} WHERE {{}})) i",
        _unnested(choice),
        base,
        scope.rows("t"),
    )


def of_frames(base: Piece, scope: Scope) -> Piece:
    """The frames of `base`, a sub-select of their ids (as item_id) and of place."""
    return together(
        "(SELECT t.*, b.unit, (b.unit >> 32) - 1 AS frame, b.place FROM item t "
        f"JOIN (SELECT item_id AS unit, {_ITEM} AS unit_item, place FROM ({{}})) b ON b.unit_item = t.item_id WHERE {{}}) i",
        base,
        scope.rows("t"),
    )


def given(ids: Sequence[Any] | np.ndarray, scope: Scope) -> Piece:
    """The frames of these ids, as far as items of the project have them."""
    units = np.unique(as_ids(ids))
    items = item_of(units)
    among = among_items(np.unique(items)) if len(units) else Piece("false")
    # Said of both tables, for the zone maps.
    return together(
        f"(SELECT t.*, b.unit, b.frame FROM (SELECT * FROM item i WHERE {{}} AND {{}}) t "
        f"JOIN (SELECT unit, {_ITEM} AS unit_item, (unit >> 32) - 1 AS frame FROM {{}}) b ON b.unit_item = t.item_id "
        f"LEFT JOIN (SELECT item_id AS media_item, n_frames FROM media i WHERE {{}}) ON media_item = t.item_id "
        f"WHERE b.frame < {COUNT}) i",
        scope.rows("i"),
        among,
        listed(units),
        among,
    )


def listed(units: np.ndarray) -> Piece:
    """A table of ids of frames (column `unit`): a few as a list, many as one bitmap an item."""
    items, counts = np.unique(item_of(units), return_counts=True)
    if len(units) <= SOME or len(items) * 4 > len(units):
        return Piece("(SELECT unnest(?::BIGINT[]) AS unit)", (units.tolist(),))
    frames = frames_of(units)[np.argsort(item_of(units), kind="stable")]
    firsts, blobs = [], []
    for own in np.split(frames, np.cumsum(counts)[:-1]):
        marks = np.zeros(int(own[-1] - own[0]) + 1, bool)
        marks[own - own[0]] = True
        firsts.append(int(own[0]))
        blobs.append(np.packbits(marks).tobytes())
    return Piece(
        f"(SELECT {_UNIT} AS unit FROM (SELECT item_id, first_frame + place AS frame FROM ("
        "SELECT item_id, first_frame, members, unnest(range(bit_length(members))) AS place FROM ("
        "SELECT item_id, first_frame, members::BIT AS members FROM (SELECT unnest(?::BIGINT[]) AS item_id, "
        "unnest(?::BIGINT[]) AS first_frame, unnest(?::BLOB[]) AS members))"
        ") WHERE get_bit(members, place::INTEGER) = 1))",
        (items.tolist(), firsts, blobs),
    )


def among(ids: Sequence[Any] | np.ndarray) -> Piece:
    """The condition that a frame is one of these ids; the id of an item stands for all frames of it."""
    array = as_ids(ids)
    is_frame = frames_of(array) >= 0
    units, items = array[is_frame], array[~is_frame]
    parts = [among_items(items)] if len(items) else []
    if 0 < len(units) <= FEW:
        parts.append(Piece(f"i.unit IN ({', '.join('?' * len(units))})", tuple(units.tolist())))
    elif len(units):
        parts.append(listed(np.unique(units)).put("i.unit IN (SELECT unit FROM {})"))
    return joined(" OR ", parts).put("({})") if parts else Piece("false")


def covering(rows: Piece, test: Piece, value: str = "") -> Piece:
    """`SELECT unit{value}` of each frame on which a row of `rows` (a table with its condition) stands that passes the test.

    Rows without frames are left out: they hold for whole items. A frame may come several times.
    """
    return together(
        f"SELECT {_UNIT} AS unit{value and f', {value}'} FROM (SELECT *, unnest(range(frame_from, least(frame_to, {COUNT} - 1) + 1)) "
        "AS frame FROM (SELECT * FROM {} AND frame_from IS NOT NULL AND {}) t "
        f"{_COUNTED})",
        rows,
        test,
    )


def receipt(op: int, outcome: str, of_items: Piece) -> Piece:
    """The condition that a frame is behind an outcome: itself, or its item where the operation was one on whole items."""
    own = Piece("i.unit IN (SELECT item_id FROM op_item WHERE op_id = ? AND outcome = ?)", (op, outcome))
    is_framed = Piece("EXISTS (SELECT 1 FROM op_item WHERE op_id = ? AND item_id > 4294967295)", (op,))
    return together("({} OR (NOT {} AND {}))", own, is_framed, of_items)


def _unnested(choice: Every | At) -> Piece:
    if isinstance(choice, Every):
        return Piece(f"unnest(range(0, {COUNT}, ?))", (choice.step,))
    return Piece(f"unnest(list_filter(?::BIGINT[], lambda number: number < {COUNT}))", (list(choice.frames),))
