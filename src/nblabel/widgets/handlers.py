"""Who answers which request of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nblabel.widgets.dispatcher import Dispatcher
from nblabel.widgets.looks import Looks
from nblabel.widgets.reads import Reads
from nblabel.widgets.writes import Writes
from nblabel.wire.messages import ARGS

if TYPE_CHECKING:
    from nblabel.widgets.board import Board


def dispatcher_of(board: Board, settings: dict[str, object], bundle: str) -> Dispatcher:
    """Answers every request about a board: each op is a method of the room that has one of its name."""
    rooms = (Reads(board, settings, bundle), Writes(board), Looks(board))
    return Dispatcher({op: next(getattr(room, op) for room in rooms if hasattr(room, op)) for op in ARGS})
