"""DataFrames: a row an item with its answers, and a row an item with its facts and metadata."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nblabel.domain.ontology import Place
from nblabel.domain.query import Query, is_framed
from nblabel.domain.units import item_of
from nblabel.store.file.cursor import Cursor
from nblabel.store.items import titles
from nblabel.store.query.values import pointer
from nblabel.store.query.views import ids as ids_of
from nblabel.store.reading.columns import as_lists, as_names, headings, option_names
from nblabel.store.reading.frame_tables import frames_df
from nblabel.store.reading.label_table import has_frames, labels_df
from nblabel.store.rows.ids import among
from nblabel.store.rows.piece import Piece, joined, together
from nblabel.store.rows.scope import Scope

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["items_df", "labels_df", "to_df"]

ITEM_COLUMNS = ("item_id", "title", "uri", "status", "tags")


def to_df(cur: Cursor, scope: Scope, query: Query) -> pd.DataFrame:
    """One row an item, in the order of the query.

    Returns
    -------
    DataFrame
        item_id, title, uri, status, tags (lists), and a column a question, nested ones too, by name (by path where
        names clash): an option's name, a list of names, a number or a text; missing where not answered. Of an item
        with several answers on its frames, the first. Of a query of frames one row a frame: see `frames_df`.
    """
    if is_framed(query):
        return frames_df(cur, scope, query)
    places = scope.ontology.places
    asked = _chosen(cur, scope, query)
    rows = scope.rows("i").also(asked)
    piece = together(
        "SELECT c.item_id, i.title, i.uri, coalesce(s.status, 'annotate') AS status{} "
        "FROM chosen_rows c JOIN (SELECT * FROM item i WHERE {}) i ON i.item_id = c.item_id "
        "LEFT JOIN (SELECT item_id, status FROM status i WHERE {}) s ON s.item_id = c.item_id "
        "LEFT JOIN ({}) a ON a.item_id = c.item_id ORDER BY c.place",
        joined("", [_shown(place) for place in places if place.question.kind != "checklist"]),
        rows,
        rows,
        _answers(places, rows, first_only=has_frames(cur, scope)),
    )
    frame = cur.execute(piece.sql, piece.values).frame()
    frame.insert(ITEM_COLUMNS.index("tags"), "tags", _tags(cur, scope, rows, len(frame)))
    for place in places:
        if place.question.kind == "checklist":
            frame[f"q{place.question.ident}"] = _ticked(cur, rows, place, len(frame))
    return _named(frame, places)


def items_df(cur: Cursor, scope: Scope, query: Query) -> pd.DataFrame:
    """One row an item (of frames: their items): what it was registered with, what its header says, and its metadata.

    A metadata key becomes the column `meta.<key>`: whole numbers, numbers or booleans where all values are such, else text.
    """
    rows = scope.rows("i").also(_chosen(cur, scope, query))
    keys = _meta_types(cur, rows)
    columns = [
        Piece(f", {_typed(types)} AS m{place}", (pointer(key),)) for place, (key, types) in enumerate(keys.items())
    ]
    piece = together(
        "SELECT i.item_id, i.title, i.uri, i.kind, i.dataset, i.folder, m.width, m.height, m.n_frames, m.file_size, m.problem{} "
        "FROM chosen_rows c JOIN (SELECT * FROM item i WHERE {}) i ON i.item_id = c.item_id "
        "LEFT JOIN media m ON m.item_id = c.item_id ORDER BY c.place",
        joined("", columns),
        rows,
    )
    frame = cur.execute(piece.sql, piece.values).frame()
    return frame.rename(columns={f"m{place}": f"meta.{key}" for place, key in enumerate(keys)})


def _meta_types(cur: Cursor, rows: Piece) -> dict[str, set[str]]:
    """The metadata keys in the order of their first appearance, with the JSON types of their values."""
    piece = together(
        "SELECT key, list(DISTINCT json_type(meta, '/' || replace(replace(key, '~', '~0'), '/', '~1'))), min(number) AS seen "
        "FROM (SELECT meta, unnest(json_keys(meta)) AS key, item_id * 10000 + generate_subscripts(json_keys(meta), 1) "
        "AS number FROM item i WHERE {}) GROUP BY key ORDER BY seen",
        rows,
    )
    return {key: set(types) - {"NULL", None} for key, types, _ in cur.execute(piece.sql, piece.values).rows()}


def _typed(types: set[str]) -> str:
    text = "json_extract_string(i.meta, ?)"
    if types and types <= {"BIGINT", "UBIGINT"}:
        return f"TRY_CAST({text} AS BIGINT)"
    if types and types <= {"BIGINT", "UBIGINT", "DOUBLE"}:
        return f"TRY_CAST({text} AS DOUBLE)"
    return f"TRY_CAST({text} AS BOOLEAN)" if types == {"BOOLEAN"} else text


def _chosen(cur: Cursor, scope: Scope, query: Query) -> Piece:
    """Register the items in order as `chosen_rows`; the condition on a row `i` that it belongs to one."""
    ids = ids_of(cur, scope, query)
    if is_framed(query):
        ids = np.unique(item_of(ids))
    cur.register("chosen_rows", {"item_id": ids, "place": np.arange(len(ids))})
    return Piece("true") if query == Query() else among(ids)


def _shown(place: Place) -> Piece:
    column = f"q{place.question.ident}"
    return Piece(f", coalesce(a.{column}, 0) AS {column}" if place.question.choices else f", a.{column}")


def _answers(places: tuple[Place, ...], rows: Piece, *, first_only: bool) -> Piece:
    """One row an item, its answers side by side; with `first_only` of several the one on the first frame."""
    columns = [_answer(place, first_only) for place in places if place.question.kind != "checklist"]
    return together("SELECT item_id{} FROM label i WHERE {} GROUP BY item_id", joined("", columns), rows)


def _answer(place: Place, first_only: bool) -> Piece:
    question = place.question
    value = "option" if question.choices else "number" if question.kind == "number" else "text"
    pick = f"arg_min({value}, coalesce(frame_from, -1))" if first_only else f"max({value})"
    return Piece(f", {pick} FILTER (question = ?) AS q{question.ident}", (question.ident,))


def _tags(cur: Cursor, scope: Scope, rows: Piece, size: int) -> pd.Series:
    """A list for each item, mostly empty."""
    piece = rows.put("SELECT c.place, i.tag FROM tag i JOIN chosen_rows c USING (item_id) WHERE {}")
    live = titles.live_rows(scope)
    if live is not None:
        piece = together(
            "{} UNION ALL SELECT c.place, t.tag FROM ({}) t JOIN chosen_rows c USING (item_id)", piece, live
        )
    piece = piece.put("SELECT place, tag FROM ({}) ORDER BY tag")
    found = cur.execute(piece.sql, piece.values).arrays()
    return as_lists(size, found["place"], found["tag"])


def _ticked(cur: Cursor, rows: Piece, place: Place, size: int) -> pd.Series:
    """The ticked options of each item in the order of the ontology, None where the question is not answered."""
    options = [option.ident for option in place.question.choices]
    piece = together(
        "SELECT DISTINCT c.place, list_position(?::INTEGER[], i.option) AS rank FROM label i JOIN chosen_rows c USING (item_id) "
        "WHERE {} ORDER BY rank",
        rows.also(Piece("i.question = ?", (place.question.ident,))),
    )
    found = cur.execute(piece.sql, [options, *piece.values]).arrays()
    names = np.array([option.name for option in place.question.choices], dtype=object)
    lists = as_lists(size, found["place"], names[np.asarray(found["rank"], dtype=np.int64) - 1])
    return lists.where(lists.map(len) > 0, None)


def _named(frame: pd.DataFrame, places: tuple[Place, ...]) -> pd.DataFrame:
    names = option_names(place.question for place in places)
    for place in places:
        column = f"q{place.question.ident}"
        if place.question.choices and place.question.kind != "checklist":
            frame[column] = as_names(frame[column], names)
        if place.question.kind in ("radio", "text"):
            frame[column] = frame[column].astype("str")  # one type, whether anything is answered yet or not
    columns = [f"q{place.question.ident}" for place in places]
    made = headings(places, ITEM_COLUMNS)
    return frame[[*ITEM_COLUMNS, *columns]].rename(columns=dict(zip(columns, made, strict=True)))
