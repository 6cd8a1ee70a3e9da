"""SQL text together with the values bound in it, so that neither is ever without the other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a statement; `values` stand in the order of its question marks.

    Examples
    --------
    >>> Piece("width > ?", (100,)).also(Piece("height > ?", (50,)))
    Piece(sql='width > ? AND height > ?', values=(100, 50))
    """

    sql: str
    values: tuple[Any, ...] = ()

    def also(self, *others: Piece) -> Piece:
        """Both conditions."""
        return joined(" AND ", (self, *others))

    def put(self, frame: str) -> Piece:
        """The piece inside a text, in place of its one `{}`."""
        return Piece(frame.replace("{}", self.sql), self.values)


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
