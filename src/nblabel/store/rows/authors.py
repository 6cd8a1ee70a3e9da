"""Who did which operation, and when."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from nblabel.store.file.cursor import Cursor
from nblabel.store.rows.scope import Scope

MOST_KEPT = 10_000


def authors_of(cur: Cursor, scope: Scope, ops: set[int]) -> dict[int, tuple[Any, Any]]:
    """Who did these operations, and when (UTC)."""
    if not ops:
        return {}
    if scope.held is None:
        return _read(cur, ops)
    known = scope.held.authors
    if len(known) > MOST_KEPT:
        known = scope.held.authors = {}
    known |= _read(cur, ops - known.keys())
    return {op: known[op] for op in ops if op in known}


def _read(cur: Cursor, ops: set[int]) -> dict[int, tuple[Any, Any]]:
    if not ops:
        return {}
    marks = ", ".join("?" * len(ops))
    sql = f"SELECT op_id, annotator, created::TIMESTAMP FROM op WHERE op_id IN ({marks})"
    return {op: (annotator, created.replace(tzinfo=UTC)) for op, annotator, created in cur.execute(sql, [*ops]).rows()}
