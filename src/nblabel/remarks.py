"""Comments on items, frames and points of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from nblabel import ops
from nblabel.domain.tasking import Remark, Resolve
from nblabel.domain.units import unit
from nblabel.errors import TaskError, in_line
from nblabel.receipt import Receipt
from nblabel.store.work import comments
from nblabel.store.work.comments import Comment as Row

if TYPE_CHECKING:
    from datetime import datetime

    import pandas as pd

    from nblabel.items import Item
    from nblabel.reading import Reading


class Comment:
    """Something said about an item, a frame of it or a point in it, with its replies.

    Examples
    --------
    >>> comment = item.comment("box too loose", x=0.4, y=0.2)
    >>> comment.reply("done")
    >>> comment.resolve()
    """

    def __init__(self, reading: Reading, row: Row) -> None:
        self._reading = reading
        self._row = row

    @property
    def id(self) -> int:
        """Its number."""
        return self._row.ident

    @property
    def item_id(self) -> int:
        """The item that it is on."""
        return self._row.item_id

    @property
    def frame(self) -> int | None:
        """The frame that it is on, None for the item as a whole."""
        return self._row.frame

    @property
    def point(self) -> tuple[float, float] | None:
        """The point it is pinned to, as shares of the picture's width and height."""
        return None if self._row.x is None or self._row.y is None else (self._row.x, self._row.y)

    @property
    def text(self) -> str:
        """What was said."""
        return self._row.text

    @property
    def author(self) -> str:
        """Who said it."""
        return self._row.author

    @property
    def at(self) -> datetime | None:
        """When (UTC)."""
        return self._row.at

    @property
    def is_flag(self) -> bool:
        """Whether it flags the item."""
        return self._row.is_flag

    @property
    def is_resolved(self) -> bool:
        """Whether it is dealt with, as of now."""
        found = self._reading.read(lambda cur, scope: comments.one(cur, scope, self._row.reply_to or self.id))
        return found is not None and found.is_resolved

    @property
    def item(self) -> Item:
        """The item, or the frame, that it is on."""
        from nblabel.items import Item

        return Item(self._reading, self._row.on)

    @property
    def replies(self) -> list[Comment]:
        """The answers to it, oldest first."""
        found = self._reading.read(lambda cur, scope: comments.of_items(cur, scope, [self.item_id]))
        return [Comment(self._reading, row) for row in found if row.reply_to == self.id]

    def reply(self, text: str) -> Comment:
        """Answer it.

        Examples
        --------
        >>> comment.reply("done")
        """
        return say(self._reading, Remark(item=self._row.on, text=text, reply_to=self.id))

    def resolve(self, resolved: bool = True) -> Receipt:
        """Mark it as dealt with, with its replies; or open it again.

        Examples
        --------
        >>> comment.resolve()
        """
        return Receipt(
            self._reading, ops.run(self._reading.for_writing(), Resolve(comment=self.id, resolved=bool(resolved)))
        )

    def __repr__(self) -> str:
        where = f"item {self.item_id}" + ("" if self.frame is None else f", frame {self.frame}")
        flag = "flag, " if self.is_flag else ""
        return f"Comment {self.id} by {in_line(self.author)} ({flag}{where}): {in_line(self.text, 200)}"


class Comments:
    """The comments of a project or of an item, oldest first.

    Examples
    --------
    >>> project.comments.open
    >>> project.comments.to_df()
    """

    def __init__(self, reading: Reading, item_id: int | None = None) -> None:
        self._reading = reading
        self._item_id = item_id

    @property
    def open(self) -> list[Comment]:
        """Those that are not dealt with; replies belong to what they answer."""
        return [comment for comment in self if not comment._row.is_resolved and not comment._row.reply_to]

    def to_df(self) -> pd.DataFrame:
        """One row a comment.

        Returns
        -------
        DataFrame
            Columns comment_id, item_id, title, frame, x, y, text, author, at (UTC), reply_to, flag, resolved.
        """
        import pandas as pd

        names = [
            "comment_id",
            "item_id",
            "title",
            "frame",
            "x",
            "y",
            "text",
            "author",
            "at",
            "reply_to",
            "flag",
            "resolved",
        ]
        rows = [
            (
                row.ident, row.item_id, row.title, row.frame, row.x, row.y, row.text, row.author, row.at,
                row.reply_to or None, row.is_flag, row.is_resolved,
            )
            for row in self._rows
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=names).astype({"frame": "Int64", "reply_to": "Int64"})

    @property
    def _rows(self) -> list[Row]:
        item = self._item_id
        if item is None:
            return self._reading.read(comments.every)
        return self._reading.read(lambda cur, scope: comments.of_items(cur, scope, [item]))

    def __getitem__(self, ident: int) -> Comment:
        for row in self._rows:
            if row.ident == ident:
                return Comment(self._reading, row)
        raise TaskError(f"No comment {ident!r:.40} here: .to_df() lists them.")

    def __iter__(self) -> Iterator[Comment]:
        return (Comment(self._reading, row) for row in self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        lines = [repr(Comment(self._reading, row)) for row in self._rows[-20:]]
        return "\n".join([f"{len(self):,} comments, {len(self.open):,} open", *lines])


def say(reading: Reading, command: Remark) -> Comment:
    """Write a comment; the comment."""
    change = ops.run(reading.for_writing(), command)
    made = reading.read(lambda cur, scope: comments.made_by(cur, scope, change.op_id))
    if made is None:
        raise TaskError("The comment was taken back meanwhile.")
    return Comment(reading, made)


def on(item: Item, frame: int | None) -> int:
    """The id of what is meant: the item, or a frame of it."""
    return item.id if frame is None else unit(item.item_id, frame)
