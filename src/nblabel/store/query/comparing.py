"""Comparing the values of an operand with given ones, as SQL."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from nblabel.domain.query import Between, Compare, Contains, Matches, Missing, OneOf, Scalar
from nblabel.errors import QueryError, did_you_mean, listing
from nblabel.store.query.pattern import check_pattern, matching
from nblabel.store.query.values import Values, number_of
from nblabel.store.rows.ids import among
from nblabel.store.rows.piece import Piece, joined, together

Compared = Compare | OneOf | Between | Contains | Matches | Missing

_SIGNS = {"==": "=", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_LARGEST = 2**63
_NEVER = Piece("false")
_MANY = 500
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY = 86_400_000_000
_DATE_ONLY = len("2026-11-22")


def compared(expr: Compared, values: Values) -> Piece:
    """The condition that the values of its operand pass it; true or false, never NULL."""
    match expr:
        case Missing():
            return values.present().negative()
        case Compare(_, comparison, value):
            return compare(values, comparison, value)
        case OneOf(_, given):
            return one_of(values, given)
        case Between(_, low, high):
            return between(values, low, high)
        case Contains(_, text):
            return contains(values, text)
        case Matches(_, pattern):
            return matches(values, pattern)


def compare(values: Values, comparison: str, value: Scalar) -> Piece:
    """`values <comparison> value`."""
    if value is None:
        if comparison == "==":
            return values.present().negative()
        if comparison == "!=":
            return values.present()
        raise QueryError(f'"{values.name}" {comparison} None: only == and != go with None; is_missing() says the same.')
    if comparison == "!=":
        return together("({} AND NOT {})", values.present(), compare(values, "==", value))
    if values.sort == "choice":
        if comparison != "==":
            raise QueryError(
                f'"{values.name}" {comparison} {value!r}: its answers have no size; use == or is_in([...]).'
            )
        return _chosen(values, [_named(values, value)])
    if values.sort == "date":
        return _compare_date(values, comparison, value)
    column, bound = _typed(values, value)
    if isinstance(value, bool) and comparison != "==":
        raise QueryError(f'"{values.name}" {comparison} {value!r}: True and False have no size; use ==.')
    test = together(f"{{}} {_SIGNS[comparison]} {{}}", column, bound)
    if values.sort == "json" and comparison in (">", ">=") and not isinstance(value, str):
        test = test.also(column.put("{} <= 'infinity'::DOUBLE"))  # not "nan"
    return values.any_of(test.put("({})"))


def one_of(values: Values, given: tuple[Scalar, ...]) -> Piece:
    """Any of the values; None among them stands for none at all."""
    present = [value for value in given if value is not None]
    parts = [] if len(present) == len(given) else [values.present().put("NOT {}")]
    if values.sort == "choice":
        parts.append(_chosen(values, [_named(values, value) for value in present]))
    elif values.name == "item_id" and present:
        parts.append(among(present))
    elif values.sort == "date":
        parts.extend(_compare_date(values, "==", value) for value in present)
    else:
        groups: dict[str, tuple[Piece, str, list[Any]]] = {}
        for value in present:
            column, bound = _typed(values, value)
            groups.setdefault(column.sql, (column, bound.sql, []))[2].append(bound.values[0])
        parts.extend(
            values.any_of(together("{} IN {}", column, _list(every, mark))) for column, mark, every in groups.values()
        )
    return joined(" OR ", parts).put("({})") if parts else _NEVER


def between(values: Values, low: Scalar, high: Scalar) -> Piece:
    """At least `low` and at most `high`."""
    if low is None or high is None:
        raise QueryError(f'"{values.name}" between {low!r} and {high!r}: give both ends, or use >= and <=.')
    if values.sort == "choice" or isinstance(low, bool) or isinstance(high, bool):
        raise QueryError(f'"{values.name}" between {low!r} and {high!r}: its values have no size; use is_in([...]).')
    if isinstance(low, str) != isinstance(high, str):
        raise QueryError(f'"{values.name}" between {low!r} and {high!r}: give two numbers or two texts.')
    if values.sort == "date":
        ends = (_moments(values, low)[0], _moments(values, high)[1])
        return values.any_of(together("{} BETWEEN {}", values.column, Piece("? AND ?", ends)))
    (column, first), (_, last) = _typed(values, low), _typed(values, high)
    return values.any_of(together("{} BETWEEN {} AND {}", column, first, last))


def contains(values: Values, text: Scalar) -> Piece:
    """The text somewhere in it, whatever the case of letters."""
    if not isinstance(text, str):
        raise QueryError(f'"{values.name}" contains {text!r}: give a text.')
    if values.sort == "choice":
        return _chosen(values, _names_where(values, lambda name: text.casefold() in name.casefold()))
    _refuse_number(values, "contains")
    return values.any_of(together("contains(lower({}), lower({}))", values.column, Piece("?", (text,))))


def matches(values: Values, pattern: str) -> Piece:
    """A match of the regular expression somewhere in it."""
    if not isinstance(pattern, str):
        raise QueryError(f'"{values.name}" matches {pattern!r}: give a regular expression as a text.')
    check_pattern(pattern)
    if values.sort == "choice":
        fitting = matching(pattern, tuple(values.names))
        return _chosen(values, [values.names[name] for name in fitting])
    _refuse_number(values, "matches")
    return values.any_of(together("regexp_matches({}, {})", values.column, Piece("?", (pattern,))))


def _compare_date(values: Values, comparison: str, value: Scalar) -> Piece:
    """A date without a time is the whole day: `<=` has it in, `<` has none of it."""
    first, last = _moments(values, value)
    if comparison == "==":
        return values.any_of(together("{} BETWEEN {}", values.column, Piece("? AND ?", (first, last))))
    bound = first if comparison in ("<", ">=") else last
    return values.any_of(together(f"{{}} {_SIGNS[comparison]} {{}}", values.column, Piece("?", (bound,))))


def _moments(values: Values, value: Scalar) -> tuple[int, int]:
    """The first and the last microsecond that a date or a time (UTC, where it names no zone) means."""
    try:
        given = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        given = None
    if given is None or not isinstance(value, str):
        raise QueryError(
            f'"{values.name}" is a date; it was compared with {value!r:.60}: write "2026-11-22", or a date or datetime.'
        )
    zoned = given if given.tzinfo is not None else given.replace(tzinfo=UTC)
    first = (zoned - _EPOCH) // timedelta(microseconds=1)
    return first, first + (_DAY - 1 if len(value) <= _DATE_ONLY else 0)


def _refuse_number(values: Values, what: str) -> None:
    if values.sort in ("number", "date"):
        raise QueryError(f'"{values.name}" holds {values.sort}s, and {what} looks into texts; use ==, < or between.')


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
        return _chosen(values, others).negative()
    return values.any_of(together("{} IN {}", values.column, _list(idents))) if idents else _NEVER


def _list(values: Iterable[Any], mark: str = "?") -> Piece:
    every = tuple(values)
    if len(every) > _MANY and len({type(value) for value in every}) == 1:
        # As one value: a hundred thousand question marks take seconds to parse.
        kind = "VARCHAR" if isinstance(every[0], str) else "DOUBLE"
        return Piece(f"(SELECT unnest(?::{kind}[]))", (list(every),))
    return Piece(f"({', '.join([mark] * len(every))})", every)


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
    return column, Piece(values.bound, (float(value) if isinstance(value, int) and abs(value) >= _LARGEST else value,))
