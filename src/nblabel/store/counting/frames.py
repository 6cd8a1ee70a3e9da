"""Counting single frames by value; the twin of `counts` for queries of frames."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from nblabel.domain.query import Query
from nblabel.domain.units import item_of
from nblabel.store.counting.counts import Counter
from nblabel.store.file.cursor import Cursor
from nblabel.store.query.frames import covering
from nblabel.store.query.views import ids as ids_of
from nblabel.store.rows.marked import Marked
from nblabel.store.rows.piece import Piece, together
from nblabel.store.rows.scope import Scope

_ROWS, _ITEMS = "counted_frames", "counted_items"


@dataclass(frozen=True, slots=True)
class FrameCounter(Counter):
    """Counts of frames in the registered tables that `counter` makes: one row a frame, and one an item with its frames."""

    def _grouped_rows(
        self,
        column: Piece,
        source: Piece,
        *,
        is_distinct: bool = False,
        most: int | None = None,
        is_of_label: bool = False,
    ) -> list[tuple[Any, ...]]:
        rows = _labels(source, column) if is_of_label else _facts(source, column)
        limit = "" if most is None else f" ORDER BY total DESC, value LIMIT {most}"
        piece = rows.put(
            f"SELECT value, sum(under)::BIGINT, sum(whole)::BIGINT AS total FROM ({{}}) GROUP BY value{limit}"
        )
        return self.cur.execute(piece.sql, piece.values).rows()


def counter(cur: Cursor, scope: Scope, query: Query, base: Query) -> FrameCounter:
    """A counter of the frames of a query, and of those of the base it narrows."""
    under = _units(cur, scope, query)
    whole = under if query == base else _units(cur, scope, base)
    units = under if under is whole else np.union1d(under, whole)
    of = item_of(units)
    marks = {"under": _marks(units, under), "whole": _marks(units, whole)}
    cur.register(_ROWS, {"unit": units, "unit_item": of, **marks})
    items, place = np.unique(of, return_inverse=True)
    counts = {name: np.bincount(place, own).astype(np.int64) for name, own in marks.items()}
    cur.register(_ITEMS, {"unit_item": items, **counts})
    return FrameCounter(cur, scope, Marked(len(under)), Marked(len(whole)), has_frames=True)


def _units(cur: Cursor, scope: Scope, query: Query) -> np.ndarray:
    """The frames of a query, ascending; without the work of its order, where that does not choose them."""
    is_chosen = query.base is not None or query.limit is not None or query.offset
    return np.sort(ids_of(cur, scope, query if is_chosen else replace(query, order=())))


def _marks(units: np.ndarray, own: np.ndarray) -> np.ndarray:
    if own is units:
        return np.ones(len(units), np.int64)
    marks = np.zeros(len(units), np.int64)
    marks[np.searchsorted(units, own)] = 1
    return marks


def _facts(rows: Piece, column: Piece) -> Piece:
    """What the item of each frame has: counted by item, of which there are few."""
    return together(
        f"SELECT c.value, under, whole FROM {_ITEMS} JOIN (SELECT DISTINCT item_id, {{}} AS value FROM {{}}) c "
        "ON c.item_id = unit_item",
        column,
        rows,
    )


def _labels(rows: Piece, column: Piece) -> Piece:
    """What stands on each frame, or on its whole item; frame by frame only where an item has some on single frames."""
    framed = rows.put("SELECT item_id FROM {} AND frame_from IS NOT NULL")
    whole = together("SELECT DISTINCT item_id, {} AS value FROM {} AND frame_from IS NULL", column, rows)
    return together(
        f"SELECT c.value, under, whole FROM {_ITEMS} JOIN ({{}} AND item_id NOT IN ({{}})) c ON c.item_id = unit_item "
        "UNION ALL SELECT value, under, whole FROM ("
        f"SELECT u.unit, under, whole, value FROM {_ROWS} u JOIN ({{}}) c ON c.unit = u.unit UNION "
        f"SELECT unit, under, whole, c.value FROM {_ROWS} JOIN ({{}} AND item_id IN ({{}})) c ON c.item_id = unit_item)",
        whole,
        framed,
        covering(rows, Piece("true"), f"{column.sql} AS value"),
        whole,
        framed,
    )
