"""What the page of a blind review is not told: who labelled, whose an item is, who did what; forged requests included."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from nblabel.errors import NblabelError, NotAllowed
from nblabel.store.history import operations
from nblabel.widgets.naming import pattern_of
from nblabel.wire import looking, messages, planning, tasking, values
from nblabel.wire.predicting import AcceptPlan
from nblabel.wire.writing import Change

if TYPE_CHECKING:
    from nblabel.store.file.cursor import Cursor
    from nblabel.store.rows.scope import Scope
    from nblabel.widgets.board import Board
    from nblabel.widgets.dispatcher import Handler

SOMEBODY = "annotator"
# By these fields one could find out who did what: neither counted nor listed.
PEOPLE = frozenset({"annotator", "assignee"})
# What else a page may ask for would show items by who did them (filters, kept views), or who collected what.
ANSWERED = frozenset(
    {
        "bundle", "hello", "rows", "rows_by_id", "thumbs", "medium", "picture", "strip", "tile", "sound", "refresh",
        "facets", "locate", "plan", "change_plan", "accept_plan", "reject_plan", "history", "ping", "cancel", "next",
        "keep", "queue", "open_task", "comments", "classify", "clear", "paint", "set_status", "tag", "undo", "redo",
        "accept", "reject", "move", "assign", "share", "task_status", "allocation", "comment", "resolve",
    }
)  # fmt: skip

# How reasons begin that end in names.
_OF_PEOPLE = ("assigned to ", "open with ")

T = TypeVar("T")


class Blind:
    """Takes names out of everything that a page is told, but one's own."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._names: tuple[tuple[int, int], re.Pattern[str] | None] = (-1, -1), None

    def answering(self, op: str, handler: Handler) -> Handler:
        """The handler of an op, whose result (or refusal) names nobody."""

        def answer(args: Any) -> Any:
            self._refuse(op, args)
            try:
                done = handler(args)
            except NblabelError as problem:
                problem.args = tuple(self._told(str(part)) for part in problem.args)
                raise
            return (self(done[0]), *done[1:]) if isinstance(done, tuple) else self(done)

        return answer

    def __call__(self, said: T) -> T:
        """The same without names."""
        shown: T = self._in(said)
        return shown

    def _in(self, said: Any) -> Any:
        if isinstance(said, list | tuple):
            return type(said)(map(self._in, said))
        if not isinstance(said, msgspec.Struct):
            return said
        shown = {name: self._in(getattr(said, name)) for name in said.__struct_fields__}
        return msgspec.structs.replace(said, **{**shown, **self._hidden(said)})

    def _hidden(self, said: msgspec.Struct) -> dict[str, Any]:
        """What stands in place of the fields that name people."""
        match said:
            case values.AnswerPart():
                return {"by": said.by if said.by == self._own else ""}
            case values.Row():
                return {"assignee": "", "reason": self._told(said.reason)}
            case values.CommentInfo():
                return {"by": self._who(said.by), "text": self._told(said.text)}
            case values.OpInfo():
                return {"annotator": self._who(said.annotator), "text": self._told(said.text)}
            case messages.Changed() | Change():
                return {"text": self._told(said.text)}
            case values.TaskInfo():
                return {"held": [SOMEBODY] * len(said.held), "notes": [self._told(note) for note in said.notes]}
            case tasking.Next() | tasking.Kept():
                return {"held": [SOMEBODY] * len(said.held)}
            case tasking.Queue() if self._board.session.role != "admin":
                return {"people": [], "annotators": [], "reviewers": []}
            case planning.Plan() | AcceptPlan():
                return {"reasons": self._reasons(said.reasons)}
            case messages.Hello():
                return {
                    "people": [],
                    "facets": [facet for facet in said.facets if facet.name not in PEOPLE],
                    "sorts": [sort for sort in said.sorts if sort.field not in PEOPLE],
                }
        return {}

    def _refuse(self, op: str, args: Any) -> None:
        if op not in ANSWERED or (isinstance(args, looking.FacetsArgs) and not PEOPLE.isdisjoint(args.names)):
            raise NotAllowed(
                f'This review is blind, and "{op}" could tell who labelled what: it is not answered here. '
                "project.explorer() shows it, beside the review."
            )

    def _reasons(self, reasons: dict[str, int]) -> dict[str, int]:
        found: dict[str, int] = {}
        for why, count in reasons.items():
            start = next((start for start in _OF_PEOPLE if why.startswith(start)), "")
            told = f"{start}{SOMEBODY}s" if start else why
            found[told] = found.get(told, 0) + count
        return found

    @property
    def _own(self) -> str:
        return self._board.session.annotator

    def _who(self, name: str) -> str:
        return name if name in ("", self._own) else SOMEBODY

    def _told(self, text: str) -> str:
        """A text with "annotator" in place of each other person's name: a sentence of ours, or what somebody typed."""
        if not text:
            return text
        stamp, pattern = self._names
        if stamp != self._board.session.db.stamp:
            stamp, names = self._board.reading.read(self._asked)
            pattern = pattern_of((name for name in names if name != self._own), self._own)
            self._names = stamp, pattern
        return pattern.sub(SOMEBODY, text) if pattern else text

    def _asked(self, cur: Cursor, scope: Scope) -> tuple[tuple[int, int], list[str]]:
        return self._board.session.db.stamp, operations.everybody(cur, scope.project_id)
