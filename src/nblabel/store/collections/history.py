"""Who added how much to a collection and took how much out, and how much each holds."""

from __future__ import annotations

import json
from datetime import UTC
from typing import Any

from nblabel.domain.query import InCollection, Query, is_framed
from nblabel.errors import NblabelError
from nblabel.store.file.cursor import Cursor
from nblabel.store.query import views
from nblabel.store.query.collections import rules
from nblabel.store.rows.piece import together
from nblabel.store.rows.scope import Kept, Scope

MOST = 1_000


def history(cur: Cursor, scope: Scope, ident: int) -> list[tuple[Any, ...]]:
    """Rows (op_id, at, annotator, what, added, removed), newest first, what took those back included."""
    latest = 2**62 if scope.as_of is None else scope.as_of
    rows = cur.execute(
        """
        WITH RECURSIVE own AS (
            SELECT op_id, (params->>'$.added')::BIGINT AS added, (params->>'$.removed')::BIGINT AS removed FROM op
            WHERE project_id = $project AND op_id <= $latest AND (params->>'$.collection')::BIGINT = $ident
            UNION ALL
            SELECT op.op_id, own.removed, own.added FROM op JOIN own ON op.undoes = own.op_id
            WHERE op.project_id = $project AND op.op_id <= $latest
        )
        SELECT op_id, created::TIMESTAMP, annotator, params->>'$.text', counts, undoes, own.added, own.removed
        FROM own JOIN op USING (op_id) ORDER BY op_id DESC LIMIT $most
        """,
        {"project": scope.project_id, "latest": latest, "ident": ident, "most": MOST},
    ).rows()
    return [_change(*row) for row in rows]


def counts(cur: Cursor, scope: Scope) -> dict[int, int | None]:
    """How many items (or frames) each collection holds; None where its rules cannot be asked any more."""
    piece = together(
        "SELECT collection_id, sum(coalesce(frame_to - frame_from + 1, 1))::BIGINT FROM member "
        "WHERE {} AND way <> 'removed' GROUP BY collection_id",
        scope.rows(),
    )
    listed: dict[int, int | None] = dict(cur.execute(piece.sql, piece.values).rows())
    return {
        kept.ident: _found(cur, scope, kept) if kept.is_live else listed.get(kept.ident, 0)
        for kept in scope.collections
    }


def by_hand(cur: Cursor, scope: Scope) -> dict[int, tuple[int, int]]:
    """How many items (or frames) were added to each by hand, and kept out of it."""
    piece = together(
        "SELECT collection_id, coalesce(sum(coalesce(frame_to - frame_from + 1, 1)) FILTER (way = 'added'), 0)::BIGINT, "
        "coalesce(sum(coalesce(frame_to - frame_from + 1, 1)) FILTER (way = 'removed'), 0)::BIGINT FROM member "
        "WHERE {} AND way <> 'rule' GROUP BY collection_id",
        scope.rows(),
    )
    return {ident: (added, removed) for ident, added, removed in cur.execute(piece.sql, piece.values).rows()}


def makers(cur: Cursor, scope: Scope) -> dict[int, tuple[str, Any]]:
    """Who made each collection, and when (UTC)."""
    ops = [kept.created_op for kept in scope.collections]
    rows = cur.execute(
        "SELECT op_id, annotator, created::TIMESTAMP FROM op WHERE op_id IN (SELECT unnest(?::BIGINT[]))", [ops]
    ).rows()
    known = {op: (annotator, created.replace(tzinfo=UTC)) for op, annotator, created in rows}
    return {kept.ident: known[kept.created_op] for kept in scope.collections if kept.created_op in known}


def _found(cur: Cursor, scope: Scope, kept: Kept) -> int | None:
    try:
        query = rules(scope, kept)
        own = Query(where=(InCollection(kept.title),))
        return views.count(cur, scope, query if query is not None and is_framed(query) and not kept.is_touched else own)
    except NblabelError:
        return None


def _change(
    op_id: int, at: Any, annotator: str, text: str, counted: str, undoes: int | None, added: int, removed: int
) -> tuple[Any, ...]:
    """Of what was taken back in part, as much as was."""
    if undoes is not None and not (added and removed):
        done = json.loads(counted).get("applied", 0)
        added, removed = min(added, done), min(removed, done)
    return op_id, at.replace(tzinfo=UTC), annotator, text, added, removed
