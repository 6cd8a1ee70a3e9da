"""Which rows of labels or predictions can be told from sets of items: those of a query that asks nothing of a row that it does not
ask of its item.
"""

from __future__ import annotations

from nblabel.domain.operands import Answer, Predicted
from nblabel.domain.query import Query
from nblabel.store.file.cursor import Cursor
from nblabel.store.query.named import ident_of, names
from nblabel.store.reading.rowed_held import Cell, Cells, held_rows
from nblabel.store.reading.rowed_narrow import Sort, every, of_rows, row_key
from nblabel.store.rows.scope import Scope


def known_rows(cur: Cursor, scope: Scope, query: Query, sort: Sort) -> Cells | None:
    """The rows of a query from memory; None where it asks more of a row than of its item."""
    if scope.held is None:
        return None
    keyed = None
    if row_key(query, scope, sort) is not None:
        match query.order[0].operand:
            case Predicted(source, question) if scope.ontology.place(question).question.kind != "checklist":
                asked = scope.ontology.place(question)
                keyed = _predicted_cell(scope, source, asked.root.ident) if asked.question == asked.root else None
        if keyed is None:
            return None
    return held_rows(cur, scope, query, sort, _asked_of(cur, query, scope, sort), keyed)


def _asked_of(cur: Cursor, query: Query, scope: Scope, sort: Sort) -> list[Cell]:
    """The questions (and models) whose rows a query means; none where it asks more of a row than of its item."""
    told = {(one.root, one.source or 0) for expr in every(query) for one in of_rows(expr, scope, sort)}
    if any(root is None for root, _ in told):
        return []
    roots = [question.ident for question in scope.ontology.questions]
    if sort == "label":
        cells = [Cell(root, 0, Answer(root)) for root in roots]
    else:
        there, known = _predicted_there(cur, scope), names(scope, "source").items()
        by_id = sorted(known, key=lambda one: one[1])
        cells = [
            Cell(root, ident, Predicted(name, root))
            for root in roots
            for name, ident in by_id
            if (ident, root) in there
        ]
    return [one for one in cells if not told or (one.root, one.source) in told]


def _predicted_cell(scope: Scope, source: str, root: int) -> Cell:
    return Cell(root, ident_of(scope, "source", source), Predicted(source, root))


def _predicted_there(cur: Cursor, scope: Scope) -> set[tuple[int, int]]:
    """Which model predicts something for which top question."""
    piece = scope.rows().put("SELECT DISTINCT source_id, root FROM prediction WHERE {}")

    def find() -> tuple[set[tuple[int, int]], int]:
        rows = cur.execute(piece.sql, piece.values).rows()
        return {(source, root) for source, root in rows}, 64 * (len(rows) + 1)

    assert scope.held is not None
    found: set[tuple[int, int]] = scope.held.get(cur, "predicted", piece, find)
    return found
