"""Messages that write: each carries an `op_id` made by the page, and is answered by the change it made."""

from __future__ import annotations

from typing import Literal

from nblabel.wire.values import AnswerPart, Row, Status, Target, UndoState, Value


class ClassifyArgs(Value, frozen=True):
    """Answer the root question `question` with the tree `answers`; `op_id` makes a retry harmless.

    `statuses` (empty: all) narrows to items in these. `task`: it is done within a task, whose own status `task_status` they
    get ("": none). Of many items `progress` events name the `op_id`, and `cancel` stops it with nothing written.
    """

    op_id: str
    target: Target
    question: int
    answers: list[AnswerPart]
    override: bool = False
    set_status: Status | None = None
    frames: tuple[int, int] | None = None
    conflict: Literal["same", "any"] = "same"
    statuses: list[Status] = []
    task: int = 0
    task_status: str = ""


class ClearArgs(Value, frozen=True):
    """Remove the answer to the root question `question`; `statuses` (empty: all) narrows the target to items in these."""

    op_id: str
    target: Target
    question: int
    frames: tuple[int, int] | None = None
    statuses: list[Status] = []


class SetStatusArgs(Value, frozen=True):
    """Move the target, or those of it in `statuses`, to a status."""

    op_id: str
    target: Target
    status: Status
    statuses: list[Status] = []


class TagArgs(Value, frozen=True):
    """Put a tag on the target, or those of it in `statuses`, or take it off."""

    op_id: str
    target: Target
    tag: str
    remove: bool = False
    statuses: list[Status] = []


class UndoArgs(Value, frozen=True):
    """Undo operation `op`, or one's own last one that is not undone (0)."""

    op_id: str
    op: int = 0


class RedoArgs(Value, frozen=True):
    """Redo what one undid last."""

    op_id: str


class PaintArgs(Value, frozen=True):
    """One drag of the paint mode: items to answer, items to clear, as one operation."""

    op_id: str
    question: int
    answers: list[AnswerPart]
    ids: list[int]
    erase: list[int]


class Change(Value, frozen=True):
    """What a write did: counts, the changed rows that this page asked for lately, and the line of Python.

    `first` is the place of the first changed item in the ranking (-1: none is in it), so that an undo can scroll there.
    """

    op: int
    kind: str
    text: str
    revision: int
    counts: dict[str, int]
    rows: list[Row]
    undo: UndoState
    code: str
    first: int = -1
    repeated: bool = False
    problems: list[tuple[str, str]] = []
