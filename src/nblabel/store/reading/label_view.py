"""The rows of `project.labels`, narrowed and ordered as a view is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nblabel.domain.query import Query
from nblabel.store.file.cursor import Cursor
from nblabel.store.reading.label_table import labels_df
from nblabel.store.reading.rowed import groups_of, rows
from nblabel.store.rows.scope import Scope

if TYPE_CHECKING:
    import pandas as pd


def narrowed_df(cur: Cursor, scope: Scope, query: Query) -> pd.DataFrame:
    """The labels that a query means: of its items, and of these the ones that its conditions on answers speak of."""
    if query == Query():
        return labels_df(cur, scope)
    chosen = np.array(groups_of(rows(cur, scope, query, "label").ids.tolist()), dtype=np.int64)
    frame = labels_df(cur, scope, Query(where=query.where, base=query.base, limit=query.limit, offset=query.offset))
    piece = scope.rows().put("SELECT DISTINCT label_id, group_id FROM label WHERE {}")
    known = cur.execute(piece.sql, piece.values).arrays()
    by_label = dict(zip(known["label_id"].tolist(), known["group_id"].tolist(), strict=True))
    places = {group: place for place, group in enumerate(chosen.tolist())}
    place = frame["label_row_id"].map(lambda label: places.get(by_label.get(label, 0), -1)).to_numpy(dtype=np.int64)
    kept = np.flatnonzero(place >= 0)
    return frame.iloc[kept[np.argsort(place[kept], kind="stable")]].reset_index(drop=True)
