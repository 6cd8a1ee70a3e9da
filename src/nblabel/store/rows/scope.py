"""Whose rows are meant, and as of when: every read of a project takes one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nblabel.domain.ontology import Ontology
from nblabel.store.rows.piece import Piece

_FEW = 16

if TYPE_CHECKING:
    from nblabel.store.file.cursor import Cursor
    from nblabel.store.rows.held import Held


@dataclass(frozen=True, slots=True)
class Kept:
    """A collection as it stands in the file.

    `query` is JSON (`domain.query_json`), None where it has no rules. `is_touched`: something was added to a live one, or
    kept out of it, by hand.
    """

    ident: int
    title: str
    description: str = ""
    is_live: bool = False
    query: str | None = None
    created_op: int = 0
    is_touched: bool = False


@dataclass(frozen=True, slots=True)
class Scope:
    """A project with its ontology and its collections, now or as it was after operation `as_of`.

    `by_frame`: conditions are asked of single frames of items (`store.query.frames`). `within`: only rows of these items
    are looked at, which makes a question about a few of them cheap whatever it compares. `cur` is where names of models,
    tasks and metrics are looked up, `held` what is remembered of what was read; inside a write there is none.
    `is_through_task`: of a change that goes through a task, so that what somebody has open there is theirs alone.
    """

    project_id: int
    ontology: Ontology
    as_of: int | None = None
    by_frame: bool = False
    collections: tuple[Kept, ...] = ()
    within: tuple[int, ...] = ()
    cur: Cursor | None = field(default=None, compare=False, repr=False)
    held: Held | None = field(default=None, compare=False, repr=False)
    is_through_task: bool = field(default=False, compare=False)

    def rows(self, table: str = "") -> Piece:
        """The condition that a row of `table` (an alias, empty for none) belongs to the project and stands then."""
        own = Piece(f"{_dotted(table)}project_id = ?", (self.project_id,)).also(self.open(table))
        return own.also(self._near(table)) if self.within else own

    def may_have(self, cur: Cursor, table: str) -> bool:
        """Whether a table has rows, of any project and time; True where nothing is remembered."""
        return self.held is None or not self.held.is_empty(cur, table)

    def _near(self, table: str) -> Piece:
        item = f"{_dotted(table)}item_id"
        # Said as a range too, for the zone maps.
        bounds = Piece(f"{item} BETWEEN ? AND ?", (min(self.within), max(self.within)))
        if len(self.within) <= _FEW:
            return bounds.also(Piece(f"{item} IN ({', '.join('?' * len(self.within))})", self.within))
        return bounds.also(Piece(f"{item} IN (SELECT unnest(?::BIGINT[]))", (list(self.within),)))

    def open(self, table: str = "") -> Piece:
        """The condition that a row stands then."""
        dot = _dotted(table)
        if self.as_of is None:
            return Piece(f"{dot}op_to IS NULL")
        return Piece(f"{dot}op_from <= ? AND ({dot}op_to IS NULL OR {dot}op_to > ?)", (self.as_of, self.as_of))


def _dotted(table: str) -> str:
    return f"{table}." if table else ""
