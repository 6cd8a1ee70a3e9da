"""Names that users gave, as ids: tasks and models."""

from __future__ import annotations

from typing import Literal

from nblabel.errors import QueryError, did_you_mean, listing
from nblabel.store.rows.piece import Piece, together
from nblabel.store.rows.scope import Scope

Named = Literal["task", "source"]

_TABLES: dict[Named, tuple[str, str, str]] = {
    "task": ("task", "task_id", "name"),
    "source": ("source", "source_id", "name"),
}
_CALLED: dict[Named, tuple[str, str]] = {
    "task": ("No task", "No task was made yet: project.tasks.create(name, view) makes one."),
    "source": ("No predictions of", "There are none yet: project.add_predictions(df, source=) adds some."),
}


def names(scope: Scope, kind: Named) -> dict[str, int]:
    """The ids by name, in the order of the names."""
    if scope.cur is None:
        raise ValueError("names are looked up inside a read")
    table, ident, name = _TABLES[kind]
    own = Piece("project_id = ?", (scope.project_id,))
    own = own if kind == "source" else own.also(scope.open())
    piece = together(f"SELECT {name}, {ident} FROM {table} WHERE {{}} ORDER BY lower({name}), {name}", own)
    return dict(scope.cur.execute(piece.sql, piece.values).rows())


def ident_of(scope: Scope, kind: Named, name: str) -> int:
    """The id of this name.

    Raises
    ------
    QueryError
        Where there is none of that name, with the close match.
    """
    known = names(scope, kind)
    if name in known:
        return known[name]
    asked, none = _CALLED[kind]
    there = f"There are: {listing(known)}." if known else none
    raise QueryError(f'{asked} "{name:.60}". {there}{did_you_mean(name, known)}')
