"""Items by likeness alone, without a join: what `m` in the grid and `view.like(...)` ask for."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nblabel.domain.operands import Likeness
from nblabel.domain.query import Query, is_framed
from nblabel.store.file.cursor import Cursor
from nblabel.store.measured.vectors import likeness_of
from nblabel.store.query import views
from nblabel.store.rows.scope import Scope

# Of so many times more items than are asked for, the most alike are found before they are sorted.
_WORTH = 4


def is_by_likeness(query: Query) -> bool:
    """Whether the order of the query is likeness and nothing else."""
    return len(query.order) == 1 and isinstance(query.order[0].operand, Likeness) and not is_framed(query)


def most_alike(cur: Cursor, scope: Scope, query: Query) -> tuple[np.ndarray, np.ma.MaskedArray]:
    """The ids in order, and how alike each is: just as the statement of the query would find them."""
    order = query.order[0]
    if not isinstance(order.operand, Likeness):
        raise TypeError("the query is sorted by something else")
    ids = np.sort(views.ids(cur, scope, replace(query, order=(), offset=0, limit=None)))
    values = likeness_of(cur, scope, order.operand, ids)
    ids, values = ids[(places := _first(values, query, order.descending))], values[places]
    return ids, np.ma.array(values.astype(np.float64), mask=np.isnan(values))


def _first(values: np.ndarray, query: Query, descending: bool) -> np.ndarray:
    """The places that the query wants, in order: items without a value last, ties as they are."""
    keys = -values if descending else values
    end = len(keys) if query.limit is None else min(query.offset + query.limit, len(keys))
    if 0 < end * _WORTH < len(keys):
        last = np.partition(keys, end - 1)[end - 1]
        # With all that are as alike as the last one, so that ties fall as they would. NaN sorts last, here as there.
        near = np.flatnonzero(keys <= last) if not np.isnan(last) else np.arange(len(keys))
        return near[np.argsort(keys[near], kind="stable")][query.offset : end]
    return np.argsort(keys, kind="stable")[query.offset : end]
