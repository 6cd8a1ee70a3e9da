"""The items that rows of predictions mean."""

from __future__ import annotations

import numpy as np

from nblabel.store.file.cursor import Cursor
from nblabel.store.rows.chosen import ascending
from nblabel.store.rows.scope import Scope


def known(cur: Cursor, scope: Scope, ids: np.ndarray) -> np.ndarray:
    """Which of the ids are items of the project."""
    where = scope.rows()
    own = ascending(cur.execute(f"SELECT item_id FROM item WHERE {where.sql}", where.values).arrays()["item_id"])
    if not len(own) or not len(ids):
        return np.zeros(len(ids), bool)
    place = np.minimum(np.searchsorted(own, ids), len(own) - 1)
    found: np.ndarray = own[place] == ids
    return found


def by_title(cur: Cursor, scope: Scope, titles: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each title an item that has it (0: none), and how many have."""
    import pandas as pd

    codes, uniques = pd.factorize(titles, use_na_sentinel=False)
    named = pd.DataFrame({"code": np.arange(len(uniques)), "title": pd.Series(list(uniques), dtype=object)})
    named = named[np.array([isinstance(title, str) for title in uniques], bool)]
    where = scope.rows("i")
    found = (
        cur.register("titles_given", named.astype({"title": "str"}))
        .execute(
            "SELECT t.code, min(i.item_id) AS item_id, count(*) AS several FROM titles_given t JOIN item i ON i.title = t.title "
            f"WHERE {where.sql} GROUP BY t.code",
            where.values,
        )
        .arrays()
    )
    items, counts = np.zeros(len(uniques), np.int64), np.zeros(len(uniques), np.int64)
    items[found["code"]] = found["item_id"]
    counts[found["code"]] = found["several"]
    return items[codes], counts[codes]


def n_frames(cur: Cursor, scope: Scope, ids: np.ndarray) -> np.ndarray:
    """How many frames each item has, 0 where that is not known."""
    several = ascending(ids)
    own = (
        cur.register("framed_items", {"item_id": several})
        .execute(
            "SELECT item_id, coalesce(max(n_frames), if(any_value(kind) = 'image', 1, 0)) AS n FROM framed_items f "
            "JOIN item i USING (item_id) LEFT JOIN media m USING (item_id) WHERE i.project_id = ? AND i.op_to IS NULL GROUP BY item_id",
            [scope.project_id],
        )
        .arrays()
    )
    counts = np.zeros(len(several), np.int64)
    counts[np.searchsorted(several, own["item_id"])] = own["n"]
    found: np.ndarray = counts[np.searchsorted(several, ids)]
    return found
