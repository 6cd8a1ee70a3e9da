"""Facts that came with a registration and were never compared with the files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nblabel.domain.medium import Medium
from nblabel.domain.query import Query
from nblabel.store.file.cursor import Cursor
from nblabel.store.items.files import with_files
from nblabel.store.query.compile import members
from nblabel.store.rows.piece import together
from nblabel.store.rows.scope import Scope


@dataclass(frozen=True, slots=True)
class TrustedFacts:
    """What was said of the file of one item; None where nothing was."""

    item_id: int
    title: str
    medium: Medium
    width: int | None
    height: int | None
    n_frames: int | None
    fps: float | None
    duration: float | None
    file_size: int | None
    mime: str | None
    detail: Mapping[str, Any]


def trusted_facts(cur: Cursor, scope: Scope, query: Query) -> list[TrustedFacts]:
    """The trusted facts of these items, in the order they were registered."""
    piece = together(
        "SELECT i.item_id, i.kind, i.uri, i.root, i.title, m.width, m.height, m.n_frames, m.fps, m.duration, m.file_size, "
        "m.mime, m.detail::VARCHAR FROM item i JOIN media m USING (item_id) "
        "WHERE {} AND m.trusted AND i.item_id IN ({}) ORDER BY i.item_id",
        scope.rows("i"),
        members(query, scope),
    )
    rows = cur.execute(piece.sql, piece.values).rows()
    media = with_files(cur, [row[:4] for row in rows])
    return [
        TrustedFacts(row[0], row[4], media[row[0]], *row[5:12], json.loads(row[12]) if row[12] else {})  # type: ignore[call-arg]
        for row in rows
    ]
