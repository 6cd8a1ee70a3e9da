"""A query as the Python line that makes the same view."""

from __future__ import annotations

from nblabel.domain.query import (
    And,
    Answer,
    Between,
    Column,
    Compare,
    Contains,
    Expr,
    HasTag,
    Ids,
    InReceipt,
    Matches,
    Meta,
    Missing,
    Not,
    OneOf,
    Operand,
    Or,
    Query,
    StatusOf,
    Tagged,
)

MOST_IDS = 20


def of_query(query: Query, source: str = "project") -> str:
    """Such as `project.filter(F["Animal"] == "cat").sort(F.width.desc())[:20]`."""
    text = of_query(query.base, source) if query.base else source
    if query.where:
        text += f".filter({', '.join(map(of_expr, query.where))})"
    if query.order:
        keys = (of_operand(order.operand) + (".desc()" if order.descending else "") for order in query.order)
        text += f".sort({', '.join(keys)})"
    if query.limit is not None or query.offset:
        first = query.offset or ""
        last = "" if query.limit is None else query.offset + query.limit
        text += f"[{first}:{last}]"
    return text


def of_operand(operand: Operand) -> str:
    """Such as `F.width` or `F["Animal"]`."""
    match operand:
        case Column(name):
            return f"F.{name}"
        case Meta(key):
            return f"F.meta[{key!r}]"
        case Answer(question):
            return f"F[{question!r}]"
        case StatusOf():
            return "F.status"


def of_expr(expr: Expr, inner: bool = False) -> str:
    """The condition as it would be typed."""
    match expr:
        case Compare(operand, comparison, value):
            text = f"{of_operand(operand)} {comparison} {value!r}"
            return f"({text})" if inner else text
        case OneOf(operand, values):
            return f"{of_operand(operand)}.is_in({list(values)!r})"
        case Between(operand, low, high):
            return f"{of_operand(operand)}.between({low!r}, {high!r})"
        case Contains(operand, text):
            return f"{of_operand(operand)}.contains({text!r})"
        case Matches(operand, pattern):
            return f"{of_operand(operand)}.matches({pattern!r})"
        case Missing(operand):
            return f"{of_operand(operand)}.is_missing()"
        case HasTag(tag):
            return f"F.tags.has({tag!r})"
        case Tagged():
            return "~F.tags.is_missing()"
        case InReceipt(op, outcome):
            return f"F.receipt({op}, {outcome!r})"
        case Ids(ids):
            return _ids(ids)
        case And(parts):
            return _joined(" & ", parts, inner)
        case Or(parts):
            return _joined(" | ", parts, inner)
        case Not(part):
            return f"~{of_expr(part, inner=True)}"
    raise TypeError(f"no code for {expr!r}")


def _joined(sign: str, parts: tuple[Expr, ...], inner: bool) -> str:
    text = sign.join(of_expr(part, inner=True) for part in parts)
    return f"({text})" if inner else text


def _ids(ids: object) -> str:
    every = [int(ident) for ident in ids]  # type: ignore[attr-defined]
    if len(every) <= MOST_IDS:
        return f"F.id.is_in({every})"
    return f"F.id.is_in(ids)  # {len(every)} ids"
