"""The rows of labels and of predictions from sets of items that are held in memory: where none stands on frames, an item has one
answer to each top question at most (of each model), so that a row is an item with a question (and a model).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np

from nblabel.domain.operands import Answer, Predicted
from nblabel.domain.query import Missing, Not, Query
from nblabel.domain.units import LAST_ITEM
from nblabel.store.file.cursor import Cursor
from nblabel.store.query import views
from nblabel.store.query.masks import Masks, is_held
from nblabel.store.rows.piece import Piece
from nblabel.store.rows.scope import Scope

# Ids of such rows are odd (those of others even) and below 0, the item in the upper bits: they ascend with the items, and fit
# a number of JavaScript.
_END = 2**53
_CODES = 2**20
_SOURCES = 2**8
_MOST_CELLS = 2 * 10**8


class Cell(NamedTuple):
    """What a row may answer: a top question, and of predictions the model's (0: a label)."""

    root: int
    source: int
    operand: Answer | Predicted

    @property
    def code(self) -> int:
        """What the row's id says of it beside the item; too large where there are too many."""
        if not self.source:
            return self.root
        return self.root * _SOURCES + self.source if self.source < _SOURCES else _CODES


class Cells(NamedTuple):
    """Ids of rows, their items, the places of these, and what each row has of the first sort key, where it has any."""

    ids: np.ndarray
    item: np.ndarray
    place: np.ndarray
    key: np.ndarray | None = None


def held_rows(
    cur: Cursor,
    scope: Scope,
    query: Query,
    table: Literal["label", "prediction"],
    asked: Sequence[Cell],
    keyed: Cell | None = None,
) -> Cells | None:
    """The rows that answer one of `asked` (in this order), in the order of the query.

    None where they cannot be told so: some stand on frames, or the query is not one of sets. Those of `keyed` have the first sort
    key of their own and come first; all others have none.
    """
    if not is_held(query, scope) or not asked or max(one.code for one in asked) >= _CODES:
        return None
    masks = Masks.of(cur, scope)
    everything = masks.everything()
    if len(everything) * 8 * len(asked) > _MOST_CELLS or _are_on_frames(masks, table):
        return None
    answered = [masks.where(Not(Missing(one.operand))) for one in asked]
    codes = np.array([one.code for one in asked]) * 2 + (1 - _END)
    if keyed is not None:
        return _keyed(cur, scope, query, answered, codes, asked.index(keyed) if keyed in asked else None)
    if query.order or query.base is not None or query.limit is not None:
        items = views.ids(cur, scope, query)
        row, at = _set(_of_items(answered, items))
        return Cells(_ids(items[row], codes[at]), items[row], row + 1)
    of_query = masks.query(query)
    item, at = _set(np.stack([np.unpackbits(bits & of_query) for bits in answered], axis=1))
    return Cells(_ids(item, codes[at]), item, item)


def cell_of(ident: int) -> tuple[int, int] | None:
    """The item and the top question that a label's row stands for by its id; None for an id of another sort."""
    return divmod((ident + _END) // 2, _CODES) if ident % 2 else None


def predicted_cell(ident: int) -> tuple[int, int, int] | None:
    """The item, the top question and the model of a prediction's row."""
    found = cell_of(ident)
    return None if found is None else (found[0], *divmod(found[1], _SOURCES))


def _keyed(
    cur: Cursor, scope: Scope, query: Query, answered: list[np.ndarray], codes: np.ndarray, own: int | None
) -> Cells:
    items, compared = views.ids_by(cur, scope, query)
    cells = _of_items(answered, items)
    first = np.flatnonzero(cells[:, own]) if own is not None else np.empty(0, np.int64)
    if own is not None:
        cells[:, own] = 0
    row, at = _set(cells)
    rows = np.concatenate([first, row])
    code = np.concatenate([np.full(len(first), codes[own] if own is not None else 0), codes[at]])
    key = np.full(len(rows), np.nan)
    key[: len(first)] = np.ma.filled(compared, np.nan)[first]
    return Cells(_ids(items[rows], code), items[rows], rows + 1, key)


def _of_items(answered: Sequence[np.ndarray], items: np.ndarray) -> np.ndarray:
    return np.stack([np.unpackbits(bits)[items] for bits in answered], axis=1)


def _ids(item: np.ndarray, code: np.ndarray) -> np.ndarray:
    ids = item * (2 * _CODES)
    ids += code
    return ids


def _set(cells: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Row and column of each cell that is set, row by row (`np.divmod` takes twice as long)."""
    at, width = np.flatnonzero(cells.view(bool)), cells.shape[1]
    row = at // width
    return row, at - row * width


def _are_on_frames(masks: Masks, table: str) -> bool:
    framed = masks.scope.rows().also(Piece("frame_from IS NOT NULL"))
    piece = framed.put(f"SELECT EXISTS (SELECT 1 FROM {table} WHERE {{}})")

    def find() -> tuple[bool, int]:
        return bool(masks.cur.execute(piece.sql, piece.values).value()), 64

    found: bool = masks.held.get(masks.cur, "on frames", piece, find)
    return found


assert LAST_ITEM * _CODES * 2 < _END
