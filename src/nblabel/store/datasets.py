"""What datasets and folders are called and about, as interval rows of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nblabel.store.cursor import Cursor
from nblabel.store.piece import Piece, together
from nblabel.store.scope import Scope

if TYPE_CHECKING:
    import pandas as pd

_CONTENT = "sort, name, title, description"


@dataclass(frozen=True, slots=True)
class Description:
    """What was said of a dataset or folder."""

    title: str = ""
    description: str = ""


def described(cur: Cursor, project_id: int, sort: str, name: str) -> Description | None:
    """What stands of this dataset or folder, None where nothing was said."""
    row = cur.execute(
        "SELECT title, description FROM dataset WHERE project_id = ? AND sort = ? AND name = ? AND op_to IS NULL",
        [project_id, sort, name],
    ).one()
    return Description(*row) if row else None


def describe(cur: Cursor, project_id: int, op_id: int, sort: str, name: str, said: Description) -> None:
    """Say it from this operation on."""
    cur.execute(
        "UPDATE dataset SET op_to = ? WHERE project_id = ? AND sort = ? AND name = ? AND op_to IS NULL",
        [op_id, project_id, sort, name],
    )
    cur.execute(
        "INSERT INTO dataset VALUES (?, ?, ?, ?, ?, ?, NULL)",
        [project_id, sort, name, said.title, said.description, op_id],
    )


def listed(cur: Cursor, scope: Scope, sort: str) -> pd.DataFrame:
    """Every dataset (or folder) that has items or a description: name, title, description, items."""
    column = "dataset" if sort == "dataset" else "folder"
    piece = together(
        f"SELECT name, coalesce(title, '') AS title, coalesce(description, '') AS description, coalesce(items, 0) AS items "
        f"FROM (SELECT name, title, description FROM dataset i WHERE {{}} AND {{}}) FULL JOIN "
        f"(SELECT {column} AS name, count(*) AS items FROM item i WHERE {{}} AND nullif({column}, '') IS NOT NULL GROUP BY {column}) "
        f"USING (name) ORDER BY name",
        scope.rows("i"),
        Piece("sort = ?", (sort,)),
        scope.rows("i"),
    )
    return cur.execute(piece.sql, piece.values).frame()


def is_touched(cur: Cursor, project_id: int, op_id: int) -> bool:
    """Whether the operation described something."""
    sql = "SELECT count(*) FROM dataset WHERE project_id = ? AND (op_from = ? OR op_to = ?)"
    return bool(cur.execute(sql, [project_id, op_id, op_id]).value())


def is_changed_since(cur: Cursor, project_id: int, op_id: int) -> bool:
    """Whether something else stands now than the operation left."""
    sql = f"""
        WITH touched AS (SELECT DISTINCT sort, name FROM dataset WHERE project_id = $project AND $op IN (op_from, op_to)),
        left_by AS (SELECT {_CONTENT} FROM dataset WHERE project_id = $project AND op_from = $op),
        now AS (SELECT {_CONTENT} FROM dataset JOIN touched USING (sort, name) WHERE project_id = $project AND op_to IS NULL)
        SELECT count(*) FROM (FROM now EXCEPT FROM left_by)
    """
    return bool(cur.execute(sql, {"project": project_id, "op": op_id}).value())


def reverse(cur: Cursor, project_id: int, op_id: int, by: int) -> None:
    """Say again what was said before the operation, as operation `by`."""
    cur.execute(
        """
        UPDATE dataset SET op_to = $by WHERE project_id = $project AND op_to IS NULL
        AND (sort, name) IN (SELECT (sort, name) FROM dataset WHERE project_id = $project AND $op IN (op_from, op_to))
        """,
        {"by": by, "project": project_id, "op": op_id},
    )
    cur.execute(
        f"INSERT INTO dataset SELECT project_id, {_CONTENT}, ?, NULL FROM dataset WHERE project_id = ? AND op_to = ?",
        [by, project_id, op_id],
    )
