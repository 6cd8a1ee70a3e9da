"""Between domain values and what travels in messages."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from nblabel.domain.answers import AnswerTree, check
from nblabel.domain.fields import scalar
from nblabel.domain.operands import COLUMNS, Answer, Column, Meta, Operand, StatusOf
from nblabel.domain.query import Between, Contains, Expr, HasTag, Missing, Not, OneOf, Order, Tagged
from nblabel.domain.questions import Option, Question
from nblabel.domain.questions.base import Part
from nblabel.domain.workflow import as_status
from nblabel.errors import QueryError
from nblabel.wire.values import AnswerPart, FacetInfo, Filter, OpInfo, OptionInfo, QuestionInfo, Row, Sort

if TYPE_CHECKING:
    from nblabel.domain.changes import Operation
    from nblabel.domain.ontology import Ontology
    from nblabel.store.tiles import LabelPart, Tile

KEYS = "1234567890"


def questions(found: Iterable[Question]) -> list[QuestionInfo]:
    """Questions with everything a form needs."""
    return [_question(question) for question in found]


def _question(question: Question) -> QuestionInfo:
    bounds = {name: getattr(question, name, None) for name in ("min", "max", "step")}
    return QuestionInfo(
        id=question.ident,
        kind=question.kind,
        name=question.name,
        color=question.color or "",
        key=question.key or "",
        description=question.description,
        required=question.required,
        options=[_option(option, place) for place, option in enumerate(question.choices)],
        **bounds,
    )


def _option(option: Option, place: int) -> OptionInfo:
    return OptionInfo(
        id=option.ident,
        name=option.name,
        code=option.code or "",
        color=option.color or "",
        key=option.key or (KEYS[place] if place < len(KEYS) else ""),
        description=option.description,
        questions=questions(option.questions),
    )


def row(tile: Tile, place: int) -> Row:
    """One tile of the grid."""
    return Row(
        id=tile.id,
        pos=place,
        title=tile.title,
        kind=tile.kind,
        status=as_status(tile.status),
        answers=[_part(part) for part in tile.parts],
        tags=list(tile.tags),
        width=tile.width,
        height=tile.height,
        n_frames=tile.n_frames or 1,
        frame=-1 if tile.frame is None else tile.frame,
        duration=tile.duration or 0.0,
        problem=tile.problem or "",
    )


def _part(part: LabelPart) -> AnswerPart:
    by = part.edited_by or part.created_by or ""
    frames = None if part.frame_from is None or part.frame_to is None else (part.frame_from, part.frame_to)
    return AnswerPart(part.question, list(part.options), part.number, part.text, sys.intern(part.source), by, frames)


def answers(given: AnswerTree, by: str) -> list[AnswerPart]:
    """The parts of an answer just given by a person."""
    return [AnswerPart(part.question, list(part.options), part.number, part.text, "human", by) for part in given.parts]


def tree(ontology: Ontology, root: int, parts: Sequence[AnswerPart]) -> AnswerTree:
    """The checked answer tree of what the page sent."""
    given = [Part(part.question, tuple(part.options), part.number, part.text) for part in parts]
    return check(ontology, root, given)


def operation(op: Operation) -> OpInfo:
    """One line of the history."""
    return OpInfo(
        op=op.op_id,
        kind=op.kind,
        text=op.text,
        annotator=op.annotator,
        at=op.created.isoformat(),
        items=op.counts.get("applied", 0),
        undone=op.undone_by is not None,
    )


def facet_list(ontology: Ontology) -> list[FacetInfo]:
    """The facets a page may ask for: status, every question that has options or numbers, tags."""
    asked = [place for place in ontology.places if place.question.kind != "text"]
    return [
        FacetInfo("status", "Status"),
        *(FacetInfo(f"q:{place.question.ident}", place.question.name, place.question.ident) for place in asked),
        FacetInfo("tag", "Tags"),
    ]


def operand(ontology: Ontology, field: str) -> Operand:
    """What a facet or sort field stands for."""
    if field == "status":
        return StatusOf()
    if field.startswith("q:") and field[2:].isdigit():
        place = ontology.place(int(field[2:]))
        name = place.question.name
        return Answer(name if _is_unique(ontology, name) else place.name)
    if field.startswith("meta:"):
        return Meta(field[5:])
    if field in COLUMNS:
        return Column(field)
    raise QueryError(f'There is no field "{field}" to filter or sort by.')


def condition(ontology: Ontology, wanted: Filter) -> Expr:
    """A filter of the page as a condition."""
    if wanted.field == "tag":
        return _negated(wanted, _any([HasTag(tag) if tag else Not(Tagged()) for tag in wanted.values]))
    meant = operand(ontology, wanted.field)
    if wanted.op == "between":
        low, high = (_number(text) for text in _exactly(wanted, 2))
        return Between(meant, low, high)
    if wanted.op == "contains":
        return Contains(meant, _exactly(wanted, 1)[0])
    present = tuple(_value(ontology, wanted.field, value) for value in wanted.values if value)
    parts: list[Expr] = [OneOf(meant, present)] if present else []
    if "" in wanted.values:
        parts.append(Missing(meant))
    return _negated(wanted, _any(parts))


def order(ontology: Ontology, wanted: Sort) -> Order:
    """A sort key of the page."""
    return Order(operand(ontology, wanted.field), wanted.descending)


def _negated(wanted: Filter, expr: Expr) -> Expr:
    return ~expr if wanted.op == "not" else expr


def _any(parts: list[Expr]) -> Expr:
    if not parts:
        raise QueryError("A filter needs at least one value.")
    joined = parts[0]
    for part in parts[1:]:
        joined = joined | part
    return joined


def _value(ontology: Ontology, field: str, value: str) -> str | int | float | bool | None:
    if not field.startswith("q:"):
        return value
    question = ontology.place(int(field[2:])).question
    for option in question.choices:
        if str(option.id) == value:
            return option.name
    if question.choices:
        raise QueryError(f'"{question.name}" has no option with the id {value}.')
    return _number(value)


def _number(text: str) -> str | int | float | bool | None:
    try:
        return scalar(float(text))
    except ValueError:
        raise QueryError(f'"{text}" is not a number.') from None


def _exactly(wanted: Filter, count: int) -> list[str]:
    if len(wanted.values) != count:
        raise QueryError(f'The filter "{wanted.op}" on {wanted.field} needs {count} values, not {len(wanted.values)}.')
    return wanted.values


def _is_unique(ontology: Ontology, name: str) -> bool:
    return sum(place.question.name == name for place in ontology.places) == 1
