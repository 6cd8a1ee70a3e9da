"""Counting single frames by value; the twin of `counts` for queries of frames."""

from __future__ import annotations

from dataclasses import dataclass
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

_ROWS = "counted_frames"


@dataclass(frozen=True, slots=True)
class FrameCounter(Counter):
    """Counts of frames in the registered table of frames that `counter` makes."""

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
            "SELECT value, count(*) FILTER (is_under), count(*) FILTER (is_whole) AS total "
            f"FROM ({{}}) GROUP BY value{limit}"
        )
        return self.cur.execute(piece.sql, piece.values).rows()


def counter(cur: Cursor, scope: Scope, query: Query, base: Query) -> FrameCounter:
    """A counter of the frames of a query, and of those of the base it narrows."""
    under, whole = ids_of(cur, scope, query), ids_of(cur, scope, base)
    units = np.union1d(under, whole)
    columns = {
        "unit": units,
        "unit_item": item_of(units),
        "is_under": np.isin(units, under),
        "is_whole": np.isin(units, whole),
    }
    cur.register(_ROWS, columns)
    return FrameCounter(cur, scope, Marked(len(under)), Marked(len(whole)), has_frames=True)


def _facts(rows: Piece, column: Piece) -> Piece:
    """What the item of each frame has."""
    return together(
        f"SELECT DISTINCT unit, is_under, is_whole, c.value FROM {_ROWS} JOIN (SELECT item_id, {{}} AS value FROM {{}}) c "
        "ON c.item_id = unit_item",
        column,
        rows,
    )


def _labels(rows: Piece, column: Piece) -> Piece:
    """What stands on each frame, or on its whole item."""
    return together(
        f"SELECT u.unit, is_under, is_whole, value FROM {_ROWS} u JOIN ({{}}) c ON c.unit = u.unit UNION "
        f"SELECT unit, is_under, is_whole, c.value FROM {_ROWS} "
        "JOIN (SELECT item_id, {} AS value FROM {} AND frame_from IS NULL) c ON c.item_id = unit_item",
        covering(rows, Piece("true"), f"{column.sql} AS value"),
        column,
        rows,
    )
