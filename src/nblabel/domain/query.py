"""A view as a value: conditions, sort keys, limits. It is compiled to SQL by the store and printed as Python by `code`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from nblabel.domain.frame_choice import FrameChoice
from nblabel.domain.operands import OF_HEADERS, PROBED, Column, Metric, Operand
from nblabel.domain.units import item_of, mean_frames
from nblabel.errors import QueryError

Scalar = str | int | float | bool | None
Comparison = Literal["==", "!=", "<", "<=", ">", ">="]


@dataclass(frozen=True, slots=True)
class Expr:
    """A condition on items; combine with `&`, `|` and `~`."""

    def __and__(self, other: Expr) -> Expr:
        return And((*_parts(self, And), *_parts(other, And)))

    def __or__(self, other: Expr) -> Expr:
        return Or((*_parts(self, Or), *_parts(other, Or)))

    def __invert__(self) -> Expr:
        return self.part if isinstance(self, Not) else Not(self)

    def __bool__(self) -> bool:
        raise QueryError("Combine conditions with & | ~ instead of and, or, not; put each in brackets.")


def _parts(expr: object, kind: type[And] | type[Or]) -> tuple[Expr, ...]:
    """What `a & b & c` joins, so that brackets that change nothing leave no trace."""
    if not isinstance(expr, Expr):
        raise QueryError(f'A condition is combined with a condition such as F["Animal"] == "cat", not with {expr!r}.')
    return expr.parts if isinstance(expr, kind) else (expr,)


@dataclass(frozen=True, slots=True)
class Compare(Expr):
    """`operand <comparison> value`; a missing value compares as false, for `!=` too an item without one is out."""

    operand: Operand
    comparison: Comparison
    value: Scalar


@dataclass(frozen=True, slots=True)
class OneOf(Expr):
    """The operand is one of the values."""

    operand: Operand
    values: tuple[Scalar, ...]


@dataclass(frozen=True, slots=True)
class Between(Expr):
    """low <= operand <= high."""

    operand: Operand
    low: Scalar
    high: Scalar


@dataclass(frozen=True, slots=True)
class Contains(Expr):
    """The text holds `text`, whatever the case of letters."""

    operand: Operand
    text: str


@dataclass(frozen=True, slots=True)
class Matches(Expr):
    """The text holds a match of the regular expression (RE2 syntax)."""

    operand: Operand
    pattern: str


@dataclass(frozen=True, slots=True)
class Missing(Expr):
    """There is no value; for an answer: the question is not answered."""

    operand: Operand


@dataclass(frozen=True, slots=True)
class HasTag(Expr):
    """The item carries the tag."""

    tag: str


@dataclass(frozen=True, slots=True)
class Tagged(Expr):
    """The item carries any tag."""


@dataclass(frozen=True, slots=True)
class InReceipt(Expr):
    """The item is behind one outcome of an operation."""

    op: int
    outcome: str


@dataclass(frozen=True, slots=True)
class InCollection(Expr):
    """The item (or the frame) is in the collection of this title; of a live one, what its query finds now."""

    title: str


@dataclass(frozen=True, slots=True)
class InTask(Expr):
    """The item is in the task of this name."""

    task: str


@dataclass(frozen=True, slots=True)
class ChangedAfterReview(Expr):
    """Its labels were changed after the review."""


@dataclass(frozen=True, slots=True)
class Disagrees(Expr):
    """The source predicts another answer to the question than the label says; both are there."""

    source: str
    question: str | int


@dataclass(frozen=True, slots=True)
class Ids(Expr):
    """The item is one of these ids (any sequence of ints, numpy arrays too); their order means nothing.

    Ids of frames (`domain.units`) make a query one of frames.
    """

    ids: Sequence[int] = field(hash=False)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Ids) and set(map(int, self.ids)) == set(map(int, other.ids))

    __hash__ = Expr.__hash__


@dataclass(frozen=True, slots=True)
class And(Expr):
    """All parts hold."""

    parts: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Or(Expr):
    """Any part holds."""

    parts: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Not(Expr):
    """The part does not hold."""

    part: Expr


@dataclass(frozen=True, slots=True)
class Order:
    """A sort key; missing values come last. Ties stand in the order of registration."""

    operand: Operand
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """Which items, in which order.

    `base` is filtered further: it stands for a view that was limited (or sliced) before. With `frames` this level
    holds those frames of the items of `base`, and so do all levels above it.

    Examples
    --------
    >>> from nblabel import F
    >>> Query().filtered(F.width > 100).sliced(10, 30).sliced(5, None).limit
    15
    """

    where: tuple[Expr, ...] = ()
    order: tuple[Order, ...] = ()
    offset: int = 0
    limit: int | None = None
    base: Query | None = None
    frames: FrameChoice | None = None

    def filtered(self, *conditions: Expr) -> Query:
        """Also these conditions."""
        inner = self._open()
        return replace(inner, where=(*inner.where, *conditions))

    def sorted_by(self, *orders: Order) -> Query:
        """In this order instead."""
        return replace(self._open(), order=orders)

    def sliced(self, first: int, last: int | None) -> Query:
        """Places `first` to before `last` of this view."""
        count = None if last is None else max(0, last - first)
        if self.limit is not None:
            left = max(0, self.limit - first)
            count = left if count is None else min(left, count)
        return replace(self, offset=self.offset + first, limit=count)

    def by_frame(self, frames: FrameChoice) -> Query:
        """The frames chosen, of the items here."""
        if is_framed(self):
            raise QueryError("This is a view of frames already: filter it, or ask for frames of the items.")
        return Query(base=self, frames=frames)

    def _open(self) -> Query:
        return self if self.limit is None and self.offset == 0 else Query(order=(), base=self)


def conditions(query: Query) -> Iterator[Expr]:
    """Every condition of the query at any depth, those of its bases included; never And, Or, Not."""
    stack: list[Expr] = list(query.where)
    while stack:
        expr = stack.pop()
        if isinstance(expr, (And, Or)):
            stack.extend(expr.parts)
        elif isinstance(expr, Not):
            stack.append(expr.part)
        else:
            yield expr
    if query.base:
        yield from conditions(query.base)


def operands(query: Query) -> list[Operand]:
    """Everything the query compares or sorts by, bases included."""
    found = [order.operand for level in _levels(query) for order in level.order]
    compared = (Compare, OneOf, Between, Contains, Matches, Missing)
    return found + [expr.operand for expr in conditions(query) if isinstance(expr, compared)]


def _levels(query: Query) -> Iterator[Query]:
    level: Query | None = query
    while level:
        yield level
        level = level.base


def is_framed(query: Query) -> bool:
    """Whether the query is one of single frames: chosen of items, or given by their ids."""
    return any(level.frames is not None or units_given(level) is not None for level in _levels(query))


def units_given(level: Query) -> Ids | None:
    """The condition of this level that names frames by their ids, if it has one."""
    for expr in level.where:
        for part in expr.parts if isinstance(expr, And) else (expr,):
            if isinstance(part, Ids) and mean_frames(part.ids):
                return part
    return None


def items_query(query: Query) -> Query:
    """The items among which the frames of a query are (maybe more of them); the query itself where it is one of items."""
    if not is_framed(query):
        return query
    for level in _levels(query):
        if level.frames is not None:
            return level.base or Query()
        given = units_given(level)
        if given is not None:
            items = sorted({item_of(int(ident)) for ident in given.ids})
            return Query(where=(Ids(tuple(items)),))
    return Query()


def needs_headers(query: Query) -> bool:
    """Whether file headers must be read first: it compares sizes or problems."""
    return any(
        isinstance(operand, Column | Metric) and operand.name in (*PROBED, *OF_HEADERS) for operand in operands(query)
    )
