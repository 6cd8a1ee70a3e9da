"""What datasets and folders are called and about, as interval rows of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nblabel.store.file.cursor import Cursor
from nblabel.store.rows import records
from nblabel.store.rows.intervals import DATASET
from nblabel.store.rows.piece import Piece, together
from nblabel.store.rows.scope import Scope

if TYPE_CHECKING:
    import pandas as pd


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
    record = {"sort": sort, "name": name, "title": said.title, "description": said.description}
    records.put(cur, DATASET, project_id, op_id, record)


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
