"""Writes a small project into a label file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from tests.property.query_world import (
    AUTHORS,
    COLLECTIONS,
    LIVE,
    METRIC,
    ONTOLOGY,
    SOURCE,
    TASKS,
    Marked,
    Row,
    Thing,
    moment,
)

from nblabel.domain.query_json import to_json
from nblabel.store.file.cursor import Cursor
from nblabel.store.rows.scope import Kept, Scope


def store(cur: Cursor, world: Iterable[Thing], project_id: int) -> None:
    """Write the world, one insert a table."""
    tables = ("item", "media", "label", "status", "tag", "op_item", "prediction", "object", "attribute", "assignment")
    rows: dict[str, list[tuple[Any, ...]]] = {
        name: [] for name in (*tables, "task_item", "changed", "member", "metric")
    }
    for thing in world:
        ident = thing.item_id
        meta = None if thing.meta is None else json.dumps(thing.meta)
        span = (thing.row.op_from, thing.row.op_to)
        rows["item"].append((project_id, ident, f"/{ident}", thing.title, "image", thing.dataset, "", "", meta, *span))
        if thing.facts is not None:
            size, problem = thing.facts["file_size"], thing.facts["problem"]
            rows["media"].append(
                (ident, thing.facts["width"], 1, 1, 1, None, None, size, 0, None, problem, None, False)
            )
        for name, answers in thing.labels.items():
            rows["label"].extend(_label(project_id, ident, name, row) for row in answers)
        rows["status"].extend((project_id, ident, row.value, "", row.op_from, row.op_to) for row in thing.status)
        rows["tag"].extend(
            (project_id, ident, tag, row.op_from, row.op_to) for tag, tagged in thing.tags.items() for row in tagged
        )
        rows["op_item"].extend((op, ident, outcome) for op, outcome in thing.outcomes)
        for name, answers in thing.predictions.items():
            rows["prediction"].extend(_prediction(project_id, ident, name, row) for row in answers)
        _objects(rows, project_id, ident, thing.objects)
        for name, spans in thing.people.items():
            rows["assignment"].extend((project_id, 0, ident, name, row.op_from, row.op_to) for row in spans)
        for name, spans in thing.tasks.items():
            task = 1 + TASKS.index(name)
            rows["task_item"].extend((project_id, task, ident, row.value, row.op_from, row.op_to) for row in spans)
        rows["changed"].extend((project_id, ident, row.op_from, row.op_to) for row in thing.changed)
        rows["member"].extend(
            (project_id, 1, ident, None, None, "added", row.op_from, row.op_to) for row in thing.picked
        )
        if thing.metric is not None:
            rows["metric"].append((project_id, ident, thing.metric))
    _names(cur, project_id)
    for table, values in rows.items():
        if values:
            marks = ", ".join(f"({', '.join('?' * len(values[0]))})" for _ in values)
            cur.execute(f"INSERT INTO {table} VALUES {marks}", [value for row in values for value in row])


def scope_of(project_id: int, as_of: int | None, **more: Any) -> Scope:
    """The project's scope with its collections."""
    live = json.dumps(to_json(LIVE))
    kept = (Kept(1, COLLECTIONS[0]), Kept(2, COLLECTIONS[1], is_live=True, query=live))
    return Scope(project_id, ONTOLOGY, as_of, collections=kept, **more)


def _names(cur: Cursor, project_id: int) -> None:
    """Operations, tasks, the model and the metric."""
    if not cur.execute("SELECT count(*) FROM op").value():
        for op, author in AUTHORS.items():
            cur.execute(
                "INSERT INTO op (op_id, project_id, kind, annotator, created, client_id) VALUES (?, ?, 'x', ?, ?, ?)",
                [op, project_id, author, moment(op), f"op {op}"],
            )
    cur.execute("INSERT INTO source VALUES (?, ?, ?)", [project_id, project_id, SOURCE])
    cur.execute("INSERT INTO metric_name VALUES (?, ?, ?)", [project_id, project_id, METRIC])
    for number, name in enumerate(TASKS, 1):
        cur.execute(
            "INSERT INTO task (project_id, task_id, name, op_from) VALUES (?, ?, ?, 0)", [project_id, number, name]
        )


def _prediction(project_id: int, ident: int, name: str, row: Row) -> tuple[Any, ...]:
    _, _, _, _, _, _, *asked = _label(project_id, ident, name, row)
    return (
        project_id,
        project_id,
        1,
        1,
        ident,
        row.frame,
        row.frame,
        *asked[:5],
        row.confidence,
        row.op_from,
        row.op_to,
    )


def _objects(rows: dict[str, list[tuple[Any, ...]]], project_id: int, ident: int, marked: Sequence[Marked]) -> None:
    for number, mark in enumerate(marked):
        number, cls, row = ident * 10 + number, ONTOLOGY.object_class(mark.cls).ident, mark.row
        told = (row.confidence, row.source, *row.by, row.op_from, row.op_to)
        box = ("box", 0.0, 0.0, 1.0, mark.area, mark.area, None)
        rows["object"].append((project_id, number, ident, 0, 0, cls, *box, *told))
        for ear in mark.ears:
            asked = ONTOLOGY.attribute("Head", "Ears")
            option = next(option.ident for option in asked.choices if option.name == ear.value)
            rows["attribute"].append(
                (project_id, number, ident, 0, 0, asked.ident, option, None, None, ear.op_from, ear.op_to)
            )


def _label(project_id: int, ident: int, name: str, row: Row) -> tuple[Any, ...]:
    question = next(place for place in ONTOLOGY.places if place.question.name == name).question
    option = next((option.ident for option in question.choices if option.name == row.value), None)
    number = row.value if question.kind == "number" else None
    text = row.value if question.kind == "text" else None
    asked = (question.ident, question.ident, option, number, text)
    told = (row.confidence, row.source, *row.by, row.op_from, row.op_to)
    return (project_id, 1, 1, ident, row.frame, row.frame, *asked, *told)
