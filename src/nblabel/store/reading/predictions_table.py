"""Predictions as a DataFrame, and what became of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nblabel.domain.ontology import Ontology
from nblabel.store.file.cursor import Cursor
from nblabel.store.history.operations import last_of_chain, undo_links
from nblabel.store.predictions.objects import objects_df
from nblabel.store.reading.columns import as_names, option_names
from nblabel.store.rows.chosen import ascending
from nblabel.store.rows.scope import Scope

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = (
    "prediction_id",
    "item_id",
    "title",
    "frame_from",
    "frame_to",
    "question",
    "answer",
    "confidence",
    "shape",
    "attributes",
    "created_at",
)


def predictions_df(cur: Cursor, scope: Scope, source_id: int, ids: np.ndarray | None) -> pd.DataFrame:
    """One row a predicted answer, by item (in the order of `ids`, where given) and then in the order of the ontology; then objects."""
    import pandas as pd

    where, item = scope.rows("p"), scope.rows("i")
    order = "p.item_id"
    if ids is not None:
        cur.register("asked_items", {"item_id": ids, "place": np.arange(len(ids))})
        order = "a.place"
    places = scope.ontology.places
    frame = cur.execute(
        f"SELECT p.prediction_id, p.item_id, i.title, p.frame_from, p.frame_to, p.question, coalesce(p.option, 0) AS option, p.number, "
        f"p.text, p.confidence, o.created AS created_at, coalesce(list_position(?::INTEGER[], p.question), 0) - 1 AS place "
        f"FROM (SELECT * FROM prediction p WHERE {where.sql} AND source_id = ?) p "
        f"LEFT JOIN (SELECT item_id, title FROM item i WHERE {item.sql}) i USING (item_id) "
        f"{'' if ids is None else 'JOIN asked_items a ON a.item_id = p.item_id '}LEFT JOIN op o ON o.op_id = p.op_from "
        f"ORDER BY {order}, p.frame_from NULLS FIRST, place, p.option",
        [[place.question.ident for place in places], *where.values, source_id, *item.values],
    ).frame()
    frame["answer"] = _answers(frame, scope.ontology)
    names = np.array([*(place.name for place in places), None], dtype=object)
    frame["question"] = names[frame["place"].to_numpy(dtype=np.int64)]
    frame["created_at"] = frame["created_at"].dt.tz_convert("UTC")
    frame = frame.assign(shape=None, attributes=None).astype({"shape": object, "attributes": object})
    if not has_objects(cur, scope, source_id):
        return frame[list(COLUMNS)]
    marked = objects_df(cur, scope, source_id, ids).assign(answer=None)[list(COLUMNS)]
    return marked if not len(frame) else pd.concat([frame[list(COLUMNS)], marked], ignore_index=True)


def _answers(frame: pd.DataFrame, ontology: Ontology) -> np.ndarray:
    kinds = {place.question.ident: place.question.kind for place in ontology.places}
    answers = as_names(frame["option"], option_names(place.question for place in ontology.places))
    answers = np.array(answers, dtype=object)
    kind = frame["question"].map(kinds).to_numpy(dtype=object)
    for name, column in (("number", "number"), ("text", "text")):
        own = kind == name
        answers[own] = frame[column].to_numpy(dtype=object)[own]
    return answers


def count(cur: Cursor, scope: Scope, source_id: int, ids: np.ndarray | None) -> int:
    """How many predictions stand: answer trees, each on its frames, and objects."""
    chosen = ""
    if ids is not None:
        cur.register("asked_items", {"item_id": ascending(ids)})
        chosen = "AND item_id IN (SELECT item_id FROM asked_items)"
    where = scope.rows()
    return int(
        cur.execute(
            f"SELECT (SELECT count(*) FROM (SELECT DISTINCT group_id, frame_from FROM prediction WHERE {where.sql} "
            f"AND source_id = ? {chosen})) "
            f"+ (SELECT count(*) FROM predicted_object WHERE {where.sql} AND source_id = ? {chosen})",
            [*where.values, source_id, *where.values, source_id],
        ).value()
    )


def questions(cur: Cursor, scope: Scope, source_id: int) -> list[int]:
    """The questions that a source answers anywhere, nested ones too."""
    where = scope.rows()
    found = cur.execute(
        f"SELECT DISTINCT question FROM prediction WHERE {where.sql} AND source_id = ? ORDER BY question",
        [*where.values, source_id],
    ).rows()
    return [ident for (ident,) in found]


def acceptance(cur: Cursor, scope: Scope, source_id: int) -> pd.DataFrame:
    """What became of the predictions, one row a question and option.

    Returns
    -------
    DataFrame
        question, answer, predicted, accepted (labelled so since), corrected (labelled otherwise since), rejected, open, and
        acceptance: accepted of those that were judged.
    """
    import pandas as pd

    rejecting = _standing(cur, scope.project_id, "reject")
    # A label corrects a nested prediction also where it takes another way further up.
    asked = [
        (place.question.ident, labelled.ident, option)
        for place in scope.ontology.places
        for labelled, option in [(place.question, 0), *((question, option.ident) for question, option in place.path)]
    ]
    names = ("question", "labelled", "option")
    cur.register("asked", dict(zip(names, np.array(asked or [(0, 0, 0)], np.int64).T.copy(), strict=True)))
    frame = (
        cur.register("rejecting_ops", {"op_id": np.array(rejecting or [-1], np.int64)})
        .execute(
            """
            WITH judged AS (
                SELECT prediction_id, item_id, question, option, number, text, frame_from, frame_to, op_from,
                    op_to IS NOT NULL AS is_rejected
                FROM prediction p WHERE project_id = $project AND source_id = $source AND (
                    op_to IS NULL OR (op_to IN (SELECT op_id FROM rejecting_ops) AND prediction_id NOT IN (
                        SELECT prediction_id FROM prediction WHERE project_id = $project AND source_id = $source AND op_to IS NULL
                    ))
                )
            ),
            since AS (
                SELECT j.prediction_id, j.option AS predicted, bool_or(
                    l.question = j.question AND l.option IS NOT DISTINCT FROM j.option
                    AND l.number IS NOT DISTINCT FROM j.number AND l.text IS NOT DISTINCT FROM j.text
                ) AS is_same
                FROM judged j JOIN asked a ON a.question = j.question JOIN label l ON l.item_id = j.item_id
                    AND l.question = a.labelled AND (a.labelled = a.question OR l.option <> a.option)
                WHERE l.project_id = $project AND l.op_to IS NULL AND coalesce(l.edited_op, l.created_op) > j.op_from
                AND (j.frame_from IS NULL OR l.frame_from IS NULL OR (l.frame_from <= j.frame_to AND l.frame_to >= j.frame_from))
                GROUP BY j.prediction_id, j.option
            )
            SELECT j.question, coalesce(j.option, 0) AS option, count(*) AS predicted,
                count(*) FILTER (WHERE s.is_same) AS accepted,
                count(*) FILTER (WHERE NOT s.is_same) AS corrected,
                count(*) FILTER (WHERE s.is_same IS NULL AND j.is_rejected) AS rejected,
                count(*) FILTER (WHERE s.is_same IS NULL AND NOT j.is_rejected) AS open
            FROM judged j LEFT JOIN since s ON s.prediction_id = j.prediction_id AND s.predicted IS NOT DISTINCT FROM j.option
            GROUP BY ALL
            """,
            {"project": scope.project_id, "source": source_id},
        )
        .frame()
    )
    places = {place.question.ident: (number, place) for number, place in enumerate(scope.ontology.places)}
    order = {
        option.ident: number for _, place in places.values() for number, option in enumerate(place.question.choices)
    }
    frame = frame[frame["question"].isin(list(places))]
    ranks = (
        frame["question"].map(lambda ident: places[ident][0]),
        frame["option"].map(lambda ident: order.get(ident, -1)),
    )
    frame = frame.assign(rank=ranks[0], place=ranks[1]).sort_values(["rank", "place"], ignore_index=True)
    frame["answer"] = as_names(frame["option"], option_names(place.question for _, place in places.values()))
    frame["question"] = np.array([places[ident][1].name for ident in frame["question"]], dtype=object)
    columns = ["question", "answer", "predicted", "accepted", "corrected", "rejected", "open"]
    marked = _of_objects(cur, scope, source_id)
    frame = pd.concat([frame[columns], marked[columns]], ignore_index=True) if len(marked) else frame[columns]
    judged = frame["accepted"] + frame["corrected"] + frame["rejected"]
    frame["acceptance"] = np.where(judged > 0, frame["accepted"] / judged.where(judged > 0, 1), np.nan)
    return frame[[*columns, "acceptance"]]


def _of_objects(cur: Cursor, scope: Scope, source_id: int) -> pd.DataFrame:
    """The same of objects: one that was accepted or rejected has ended as a prediction."""
    judging = {
        kind: np.array(_standing(cur, scope.project_id, kind) or [-1], np.int64) for kind in ("accept", "reject")
    }
    for kind, op_ids in judging.items():
        cur.register(f"{kind}ing", {"op_id": op_ids})
    frame = cur.execute(
        'SELECT "class" AS question, count(*) AS predicted, count(*) FILTER (WHERE op_to IN (SELECT op_id FROM accepting)) AS accepted, '
        "0 AS corrected, count(*) FILTER (WHERE op_to IN (SELECT op_id FROM rejecting)) AS rejected, "
        "count(*) FILTER (WHERE op_to IS NULL) AS open FROM predicted_object WHERE project_id = ? AND source_id = ? AND ("
        "op_to IS NULL OR op_to IN (SELECT op_id FROM accepting) OR op_to IN (SELECT op_id FROM rejecting)) GROUP BY ALL ORDER BY question",
        [scope.project_id, source_id],
    ).frame()
    names = {cls.ident: cls.name for cls in scope.ontology.objects}
    frame = frame[frame["question"].isin(list(names))]
    return frame.assign(question=[names[ident] for ident in frame["question"]], answer=None)


def _standing(cur: Cursor, project_id: int, kind: str) -> list[int]:
    """What stands for each operation of a kind: itself, or what did it again after an undo."""
    rows = cur.execute("SELECT op_id FROM op WHERE project_id = ? AND kind = ?", [project_id, kind]).rows()
    links = undo_links(cur, project_id)
    ends = (last_of_chain(op_id, links) for (op_id,) in rows)
    return [end for end, is_in_force in ends if is_in_force]


def has_objects(cur: Cursor, scope: Scope, source_id: int) -> bool:
    """Whether a source predicts objects."""
    where = scope.rows()
    sql = f"SELECT EXISTS (SELECT 1 FROM predicted_object WHERE {where.sql} AND source_id = ?)"
    return bool(cur.execute(sql, [*where.values, source_id]).value())
