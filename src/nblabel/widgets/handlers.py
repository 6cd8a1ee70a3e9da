"""Who answers which request of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nblabel.widgets.collecting import Collects
from nblabel.widgets.dispatcher import Dispatcher
from nblabel.widgets.exploring import Explores
from nblabel.widgets.looks import Looks
from nblabel.widgets.measuring import Measures
from nblabel.widgets.predicting import Predicts
from nblabel.widgets.reads import Reads
from nblabel.widgets.tasking import Tasks
from nblabel.widgets.writes import Writes
from nblabel.wire.messages import ARGS

if TYPE_CHECKING:
    from nblabel.widgets.background import Background
    from nblabel.widgets.blind import Blind
    from nblabel.widgets.board import Board


def dispatcher_of(
    board: Board,
    settings: dict[str, object],
    bundle: str,
    background: Background | None = None,
    blind: Blind | None = None,
) -> Dispatcher:
    """Answers every request about a board: each op is a method of the room that has one of its name."""
    others = (Looks, Explores, Predicts, Collects, Tasks, Measures)
    rooms = (Reads(board, settings, bundle), Writes(board), *(room(board) for room in others), background)
    found = {op: getattr(room, op) for op in ARGS for room in rooms if hasattr(room, op)}
    if blind is not None:
        found = {op: blind.answering(op, handler) for op, handler in found.items()}
    return Dispatcher(found)
