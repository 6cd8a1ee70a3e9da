"""What all rooms that answer a page share: the board, and carrying out a command of the page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from nblabel import ops
from nblabel.domain.commands import Classify, Clear, Command, Paint
from nblabel.errors import ProtocolError
from nblabel.widgets import translate, workload
from nblabel.widgets.ranking import as_ids
from nblabel.widgets.reads import undo_state
from nblabel.wire import values
from nblabel.wire import writing as wire

if TYPE_CHECKING:
    from nblabel.domain.changes import Change
    from nblabel.widgets.board import Board

MOST_OP_ID = 64


class Room:
    """Answers some ops: each is a method of that name."""

    def __init__(self, board: Board) -> None:
        self._board = board

    def run(self, command: Command, code: str, ids: Sequence[int] = ()) -> wire.Change:
        """Carry out; `ids` are the items meant, where the page named them one by one."""
        board = self._board
        command = workload.through_task(board, command, ids)
        with board.writing():
            done = ops.run(board.reading.for_writing(), command, early=True)
        return wire.Change(
            op=done.op_id,
            kind=done.kind,
            text=done.text,
            revision=done.op_id,
            counts=dict(done.counts),
            rows=self._rows(command, done, ids),
            undo=undo_state(board),
            code=code,
            first=self._first(done),
            repeated=done.repeated,
            problems=list(done.problems),
        )

    def _rows(self, command: Command, done: Change, ids: Sequence[int]) -> list[values.Row]:
        """The rows that the page holds of what was changed; what can be told without reading is not read."""
        board = self._board
        # An answer may bring an item into a live collection, whose title is a tag on it.
        is_plain = not any(kept.is_live for kept in board.reading.scope().collections)
        is_all = bool(done.op_id) and done.counts["applied"] == len(ids)
        if is_plain and is_all and done.counts.keys() <= {"applied", "overwritten"}:
            known = self._told(command, ids)
            if known is not None:
                return known
        if done.op_id:
            board.shown.follow(done.items)
        recent = board.shown.recent(done.items if done.op_id else ids)
        is_answer = isinstance(command, Clear | Paint) or (isinstance(command, Classify) and not command.set_status)
        return board.shown.answered(recent) if is_answer and is_plain else board.shown.rows(recent)

    def _told(self, command: Command, ids: Sequence[int]) -> list[values.Row] | None:
        if isinstance(command, Clear) and command.frames is None:
            return self._board.shown.after(ids, command.root, [])
        if isinstance(command, Classify) and command.frames is None and command.set_status is None:
            by = self._board.session.annotator
            return self._board.shown.after(ids, command.answer.root, translate.answers(command.answer, by))
        return None

    def _first(self, done: Change) -> int:
        places = self._board.ranking.positions(as_ids(done.items))
        found = places[places >= 0]
        return int(found.min()) if len(found) else -1


def checked(op_id: str) -> str:
    """The id that the page made for its change."""
    if not 8 <= len(op_id) <= MOST_OP_ID:
        raise ProtocolError(f"An op_id has 8 to {MOST_OP_ID} characters, not {len(op_id)}.")
    return op_id
