"""What tasks are called, for the rows of a widget: read again after a change only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nblabel.domain.tasking import task_of
from nblabel.widgets import workload

if TYPE_CHECKING:
    from nblabel.store.reading.tiles import Tile
    from nblabel.widgets.board import Board


class TaskNames:
    """The tasks of a project by their numbers."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._known: tuple[tuple[int, int], dict[int, str]] = (-1, -1), {}

    def told(self, tile: Tile) -> str:
        """What a row tells of the statuses that its item has in tasks; few items have any."""
        if not tile.work.statuses:
            return ""
        return workload.told_status(tile.work.statuses, self._all(), task_of(self._board.base._query))

    def number(self, name: str, *, as_known: bool) -> int:
        """The number of the task of that name, 0 where there is none; `as_known`: as it was when it was last asked."""
        known = {called: number for number, called in self._known[1].items()}
        if not as_known or name not in known:
            known = {called: number for number, called in self._all().items()}
        return known.get(name, 0)

    def _all(self) -> dict[int, str]:
        stamp, names = self._known
        if stamp != self._board.session.db.stamp:
            self._known = stamp, names = self._board.reading.read(
                lambda cur, scope: (self._board.session.db.stamp, workload.task_names(cur, scope))
            )
        return names
