"""Whether a label file keeps its own rules, checked row by row."""

from __future__ import annotations

import json
from collections.abc import Iterator

import numpy as np

from nblabel.domain.frames import LAST_FRAME
from nblabel.domain.ontology import Ontology
from nblabel.store.checking.collections import verify_collections
from nblabel.store.checking.objects import verify_objects
from nblabel.store.file.cursor import Cursor
from nblabel.store.labels.ontology_rows import parsed
from nblabel.store.rows.chosen import ascending, without
from nblabel.store.rows.intervals import RECORDS, TABLES

_EXAMPLES = 3


def verify(cur: Cursor) -> list[str]:
    """One sentence for each broken rule, with examples; empty when all is well."""
    keys = _repeated(cur, "label", "project_id, item_id, question")
    cur.register("repeated_answers", {"key": keys})
    return [
        *_intervals(cur),
        *_doubles(cur),
        *(_double_answers(cur) if len(keys) else ()),
        *_orphans(cur),
        *_workflow(cur),
        *verify_collections(cur),
        *verify_objects(cur),
        *_answers(cur),
    ]


_NAMES = (*(table.name for table in (*TABLES, *RECORDS)), "ontology")
_BROKEN = (
    ("op_from NOT IN (SELECT op_id FROM op)", "begins with an operation that is not recorded"),
    ("op_to IS NOT NULL AND op_to NOT IN (SELECT op_id FROM op)", "ends with an operation that is not recorded"),
    ("op_to <= op_from", "ends before it begins"),
)
# One question for all tables: of a small file, asking each of them for each rule took most of the time.
_ANY_BROKEN = f"""
    SELECT DISTINCT name FROM ({" UNION ALL ".join(f"SELECT '{name}' AS name, op_from, op_to FROM {name}" for name in _NAMES)})
    WHERE {" OR ".join(f"({condition})" for condition, _ in _BROKEN)}
"""


def _intervals(cur: Cursor) -> Iterator[str]:
    bad = {name for (name,) in cur.execute(_ANY_BROKEN).rows()}
    for name in (name for name in _NAMES if name in bad):
        for condition, sentence in _BROKEN:
            rows = cur.execute(f"SELECT op_from, op_to FROM {name} WHERE {condition} LIMIT ?", [_EXAMPLES]).rows()
            if rows:
                yield f"A row of {name} {sentence} (op_from, op_to: {_shown(rows)})."


def _doubles(cur: Cursor) -> Iterator[str]:
    for name, key, columns in (
        ("item", "item_id", "project_id, item_id"),
        ("status", "item_id", "project_id, item_id"),
        ("tag", "tag of an item", "project_id, item_id, tag"),
        ("ontology", "project", "project_id"),
        ("changed", "item_id", "project_id, item_id"),
        ("task_item", "item of a task", "project_id, task_id, item_id"),
        ("assignment", "item of a task", "project_id, task_id, item_id"),
        ("comment", "comment_id", "project_id, comment_id"),
        ("person", "name", "project_id, name"),
        ("task", "task_id", "project_id, task_id"),
    ):
        if not len(_repeated(cur, name, columns)):
            continue
        rows = cur.execute(
            f"SELECT {columns} FROM {name} WHERE op_to IS NULL GROUP BY ALL HAVING count(*) > 1 LIMIT ?", [_EXAMPLES]
        ).rows()
        if rows:
            yield f"Two open rows of {name} have the same {key} ({columns}: {_shown(rows)})."


def _repeated(cur: Cursor, table: str, columns: str) -> np.ndarray:
    """The hashes that several open rows share: sorting them takes a tenth of the time of grouping the rows."""
    keys: np.ndarray = cur.execute(f"SELECT hash({columns}) AS key FROM {table} WHERE op_to IS NULL").arrays()["key"]
    keys.sort()
    return np.unique(keys[1:][keys[1:] == keys[:-1]])


# Open rows of which there are several for a question of an item: what is wrong or on other frames, and checklists.
_REPEATED = """(
    SELECT rowid AS row, * FROM label
    WHERE op_to IS NULL AND hash(project_id, item_id, question) IN (SELECT key FROM repeated_answers)
)"""


def _double_answers(cur: Cursor) -> Iterator[str]:
    whole = cur.execute(
        f"""
        SELECT project_id, item_id, question, option FROM {_REPEATED} WHERE frame_from IS NULL
        GROUP BY project_id, item_id, question, option HAVING count(*) > 1 LIMIT ?
        """,
        [_EXAMPLES],
    ).rows()
    if whole:
        yield f"An answer stands twice on an item (project, item, question, option: {_shown(whole)})."
    ranged = cur.execute(
        f"""
        SELECT project_id, item_id, question FROM {_REPEATED} WHERE frame_from IS NOT NULL
        GROUP BY project_id, item_id, question, label_id, option, frame_from, frame_to HAVING count(*) > 1 LIMIT ?
        """,
        [_EXAMPLES],
    ).rows()
    if ranged:
        yield f"An answer stands twice on a frame (project, item, question: {_shown(ranged)})."
    # In the order of their first frames, two overlap where one begins before all earlier ones have ended.
    rivals = cur.execute(
        f"""
        SELECT DISTINCT project_id, item_id, question FROM (
            SELECT *, max(last) OVER (
                PARTITION BY project_id, item_id, question ORDER BY first, last, label_id
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ) AS ended FROM (
                SELECT DISTINCT project_id, item_id, question, label_id,
                    coalesce(frame_from, 0) AS first, coalesce(frame_to, {LAST_FRAME}) AS last FROM {_REPEATED}
            )
        ) WHERE ended >= first LIMIT ?
        """,
        [_EXAMPLES],
    ).rows()
    if rivals:
        yield f"Two labels answer one question on one frame (project, item, question: {_shown(rivals)})."


def _orphans(cur: Cursor) -> Iterator[str]:
    for name in ("label", "status", "tag", "task_item", "assignment", "comment"):
        for (project_id,) in cur.execute(f"SELECT DISTINCT project_id FROM {name} WHERE op_to IS NULL").rows():
            homeless = without(_items(cur, name, project_id), _items(cur, "item", project_id))
            if len(homeless):
                rows: list[tuple[object, ...]] = [(project_id, ident) for ident in homeless[:_EXAMPLES].tolist()]
                yield f"A row of {name} belongs to no item (project, item: {_shown(rows)})."


def _workflow(cur: Cursor) -> Iterator[str]:
    for name in ("task_item", "assignment"):
        rows = cur.execute(
            f"SELECT DISTINCT project_id, task_id FROM {name} WHERE op_to IS NULL AND task_id <> 0 AND (project_id, task_id) "
            "NOT IN (SELECT (project_id, task_id) FROM task WHERE op_to IS NULL) LIMIT ?",
            [_EXAMPLES],
        ).rows()
        if rows:
            yield f"A row of {name} belongs to no task (project, task: {_shown(rows)})."
    rows = cur.execute(
        "SELECT project_id, item_id FROM changed WHERE op_to IS NULL AND (project_id, item_id) "
        "NOT IN (SELECT (project_id, item_id) FROM status WHERE op_to IS NULL AND status = 'complete') LIMIT ?",
        [_EXAMPLES],
    ).rows()
    if rows:
        yield f"An item is marked as changed after its review, and is not complete (project, item: {_shown(rows)})."


def _items(cur: Cursor, table: str, project_id: int) -> np.ndarray:
    found = cur.execute(f"SELECT item_id FROM {table} WHERE op_to IS NULL AND project_id = ?", [project_id]).arrays()
    return ascending(found["item_id"])


def _answers(cur: Cursor) -> Iterator[str]:
    projects = [row[0] for row in cur.execute("SELECT DISTINCT project_id FROM label WHERE op_to IS NULL").rows()]
    for project_id in projects:
        row = cur.execute("SELECT data FROM ontology WHERE project_id = ? AND op_to IS NULL", [project_id]).one()
        ontology = parsed(json.loads(row[0]) if row else None)
        yield from _unknown(cur, project_id, ontology)
        yield from _radios(cur, project_id, ontology)
        yield from _parents(cur, project_id, ontology)


def _unknown(cur: Cursor, project_id: int, ontology: Ontology) -> Iterator[str]:
    places = {place.question.ident: place for place in ontology.places}
    rows = cur.execute(
        "SELECT DISTINCT root, question, option FROM label WHERE project_id = ? AND op_to IS NULL", [project_id]
    ).rows()
    for root, question, option in rows:
        place = places.get(question)
        if place is None:
            yield f"Labels of project {project_id} answer question {question}, which its ontology does not have."
        elif place.root.ident != root:
            yield f'Labels of project {project_id} hold "{place.question.name}" under question {root}, where it does not belong.'
        elif option is not None and option not in {choice.ident for choice in place.question.choices}:
            yield f'Labels of project {project_id} answer "{place.question.name}" with option {option}, which it does not have.'


def _radios(cur: Cursor, project_id: int, ontology: Ontology) -> Iterator[str]:
    single = [place.question.ident for place in ontology.places if place.question.kind != "checklist"]
    rows = cur.execute(
        f"""
        SELECT item_id, question FROM {_REPEATED} WHERE project_id = ? AND list_contains(?::INTEGER[], question)
        GROUP BY item_id, question, frame_from HAVING count(*) > 1 LIMIT ?
        """,
        [project_id, single, _EXAMPLES],
    ).rows()
    if rows:
        yield f"A question with one answer has two (item, question: {_shown(rows)})."


def _parents(cur: Cursor, project_id: int, ontology: Ontology) -> Iterator[str]:
    for place in ontology.places:
        if not place.path:
            continue
        question, option = place.path[-1]
        rows = cur.execute(
            """
            SELECT c.item_id FROM label c WHERE c.project_id = $project AND c.op_to IS NULL AND c.question = $child
            AND NOT EXISTS (
                SELECT 1 FROM label p WHERE p.project_id = $project AND p.op_to IS NULL AND p.item_id = c.item_id
                    AND p.group_id = c.group_id AND p.question = $parent AND p.option = $option
                    AND p.frame_from IS NOT DISTINCT FROM c.frame_from AND p.frame_to IS NOT DISTINCT FROM c.frame_to
            ) LIMIT $examples
            """,
            {
                "project": project_id,
                "child": place.question.ident,
                "parent": question.ident,
                "option": option.ident,
                "examples": _EXAMPLES,
            },
        ).rows()
        if rows:
            yield f'"{place.name}" is answered where "{question.name}" is not "{option.name}" (items: {_shown(rows)}).'


def _shown(rows: list[tuple[object, ...]]) -> str:
    return "; ".join(", ".join(map(str, row)) for row in rows)
