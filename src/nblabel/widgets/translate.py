"""Between domain values and what travels in messages."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from nblabel.domain.answers import AnswerTree, check
from nblabel.domain.questions import Option, Question
from nblabel.domain.questions.base import Part
from nblabel.domain.workflow import as_status
from nblabel.wire import values
from nblabel.wire.values import AnswerPart, OpInfo, OptionInfo, QuestionInfo, Row

if TYPE_CHECKING:
    from nblabel.domain.changes import Operation
    from nblabel.domain.objects import ObjectClass
    from nblabel.domain.ontology import Ontology
    from nblabel.store.reading.predicted_tiles import PredictedPart
    from nblabel.store.reading.rowed_objects import ObjectRow
    from nblabel.store.reading.tile_labels import LabelPart
    from nblabel.store.reading.tiles import Tile

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


def row(tile: Tile, place: int, scores: np.ndarray | None = None, *, task_status: str = "", as_of: int = 0) -> Row:
    """One tile of the grid; `task_status` is what is told of the statuses that it has in tasks, `as_of` when it was read."""
    score = None if scores is None or place < 0 or np.isnan(scores[place]) else float(scores[place])
    return Row(
        id=tile.id,
        pos=place,
        title=tile.title,
        kind=tile.kind,
        status=as_status(tile.status),
        answers=[answered(part) for part in tile.parts],
        tags=list(tile.tags),
        width=tile.width,
        height=tile.height,
        n_frames=tile.n_frames or 1,
        frame=-1 if tile.frame is None else tile.frame,
        duration=tile.duration or 0.0,
        problem=tile.problem or "",
        predictions=[predicted(part) for part in tile.predictions],
        score=score,
        is_changed=tile.work.is_changed,
        assignee=", ".join(tile.work.assignees),
        task_status=task_status,
        reason=tile.work.reason,
        comments=tile.work.comments,
        as_of=as_of,
    )


def predicted(part: PredictedPart) -> values.PredictedPart:
    """One predicted answer."""
    frames = None if part.frame_from is None or part.frame_to is None else (part.frame_from, part.frame_to)
    return values.PredictedPart(
        sys.intern(part.source), part.question, part.confidence, list(part.options), part.number, part.text, frames
    )


def answered(part: LabelPart) -> AnswerPart:
    """One answer."""
    by = part.edited_by or part.created_by or ""
    frames = None if part.frame_from is None or part.frame_to is None else (part.frame_from, part.frame_to)
    return AnswerPart(part.question, list(part.options), part.number, part.text, sys.intern(part.source), by, frames)


def marked(row: ObjectRow, cls: ObjectClass, *, is_predicted: bool) -> values.ObjectPart:
    """One object."""
    return values.ObjectPart(
        cls=row.cls,
        name=cls.name,
        code=cls.code or "",
        color=cls.color or "",
        shape=row.shape,
        area=row.area,
        frame=row.first,
        frames=row.frames,
        by=row.source if is_predicted else row.by,
        confidence=row.confidence,
        predicted=is_predicted,
    )


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
