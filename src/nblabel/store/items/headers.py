"""What file headers said, kept as facts: they belong to no operation and are not undone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nblabel.domain.medium import Medium
from nblabel.domain.query import Query, items_query
from nblabel.store.file.cursor import Cursor
from nblabel.store.items.files import with_files
from nblabel.store.query.compile import members
from nblabel.store.rows.ids import among
from nblabel.store.rows.piece import Piece, together
from nblabel.store.rows.scope import Scope


@dataclass(frozen=True, slots=True)
class MediaRow:
    """The facts of one item; sizes are 0 where the file has a `problem`, `detail` is JSON."""

    item_id: int
    width: int
    height: int
    orientation: int
    n_frames: int
    file_size: int
    mtime_ns: int
    mime: str | None
    problem: str | None
    fps: float = 0.0
    duration: float = 0.0
    detail: str | None = None


def without_header(
    cur: Cursor, scope: Scope, query: Query | None = None, *, after: int = 0, most: int | None = None
) -> tuple[np.ndarray, list[Medium]]:
    """Ids (ascending) and media of the items whose header nobody has read yet.

    Parameters
    ----------
    query
        Only among these items (of frames: their items); all of the project by default.
    after, most
        Only ids above `after`, and at most so many.
    """
    piece = together(
        "SELECT item_id, kind, uri, root FROM item WHERE {} AND {} AND item_id IN ({}) "
        "AND item_id NOT IN (SELECT item_id FROM media WHERE n_frames IS NOT NULL) ORDER BY item_id{}",
        scope.rows(),
        Piece("item_id > ?", (after,)),
        members(Query() if query is None else items_query(query), scope),
        Piece("") if most is None else Piece(" LIMIT ?", (most,)),
    )
    found = cur.execute(piece.sql, piece.values).rows()
    made = with_files(cur, found)
    return np.fromiter(made, np.int64, len(made)), list(made.values())


def are_read(cur: Cursor, scope: Scope, query: Query) -> bool:
    """Whether the headers of all these items are known: cheaper to ask than which of them are not."""
    piece = members(query, scope)
    ids = cur.execute(piece.sql, piece.values).arrays()["item_id"]
    piece = among(ids).put("SELECT count(DISTINCT i.item_id) FROM media i WHERE {}")
    return len(ids) == cur.execute(piece.sql, piece.values).value()


def newest_item(cur: Cursor) -> int:
    """The highest item id of the file."""
    return int(cur.execute("SELECT max(item_id) FROM item").value() or 0)


def save(cur: Cursor, rows: Sequence[MediaRow]) -> None:
    """Write facts; items that have some already (another process was faster) keep them."""
    if not rows:
        return
    columns = {
        "item_id": np.array([row.item_id for row in rows], dtype=np.int64),
        "width": np.array([row.width for row in rows], dtype=np.int32),
        "height": np.array([row.height for row in rows], dtype=np.int32),
        "orientation": np.array([row.orientation for row in rows], dtype=np.int8),
        "n_frames": np.array([row.n_frames for row in rows], dtype=np.int32),
        "file_size": np.array([row.file_size for row in rows], dtype=np.int64),
        "mtime_ns": np.array([row.mtime_ns for row in rows], dtype=np.int64),
        "mime": np.array([row.mime for row in rows], dtype=object),
        "problem": np.array([row.problem for row in rows], dtype=object),
        "fps": np.array([row.fps for row in rows], dtype=np.float64),
        "duration": np.array([row.duration for row in rows], dtype=np.float64),
        "detail": np.array([row.detail for row in rows], dtype=object),
    }
    cur.register("facts", columns).execute(_FILL_IN)
    cur.execute(
        "INSERT INTO media SELECT item_id, nullif(width, 0), nullif(height, 0), orientation, n_frames, "
        "nullif(fps, 0), nullif(duration, 0), file_size, mtime_ns, mime, nullif(problem, ''), detail::JSON, false "
        "FROM facts ANTI JOIN media USING (item_id) ORDER BY item_id"
    )


# Facts that came with a registration are kept; what it left open (no n_frames) is taken from the file.
_FILL_IN = """
UPDATE media SET
    width = coalesce(media.width, nullif(f.width, 0)), height = coalesce(media.height, nullif(f.height, 0)),
    orientation = f.orientation, n_frames = f.n_frames, fps = coalesce(media.fps, nullif(f.fps, 0)),
    duration = coalesce(media.duration, nullif(f.duration, 0)), file_size = coalesce(media.file_size, f.file_size),
    mtime_ns = f.mtime_ns, mime = coalesce(media.mime, f.mime), problem = nullif(f.problem, ''),
    detail = CASE WHEN media.detail IS NULL THEN f.detail::JSON WHEN f.detail IS NULL THEN media.detail
        ELSE json_merge_patch(f.detail::JSON, media.detail) END
FROM facts f WHERE media.item_id = f.item_id AND media.n_frames IS NULL
"""
