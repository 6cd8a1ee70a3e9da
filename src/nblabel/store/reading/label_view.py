"""The rows of `project.labels`, narrowed and ordered as a view is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nblabel.domain.query import Query
from nblabel.store.file.cursor import Cursor
from nblabel.store.reading.label_table import labels_df
from nblabel.store.reading.rowed import asked_rows, groups_of
from nblabel.store.rows.scope import Scope

if TYPE_CHECKING:
    import pandas as pd


def narrowed_df(cur: Cursor, scope: Scope, query: Query) -> pd.DataFrame:
    """The labels that a query means: of its items, and of these the ones that its conditions on answers speak of."""
    if query == Query():
        return labels_df(cur, scope)
    chosen = np.array(groups_of(asked_rows(cur, scope, query, "label").ids.tolist()), dtype=np.int64)
    frame = labels_df(cur, scope, Query(where=query.where, base=query.base, limit=query.limit, offset=query.offset))
    piece = scope.rows().put("SELECT DISTINCT label_id, group_id FROM label WHERE {}")
    known = cur.execute(piece.sql, piece.values).arrays()
    groups = _looked_up(known["label_id"], known["group_id"], frame["label_row_id"].to_numpy(dtype=np.int64))
    place = _looked_up(chosen, np.arange(len(chosen)), groups)
    kept = np.flatnonzero(place >= 0)
    return frame.iloc[kept[np.argsort(place[kept], kind="stable")]].reset_index(drop=True)


def _looked_up(keys: np.ndarray, values: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """The value of each wanted key, -1 of one that is not there."""
    if not len(keys):
        return np.full(len(wanted), -1, dtype=np.int64)
    order = np.argsort(keys)
    at = order[np.clip(np.searchsorted(keys, wanted, sorter=order), 0, len(keys) - 1)]
    return np.where(keys[at] == wanted, values[at], -1)
