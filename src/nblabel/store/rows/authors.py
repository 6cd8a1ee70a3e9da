"""Who did which operation, and when."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from nblabel.store.file.cursor import Cursor


def authors_of(cur: Cursor, ops: set[int]) -> dict[int, tuple[Any, Any]]:
    """Who did these operations, and when (UTC)."""
    if not ops:
        return {}
    marks = ", ".join("?" * len(ops))
    sql = f"SELECT op_id, annotator, created::TIMESTAMP FROM op WHERE op_id IN ({marks})"
    return {op: (annotator, created.replace(tzinfo=UTC)) for op, annotator, created in cur.execute(sql, [*ops]).rows()}
