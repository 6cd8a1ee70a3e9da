"""Time stamps of labelled frames, kept as facts beside the labels."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from nblabel.domain.medium import Medium
from nblabel.store.file.cursor import Cursor
from nblabel.store.items.files import with_files
from nblabel.store.rows.piece import together
from nblabel.store.rows.scope import Scope

# Of other kinds the number of the frame says all.
KIND = "video"


def missing(cur: Cursor, scope: Scope) -> dict[int, tuple[Medium, list[int]]]:
    """Videos with labels at frames whose time stamps nobody has read yet, by item: their medium and these frames."""
    piece = together(
        "SELECT item_id, list(DISTINCT frame ORDER BY frame) FROM (SELECT item_id, unnest([frame_from, frame_to]) AS frame "
        "FROM label WHERE {} AND frame_from IS NOT NULL) ANTI JOIN frame_pts USING (item_id, frame) "
        "WHERE item_id IN (SELECT item_id FROM item WHERE {} AND kind = ?) GROUP BY item_id ORDER BY item_id",
        scope.rows(),
        scope.rows(),
    )
    frames = dict(cur.execute(piece.sql, [*piece.values, KIND]).rows())
    if not frames:
        return {}
    where = scope.rows()
    rows = cur.execute(
        f"SELECT item_id, kind, uri, root FROM item WHERE {where.sql} AND list_contains(?::BIGINT[], item_id)",
        [*where.values, list(frames)],
    ).rows()
    return {ident: (medium, list(frames[ident])) for ident, medium in with_files(cur, rows).items()}


def save(cur: Cursor, item_id: int, stamps: Mapping[int, int]) -> None:
    """Keep the time stamps of some frames; those known already (another process was faster) stay."""
    columns = {
        "item_id": np.full(len(stamps), item_id, np.int64),
        "frame": np.fromiter(stamps, np.int32, len(stamps)),
        "pts": np.fromiter(stamps.values(), np.int64, len(stamps)),
    }
    cur.register("stamps", columns).execute(
        "INSERT INTO frame_pts SELECT item_id, frame, pts FROM stamps ANTI JOIN frame_pts USING (item_id, frame)"
    )
