"""A DataFrame with a row a frame; the twin of `tables.to_df` for queries of frames."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nblabel.domain.frames import LAST_FRAME
from nblabel.domain.ontology import Place
from nblabel.domain.query import Query
from nblabel.domain.units import frames_of, item_of
from nblabel.store.file.cursor import Cursor
from nblabel.store.items import titles
from nblabel.store.query.views import ids as ids_of
from nblabel.store.reading.columns import as_lists, as_names, headings, option_names
from nblabel.store.rows.ids import among
from nblabel.store.rows.piece import Piece, together
from nblabel.store.rows.scope import Scope
from nblabel.store.rows.spans import pairs

if TYPE_CHECKING:
    import pandas as pd

FRAME_COLUMNS = ("item_id", "frame", "title", "uri", "status", "tags")


def frames_df(cur: Cursor, scope: Scope, query: Query) -> pd.DataFrame:
    """One row a frame, in the order of the query.

    Returns
    -------
    DataFrame
        As `tables.to_df`, with the column `frame` after item_id (which is the id of the item); the answers are those
        that stand on the frame or on its whole item.
    """
    import pandas as pd

    units = ids_of(cur, scope, query)
    items, places = np.unique(item_of(units), return_inverse=True)
    asked = scope.rows("i").also(among(items))
    facts = _facts(cur, scope, asked).take(places)
    found: dict[str, pd.Series] = {
        "item_id": pd.Series(item_of(units)),
        "frame": pd.Series(frames_of(units)),
        **{name: facts[name].reset_index(drop=True) for name in FRAME_COLUMNS[2:]},
    }
    answers = _Answers(cur, asked, units)
    for place, heading in zip(scope.ontology.places, headings(scope.ontology.places, FRAME_COLUMNS), strict=True):
        found[heading] = answers.column(place)
    return pd.DataFrame(found)


def _facts(cur: Cursor, scope: Scope, asked: Piece) -> pd.DataFrame:
    """One row an item, by id."""
    piece = together(
        "SELECT i.item_id, i.title, i.uri, coalesce(s.status, 'annotate') AS status FROM (SELECT * FROM item i WHERE {}) i "
        "LEFT JOIN (SELECT item_id, status FROM status i WHERE {}) s ON s.item_id = i.item_id ORDER BY i.item_id",
        asked,
        asked,
    )
    facts = cur.execute(piece.sql, piece.values).frame()
    piece = asked.put("SELECT item_id, tag FROM tag i WHERE {}")
    live = titles.live_rows(scope)
    if live is not None:
        items = facts["item_id"].to_list()
        piece = together(
            "{} UNION ALL SELECT t.* FROM ({}) t WHERE {}",
            piece,
            live,
            Piece("item_id IN (SELECT unnest(?::BIGINT[]))", (items,)),
        )
    piece = piece.put("SELECT item_id, tag FROM ({}) ORDER BY tag")
    tags = cur.execute(piece.sql, piece.values).arrays()
    facts["tags"] = as_lists(len(facts), np.searchsorted(facts["item_id"].to_numpy(), tags["item_id"]), tags["tag"])
    return facts


class _Answers:
    """The open answers of the frames' items, and which frames each stands on."""

    def __init__(self, cur: Cursor, asked: Piece, units: np.ndarray) -> None:
        piece = asked.put(
            f"SELECT item_id, coalesce(frame_from, 0) AS first, coalesce(frame_to, {LAST_FRAME}) AS last, question, "
            "coalesce(option, 0) AS option, number, text FROM label i WHERE {}"
        )
        rows = cur.execute(piece.sql, piece.values).frame()
        self._hit = pairs(units, *(rows[name].to_numpy() for name in ("item_id", "first", "last")))
        self._rows, self._size = rows, len(units)

    def column(self, place: Place) -> pd.Series:
        """The answers to one question, a value a frame."""
        import pandas as pd

        question = place.question
        is_own = self._rows["question"].to_numpy()[self._hit.row] == question.ident
        row, unit = self._hit.row[is_own], self._hit.unit[is_own]
        if question.kind == "checklist":
            return self._ticked(place, row, unit)
        kind = "option" if question.choices else "number" if question.kind == "number" else "text"
        known = self._rows[kind].to_numpy()[row]
        if kind == "number":
            numbers = np.full(self._size, np.nan)
            numbers[unit] = known
            return pd.Series(numbers)
        values = np.full(self._size, None, dtype=object)
        values[unit] = as_names(pd.Series(known), option_names([question])) if kind == "option" else known
        return pd.Series(values).astype("str")

    def _ticked(self, place: Place, row: np.ndarray, unit: np.ndarray) -> pd.Series:
        """The ticked options in the order of the ontology, None where the question is not answered."""
        options = [option.ident for option in place.question.choices]
        names = np.array([option.name for option in place.question.choices], dtype=object)
        rank = np.array([options.index(option) for option in self._rows["option"].to_numpy()[row]], dtype=np.int64)
        order = np.lexsort((rank, unit))
        lists = as_lists(self._size, unit[order], names[rank[order]])
        return lists.where(lists.map(len) > 0, None)
