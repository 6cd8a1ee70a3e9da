"""Comments: what was said about items, frames of them, and points in those."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from nblabel.domain.units import item_of, unit
from nblabel.store.file.cursor import Cursor
from nblabel.store.rows.intervals import COMMENT
from nblabel.store.rows.piece import Piece
from nblabel.store.rows.scope import Scope


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment; `x` and `y` are shares of the picture's width and height, `reply_to` is the first of a thread."""

    ident: int
    item_id: int
    frame: int | None
    x: float | None
    y: float | None
    text: str
    reply_to: int
    is_flag: bool
    is_resolved: bool
    created_op: int
    author: str = ""
    at: datetime | None = None
    title: str = ""

    @property
    def on(self) -> int:
        """The id of the item, or of the frame where it is about one."""
        return self.item_id if self.frame is None else unit(self.item_id, self.frame)


def write(cur: Cursor, project_id: int, op_id: int, made: Comment) -> None:
    """Open the row of a comment."""
    marks = ", ".join("?" * len(COMMENT.content))
    cur.execute(
        f"INSERT INTO comment (project_id, {COMMENT.columns}, op_from, op_to) VALUES (?, {marks}, ?, NULL)",
        [project_id, *_row(made), op_id],
    )


def set_resolved(cur: Cursor, project_id: int, op_id: int, known: Comment, resolved: bool) -> None:
    """Let the comment be dealt with, or not."""
    cur.execute(
        "UPDATE comment SET op_to = ? WHERE project_id = ? AND op_to IS NULL AND item_id = ? AND comment_id = ?",
        [op_id, project_id, known.item_id, known.ident],
    )
    write(cur, project_id, op_id, replace(known, is_resolved=resolved))


def one(cur: Cursor, scope: Scope, ident: int) -> Comment | None:
    """The comment of this number."""
    found = _select(cur, scope, Piece("c.comment_id = ?", (ident,)))
    return found[0] if found else None


def of_items(cur: Cursor, scope: Scope, ids: Sequence[int]) -> list[Comment]:
    """The comments on these items (or on the items of these frames), oldest first."""
    items = sorted({item_of(int(ident)) for ident in ids})
    return _select(cur, scope, Piece("list_contains(?::BIGINT[], c.item_id)", (items,))) if items else []


def every(cur: Cursor, scope: Scope) -> list[Comment]:
    """All comments, oldest first."""
    return _select(cur, scope, Piece("true"))


def made_by(cur: Cursor, scope: Scope, op_id: int) -> Comment | None:
    """The comment that an operation made."""
    found = _select(cur, scope, Piece("c.created_op = ?", (op_id,)))
    return found[0] if found else None


def _row(made: Comment) -> tuple[Any, ...]:
    return (
        made.ident,
        made.item_id,
        made.frame,
        made.x,
        made.y,
        made.text,
        made.reply_to,
        made.is_flag,
        made.is_resolved,
        made.created_op,
    )


def _select(cur: Cursor, scope: Scope, condition: Piece) -> list[Comment]:
    where = scope.rows("c").also(condition)
    columns = ", ".join(f"c.{name}" for name in COMMENT.content)
    rows = cur.execute(
        f"SELECT {columns}, coalesce(o.annotator, ''), o.created::TIMESTAMP, coalesce(i.title, '') FROM comment c "
        "LEFT JOIN op o ON o.op_id = c.created_op "
        "LEFT JOIN (SELECT item_id, title FROM item WHERE op_to IS NULL) i ON i.item_id = c.item_id "
        f"WHERE {where.sql} ORDER BY c.comment_id",
        where.values,
    ).rows()
    return [_made(row) for row in rows]


def _made(row: tuple[Any, ...]) -> Comment:
    made = Comment(*row)
    return made if made.at is None else replace(made, at=made.at.replace(tzinfo=UTC))
