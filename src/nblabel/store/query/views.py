"""The items of a query: their ids in order, or only how many."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nblabel.domain.query import Query
from nblabel.store.file.cursor import Cursor
from nblabel.store.query.compile import members, ordered_by, select_ids
from nblabel.store.rows.scope import Scope

if TYPE_CHECKING:
    import numpy as np


def ids(cur: Cursor, scope: Scope, query: Query) -> np.ndarray:
    """The ids of the items, in the order of the query, as an int64 array."""
    import numpy as np

    from nblabel.store.measured.most_alike import is_by_likeness, most_alike
    from nblabel.store.query.masks import Masks, is_held

    if is_by_likeness(query):
        return most_alike(cur, scope, query)[0]
    if is_held(query, scope):
        return Masks.of(cur, scope).ids(query)
    sql, values = select_ids(query, scope)
    found = cur.execute(sql, values).arrays()["item_id"]
    return np.ascontiguousarray(found, dtype=np.int64)


def ids_by(cur: Cursor, scope: Scope, query: Query) -> tuple[np.ndarray, np.ndarray]:
    """The same with what the first sort key compares of each: a masked array where some have nothing."""
    import numpy as np

    from nblabel.store.measured.most_alike import is_by_likeness, most_alike
    from nblabel.store.query.masks import Masks, is_held

    if is_by_likeness(query):
        return most_alike(cur, scope, query)
    if is_held(query, scope) and query.base is None and query.limit is None and not query.offset and query.order:
        return Masks.of(cur, scope).ids_by(query)
    piece = ordered_by(query, scope)
    found = cur.execute(piece.sql, piece.values).arrays()
    return np.ascontiguousarray(found["item_id"], dtype=np.int64), found["value"]


def count(cur: Cursor, scope: Scope, query: Query) -> int:
    """How many items the query has."""
    from nblabel.store.query.masks import Masks, is_held
    from nblabel.store.rows import held

    if is_held(query, scope):
        return held.count(Masks.of(cur, scope).query(query))
    piece = members(query, scope).put("SELECT count(*) FROM ({})")
    return int(cur.execute(piece.sql, piece.values).value())
