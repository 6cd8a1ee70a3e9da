"""All label rows as a DataFrame."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nblabel.domain.ontology import Ontology
from nblabel.domain.query import Query, is_framed
from nblabel.store.file.cursor import Cursor
from nblabel.store.labels.frame_standing import rows_on
from nblabel.store.query.compile import members
from nblabel.store.query.views import ids as ids_of
from nblabel.store.reading.columns import as_name_lists, as_names, option_names
from nblabel.store.rows.piece import Piece, together
from nblabel.store.rows.scope import Scope
from nblabel.store.rows.spans import pairs

if TYPE_CHECKING:
    import pandas as pd

LABEL_COLUMNS = (
    "label_row_id",
    "item_id",
    "frame_from",
    "frame_to",
    "question",
    "answer",
    "confidence",
    "source",
    "created_by",
    "created_at",
    "edited_by",
    "edited_at",
    "pts_from",
    "pts_to",
)


def labels_df(cur: Cursor, scope: Scope, query: Query | None = None) -> pd.DataFrame:
    """One row a label, by item and then in the order of the ontology.

    Parameters
    ----------
    query
        Only labels of these items; of frames, those that stand on some of them.

    Returns
    -------
    DataFrame
        label_row_id (stable over edits), item_id, frame_from, frame_to, question (its path), answer (an option's name,
        a list of names, a number or a text), confidence, source, created_by, created_at, edited_by, edited_at (UTC), pts_from
        and pts_to (time stamps of frames of videos, where they were read).
    """
    import pandas as pd

    ontology = scope.ontology
    lists = [place.question.ident for place in ontology.places if place.question.kind == "checklist"]
    frame = _rows(cur, scope, query, lists, are_lists=False)
    if lists:
        ticked = _rows(cur, scope, query, lists, are_lists=True)
        frame = _sorted(pd.concat([frame, ticked], ignore_index=True)) if len(ticked) else frame
    frame["answer"] = _answers(frame, ontology)
    paths = np.array([*(place.name for place in ontology.places), None], dtype=object)
    frame["question"] = paths[frame["place"].to_numpy()]
    for column in ("created_at", "edited_at"):
        frame[column] = frame[column].dt.tz_convert("UTC")
    frame["edited_by"] = frame["edited_by"].astype("str")
    frame = frame.astype({"pts_from": "Int64", "pts_to": "Int64"})
    return frame[list(LABEL_COLUMNS)]


def has_frames(cur: Cursor, scope: Scope) -> bool:
    """Whether an item may answer a question more than once, on different frames."""
    where = scope.rows()
    sql = f"SELECT EXISTS (SELECT 1 FROM label WHERE {where.sql} AND frame_from IS NOT NULL)"
    return bool(cur.execute(sql, where.values).value())


def _rows(cur: Cursor, scope: Scope, query: Query | None, lists: list[int], *, are_lists: bool) -> pd.DataFrame:
    where = scope.rows("l").also(Piece("list_contains(?::INTEGER[], l.question) = ?", (lists, are_lists)))
    if query is not None and is_framed(query):
        where = where.also(_on_frames(cur, scope, query))
    elif query is not None and query != Query():
        where = where.also(together("l.item_id IN ({})", members(query, scope)))
    questions = [place.question.ident for place in scope.ontology.places]
    option = "list(l.option)" if are_lists else "l.option"
    piece = together(
        "SELECT l.label_id AS label_row_id, l.item_id, l.frame_from, l.frame_to, l.number, l.text, l.confidence, "
        "l.source::VARCHAR AS source, "
        "c.annotator AS created_by, c.created AS created_at, e.annotator AS edited_by, e.created AS edited_at, "
        f"l.question, {option} AS option, coalesce(list_position(?::INTEGER[], l.question), 0) - 1 AS place, "
        "f.pts AS pts_from, t.pts AS pts_to FROM label l LEFT JOIN op c ON c.op_id = l.created_op LEFT JOIN op e ON e.op_id = l.edited_op "
        "LEFT JOIN frame_pts f ON f.item_id = l.item_id AND f.frame = l.frame_from "
        "LEFT JOIN frame_pts t ON t.item_id = l.item_id AND t.frame = l.frame_to WHERE {}"
        + (" GROUP BY ALL" if are_lists else "")
        + " ORDER BY l.item_id, place, l.frame_from NULLS FIRST, label_row_id",
        where,
    )
    return cur.execute(piece.sql, [questions, *piece.values]).frame()


def _on_frames(cur: Cursor, scope: Scope, query: Query) -> Piece:
    """The condition that a row stands on one of the frames, or on the whole of its item."""
    units = ids_of(cur, scope, query)
    found = rows_on(cur, scope, units, Piece("true"), Piece("rowid AS row")) if len(units) else None
    if found is None:
        return Piece("false")
    hit = pairs(units, found.item_id, found.first, found.last)
    cur.register("asked_rows", {"row": found.columns["row"][np.unique(hit.row)]})
    return Piece("l.rowid IN (SELECT row FROM asked_rows)")


def _sorted(frame: pd.DataFrame) -> pd.DataFrame:
    keys = ["item_id", "place", "frame_from", "label_row_id"]
    return frame.sort_values(keys, na_position="first", ignore_index=True)


def _answers(frame: pd.DataFrame, ontology: Ontology) -> pd.Series:
    """Names for option ids, else the number, else the text."""
    import pandas as pd

    kinds = {place.question.ident: place.question for place in ontology.places}
    names = option_names(kinds.values())
    answers = np.full(len(frame), None, dtype=object)
    for ident in frame["question"].unique():
        rows = np.flatnonzero(frame["question"].to_numpy() == ident)
        question = kinds.get(int(ident))
        if question is None:
            continue
        if question.kind == "checklist":
            answers[rows] = pd.Series(as_name_lists(frame["option"].iloc[rows], question), dtype="object").to_numpy()
        elif question.choices:
            answers[rows] = as_names(frame["option"].iloc[rows].astype("Int64").fillna(0), names)
        else:
            answers[rows] = frame["number" if question.kind == "number" else "text"].iloc[rows].to_numpy(dtype=object)
    return pd.Series(answers, index=frame.index)
