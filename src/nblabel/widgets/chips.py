"""A query as the page would say it, in filters, search and order; the reverse of `widgets.fields`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nblabel.domain.operands import (
    AddedAt,
    Answer,
    Assignee,
    Column,
    Diversity,
    Given,
    Likeness,
    Meta,
    Metric,
    Objects,
    Operand,
    Predicted,
    StatusOf,
    TaskOf,
    TaskStatusOf,
)
from nblabel.domain.query import (
    And,
    Between,
    ChangedAfterReview,
    Compare,
    Contains,
    Disagrees,
    Expr,
    HasTag,
    InCollection,
    Missing,
    Not,
    OneOf,
    Or,
    Query,
    Scalar,
    Tagged,
)
from nblabel.errors import NblabelError
from nblabel.widgets import fields
from nblabel.wire import values
from nblabel.wire.values import Filter, Sort

if TYPE_CHECKING:
    from nblabel.domain.ontology import Ontology

_SAID = {
    "predicted": "answer",
    "confidence": "confidence",
    "uncertainty": "uncertainty",
    "disagreement": "disagreement",
}
_TITLE = Column("title")


def page_query(ontology: Ontology, query: Query) -> values.Query | None:
    """Filters, search and order that find the same; None where the query says more than a page can show."""
    if query.base is not None or query.frames is not None or query.limit is not None or query.offset:
        return None
    parts = [part for expr in query.where for part in (expr.parts if isinstance(expr, And) else (expr,))]
    searches = [part for part in parts if isinstance(part, Contains) and part.operand == _TITLE]
    if len(searches) > 1:
        return None
    filters = [_filter(ontology, part) for part in parts if part not in searches]
    sorts = [_sort(ontology, order.operand, descending=order.descending) for order in query.order]
    if None in filters or None in sorts:
        return None
    return values.Query(
        filters=[one for one in filters if one is not None],
        search=searches[0].text if searches else "",
        sort=[one for one in sorts if one is not None],
    )


def _filter(ontology: Ontology, expr: Expr) -> Filter | None:
    """A filter that means the condition; it is held against what the page's filters are made into."""
    positive, op = (expr.part, "not") if isinstance(expr, Not) else (expr, "is")
    for candidate, sign in ((positive, op), (expr, "is")):
        found = _positive(ontology, candidate)
        if found is None:
            continue
        wanted = (
            found
            if found.op in ("between", "contains")
            else Filter(found.field, "not" if sign == "not" else "is", found.values)
        )
        try:
            made = fields.condition(ontology, wanted)
        except NblabelError:
            continue
        if made == _plain(expr):
            return wanted
    return None


def _positive(ontology: Ontology, expr: Expr) -> Filter | None:
    match expr:
        case Or(parts):
            return _several([_positive(ontology, part) for part in parts])
        case HasTag(tag):
            return Filter("tag", "is", [tag])
        case Not(Tagged()):
            return Filter("tag", "is", [""])
        case InCollection(title):
            return Filter("collection", "is", [title])
        case ChangedAfterReview():
            return Filter("changed", "is", [fields.YES])
        case Disagrees(source, question):
            return Filter(f"disagreement:{source}/{ontology.place(question).question.ident}", "is", [fields.YES])
        case Compare(operand, "==", value):
            return _of_values(ontology, operand, (value,))
        case OneOf(operand, several):
            return _of_values(ontology, operand, several)
        case Missing(operand):
            return _of_values(ontology, operand, (None,))
        case Between(operand, low, high):
            field = _field(ontology, operand)
            return None if field is None else Filter(field, "between", [_text(low), _text(high)])
        case Contains(operand, text):
            field = _field(ontology, operand)
            return None if field is None else Filter(field, "contains", [text])
    return None


def _several(found: list[Filter | None]) -> Filter | None:
    """Filters on one field, any of which holds, as one."""
    if not found or any(one is None or one.op != "is" or one.field != (found[0] and found[0].field) for one in found):
        return None
    first = found[0]
    return first and Filter(first.field, "is", [value for one in found if one is not None for value in one.values])


def _of_values(ontology: Ontology, operand: Operand, several: tuple[Scalar, ...]) -> Filter | None:
    field = _field(ontology, operand)
    if field is None:
        return None
    return Filter(field, "is", [_value(ontology, operand, value) for value in several])


def _value(ontology: Ontology, operand: Operand, value: Scalar) -> str:
    match operand:
        case Answer(question) | Predicted(_, question, "answer"):
            for option in ontology.place(question).question.choices:
                if option.name == value:
                    return str(option.id)
    return "" if value is None else _text(value)


def _text(value: Scalar) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _sort(ontology: Ontology, operand: Operand, *, descending: bool) -> Sort | None:
    field = _field(ontology, operand)
    return None if field is None else Sort(field, descending)


def _field(ontology: Ontology, operand: Operand) -> str | None:
    """The name of a field; None where pages have none for it."""
    field = _named(ontology, operand)
    try:
        return field if field and fields.operand(ontology, field) == operand else None
    except NblabelError:
        return None


def _named(ontology: Ontology, operand: Operand) -> str:
    match operand:
        case Column(name):
            return name
        case Answer(question):
            return f"q:{ontology.place(question).question.ident}"
        case Meta(name):
            return f"meta:{name}"
        case Metric(name):
            return f"metric:{name}"
        case TaskStatusOf(name):
            return f"task_status:{name}"
        case Predicted(source, question, part):
            word = next((word for word, said in _SAID.items() if said == part), "")
            return f"{word}:{source}/{ontology.place(question).question.ident}"
        case Likeness(item):
            return f"like:{item}"
        case StatusOf() | Assignee() | TaskOf() | AddedAt() | Diversity() | Objects() | Given():
            return next((name for name in _WORDS if _is_word(ontology, name, operand)), "")
    return ""


_WORDS = (
    "status", "assignee", "task", "added_at", "diversity", "objects", "object_area", "annotator", "labelled_at", "confidence", "source"
)  # fmt: skip


def _is_word(ontology: Ontology, name: str, operand: Operand) -> bool:
    return fields.operand(ontology, name) == operand


def _plain(expr: Expr) -> Expr:
    """`== value` as the page says it: one of one value."""
    match expr:
        case Compare(operand, "==", value):
            return Missing(operand) if value is None else OneOf(operand, (value,))
        case Not(Compare(operand, "==", value)):
            return Not(_plain(Compare(operand, "==", value)))
    return expr
