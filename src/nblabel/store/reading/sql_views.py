"""The views that a user's SELECT may read: names instead of ids, rows of one project at one time."""

from __future__ import annotations

from collections.abc import Collection

from nblabel.store.file.cursor import Cursor
from nblabel.store.query.collections import members_piece
from nblabel.store.rows.scope import Scope

VIEWS = (
    "items",
    "labels",
    "statuses",
    "tags",
    "collections",
    "members",
    "predictions",
    "objects",
    "attributes",
    "predicted_objects",
    "tasks",
    "task_items",
    "assignments",
    "comments",
    "metrics",
    "people",
    "operations",
)


def make_views(cur: Cursor, scope: Scope, names: Collection[str] = VIEWS) -> None:
    """Make the views of these names for this cursor only; they go with it."""
    _name_ids(cur, scope)
    now = _standing(scope)
    for name in names:
        if name == "members":
            _members(cur, scope)
            continue
        select = _SELECTS[name].format(now=now, own=_own(scope), project=int(scope.project_id))
        cur.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS {select}")


def _members(cur: Cursor, scope: Scope) -> None:
    """What collections hold, live ones now: their rules have bound values, which no view takes."""
    cur.execute(
        "CREATE OR REPLACE TEMP TABLE members(collection VARCHAR, item_id BIGINT, frame_from INTEGER, frame_to INTEGER)"
    )
    for kept in scope.collections:
        held = members_piece(scope, kept.ident)
        cur.execute(
            f"INSERT INTO temp.members SELECT ?, item_id, frame_from, frame_to FROM ({held.sql})",
            [kept.title, *held.values],
        )


def _name_ids(cur: Cursor, scope: Scope) -> None:
    """Names are users' texts, so they go into a table, bound, and not into the text of a view."""
    places = scope.ontology.places
    ids = [place.question.ident for place in places]
    names = [place.name for place in places]
    for place in places:
        ids += [option.ident for option in place.question.choices]
        names += [option.name for option in place.question.choices]
    for cls in scope.ontology.objects:
        asked = [place.question for place in scope.ontology.attributes(cls.ident).places]
        ids += [cls.ident, *(question.ident for question in asked)]
        names += [cls.name, *(question.name for question in asked)]
        ids += [option.ident for question in asked for option in question.choices]
        names += [option.name for question in asked for option in question.choices]
    cur.execute(
        "CREATE OR REPLACE TEMP TABLE nblabel_name AS SELECT unnest(?::BIGINT[]) AS id, unnest(?::VARCHAR[]) AS name",
        [ids, names],
    )


def _standing(scope: Scope) -> str:
    project, as_of = int(scope.project_id), scope.as_of
    if as_of is None:
        return f"project_id = {project} AND op_to IS NULL"
    return f"project_id = {project} AND op_from <= {int(as_of)} AND (op_to IS NULL OR op_to > {int(as_of)})"


def _own(scope: Scope) -> str:
    latest = "" if scope.as_of is None else f" AND op_id <= {int(scope.as_of)}"
    return f"project_id = {int(scope.project_id)}{latest}"


_SELECTS = {
    "items": """
        SELECT i.item_id, i.title, i.uri, i.kind, i.dataset, i.folder, coalesce(s.status, 'annotate') AS status,
            m.width, m.height, m.n_frames, m.problem, i.meta
        FROM (SELECT * FROM main.item WHERE {now}) i
        LEFT JOIN (SELECT item_id, status FROM main.status WHERE {now}) s USING (item_id)
        LEFT JOIN main.media m USING (item_id)""",
    "labels": """
        SELECT l.label_id AS label_row_id, l.item_id, l.frame_from, l.frame_to, q.name AS question,
            coalesce(o.name, l.text, CAST(l.number AS VARCHAR)) AS answer, l.number, l.confidence, CAST(l.source AS VARCHAR) AS source,
            c.annotator AS created_by, c.created AS created_at, e.annotator AS edited_by, e.created AS edited_at
        FROM (SELECT * FROM main.label WHERE {now}) l
        LEFT JOIN temp.nblabel_name q ON q.id = l.question LEFT JOIN temp.nblabel_name o ON o.id = l.option
        LEFT JOIN main.op c ON c.op_id = l.created_op LEFT JOIN main.op e ON e.op_id = l.edited_op""",
    "statuses": """
        SELECT i.item_id, coalesce(s.status, 'annotate') AS status
        FROM (SELECT item_id FROM main.item WHERE {now}) i
        LEFT JOIN (SELECT item_id, status FROM main.status WHERE {now}) s USING (item_id)""",
    "tags": "SELECT item_id, tag FROM main.tag WHERE {now}",
    "collections": """
        SELECT c.title, c.description, c.live, c.query, o.annotator AS created_by, o.created AS created_at
        FROM (SELECT * FROM main.collection WHERE {now}) c LEFT JOIN main.op o ON o.op_id = c.created_op""",
    "predictions": """
        SELECT p.prediction_id, s.name AS source, p.item_id, p.frame_from, p.frame_to, q.name AS question,
            coalesce(o.name, p.text, CAST(p.number AS VARCHAR)) AS answer, p.number, p.confidence, c.created AS created_at
        FROM (SELECT * FROM main.prediction WHERE {now}) p JOIN main.source s USING (project_id, source_id)
        LEFT JOIN temp.nblabel_name q ON q.id = p.question LEFT JOIN temp.nblabel_name o ON o.id = p.option
        LEFT JOIN main.op c ON c.op_id = p.op_from""",
    "objects": """
        SELECT b.object_id, b.item_id, b.frame_from, b.frame_to, k.name AS class, b.shape, b.x, b.y, b.width, b.height, b.area,
            b.geometry, b.confidence, CAST(b.source AS VARCHAR) AS source, c.annotator AS created_by, c.created AS created_at,
            e.annotator AS edited_by, e.created AS edited_at
        FROM (SELECT * FROM main.object WHERE {now}) b LEFT JOIN temp.nblabel_name k ON k.id = b.class
        LEFT JOIN main.op c ON c.op_id = b.created_op LEFT JOIN main.op e ON e.op_id = b.edited_op""",
    "attributes": """
        SELECT a.object_id, a.item_id, a.frame_from, a.frame_to, q.name AS question,
            coalesce(o.name, a.text, CAST(a.number AS VARCHAR)) AS answer, a.number
        FROM (SELECT * FROM main.attribute WHERE {now}) a
        LEFT JOIN temp.nblabel_name q ON q.id = a.question LEFT JOIN temp.nblabel_name o ON o.id = a.option""",
    "predicted_objects": """
        SELECT p.prediction_id, s.name AS source, p.item_id, p.frame_from, p.frame_to, k.name AS class, p.shape, p.x, p.y,
            p.width, p.height, p.area, p.geometry, p.attributes, p.confidence
        FROM (SELECT * FROM main.predicted_object WHERE {now}) p JOIN main.source s USING (project_id, source_id)
        LEFT JOIN temp.nblabel_name k ON k.id = p.class""",
    "tasks": """
        SELECT t.task_id, t.name, t.description, t.allocation, t.statuses, t.priority, t.due, o.annotator AS created_by,
            o.created AS created_at
        FROM (SELECT * FROM main.task WHERE {now}) t LEFT JOIN main.op o ON o.op_id = t.created_op""",
    "task_items": """
        SELECT t.name AS task, m.item_id, m.status FROM (SELECT * FROM main.task_item WHERE {now}) m
        JOIN (SELECT * FROM main.task WHERE {now}) t USING (task_id)""",
    "assignments": """
        SELECT t.name AS task, a.item_id, a.person FROM (SELECT * FROM main.assignment WHERE {now}) a
        LEFT JOIN (SELECT * FROM main.task WHERE {now}) t USING (task_id)""",
    "comments": """
        SELECT m.comment_id, m.item_id, m.frame, m.x, m.y, m.text, m.reply_to, m.is_flag, m.is_resolved, o.annotator AS created_by,
            o.created AS created_at
        FROM (SELECT * FROM main.comment WHERE {now}) m LEFT JOIN main.op o ON o.op_id = m.created_op""",
    "metrics": """
        SELECT m.item_id, n.name, m.value FROM main.metric m JOIN main.metric_name n USING (metric_id)
        WHERE n.project_id = {project}""",
    "people": "SELECT name, role FROM main.person WHERE {now}",
    "operations": """
        SELECT op_id, created AS at, annotator, role, kind, json_extract_string(params, '$.text') AS text, undoes
        FROM main.op WHERE {own}""",
}
