"""The views that a user's SELECT may read: names instead of ids, rows of one project at one time."""

from __future__ import annotations

from nblabel.store.cursor import Cursor
from nblabel.store.scope import Scope

VIEWS = ("items", "labels", "statuses", "tags", "operations")


def make_views(cur: Cursor, scope: Scope) -> None:
    """Make the views for this cursor only; they go with it."""
    _name_ids(cur, scope)
    now = _standing(scope)
    for name, select in _SELECTS.items():
        cur.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS {select.format(now=now, own=_own(scope))}")


def _name_ids(cur: Cursor, scope: Scope) -> None:
    """Names are users' texts, so they go into a table, bound, and not into the text of a view."""
    places = scope.ontology.places
    ids = [place.question.ident for place in places]
    names = [place.name for place in places]
    for place in places:
        ids += [option.ident for option in place.question.choices]
        names += [option.name for option in place.question.choices]
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
    "operations": """
        SELECT op_id, created AS at, annotator, role, kind, json_extract_string(params, '$.text') AS text, undoes
        FROM main.op WHERE {own}""",
}
