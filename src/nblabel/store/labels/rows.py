"""An answer tree as rows of the table `label`, and the frames they stand on."""

from __future__ import annotations

from dataclasses import dataclass

from nblabel.domain.answers import AnswerTree
from nblabel.domain.frames import Frames
from nblabel.domain.questions.base import Part
from nblabel.store.rows.piece import Piece

# The one who labels by hand is sure unless told otherwise.
SURE = 1.0


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One row: an option, a number or a text given to a question; a checklist has a row for each option."""

    question: int
    option: int | None = None
    number: float | None = None
    text: str | None = None


def rows_of(tree: AnswerTree) -> list[AnswerRow]:
    """The rows of a tree, the top question's first."""
    return [row for part in tree.parts for row in rows_of_part(part)]


def rows_of_part(part: Part) -> list[AnswerRow]:
    """The rows of one answered question."""
    if part.options:
        return [AnswerRow(part.question, option) for option in part.options]
    return [AnswerRow(part.question, number=part.number, text=part.text)]


def overlap(frames: Frames | None) -> Piece:
    """The condition that a row shares a frame with `frames`; None is the whole item, and so is a row without frames."""
    if frames is None:
        return Piece("true")
    return Piece("(frame_from IS NULL OR (frame_from <= ? AND frame_to >= ?))", (frames.last, frames.first))
