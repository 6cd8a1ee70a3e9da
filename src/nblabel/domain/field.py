"""Something to compare or to sort by, and which Python values it compares with."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from math import isfinite
from typing import Any

from nblabel.domain.code import of_operand
from nblabel.domain.operands import Column, Operand, StatusOf
from nblabel.domain.query import (
    Between,
    Compare,
    Comparison,
    Contains,
    Expr,
    Ids,
    Matches,
    Missing,
    OneOf,
    Order,
    Scalar,
)
from nblabel.domain.texts import is_storable
from nblabel.domain.workflow import as_status
from nblabel.errors import QueryError

ITEM_ID = Column("item_id")


class Field:
    """Something to compare or to sort by.

    Examples
    --------
    >>> from nblabel import F
    >>> F.width.between(100, 200)
    Between(operand=Column(name='width'), low=100, high=200)
    """

    __slots__ = ("operand",)
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, operand: Operand) -> None:
        self.operand = operand

    def __eq__(self, value: object) -> Expr:  # type: ignore[override]
        return Missing(self.operand) if value is None else self._compare("==", value)

    def __ne__(self, value: object) -> Expr:  # type: ignore[override]
        return ~Missing(self.operand) if value is None else self._compare("!=", value)

    def __lt__(self, value: object) -> Expr:
        return self._compare("<", value)

    def __le__(self, value: object) -> Expr:
        return self._compare("<=", value)

    def __gt__(self, value: object) -> Expr:
        return self._compare(">", value)

    def __ge__(self, value: object) -> Expr:
        return self._compare(">=", value)

    def is_in(self, values: Iterable[object]) -> Expr:
        """One of the values.

        Examples
        --------
        >>> from nblabel import F
        >>> F["Animal"].is_in(["cat", "dog"])
        OneOf(operand=Answer(question='Animal'), values=('cat', 'dog'))
        """
        if isinstance(values, str):
            raise QueryError(f"is_in takes a list, not the text {values!r}: write [{values!r}].")
        if not isinstance(values, Iterable):
            raise QueryError(f"is_in takes a list, not {values!r}: write [{values!r}].")
        plain = tuple(self._value(value) for value in values)
        ids = tuple(value for value in plain if type(value) is int)
        return Ids(ids) if self.operand == ITEM_ID and len(ids) == len(plain) else OneOf(self.operand, plain)

    def between(self, low: object, high: object) -> Expr:
        """At least `low` and at most `high`.

        Examples
        --------
        >>> from nblabel import F
        >>> F.width.between(100, 200)
        Between(operand=Column(name='width'), low=100, high=200)
        """
        return Between(self.operand, self._value(low), self._value(high))

    def contains(self, text: str) -> Expr:
        """The text somewhere in it, whatever the case of letters.

        Examples
        --------
        >>> from nblabel import F
        >>> F.title.contains("img_")
        Contains(operand=Column(name='title'), text='img_')
        """
        return Contains(self.operand, text_of(text, "contains"))

    def matches(self, pattern: str) -> Expr:
        r"""A match of the regular expression (RE2 syntax) somewhere in it.

        Examples
        --------
        >>> from nblabel import F
        >>> F.title.matches(r"IMG_\d+")
        Matches(operand=Column(name='title'), pattern='IMG_\\d+')
        """
        return Matches(self.operand, text_of(pattern, "matches"))

    def is_missing(self) -> Expr:
        """No value; for a question: not answered."""
        return Missing(self.operand)

    def asc(self) -> Order:
        """Smallest first."""
        return Order(self.operand)

    def desc(self) -> Order:
        """Largest first."""
        return Order(self.operand, descending=True)

    def _compare(self, comparison: Comparison, value: object) -> Expr:
        return Compare(self.operand, comparison, self._value(value))

    def _value(self, value: object) -> Scalar:
        if isinstance(self.operand, StatusOf):
            return as_status(value)
        return scalar(value)

    def __repr__(self) -> str:
        return of_operand(self.operand)


def scalar(value: Any) -> Scalar:
    """A plain Python value; numpy scalars are unpacked, dates become ISO texts.

    Examples
    --------
    >>> scalar(date(2026, 11, 22))
    '2026-11-22'
    """
    if getattr(value, "shape", None) == ():
        value = value.item()
    if isinstance(value, date) and value == value:
        return value.isoformat()
    if isinstance(value, float) and not isfinite(value):
        raise QueryError(f"Nothing compares with {value!r}: give a finite number, or use is_missing().")
    if isinstance(value, str):
        return _readable(value)
    if value is None or isinstance(value, (int, float)):
        return value
    raise QueryError(f"Nothing compares with {value!r}: give a text, a number, a date, True, False or None.")


def text_of(given: object, where: str) -> str:
    """The text given to `where`, or an error that says what was given."""
    if not isinstance(given, str):
        raise QueryError(f"{where} takes a text, not {given!r}.")
    return _readable(str(given))


def _readable(text: str) -> str:
    if is_storable(text.replace("\x00", "")):  # metadata may hold NUL
        return text
    raise QueryError(f"Nothing stored holds {text!r:.80}: half of a pair is no text.")
