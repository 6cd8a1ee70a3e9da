"""Which rows of labels or predictions a query on items means: what its conditions and its first sort key say of a row itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import Literal

from nblabel.domain.operands import Answer, Given, Predicted
from nblabel.domain.query import And, Expr, Not, Or, Order, Query
from nblabel.store.query.comparing import Compared, compared
from nblabel.store.query.named import ident_of
from nblabel.store.query.operands import values_of
from nblabel.store.query.values import Values
from nblabel.store.rows.piece import Piece, joined, together
from nblabel.store.rows.scope import Scope

Sort = Literal["label", "prediction"]


@dataclass(frozen=True, slots=True)
class Narrow:
    """A condition on rows: of one top question (and of one model), or of all."""

    root: int | None
    source: int | None
    test: Piece


@dataclass(frozen=True, slots=True)
class _OfRows(Values):
    """Values of one operand, asked of rows."""

    def any_of(self, test: Piece) -> Piece:
        return together("r.group_id IN (SELECT group_id FROM {} AND {})", self.rows or Piece("item WHERE false"), test)


def row_key(query: Query, scope: Scope, sort: Sort) -> Piece | None:
    """A first sort key that each row has of its own."""
    level = query
    if not level.order:
        return None
    order: Order = level.order[0]
    match order.operand:
        case Given("confidence", None) if sort == "label":
            return Piece("r.confidence")
        case Given("confidence", question) if sort == "label" and question is not None:
            return Piece("CASE WHEN r.root = ? THEN r.confidence END", (root_of(question, scope),))
        case Predicted(source, question, ("confidence" | "uncertainty") as part) if sort == "prediction":
            sign = "" if part == "confidence" else "-"
            asked = (root_of(question, scope), ident_of(scope, "source", source))
            return Piece(f"CASE WHEN r.root = ? AND r.source_id = ? THEN {sign}r.confidence END", asked)
    return None


def narrowed(query: Query, scope: Scope, sort: Sort) -> Piece:
    """Rows of the questions that conditions speak of, as far as they hold for the row; all rows where none does."""
    scope = replace(scope, by_frame=False)
    found = [narrow for expr in every(query) for narrow in of_rows(expr, scope, sort)]
    general = [narrow.test for narrow in found if narrow.root is None]
    by_root: dict[tuple[int | None, int | None], list[Piece]] = defaultdict(list)
    for narrow in found:
        if narrow.root is not None:
            by_root[narrow.root, narrow.source].append(narrow.test)
    either = []
    for (root, source), tests in by_root.items():
        asked = Piece("r.root = ?", (root,))
        asked = asked if source is None else asked.also(Piece("r.source_id = ?", (source,)))
        either.append(asked.also(*tests).put("({})"))
    if either:
        general.append(joined(" OR ", either).put("({})"))
    return joined(" AND ", [Piece("true"), *general])


def every(query: Query) -> Iterator[Expr]:
    """All conditions that hold for the items of a query."""
    level: Query | None = query
    while level is not None:
        for expr in level.where:
            yield from expr.parts if isinstance(expr, And) else (expr,)
        level = level.base


def of_rows(expr: Expr, scope: Scope, sort: Sort) -> list[Narrow]:
    """The condition on rows that a condition on items means; none where it speaks of something else."""
    if isinstance(expr, And):
        return [narrow for part in expr.parts for narrow in of_rows(part, scope, sort)]
    if isinstance(expr, Not):
        # Of all parts of a conjunction some may say nothing of rows: then its opposite says nothing.
        inner = [] if isinstance(expr.part, And) else of_rows(expr.part, scope, sort)
        return [replace(inner[0], test=inner[0].test.put("(NOT {})"))] if len(inner) == 1 else []
    if isinstance(expr, Or):
        parts = [of_rows(part, scope, sort) for part in expr.parts]
        told = {(own[0].root, own[0].source) if len(own) == 1 else None for own in parts}
        if len(told) != 1 or None in told:
            return []
        return [replace(parts[0][0], test=joined(" OR ", [own[0].test for own in parts]).put("({})"))]
    if not isinstance(expr, Compared):
        return []
    match expr.operand:
        case Answer(question) if sort == "label" and _says_something(expr):
            return [Narrow(root_of(question, scope), None, _asked(expr, scope))]
        case Given(part, question) if sort == "label" and part in ("confidence", "source"):
            return [Narrow(None if question is None else root_of(question, scope), None, _asked(expr, scope))]
        case Predicted(source, question, part) if (
            sort == "prediction" and part != "disagreement" and _says_something(expr)
        ):
            return [Narrow(root_of(question, scope), ident_of(scope, "source", source), _asked(expr, scope))]
    return []


def _says_something(expr: Compared) -> bool:
    """Whether a row can pass; rows say nothing of answers that are missing."""
    from nblabel.domain.query import Missing, OneOf

    return not isinstance(expr, Missing) and not (isinstance(expr, OneOf) and None in expr.values)


def _asked(expr: Compared, scope: Scope) -> Piece:
    values = values_of(expr.operand, scope)
    own = {field.name: getattr(values, field.name) for field in fields(values)}
    if isinstance(expr.operand, Given) and expr.operand.question is None:
        own["rows"] = scope.rows().put("label WHERE {}")
    return compared(expr, _OfRows(**own))


def root_of(question: str | int, scope: Scope) -> int:
    """The top question that one is nested in, or itself."""
    return scope.ontology.place(question).root.ident
