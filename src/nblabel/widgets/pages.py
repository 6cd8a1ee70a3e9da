"""A query in the words of a page, where those can say it: what is kept in Python is shown as filters then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nblabel.domain.naming import lost
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
from nblabel.errors import NblabelError, QueryError, listing
from nblabel.widgets import fields
from nblabel.wire import values

if TYPE_CHECKING:
    from nblabel.domain.ontology import Ontology

_TITLE = Column("title")
_BY_KIND: dict[type, str] = {
    StatusOf: "status",
    Assignee: "assignee",
    TaskOf: "task",
    AddedAt: "added_at",
    Diversity: "diversity",
}
_WORDS = {"answer": "predicted"}


def gone_of(ontology: Ontology, query: Query) -> str:
    """What the query asks for that the ontology does not have any more; empty where it can be asked."""
    return listing(lost(query, ontology), 3)


def refuse_gone(query: values.Query) -> None:
    """Raise where a filter asks for what is there no more: it is taken off before the query is kept again."""
    for wanted in query.filters:
        if wanted.field == fields.GONE:
            raise QueryError(f"A filter asks for {wanted.values[0]}, which is not in the ontology: take it off first.")


def page_query(ontology: Ontology, query: Query) -> values.Query | None:
    """The same with filters, search and sort keys of the page; None where it says more than they can.

    What the ontology does not have any more is a filter that says so, and finds nothing.
    """
    if query.base is not None or query.limit is not None or query.offset or query.frames is not None:
        return None
    found: list[values.Filter] = []
    search = ""
    for expr in _parts(query.where):
        if isinstance(expr, Contains) and expr.operand == _TITLE and not search:
            search = expr.text
            continue
        gone = gone_of(ontology, Query(where=(expr,)))
        if gone:
            found.append(values.Filter(fields.GONE, "is", [gone]))
            continue
        made = _filter(ontology, expr)
        if made is None or not _means(ontology, made, expr):
            return None
        found.append(made)
    orders = [order for order in query.order if not gone_of(ontology, Query(order=(order,)))]
    if len(orders) < len(query.order):
        found.append(values.Filter(fields.GONE, "is", [f"an order by {gone_of(ontology, Query(order=query.order))}"]))
    sorts = [(field_of(ontology, order.operand), order.descending) for order in orders]
    if any(field is None for field, _ in sorts):
        return None
    return values.Query(found, search, [values.Sort(field, descending) for field, descending in sorts if field])


def _means(ontology: Ontology, made: values.Filter, expr: Expr) -> bool:
    """Whether the kernel would take the filter for this very condition."""
    try:
        return fields.condition(ontology, made) == _plain(expr)
    except NblabelError:
        return False


def _plain(expr: Expr) -> Expr:
    """`== value` as the page says it: one of one value."""
    match expr:
        case Compare(operand, "==", value):
            return Missing(operand) if value is None else OneOf(operand, (value,))
        case Not(Compare(operand, "==", value)):
            return Not(_plain(Compare(operand, "==", value)))
    return expr


def field_of(ontology: Ontology, operand: Operand) -> str | None:
    """The page's word for an operand; None where it has none."""
    match operand:
        case Column(name):
            return name
        case Meta(key):
            return f"meta:{key}"
        case Metric(name):
            return f"metric:{name}"
        case Answer(question):
            return f"q:{_ident(ontology, question)}"
        case Predicted(source, question, part):
            return f"{_WORDS.get(part, part)}:{source}/{_ident(ontology, question)}"
        case Given(part, None):
            return part
        case Objects("count", None, None):
            return "objects"
        case Objects("area", None, None):
            return "object_area"
        case TaskStatusOf(task):
            return f"task_status:{task}"
        case Likeness(item):
            return f"like:{item}"
    return _BY_KIND.get(type(operand))


def _parts(where: tuple[Expr, ...]) -> list[Expr]:
    return [part for expr in where for part in (expr.parts if isinstance(expr, And) else (expr,))]


def _filter(ontology: Ontology, expr: Expr) -> values.Filter | None:
    if isinstance(expr, Not) and not isinstance(expr.part, Tagged | Not):
        inner = _filter(ontology, expr.part)
        return values.Filter(inner.field, "not", inner.values) if inner is not None and inner.op == "is" else None
    if isinstance(expr, Or):
        return _either([_filter(ontology, part) for part in expr.parts])
    match expr:
        case HasTag(tag):
            return values.Filter("tag", "is", [tag])
        case Not(Tagged()):
            return values.Filter("tag", "is", [""])
        case InCollection(title):
            return values.Filter("collection", "is", [title])
        case ChangedAfterReview():
            return values.Filter("changed", "is", [fields.YES])
        case Disagrees(source, question):
            return values.Filter(f"disagreement:{source}/{_ident(ontology, question)}", "is", [fields.YES])
        case Missing(operand):
            return _made(ontology, operand, "is", (None,))
        case Compare(Objects("count", cls, source), ">=", 1) if cls is not None:
            field = fields.CLASSES + (f":{source}" if source else "")
            return values.Filter(field, "is", [str(ontology.object_class(cls).ident)])
        case Compare(operand, "==", value):
            return _made(ontology, operand, "is", (value,))
        case OneOf(operand, several):
            return _made(ontology, operand, "is", several)
        case Between(operand, low, high):
            return _made(ontology, operand, "between", (low, high))
        case Contains(operand, text):
            return _made(ontology, operand, "contains", (text,))
    return None


def _either(found: list[values.Filter | None]) -> values.Filter | None:
    """Several values of one field."""
    known = [one for one in found if one is not None and one.op == "is"]
    if len(known) < len(found) or len({one.field for one in known}) != 1:
        return None
    return values.Filter(known[0].field, "is", [value for one in known for value in one.values])


def _made(ontology: Ontology, operand: Operand, op: str, given: tuple[Scalar, ...]) -> values.Filter | None:
    field = field_of(ontology, operand)
    told = [_value(ontology, operand, value, is_choice=op == "is") for value in given]
    if field is None or any(value is None for value in told):
        return None
    return values.Filter(field, op, [value for value in told if value is not None])  # type: ignore[arg-type]


def _value(ontology: Ontology, operand: Operand, value: Scalar, *, is_choice: bool) -> str | None:
    """The bucket's value: the id of an option; a number as it reads."""
    if value is None:
        return ""
    if isinstance(value, bool) or value == "":
        return None
    if is_choice and isinstance(operand, Answer | Predicted) and isinstance(value, str):
        question = ontology.place(operand.question).question
        if question.choices:
            return next((str(option.id) for option in question.choices if option.name == value), None)
    return f"{value:g}" if isinstance(value, float) and value.is_integer() else str(value)


def _ident(ontology: Ontology, question: str | int) -> int:
    return ontology.place(question).question.ident
