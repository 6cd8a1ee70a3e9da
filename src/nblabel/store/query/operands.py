"""What a condition is about: where its values stand in the tables and of which sort they are."""

from __future__ import annotations

from nblabel.domain.operands import (
    FRAME,
    PROBED,
    REGISTERED,
    AddedAt,
    Answer,
    Assignee,
    Attribute,
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
from nblabel.domain.workflow import STATUSES
from nblabel.errors import QueryError, did_you_mean
from nblabel.store.query import given as compile_given
from nblabel.store.query import objects as compile_objects
from nblabel.store.query import predicted as compile_predicted
from nblabel.store.query import work as compile_work
from nblabel.store.query.values import Sort, Values, pointer
from nblabel.store.rows.piece import Piece, together
from nblabel.store.rows.scope import Scope

_TEXTS = ("title", "uri", "kind", "dataset", "folder", "problem")


def values_of(operand: Operand, scope: Scope, among: Piece | None = None) -> Values:
    """Where the values of an operand stand; `among` are the items (`SELECT item_id ...`) that an order by diversity is of."""
    match operand:
        case Column(name):
            return _column(name, scope)
        case Meta(key):
            return Values("json", f'metadata "{key}"', Piece("json_extract_string(i.meta, ?)", (pointer(key),)))
        case Answer(question):
            return _answer(question, scope)
        case StatusOf():
            rows = together("status WHERE {}", scope.rows())
            names: dict[str, str | int] = {name: name for name in STATUSES}
            return Values("choice", "status", Piece("status"), rows, names, default="annotate", is_single=True)
    return _around(operand, scope, among)


def _around(operand: Operand, scope: Scope, among: Piece | None) -> Values:
    """What other tables say of the item."""
    match operand:
        case Given(part, question):
            return compile_given.given(part, question, scope)
        case AddedAt():
            return compile_given.added_at(scope)
        case Predicted(source, question, part):
            return compile_predicted.predicted(source, question, part, scope)
        case Objects(part, cls, source):
            return compile_objects.objects(part, cls, source, scope)
        case Attribute(cls, question):
            return compile_objects.attribute(cls, question, scope)
        case Assignee():
            return compile_work.assignee(scope)
        case TaskOf():
            return compile_work.task_of(scope)
        case TaskStatusOf(task):
            return compile_work.task_status(task, scope)
        case Metric(name):
            return compile_work.metric(name, scope)
        case Likeness():
            return compile_work.likeness(operand, scope)
        case Diversity():
            return compile_work.diversity(among, scope)
    raise QueryError(f"Cannot compare {operand!r}.")


def _column(name: str, scope: Scope) -> Values:
    sort: Sort = "text" if name in _TEXTS else "number"
    if name in REGISTERED:
        return Values(sort, name, Piece(f"nullif(i.{name}, '')" if name in ("dataset", "folder") else f"i.{name}"))
    if name in PROBED:
        return Values(sort, name, Piece(name), Piece("media WHERE true"), is_single=True)
    if name == FRAME and scope.by_frame:
        return Values(sort, name, Piece("i.frame"))
    if name == FRAME:
        raise QueryError(
            "Items have no frame number, only frames have: ask project.frames(view).filter(F.frame < 100)."
        )
    present = (*REGISTERED, *PROBED)
    raise QueryError(f'Items have no column "{name}". There are: {", ".join(present)}.{did_you_mean(name, present)}')


def _answer(asked: str | int, scope: Scope) -> Values:
    question = scope.ontology.place(asked).question
    rows = together("label WHERE {}", scope.rows().also(Piece("question = ?", (question.ident,))))
    if question.choices:
        names = {option.name: option.ident for option in question.choices}
        return Values("choice", question.name, Piece("option"), rows, names, by_frame=scope.by_frame)
    if question.kind == "number":
        return Values("number", question.name, Piece("number"), rows, by_frame=scope.by_frame)
    return Values("text", question.name, Piece("text"), rows, by_frame=scope.by_frame)
