"""How the numbers of items spread: counts bin by bin, under a query and under the base it narrows."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from nblabel.domain.operands import Operand
from nblabel.domain.query import Query, is_framed
from nblabel.errors import QueryError
from nblabel.store.file.cursor import Cursor
from nblabel.store.query.compile import members
from nblabel.store.query.masks import UNHELD, Masks, is_held
from nblabel.store.query.operands import values_of
from nblabel.store.query.values import Values, number_of
from nblabel.store.rows import held
from nblabel.store.rows.marked import Marked, mark
from nblabel.store.rows.piece import Piece, together
from nblabel.store.rows.scope import Scope

MOST_BINS = 200


@dataclass(frozen=True, slots=True)
class Histogram:
    """`counts` and `totals` bin by bin from `low` to `high`; `missing` of the items under the query have no value."""

    low: float
    high: float
    counts: list[int]
    totals: list[int]
    missing: int


def histogram(cur: Cursor, scope: Scope, operand: Operand, under: Query, base: Query, bins: int) -> Histogram:
    """The spread of a number; an item with several values is counted in the bin of each.

    Of frames their items are counted.
    """
    if not 1 <= bins <= MOST_BINS:
        raise QueryError(f"A histogram has 1 to {MOST_BINS} bins, not {bins}.")
    values = values_of(operand, scope)
    if values.sort not in ("number", "json"):
        raise QueryError(f'"{values.name}" holds no numbers: a histogram is of numbers.')
    rows = _rows(values, scope)
    if is_held(under, scope) and is_held(base, scope) and not isinstance(operand, UNHELD):
        return _in_memory(Masks.of(cur, scope), rows, under, base, bins)
    chosen, whole = _marked(cur, scope, under), _marked(cur, scope, base)
    several = values.rows is not None and not values.is_single
    low, high, is_whole, there = _ends(cur, rows, chosen, whole, is_distinct=several)
    missing = chosen.total - there
    if low is None or high is None:
        return Histogram(0.0, 0.0, [], [], missing)
    low, high, n, step = _bins(low, high, is_whole, bins)
    piece = together(
        f"SELECT bin, {{}}, {{}} FROM (SELECT {'DISTINCT ' if several else ''}item_id, {{}} AS bin FROM ({{}})) GROUP BY bin",
        chosen.bit().put("sum({})::BIGINT"),
        whole.bit().put("sum({})::BIGINT"),
        Piece("least(?, floor((value - ?) / ?))::INTEGER", (n - 1, low, step)),
        rows,
    )
    counts, totals = [0] * n, [0] * n
    for place, count, total in cur.execute(piece.sql, piece.values).rows():
        counts[place], totals[place] = count, total
    return Histogram(float(low), float(high), counts, totals, missing)


def _in_memory(masks: Masks, rows: Piece, under: Query, base: Query, bins: int) -> Histogram:
    """From the numbers of all items, read once and kept."""
    ids, values, is_once = _numbers(masks, rows)
    bits = masks.query(under)
    chosen, whole = (np.unpackbits(one).view(bool)[ids] for one in (bits, masks.query(base)))
    missing = held.count(bits) - (int(chosen.sum()) if is_once else len(np.unique(ids[chosen])))
    if not whole.any():
        return Histogram(0.0, 0.0, [], [], missing)
    among = values[whole]
    is_whole = bool((values == np.floor(values)).all())
    low, high, n, step = _bins(float(among.min()), float(among.max()), is_whole, bins)
    places = np.clip(np.floor((values - low) / step), 0, n - 1).astype(np.int64)
    if not is_once:
        # An item with several values in one bin is counted there once.
        most = int(ids.max()) + 1
        places, own = np.divmod(np.unique(places * most + ids), most)
        chosen, whole = (np.unpackbits(one).view(bool)[own] for one in (bits, masks.query(base)))
    counts, totals = (np.bincount(places[one], minlength=n).tolist() for one in (chosen, whole))
    return Histogram(low, high, counts, totals, missing)


def _numbers(masks: Masks, rows: Piece) -> tuple[np.ndarray, np.ndarray, bool]:
    """Ids and values of all items that have one, and whether each has just one."""
    everything = masks.everything()

    def find() -> tuple[tuple[np.ndarray, np.ndarray, bool], int]:
        found = masks.cur.execute(rows.sql, rows.values).arrays()
        ids = np.ascontiguousarray(found["item_id"], dtype=np.int64)
        there = np.unpackbits(everything).view(bool)[np.minimum(ids, len(everything) * 8 - 1)]
        values = np.ascontiguousarray(found["value"], dtype=np.float64)[there]
        is_once = len(np.unique(ids)) == len(ids)
        return (ids[there].astype(np.uint32), values, is_once), ids.nbytes + values.nbytes

    found: tuple[np.ndarray, np.ndarray, bool] = masks.held.get(masks.cur, "numbers", rows, find)
    return found


def _marked(cur: Cursor, scope: Scope, query: Query) -> Marked:
    if is_framed(query):
        piece = members(query, scope).put("SELECT DISTINCT item_id & 4294967295 AS item_id FROM ({})")
    else:
        piece = members(query, scope)
    return mark(cur, scope, None if piece == members(Query(), scope) else piece)


def _rows(values: Values, scope: Scope) -> Piece:
    """`item_id` and `value` of all that have one, finite."""
    column = number_of(values.column) if values.sort == "json" else values.column
    source = values.rows or scope.rows("i").put("item i WHERE {}")
    item = "i.item_id" if values.rows is None else "item_id"
    # DuckDB would put the expression into the condition too, and parse the metadata of each item twice.
    once = "MATERIALIZED " if values.sort == "json" else ""
    return together(
        f"SELECT item_id, value FROM (WITH told AS {once}(SELECT {item} AS item_id, ({{}})::DOUBLE AS value FROM {{}}) "
        "FROM told WHERE isfinite(value))",
        column,
        source,
    )


def _ends(
    cur: Cursor, rows: Piece, chosen: Marked, whole: Marked, *, is_distinct: bool
) -> tuple[float | None, float | None, bool, int]:
    """The least and the greatest value of the base, whether all are whole numbers, and how many chosen items have one."""
    piece = together(
        "SELECT min(value) FILTER ({} = 1), max(value) FILTER ({} = 1), bool_and(value = floor(value)), "
        f"count({'DISTINCT ' if is_distinct else ''}CASE WHEN {{}} = 1 THEN item_id END) FROM ({{}})",
        whole.bit(),
        whole.bit(),
        chosen.bit(),
        rows,
    )
    low, high, is_whole, there = cur.execute(piece.sql, piece.values).rows()[0]
    return low, high, bool(is_whole), there


def _bins(low: float, high: float, is_whole: bool, bins: int) -> tuple[float, float, int, float]:
    """Ends, number and width of the bins; of whole numbers a bin holds as many as its neighbours."""
    if is_whole:
        step = max(1, math.ceil((high - low + 1) / bins))
        n = max(1, math.ceil((high - low + 1) / step))
        return low, low + n * step, n, float(step)
    if high <= low or not np.isfinite(high - low):
        return low, high, 1, max(high - low, 1.0)
    return low, high, bins, (high - low) / bins
