"""Whose rows are meant, and as of when: every read of a project takes one."""

from __future__ import annotations

from dataclasses import dataclass

from nblabel.domain.ontology import Ontology
from nblabel.store.piece import Piece


@dataclass(frozen=True, slots=True)
class Scope:
    """A project with its ontology, now or as it was after operation `as_of`.

    `by_frame`: conditions are asked of single frames of items (`store.compile_frames`).
    """

    project_id: int
    ontology: Ontology
    as_of: int | None = None
    by_frame: bool = False

    def rows(self, table: str = "") -> Piece:
        """The condition that a row of `table` (an alias, empty for none) belongs to the project and stands then."""
        return Piece(f"{_dotted(table)}project_id = ?", (self.project_id,)).also(self.open(table))

    def open(self, table: str = "") -> Piece:
        """The condition that a row stands then."""
        dot = _dotted(table)
        if self.as_of is None:
            return Piece(f"{dot}op_to IS NULL")
        return Piece(f"{dot}op_from <= ? AND ({dot}op_to IS NULL OR {dot}op_to > ?)", (self.as_of, self.as_of))


def _dotted(table: str) -> str:
    return f"{table}." if table else ""
