"""What there is to filter and sort by in a project, beside its questions: models, tasks, metrics, metadata keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from nblabel.store.file.cursor import Cursor
from nblabel.store.measured import metrics, vectors
from nblabel.store.query.named import names
from nblabel.store.rows.piece import Piece, together
from nblabel.store.rows.scope import Scope

MOST_KEYS = 20
_LOOKED_AT = 1000


@dataclass(frozen=True, slots=True)
class Source:
    """A model with the items it predicts something for, the top questions it answers, and whether it finds objects."""

    name: str
    items: int
    questions: tuple[int, ...]
    has_objects: bool = False


@dataclass(frozen=True, slots=True)
class Inventory:
    """`keys` are metadata keys, with whether they hold numbers; the flags say which facets would tell items apart."""

    sources: tuple[Source, ...] = ()
    tasks: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ()
    keys: tuple[tuple[str, bool], ...] = ()
    people: tuple[str, ...] = ()
    has_vectors: bool = False
    has_objects: bool = False
    has_assignments: bool = False
    has_changed: bool = False
    has_kinds: bool = False
    has_datasets: bool = False
    has_folders: bool = False


def inventory(cur: Cursor, scope: Scope) -> Inventory:
    """What stands in the file now."""
    kinds, datasets, folders = _spread(cur, scope)
    return Inventory(
        sources=_sources(cur, scope),
        tasks=tuple(names(scope, "task")),
        metrics=tuple(metrics.names(cur, scope)),
        has_vectors=bool(vectors.spaces(cur, scope.project_id)),
        keys=_keys(cur, scope),
        people=_people(cur, scope),
        has_objects=_any(cur, scope, "object"),
        has_assignments=_any(cur, scope, "assignment"),
        has_changed=_any(cur, scope, "changed"),
        has_kinds=kinds > 1,
        has_datasets=datasets > 0,
        has_folders=folders > 1,
    )


def _sources(cur: Cursor, scope: Scope) -> tuple[Source, ...]:
    known = names(scope, "source")
    if not known:
        return ()
    piece = scope.rows().put(
        "SELECT source_id, list(DISTINCT root), count(DISTINCT item_id) FROM prediction WHERE {} GROUP BY source_id"
    )
    found = {ident: (roots, items) for ident, roots, items in _rows(cur, scope, piece)}
    marked = _rows(cur, scope, scope.rows().put("SELECT DISTINCT source_id FROM predicted_object WHERE {}"))
    order = {question.ident: number for number, question in enumerate(scope.ontology.questions)}
    made = []
    for name, ident in known.items():
        roots, items = found.get(ident, ([], 0))
        asked = tuple(sorted((root for root in roots if root in order), key=order.__getitem__))
        made.append(Source(name, items, asked, (ident,) in marked))
    return tuple(made)


def _people(cur: Cursor, scope: Scope) -> tuple[str, ...]:
    standing = Piece("project_id = ?", (scope.project_id,)).also(scope.open())
    piece = standing.put("SELECT name FROM person WHERE {} ORDER BY name")
    return tuple(name for (name,) in cur.execute(piece.sql, piece.values).rows())


def _keys(cur: Cursor, scope: Scope) -> tuple[tuple[str, bool], ...]:
    """Told by some items with metadata; a key that only others have is filtered by in Python."""
    piece = together(
        "SELECT key, bool_and(json_type(meta, '/' || replace(replace(key, '~', '~0'), '/', '~1')) "
        "IN ('UBIGINT', 'BIGINT', 'DOUBLE', 'NULL')) "
        "FROM (SELECT meta, unnest(json_keys(meta)) AS key FROM (SELECT meta FROM item WHERE {} AND meta IS NOT NULL LIMIT {})) "
        "GROUP BY key ORDER BY count(*) DESC, key LIMIT {}",
        scope.rows(),
        Piece(str(_LOOKED_AT)),
        Piece(str(MOST_KEYS)),
    )
    return tuple((key, bool(numeric)) for key, numeric in _rows(cur, scope, piece))


def _any(cur: Cursor, scope: Scope, table: str) -> bool:
    piece = scope.rows().put(f"SELECT EXISTS (SELECT 1 FROM {table} WHERE {{}})")
    return bool(cur.execute(piece.sql, piece.values).value())


def _spread(cur: Cursor, scope: Scope) -> tuple[int, int, int]:
    """How many kinds, named datasets and folders there are, roughly."""
    piece = scope.rows().put(
        "SELECT approx_count_distinct(kind), approx_count_distinct(nullif(dataset, '')), approx_count_distinct(folder) FROM item WHERE {}"
    )
    kinds, datasets, folders = _rows(cur, scope, piece)[0]
    return kinds, datasets, folders


def _rows(cur: Cursor, scope: Scope, piece: Piece) -> list[tuple[Any, ...]]:
    """The answer, remembered until the table is written: a click changes none of these."""

    def find() -> tuple[list[tuple[Any, ...]], int]:
        rows = cur.execute(piece.sql, piece.values).rows()
        return rows, 64 * (len(rows) + 1)

    found: list[tuple[Any, ...]] = find()[0] if scope.held is None else scope.held.get(cur, "rows", piece, find)
    return found
