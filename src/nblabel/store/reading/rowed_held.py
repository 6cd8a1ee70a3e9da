"""The rows of labels from sets of items that are held in memory: where no label stands on frames, an item has one answer to each
top question at most, so that a row is an item with a question.
"""

from __future__ import annotations

import numpy as np

from nblabel.domain.operands import Answer
from nblabel.domain.query import Missing, Not, Query
from nblabel.domain.units import LAST_ITEM
from nblabel.store.file.cursor import Cursor
from nblabel.store.query.masks import Masks, is_held
from nblabel.store.query.views import ids as ids_of
from nblabel.store.reading.label_table import has_frames
from nblabel.store.rows.scope import Scope

# Ids of such rows are odd (those of others even) and below 0, the item in the upper bits: they ascend with the items, and fit
# a number of JavaScript.
_END = 2**53
_ROOTS = 2**20
_MOST_CELLS = 2 * 10**8


def held_rows(
    cur: Cursor, scope: Scope, query: Query, roots: list[int]
) -> tuple[np.ndarray, np.ndarray, np.ndarray] | None:
    """Ids, items and the places of these, of the rows that answer one of `roots` (in this order), in the order of the query.

    None where they cannot be told so: labels stand on frames, or the query is not one of sets.
    """
    if not is_held(query, scope) or not roots or max(roots) >= _ROOTS:
        return None
    masks = Masks.of(cur, scope)
    everything = masks.everything()
    if len(everything) * 8 * len(roots) > _MOST_CELLS or _are_on_frames(masks):
        return None
    answered = [masks.where(Not(Missing(Answer(root)))) for root in roots]
    if query.order or query.base is not None or query.limit is not None:
        items = ids_of(cur, scope, query)
        cells = np.stack([np.unpackbits(bits)[items] for bits in answered], axis=1)
        row, place = _set(cells)
        item, at = items[row], row + 1
    else:
        of_query = masks.query(query)
        cells = np.stack([np.unpackbits(bits & of_query) for bits in answered], axis=1)
        item, place = _set(cells)
        at = item
    ids = item * (2 * _ROOTS)
    ids += (np.array(roots) * 2 + (1 - _END))[place]
    return ids, item, at


def cell_of(ident: int) -> tuple[int, int] | None:
    """The item and the top question that a row's id stands for; None for an id of another sort."""
    return divmod((ident + _END) // 2, _ROOTS) if ident % 2 else None


def _set(cells: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Row and column of each cell that is set, row by row (`np.divmod` takes twice as long)."""
    at, width = np.flatnonzero(cells.view(bool)), cells.shape[1]
    row = at // width
    return row, at - row * width


def _are_on_frames(masks: Masks) -> bool:
    piece = masks.scope.rows().put("label WHERE {}")

    def find() -> tuple[bool, int]:
        return has_frames(masks.cur, masks.scope), 64

    found: bool = masks.held.get(masks.cur, "on frames", piece.put("SELECT 1 FROM {}"), find)
    return found


assert LAST_ITEM * _ROOTS * 2 < _END
