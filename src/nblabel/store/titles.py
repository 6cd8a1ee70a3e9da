"""Titles: of items, to find them by, and of collections, which are tags on what these hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from nblabel.errors import CollectionError
from nblabel.store.chosen import ascending, without
from nblabel.store.cursor import Cursor
from nblabel.store.piece import together
from nblabel.store.scope import Kept, Scope


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
