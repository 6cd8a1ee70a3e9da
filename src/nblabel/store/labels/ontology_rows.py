"""The versions of a project's ontology, and which of its parts labels use."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from nblabel.domain.ontology import Ontology
from nblabel.store.file.cursor import Cursor
from nblabel.store.rows.piece import together
from nblabel.store.rows.scope import Scope


def current(cur: Cursor, project_id: int, known: int = -1) -> tuple[int, Any]:
    """The operation that gave the ontology in force, and its dict: None when it is `known`; (0, {}) without any."""
    row = cur.execute(
        "SELECT op_from, CASE WHEN op_from = ? THEN NULL ELSE data END FROM ontology WHERE project_id = ? AND op_to IS NULL",
        [known, project_id],
    ).one()
    if row is None:
        return 0, {}
    return row[0], None if row[1] is None else json.loads(row[1])


def parsed(data: Mapping[str, Any] | None) -> Ontology:
    """The ontology of a stored dict; an empty one without any."""
    return Ontology.from_dict(data) if data else Ontology()


def last_id(cur: Cursor, project_id: int) -> int:
    """The highest id that any version ever gave: labels of an undone version may come back, so none is given twice."""
    sql = "SELECT max((data->>'$.last_id')::BIGINT) FROM ontology WHERE project_id = ?"
    return int(cur.execute(sql, [project_id]).value() or 0)


def of_time(cur: Cursor, project_id: int, as_of: int) -> Ontology:
    """The ontology as it was after operation `as_of`; an empty one where there was none."""
    scope = Scope(project_id, Ontology(), as_of)
    piece = together("SELECT data FROM ontology WHERE {} ORDER BY op_from DESC LIMIT 1", scope.rows())
    text = cur.execute(piece.sql, piece.values).value()
    return parsed(json.loads(text) if text else None)


def opened_by(cur: Cursor, project_id: int, op_id: int) -> Any:
    """The ontology that an operation gave, None if it gave none."""
    return _data(cur, "op_from = ?", project_id, op_id)


def closed_by(cur: Cursor, project_id: int, op_id: int) -> Any:
    """The ontology that an operation replaced, None if there was none before."""
    return _data(cur, "op_to = ?", project_id, op_id)


def replace(cur: Cursor, project_id: int, op_id: int, data: Mapping[str, Any] | None) -> None:
    """Put another version in force (None: none)."""
    cur.execute("UPDATE ontology SET op_to = ? WHERE project_id = ? AND op_to IS NULL", [op_id, project_id])
    if data is not None:
        text = json.dumps(data, ensure_ascii=False)
        cur.execute("INSERT INTO ontology VALUES (?, ?, ?, NULL)", [project_id, text, op_id])


def uses(cur: Cursor, project_id: int) -> dict[int, int]:
    """How many items answer each question and option that is answered at all, by id."""
    rows = cur.execute(
        " UNION ALL ".join(
            f"""
            SELECT {question}, {option} AS option, count(DISTINCT item_id) FROM {table}
            WHERE project_id = $project AND op_to IS NULL AND {option if option != "NULL" else question} IS NOT NULL GROUP BY ALL
            """
            for table, question, option in (
                ("label", "question", "NULL"),
                ("label", "question", "option"),
                ("attribute", "question", "NULL"),
                ("attribute", "question", "option"),
                ("object", '"class"', "NULL"),
            )
        ),
        {"project": project_id},
    ).rows()
    return {question if option is None else option: count for question, option, count in rows}


def _data(cur: Cursor, condition: str, project_id: int, op_id: int) -> Any:
    row = cur.execute(f"SELECT data FROM ontology WHERE project_id = ? AND {condition}", [project_id, op_id]).one()
    return None if row is None else json.loads(row[0])
