"""Sort keys as SQL: missing values last, answers in the order of their options."""

from __future__ import annotations

from dataclasses import dataclass

from nblabel.domain.query import Order
from nblabel.store.query.frames import covering
from nblabel.store.query.operands import values_of
from nblabel.store.query.values import Values, number_of
from nblabel.store.rows.piece import Piece, joined, together
from nblabel.store.rows.scope import Scope


@dataclass(frozen=True, slots=True)
class SortKey:
    """What to join to the item, the ORDER BY terms that it allows, and the value they compare."""

    join: Piece
    key: Piece
    value: Piece


def sorting(order: Order, alias: str, scope: Scope, among: Piece | None = None) -> SortKey:
    """The key of one order; `alias` names its joined table, `among` are the items that are sorted."""
    values = values_of(order.operand, scope, among)
    way = "DESC NULLS LAST" if order.descending else "ASC NULLS LAST"
    if values.sort == "json":
        # Numbers first, in their order, then the other texts.
        return SortKey(
            Piece(""),
            joined(
                ", ",
                [number_of(values.column).put(f"nullif({{}}, 'nan'::DOUBLE) {way}"), values.column.put(f"{{}} {way}")],
            ),
            values.column,
        )
    if values.rows is None:
        return SortKey(Piece(""), values.column.put(f"{{}} {way}"), values.column)
    if values.by_frame:
        return _by_frame(values, alias, order.descending)
    ranked = _joined_once(values, alias) if values.is_single else _joined_best(values, alias, order.descending)
    if values.default is None:
        return SortKey(ranked, Piece(f"{alias}.value {way}"), Piece(f"{alias}.value"))
    place = list(values.names.values()).index(values.default) + 1
    value = Piece(f"coalesce({alias}.value, {place})")
    return SortKey(ranked, value.put(f"{{}} {way}"), value)


def _joined_once(values: Values, alias: str) -> Piece:
    inner = together("SELECT item_id, {} AS value FROM {}", _rank(values), values.rows or Piece(""))
    return inner.put(f"LEFT JOIN ({{}}) {alias} ON {alias}.item_id = i.item_id")


def _joined_best(values: Values, alias: str, descending: bool) -> Piece:
    """Of several values the one that comes first."""
    best = "max" if descending else "min"
    inner = together(
        f"SELECT item_id, {best}({{}}) AS value FROM {{}} GROUP BY item_id", _rank(values), values.rows or Piece("")
    )
    return inner.put(f"LEFT JOIN ({{}}) {alias} ON {alias}.item_id = i.item_id")


def _by_frame(values: Values, alias: str, descending: bool) -> SortKey:
    """What stands on the frame, or on its whole item."""
    best, way = ("max", "DESC") if descending else ("min", "ASC")
    rows = values.rows or Piece("")
    column = "option" if values.sort == "choice" else values.column.sql
    frames = together(
        f"LEFT JOIN (SELECT unit, {best}({{}}) AS value FROM ({{}}) GROUP BY unit) {alias}f ON {alias}f.unit = i.unit",
        _rank(values),
        covering(rows, Piece("true"), column),
    )
    whole = together(
        f"LEFT JOIN (SELECT item_id, {best}({{}}) AS value FROM {{}} AND frame_from IS NULL GROUP BY item_id) {alias} "
        f"ON {alias}.item_id = i.item_id",
        _rank(values),
        rows,
    )
    pick = "greatest" if descending else "least"
    value = Piece(f"{pick}({alias}f.value, {alias}.value)")
    return SortKey(joined(" ", [frames, whole]), value.put(f"{{}} {way} NULLS LAST"), value)


def _rank(values: Values) -> Piece:
    if values.sort != "choice":
        return values.column
    return Piece(f"list_position(?, {values.column.sql})", (list(values.names.values()),))
