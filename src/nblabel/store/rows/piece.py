"""SQL text together with the values bound in it, so that neither is ever without the other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a statement; `values` stand in the order of its question marks.

    A condition that an item is in a table (or, with `is_out`, is not) knows that table as `found`, `SELECT item_id ...`.

    Examples
    --------
    >>> Piece("width > ?", (100,)).also(Piece("height > ?", (50,)))
    Piece(sql='width > ? AND height > ?', values=(100, 50))
    """

    sql: str
    values: tuple[Any, ...] = ()
    found: Piece | None = field(default=None, compare=False, repr=False)
    is_out: bool = field(default=False, compare=False, repr=False)

    def negative(self) -> Piece:
        """The condition that this one does not hold."""
        return Piece(f"(NOT {self.sql})", self.values, self.found, not self.is_out)

    def also(self, *others: Piece) -> Piece:
        """Both conditions."""
        return joined(" AND ", (self, *others))

    def put(self, frame: str) -> Piece:
        """The piece inside a text, in place of its one `{}`."""
        return Piece(frame.replace("{}", self.sql), self.values)


def in_table(rows: Piece) -> Piece:
    """The condition that the item `i` is in a table, given with its condition.

    Examples
    --------
    >>> in_table(Piece("tag WHERE tag = ?", ("night",))).sql
    'i.item_id IN (SELECT item_id FROM tag WHERE tag = ?)'
    """
    found = rows.put("SELECT item_id FROM {}")
    return Piece(f"i.item_id IN ({found.sql})", found.values, found)


def joined(sign: str, pieces: Iterable[Piece]) -> Piece:
    """Pieces one after the other with `sign` in between."""
    every = tuple(pieces)
    return Piece(sign.join(piece.sql for piece in every), tuple(value for piece in every for value in piece.values))


def together(frame: str, *pieces: Piece) -> Piece:
    """A text with a `{}` for each piece, in their order."""
    texts = frame.split("{}")
    if len(texts) != len(pieces) + 1:
        raise ValueError(f"{len(pieces)} pieces for {len(texts) - 1} places in {frame!r}")
    sql = texts[0] + "".join(piece.sql + text for piece, text in zip(pieces, texts[1:], strict=True))
    return Piece(sql, tuple(value for piece in pieces for value in piece.values))
