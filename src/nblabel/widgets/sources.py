"""Which models a page may ask about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nblabel.store import predicted
from nblabel.wire.values import SourceInfo

if TYPE_CHECKING:
    from nblabel.widgets.board import Board


def sources(board: Board) -> list[SourceInfo]:
    """The models whose predictions the project holds."""
    found = board.reading.read(lambda cur, scope: predicted.sources(cur, scope))
    return [SourceInfo(name, items, questions) for name, items, questions in found]
