"""An answer tree as rows of the table `label`, and the frames they stand on."""

from __future__ import annotations

from dataclasses import dataclass

from nblabel.domain.answers import AnswerTree
from nblabel.domain.frames import Frames
from nblabel.store.piece import Piece

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
    rows: list[AnswerRow] = []
    for part in tree.parts:
        if part.options:
            rows.extend(AnswerRow(part.question, option) for option in part.options)
        else:
            rows.append(AnswerRow(part.question, number=part.number, text=part.text))
    return rows


def overlap(frames: Frames | None) -> Piece:
    """The condition that a row shares a frame with `frames`; None is the whole item, and so is a row without frames."""
    if frames is None:
        return Piece("true")
    return Piece("(frame_from IS NULL OR (frame_from <= ? AND frame_to >= ?))", (frames.last, frames.first))
