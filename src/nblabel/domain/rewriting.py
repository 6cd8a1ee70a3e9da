"""A query with some of its parts exchanged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from nblabel.domain.operands import Operand
from nblabel.domain.query import And, Expr, Not, Or, Query


def rewritten(query: Query, leaf: Callable[[Expr], Expr], operand: Callable[[Operand], Operand]) -> Query:
    """The query with each condition (never And, Or, Not) and each sort key's operand exchanged, bases included.

    Examples
    --------
    >>> from nblabel import F
    >>> from nblabel.domain.query import HasTag
    >>> rewritten(Query().filtered(~F.tags.has("night")), lambda expr: HasTag("dusk"), lambda operand: operand).where
    (Not(part=HasTag(tag='dusk')),)
    """
    return replace(
        query,
        where=tuple(_rewritten(expr, leaf) for expr in query.where),
        order=tuple(replace(key, operand=operand(key.operand)) for key in query.order),
        base=None if query.base is None else rewritten(query.base, leaf, operand),
    )


def _rewritten(expr: Expr, leaf: Callable[[Expr], Expr]) -> Expr:
    match expr:
        case And(parts):
            return And(tuple(_rewritten(part, leaf) for part in parts))
        case Or(parts):
            return Or(tuple(_rewritten(part, leaf) for part in parts))
        case Not(part):
            return Not(_rewritten(part, leaf))
    return leaf(expr)
