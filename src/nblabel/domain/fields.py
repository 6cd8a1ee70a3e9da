"""`F`: how conditions and sort keys are written, such as `F["Animal"] == "cat"` or `F.width.desc()`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from math import isfinite
from typing import Any

from nblabel.domain.code import of_operand
from nblabel.domain.query import (
    COLUMNS,
    Answer,
    Between,
    Column,
    Compare,
    Comparison,
    Contains,
    Expr,
    HasTag,
    Ids,
    InReceipt,
    Matches,
    Meta,
    Missing,
    OneOf,
    Operand,
    Order,
    Scalar,
    StatusOf,
    Tagged,
)
from nblabel.domain.texts import is_storable
from nblabel.domain.workflow import as_status
from nblabel.errors import QueryError, did_you_mean

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
        >>> F.width.between(100, 200)
        Between(operand=Column(name='width'), low=100, high=200)
        """
        return Between(self.operand, self._value(low), self._value(high))

    def contains(self, text: str) -> Expr:
        """The text somewhere in it, whatever the case of letters.

        Examples
        --------
        >>> F.title.contains("img_")
        Contains(operand=Column(name='title'), text='img_')
        """
        return Contains(self.operand, _text(text, "contains"))

    def matches(self, pattern: str) -> Expr:
        r"""A match of the regular expression (RE2 syntax) somewhere in it.

        Examples
        --------
        >>> F.title.matches(r"IMG_\d+")
        Matches(operand=Column(name='title'), pattern='IMG_\\d+')
        """
        return Matches(self.operand, _text(pattern, "matches"))

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


class Tags:
    """The tags of an item."""

    def has(self, tag: str) -> Expr:
        """The item carries this tag.

        Examples
        --------
        >>> F.tags.has("night")
        HasTag(tag='night')
        """
        return HasTag(_text(tag, "has"))

    def is_missing(self) -> Expr:
        """The item carries no tag."""
        return ~Tagged()


class Metadata:
    """`F.meta["site"]`: the columns and keys that came with the items."""

    def __getitem__(self, key: str) -> Field:
        return Field(Meta(_text(key, "F.meta[...]")))


class Fields:
    """Where every condition starts.

    `F["Animal"]` is the answer to a question (a path such as `"Animal/dog/Breed"` where names repeat),
    `F.meta["site"]` a metadata key, `F.status`, `F.tags`, and `F.title`, `F.width`, ... the item's columns; in a view of
    frames `F.frame` is the number of the frame.

    Examples
    --------
    >>> from nblabel import F
    >>> F["Animal"].is_missing() & (F.width > 1000)
    And(parts=(Missing(operand=Answer(question='Animal')), Compare(operand=Column(name='width'), comparison='>', value=1000)))
    """

    __slots__ = ()

    def __getitem__(self, question: str | int) -> Field:
        if not isinstance(question, int):
            _text(question, "F[...]")
        return Field(Answer(question))

    def __getattr__(self, name: str) -> Field:
        if name == "id":
            return Field(ITEM_ID)
        if name in COLUMNS:
            return Field(Column(name))
        if name.startswith("__"):
            raise AttributeError(name)
        present = (*COLUMNS, "id", "status", "tags", "meta")
        raise QueryError(
            f'Items have no column "{name}". There are: {", ".join(present)}; '
            f'metadata is F.meta["{name}"], an answer F["{name}"].{did_you_mean(name, present)}'
        )

    @property
    def status(self) -> Field:
        """The workflow status: annotate, review or complete."""
        return Field(StatusOf())

    @property
    def tags(self) -> Tags:
        """The tags."""
        return Tags()

    @property
    def meta(self) -> Metadata:
        """The metadata keys."""
        return Metadata()

    def receipt(self, op: int, outcome: str) -> Expr:
        """The items behind one outcome (applied, skipped, ...) of an operation.

        Examples
        --------
        >>> F.receipt(12, "skipped")
        InReceipt(op=12, outcome='skipped')
        """
        return InReceipt(op, outcome)

    def __repr__(self) -> str:
        return 'F: conditions such as F["Animal"] == "cat", F.width > 1000, F.tags.has("night"), F.meta["site"] == "A"'

    def __dir__(self) -> list[str]:
        return [*COLUMNS, "id", "status", "tags", "meta", "receipt"]


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


def _text(given: object, where: str) -> str:
    if not isinstance(given, str):
        raise QueryError(f"{where} takes a text, not {given!r}.")
    return _readable(str(given))


def _readable(text: str) -> str:
    if is_storable(text.replace("\x00", "")):  # metadata may hold NUL
        return text
    raise QueryError(f"Nothing stored holds {text!r:.80}: half of a pair is no text.")


F = Fields()
