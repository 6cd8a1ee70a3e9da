"""The files of items: most have one, groups and series have several."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from nblabel.domain.medium import Medium
from nblabel.domain.units import frame_of, item_of
from nblabel.store.file.cursor import Cursor
from nblabel.store.rows.ids import among
from nblabel.store.rows.piece import together
from nblabel.store.rows.scope import Scope

# Kinds that may have several files; the table of files is looked into for these only.
SEVERAL = frozenset({"group", "sequence", "dicom"})


def media_of(cur: Cursor, scope: Scope, ids: Sequence[int]) -> dict[int, Medium]:
    """What these items or frames show; ids that are not in the project are left out."""
    if not len(ids):
        return {}
    items = sorted({item_of(int(ident)) for ident in ids})
    piece = together(
        "SELECT i.item_id, i.kind, i.uri, i.root FROM item i WHERE {} AND {}", scope.rows("i"), among(items)
    )
    found = with_files(cur, cur.execute(piece.sql, piece.values).rows())
    return {
        int(ident): _framed(found[item_of(int(ident))], frame_of(int(ident)))
        for ident in ids
        if item_of(int(ident)) in found
    }


def with_files(cur: Cursor, rows: Iterable[tuple[int, str, str, str | None]]) -> dict[int, Medium]:
    """Media of rows of item (id, kind, uri, root), in their order."""
    given = list(rows)
    files = _files(cur, [ident for ident, kind, _, _ in given if kind in SEVERAL])
    return {ident: Medium(kind, tuple(files.get(ident, ())) or (uri,), root or "") for ident, kind, uri, root in given}


def _files(cur: Cursor, ids: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    if ids:
        piece = together("SELECT i.item_id, i.url FROM item_file i WHERE {} ORDER BY i.item_id, i.place", among(ids))
        for ident, url in cur.execute(piece.sql, piece.values).rows():
            found[ident].append(url)
    return found


def _framed(medium: Medium, frame: int | None) -> Medium:
    return medium if frame is None else Medium(medium.kind, medium.urls, medium.root, frame)
