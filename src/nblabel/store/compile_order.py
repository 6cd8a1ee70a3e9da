"""Sort keys as SQL: missing values last, answers in the order of their options."""

from __future__ import annotations

from dataclasses import dataclass

from nblabel.domain.query import Order
from nblabel.store.compile_operands import Values, number_of, values_of
from nblabel.store.piece import Piece, joined, together
from nblabel.store.scope import Scope


@dataclass(frozen=True, slots=True)
class SortKey:
    """What to join to the item, and the ORDER BY terms that it allows."""

    join: Piece
    key: Piece


def sorting(order: Order, alias: str, scope: Scope) -> SortKey:
    """The key of one order; `alias` names its joined table."""
    values = values_of(order.operand, scope)
    way = "DESC NULLS LAST" if order.descending else "ASC NULLS LAST"
    if values.sort == "json":
        # Numbers first, in their order, then the other texts.
        return SortKey(
            Piece(""),
            joined(
                ", ",
                [number_of(values.column).put(f"nullif({{}}, 'nan'::DOUBLE) {way}"), values.column.put(f"{{}} {way}")],
            ),
        )
    if values.rows is None:
        return SortKey(Piece(""), values.column.put(f"{{}} {way}"))
    ranked = _joined_once(values, alias) if values.is_single else _joined_best(values, alias, order.descending)
    if values.default is None:
        return SortKey(ranked, Piece(f"{alias}.value {way}"))
    place = list(values.names.values()).index(values.default) + 1
    return SortKey(ranked, Piece(f"coalesce({alias}.value, {place}) {way}"))


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


def _rank(values: Values) -> Piece:
    if values.sort != "choice":
        return values.column
    return Piece(f"list_position(?, {values.column.sql})", (list(values.names.values()),))
