"""Whether objects and predictions keep their rules."""

from __future__ import annotations

import json
from collections.abc import Iterator, Set

from nblabel.domain.frames import LAST_FRAME
from nblabel.domain.ontology import Ontology
from nblabel.store.file.cursor import Cursor
from nblabel.store.labels.ontology_rows import parsed

_EXAMPLES = 3
_TABLES = ("object", "attribute", "prediction", "predicted_object")
_HELD = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (FROM {name} WHERE op_to IS NULL)" for name in _TABLES)


def verify_objects(cur: Cursor) -> Iterator[str]:
    """One sentence for each broken rule, with examples."""
    held = {name for (name,) in cur.execute(_HELD).rows()}
    if not held:
        return
    yield from _of_items(cur, held)
    yield from _doubles(cur, held)
    if "attribute" in held:
        yield from _attributes_of_nothing(cur)
    projects = cur.execute('SELECT DISTINCT project_id FROM "object" WHERE op_to IS NULL').rows()
    for (project_id,) in projects:
        row = cur.execute("SELECT data FROM ontology WHERE project_id = ? AND op_to IS NULL", [project_id]).one()
        yield from _classes(cur, project_id, parsed(json.loads(row[0]) if row else None))


def _of_items(cur: Cursor, held: Set[str]) -> Iterator[str]:
    for name in (name for name in _TABLES if name in held):
        rows = cur.execute(
            f"SELECT DISTINCT project_id, item_id FROM {name} t WHERE op_to IS NULL AND NOT EXISTS ("
            "FROM item i WHERE i.item_id = t.item_id AND i.project_id = t.project_id AND i.op_to IS NULL) LIMIT ?",
            [_EXAMPLES],
        ).rows()
        if rows:
            yield f"A row of {name} belongs to no item (project, item: {_shown(rows)})."


def _doubles(cur: Cursor, held: Set[str]) -> Iterator[str]:
    for name, slot, said in (
        ("object", "project_id, object_id", "An object has two shapes on one frame (project, object"),
        (
            "attribute",
            "project_id, object_id, question, option",
            "An attribute is answered twice on one frame (project, object, ...",
        ),
        (
            "prediction",
            "project_id, source_id, item_id, question, option",
            "A source answers twice on one frame (project, source, item, ...",
        ),
    ):
        if name not in held:
            continue
        # In the order of their first frames, two overlap where one begins before an earlier one has ended.
        rows = cur.execute(
            f"""
            SELECT DISTINCT {slot} FROM (
                SELECT {slot}, coalesce(frame_from, 0) AS first, max(coalesce(frame_to, {LAST_FRAME})) OVER (
                    PARTITION BY {slot} ORDER BY coalesce(frame_from, 0), frame_to
                    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                ) AS ended FROM (
                    SELECT * FROM {name} WHERE op_to IS NULL AND ({slot}) IN (
                        SELECT ({slot}) FROM {name} WHERE op_to IS NULL GROUP BY {slot} HAVING count(*) > 1
                    )
                )
            ) WHERE ended >= first LIMIT ?
            """,
            [_EXAMPLES],
        ).rows()
        if rows:
            yield f"{said}: {_shown(rows)})."


def _attributes_of_nothing(cur: Cursor) -> Iterator[str]:
    rows = cur.execute(
        "SELECT DISTINCT project_id, object_id FROM attribute a WHERE op_to IS NULL AND NOT EXISTS ("
        'FROM "object" o WHERE o.object_id = a.object_id AND o.project_id = a.project_id AND o.op_to IS NULL) LIMIT ?',
        [_EXAMPLES],
    ).rows()
    if rows:
        yield f"An attribute belongs to no object (project, object: {_shown(rows)})."


def _classes(cur: Cursor, project_id: int, ontology: Ontology) -> Iterator[str]:
    known = {cls.ident: cls for cls in ontology.objects}
    for cls, shape in cur.execute(
        'SELECT DISTINCT "class", shape FROM "object" WHERE project_id = ? AND op_to IS NULL', [project_id]
    ).rows():
        if cls not in known:
            yield f"Objects of project {project_id} are of the class {cls}, which its ontology does not have."
        elif known[cls].kind != shape:
            yield f'Objects of project {project_id} of the class "{known[cls].name}" are marked by a {shape}, not by a {known[cls].kind}.'
    asked = {
        (cls.ident, place.question.ident): {option.ident for option in place.question.choices}
        for cls in ontology.objects
        for place in ontology.attributes(cls.ident).places
    }
    rows = cur.execute(
        'SELECT DISTINCT o."class", a.question, a.option FROM attribute a JOIN "object" o ON o.object_id = a.object_id '
        "WHERE a.project_id = ? AND o.project_id = a.project_id AND a.op_to IS NULL AND o.op_to IS NULL",
        [project_id],
    ).rows()
    for cls, question, option in rows:
        options = asked.get((cls, question))
        if options is None:
            yield f"Objects of project {project_id} of the class {cls} answer question {question}, which it does not ask."
        elif option is not None and option not in options:
            yield f"Objects of project {project_id} answer question {question} with option {option}, which it does not have."


def _shown(rows: list[tuple[object, ...]]) -> str:
    return "; ".join(", ".join(map(str, row)) for row in rows)
