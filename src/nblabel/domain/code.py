"""A query as the Python line that makes the same view."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

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
    conditions,
)

# More runs of ids than this are left out of the line, and named behind it.
MOST_RUNS = 20


def of_query(query: Query, source: str = "project") -> str:
    """The line that makes the view; with `F` and the project at hand it can be run.

    Ids are written as ranges; where they would fill the line they stand as `ids`, with a remark behind it.

    Examples
    --------
    >>> from nblabel import F
    >>> of_query(Query().filtered(F["Animal"] == "cat").sorted_by(F.width.desc()).sliced(0, 20))
    "project.filter(F['Animal'] == 'cat').sort(F.width.desc())[:20]"
    """
    left_out = sum(len(expr.ids) for expr in conditions(query) if isinstance(expr, Ids) and _listed(expr.ids) is None)
    return _of_query(query, source) + (f"  # ids: {left_out:,} item ids" if left_out else "")


def _of_query(query: Query, source: str) -> str:
    text = _of_query(query.base, source) if query.base else source
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
            return "F.id" if name == "item_id" else f"F.{name}"
        case Meta(key):
            return f"F.meta[{key!r}]"
        case Answer(question):
            return f"F[{question!r}]"
        case StatusOf():
            return "F.status"


def of_expr(expr: Expr, inner: bool = False) -> str:
    """The condition as it would be typed; `inner` puts brackets where a sign beside it would bind tighter."""
    match expr:
        case And(parts):
            return _joined(" & ", parts, inner)
        case Or(parts):
            return _joined(" | ", parts, inner)
        case Not(Tagged()):
            return "F.tags.is_missing()"
        case Not(part):
            return f"~{of_expr(part, inner=True)}"
        case Compare(operand, comparison, value):
            text = f"{of_operand(operand)} {comparison} {value!r}"
            return f"({text})" if inner else text
    return _of_call(expr)


def _of_call(expr: Expr) -> str:
    match expr:
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
            return f"F.id.is_in({_listed(ids) or 'ids'})"
    raise TypeError(f"no code for {expr!r}")


def _joined(sign: str, parts: tuple[Expr, ...], inner: bool) -> str:
    text = sign.join(of_expr(part, inner=True) for part in parts)
    return f"({text})" if inner else text


def _listed(ids: Sequence[int]) -> str | None:
    """Such as `[3, 7]`, `range(1, 90)` or `[*range(1, 90), 95]`; None where that is long."""
    texts: list[str] = []
    for first, last in _runs(ids):
        if last - first < 2:
            texts.extend(str(ident) for ident in range(first, last + 1))
        else:
            texts.append(f"*range({first}, {last + 1})")
        if len(texts) > MOST_RUNS:
            return None
    if len(texts) == 1 and texts[0].startswith("*"):
        return texts[0][1:]
    return f"[{', '.join(texts)}]"


def _runs(ids: Sequence[int]) -> Iterator[tuple[int, int]]:
    """First and last of every gapless run, in ascending order."""
    ordered = sorted({int(ident) for ident in ids})
    first = last = None
    for ident in ordered:
        if first is None or last is None:
            first = ident
        elif ident != last + 1:
            yield first, last
            first = ident
        last = ident
    if first is not None and last is not None:
        yield first, last
