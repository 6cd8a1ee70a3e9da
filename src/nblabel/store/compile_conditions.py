"""Conditions as SQL.

The rule of what is missing, for every condition alike: a comparison (`!=` too) is true only where there is a value that
it holds for, else false; never unknown. `~` turns true into false and false into true. An item with several values (a
checklist, answers on several frames) fits where any of them fits; `!=` is "has values, and none of them equals".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from nblabel.domain.operands import Column
from nblabel.domain.query import (
    And,
    Between,
    Compare,
    Contains,
    Expr,
    HasTag,
    Ids,
    InCollection,
    InReceipt,
    Matches,
    Missing,
    Not,
    OneOf,
    Or,
    Scalar,
    Tagged,
)
from nblabel.domain.units import is_unit
from nblabel.errors import QueryError, did_you_mean, listing
from nblabel.store import collections, compile_frames
from nblabel.store.compile_ids import among
from nblabel.store.compile_operands import Values, number_of, values_of
from nblabel.store.pattern import check_pattern
from nblabel.store.piece import Piece, joined, together
from nblabel.store.scope import Scope

_SIGNS = {"==": "=", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_LARGEST = 2**63
_TAGGED = "i.item_id IN (SELECT item_id FROM tag WHERE {})"
_NEVER, _ALWAYS = Piece("false"), Piece("true")


def condition(expr: Expr, scope: Scope) -> Piece:
    """The SQL condition on the row `i` of the table item (or of frames of it); true or false, never NULL."""
    match expr:
        case And(parts):
            return _all(" AND ", parts, scope)
        case Or(parts):
            return _all(" OR ", parts, scope)
        case Not(part):
            return condition(part, scope).put("(NOT {})")
        case Ids(ids):
            return compile_frames.among(ids) if scope.by_frame else among(ids)
        case Compare(Column("item_id"), ("==" | "!=") as sign, int(ident)) if scope.by_frame and is_unit(ident):
            own = compile_frames.among([ident])
            return own if sign == "==" else own.put("(NOT {})")
        case InReceipt(op, outcome):
            own = _receipt(op, outcome)
            return compile_frames.receipt(op, outcome, own) if scope.by_frame else own
        case _:
            return _leaf(expr, scope)


def _leaf(expr: Expr, scope: Scope) -> Piece:
    match expr:
        case HasTag(tag):
            live = collections.carrying(scope, tag)
            return live if live is not None else scope.rows().also(Piece("tag = ?", (tag,))).put(_TAGGED)
        case Tagged():
            live_ones = [collections.holds(scope, kept.title) for kept in scope.collections if kept.is_live]
            return joined(" OR ", [scope.rows().put(_TAGGED), *live_ones]).put("({})")
        case InCollection(title):
            return collections.holds(scope, title)
        case Missing(operand):
            return values_of(operand, scope).present().put("(NOT {})")
        case Compare(operand, comparison, value):
            return _compare(values_of(operand, scope), comparison, value)
        case OneOf(operand, values):
            return _one_of(values_of(operand, scope), values)
        case Between(operand, low, high):
            return _between(values_of(operand, scope), low, high)
        case Contains(operand, text):
            return _contains(values_of(operand, scope), text)
        case Matches(operand, pattern):
            return _matches(values_of(operand, scope), pattern)
    raise QueryError(f"Cannot filter by {expr!r}: give a condition made with F.")


def _all(sign: str, parts: Sequence[Expr], scope: Scope) -> Piece:
    if not parts:
        return _ALWAYS if sign == " AND " else _NEVER
    return joined(sign, [condition(part, scope) for part in parts]).put("({})")


def _compare(values: Values, comparison: str, value: Scalar) -> Piece:
    if value is None:
        if comparison == "==":
            return values.present().put("(NOT {})")
        if comparison == "!=":
            return values.present()
        raise QueryError(f'"{values.name}" {comparison} None: only == and != go with None; is_missing() says the same.')
    if comparison == "!=":
        return together("({} AND NOT {})", values.present(), _compare(values, "==", value))
    if values.sort == "choice":
        if comparison != "==":
            raise QueryError(
                f'"{values.name}" {comparison} {value!r}: its answers have no size; use == or is_in([...]).'
            )
        return _chosen(values, [_named(values, value)])
    column, bound = _typed(values, value)
    if isinstance(value, bool) and comparison != "==":
        raise QueryError(f'"{values.name}" {comparison} {value!r}: True and False have no size; use ==.')
    test = together(f"{{}} {_SIGNS[comparison]} {{}}", column, bound)
    if values.sort == "json" and comparison in (">", ">=") and not isinstance(value, str):
        test = test.also(column.put("{} <= 'infinity'::DOUBLE"))  # not "nan"
    return values.any_of(test.put("({})"))


def _one_of(values: Values, given: tuple[Scalar, ...]) -> Piece:
    present = [value for value in given if value is not None]
    parts = [] if len(present) == len(given) else [values.present().put("NOT {}")]
    if values.sort == "choice":
        parts.append(_chosen(values, [_named(values, value) for value in present]))
    elif values.name == "item_id" and present:
        parts.append(among(present))
    else:
        groups: dict[str, tuple[Piece, list[Any]]] = {}
        for value in present:
            column, bound = _typed(values, value)
            groups.setdefault(column.sql, (column, []))[1].append(bound.values[0])
        parts.extend(values.any_of(together("{} IN {}", column, _list(bound))) for column, bound in groups.values())
    return joined(" OR ", parts).put("({})") if parts else _NEVER


def _between(values: Values, low: Scalar, high: Scalar) -> Piece:
    if low is None or high is None:
        raise QueryError(f'"{values.name}" between {low!r} and {high!r}: give both ends, or use >= and <=.')
    if values.sort == "choice" or isinstance(low, bool) or isinstance(high, bool):
        raise QueryError(f'"{values.name}" between {low!r} and {high!r}: its values have no size; use is_in([...]).')
    if isinstance(low, str) != isinstance(high, str):
        raise QueryError(f'"{values.name}" between {low!r} and {high!r}: give two numbers or two texts.')
    (column, first), (_, last) = _typed(values, low), _typed(values, high)
    return values.any_of(together("{} BETWEEN {} AND {}", column, first, last))


def _contains(values: Values, text: Scalar) -> Piece:
    if not isinstance(text, str):
        raise QueryError(f'"{values.name}" contains {text!r}: give a text.')
    if values.sort == "choice":
        return _chosen(values, _names_where(values, lambda name: text.casefold() in name.casefold()))
    _refuse_number(values, "contains")
    return values.any_of(together("contains(lower({}), lower({}))", values.column, Piece("?", (text,))))


def _matches(values: Values, pattern: str) -> Piece:
    if not isinstance(pattern, str):
        raise QueryError(f'"{values.name}" matches {pattern!r}: give a regular expression as a text.')
    check_pattern(pattern)
    if values.sort == "choice":
        return _chosen(values, _names_where(values, lambda name: _found(pattern, name)))
    _refuse_number(values, "matches")
    return values.any_of(together("regexp_matches({}, {})", values.column, Piece("?", (pattern,))))


def _found(pattern: str, name: str) -> bool:
    try:
        return re.search(pattern, name) is not None
    except re.error as error:
        raise QueryError(f"{pattern!r} cannot be matched against option names: {error}.") from error


def _refuse_number(values: Values, what: str) -> None:
    if values.sort == "number":
        raise QueryError(f'"{values.name}" holds numbers, and {what} looks into texts; use ==, < or between.')


def _names_where(values: Values, fits: Callable[[str], bool]) -> list[str | int]:
    return [ident for name, ident in values.names.items() if fits(name)]


def _named(values: Values, value: Scalar) -> str | int:
    if value in values.names and isinstance(value, str):
        return values.names[value]
    asked = f'No option "{value}" in classification "{values.name}". Options: '
    if values.default is not None:
        asked = f'No status "{value}". There are: '
    raise QueryError(f"{asked}{listing(values.names)}.{did_you_mean(value, values.names)}")


def _chosen(values: Values, idents: list[str | int]) -> Piece:
    """The choice is one of these; an item without a row has the default."""
    if values.default in idents:
        others = [ident for ident in values.names.values() if ident not in idents]
        return _chosen(values, others).put("(NOT {})")
    return values.any_of(together("{} IN {}", values.column, _list(idents))) if idents else _NEVER


def _list(values: Iterable[Any]) -> Piece:
    every = tuple(values)
    return Piece(f"({', '.join('?' * len(every))})", every)


def _typed(values: Values, value: Scalar) -> tuple[Piece, Piece]:
    """The column and the value as they can be compared, or an error that says what the column holds."""
    if isinstance(value, float) and value != value:
        raise QueryError(f'"{values.name}" cannot be compared with NaN: use is_missing().')
    if isinstance(value, str):
        if values.sort == "number":
            raise QueryError(f'"{values.name}" holds numbers; it was compared with the text {value!r}.')
        return values.column, Piece("?", (value,))
    if isinstance(value, bool):
        if values.sort != "json":
            raise QueryError(f'"{values.name}" holds {values.sort}s; it was compared with {value!r}.')
        return values.column, Piece("?", ("true" if value else "false",))
    if values.sort == "text":
        raise QueryError(f'"{values.name}" holds texts; it was compared with the number {value!r}.')
    column = number_of(values.column) if values.sort == "json" else values.column
    return column, Piece("?", (float(value) if isinstance(value, int) and abs(value) >= _LARGEST else value,))


def _receipt(op: int, outcome: str) -> Piece:
    if outcome in ("skipped", "blocked", "failed", "kept"):
        return Piece(
            "i.item_id IN (SELECT item_id & 4294967295 FROM op_item WHERE op_id = ? AND outcome = ? UNION ALL "
            "SELECT first_item + place FROM (SELECT *, unnest(range(bit_length(members))) AS place FROM op_set "
            "WHERE op_id = ? AND outcome = ?) WHERE get_bit(members, place::INTEGER) = 1)",
            (op, outcome, op, outcome),
        )
    if outcome == "overwritten":
        closed = "SELECT item_id FROM label WHERE op_to = ? INTERSECT SELECT item_id FROM label WHERE op_from = ?"
        return Piece(f"i.item_id IN ({closed})", (op, op))
    if outcome != "applied":
        raise QueryError(f'No outcome "{outcome}". There are: applied, skipped, overwritten, blocked, failed, kept.')
    tables = ("label", "status", "tag", "item", "member")
    touched = " UNION ALL ".join(f"SELECT item_id FROM {table} WHERE op_from = ? OR op_to = ?" for table in tables)
    return Piece(f"i.item_id IN ({touched})", (op, op) * len(tables))
