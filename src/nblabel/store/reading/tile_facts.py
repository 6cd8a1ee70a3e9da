"""What stands of items in the tables that have one row an item."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from nblabel.store.file.cursor import Cursor
from nblabel.store.reading.tile_held import held_statuses
from nblabel.store.rows.piece import Piece
from nblabel.store.rows.scope import Scope

# Of items without a row in the table of statuses, and in that of headers.
_AT_FIRST = "annotate", ""
_NO_SIZES = (None,) * 6


class Facts(NamedTuple):
    """What stands of an item in tables with one row an item."""

    item_id: int
    uri: str
    title: str
    kind: str
    dataset: str
    status: str
    reason: str
    width: int | None
    height: int | None
    n_frames: int | None
    fps: float | None
    duration: float | None
    problem: str | None


def facts_of(cur: Cursor, scope: Scope, asked: Piece, items: Sequence[int]) -> list[Facts]:
    """Two or three statements: joined, planning alone would take longer. `asked` is the condition on these items."""
    where = scope.rows("i").also(asked)

    def rows(sql: str, condition: Piece = where) -> list[tuple[Any, ...]]:
        piece = condition.put(sql)
        return cur.execute(piece.sql, piece.values).rows()

    sizes = {
        row[0]: row[1:]
        for row in rows(
            "SELECT i.item_id, i.width, i.height, i.n_frames, i.fps, i.duration, nullif(i.problem, '') FROM media i WHERE {}",
            asked,
        )
    }
    statuses = held_statuses(cur, scope, items) if scope.may_have(cur, "status") else {}
    if statuses is None:
        stand = rows("SELECT i.item_id, i.status, i.reason FROM status i WHERE {}")
        statuses = {item: (status, reason) for item, status, reason in stand}
    found = rows("SELECT i.item_id, i.uri, i.title, i.kind, coalesce(i.dataset, '') FROM item i WHERE {}")
    return [_facts(row, statuses.get(row[0], _AT_FIRST), sizes.get(row[0], _NO_SIZES)) for row in found]


def _facts(row: tuple[Any, ...], status: tuple[str, str], sizes: tuple[Any, ...]) -> Facts:
    return Facts._make((*row, *status, *sizes))
