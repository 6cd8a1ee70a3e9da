"""Titles: of items, to find them by, and of collections, which are tags on what these hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

import numpy as np

from nblabel.domain.query import InCollection
from nblabel.errors import CollectionError, NblabelError
from nblabel.store.file.cursor import Cursor
from nblabel.store.query.collections import holds
from nblabel.store.rows.chosen import ascending, without
from nblabel.store.rows.piece import Piece, joined, together
from nblabel.store.rows.scope import Kept, Scope

_FEW = 16


def items_of_titles(cur: Cursor, scope: Scope, titles: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """The items of each title; titles that none has are left out."""
    piece = together("SELECT title, item_id FROM item WHERE {} AND list_contains(?::VARCHAR[], title)", scope.rows())
    if len(titles) > 1:
        piece = together(
            "SELECT title, item_id FROM item WHERE {} AND title IN (SELECT unnest(?::VARCHAR[]))", scope.rows()
        )
    found: dict[str, list[int]] = defaultdict(list)
    for title, ident in cur.execute(piece.sql, [*piece.values, list(titles)]).rows():
        found[title].append(ident)
    return {title: tuple(sorted(items)) for title, items in found.items()}


def tagged(cur: Cursor, scope: Scope, tag: str) -> np.ndarray:
    """The items that carry a tag, ascending."""
    where = scope.rows()
    return ascending(
        cur.execute(f"SELECT item_id FROM tag WHERE tag = ? AND {where.sql}", [tag, *where.values]).arrays()["item_id"]
    )


def refuse_tagged(cur: Cursor, scope: Scope, title: str, items: np.ndarray) -> None:
    """Raise where others than these items (ascending) carry the title as a tag: it would mean two things."""
    others = without(tagged(cur, scope, title), items)
    if len(others):
        raise CollectionError(
            f'The tag "{title}" is on {len(others):,} other items, and the title of a collection is a tag on just its members: '
            f"save project.filter(F.tags.has({title!r})), take the tag off them first, or choose another title."
        )


def holds_frames(cur: Cursor, scope: Scope, kept: Kept) -> bool | None:
    """Whether the rows of a collection name frames; None where it has no rows."""
    where = scope.rows()
    found = cur.execute(
        f"SELECT frame_from IS NOT NULL FROM member WHERE collection_id = ? AND {where.sql} LIMIT 1",
        [kept.ident, *where.values],
    ).value()
    return None if found is None else bool(found)


def live_rows(scope: Scope) -> Piece | None:
    """`SELECT item_id, tag`: the titles of live collections as tags on what they hold now; None where there are none.

    One whose rules name what is there no more holds nothing here, and says so where it is asked by itself.
    """
    pieces = []
    for kept in scope.collections:
        if kept.is_live:
            with suppress(NblabelError):
                held = holds(replace(scope, by_frame=False), kept.title)
                named = Piece("SELECT i.item_id, ? AS tag", (kept.title,))
                pieces.append(together("{} FROM item i WHERE {} AND {}", named, scope.rows("i"), held))
    return joined(" UNION ALL ", pieces) if pieces else None


def live_titles(cur: Cursor, scope: Scope, items: Sequence[int]) -> dict[int, list[str]]:
    """The live collections that each of some items is in.

    Of a few items SQL is asked, of more what is held of the rules: that is needed anyway where they are counted.
    """
    found: dict[int, list[str]] = defaultdict(list)
    if not len(items) or not any(kept.is_live for kept in scope.collections):
        return found
    if scope.held is not None and len(items) > _FEW:
        return _from_memory(cur, scope, np.unique(np.asarray(items, np.int64)))
    piece = live_rows(replace(scope, within=tuple(map(int, items))))
    for ident, title in cur.execute(piece.sql, piece.values).rows() if piece else ():
        found[ident].append(title)
    return found


def _from_memory(cur: Cursor, scope: Scope, items: np.ndarray) -> dict[int, list[str]]:
    from nblabel.store.query.masks import Masks  # which itself asks collections

    found: dict[int, list[str]] = defaultdict(list)
    masks = Masks.of(cur, replace(scope, by_frame=False))
    known = items[items < len(masks.everything()) * 8]
    for kept in scope.collections:
        if not kept.is_live:
            continue
        with suppress(NblabelError):
            held = np.unpackbits(masks.where(InCollection(kept.title))).view(bool)
            for ident in known[held[known]].tolist():
                found[ident].append(kept.title)
    return found
