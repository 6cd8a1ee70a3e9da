"""Tables as files: CSV and Parquet, written by DuckDB itself."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from nblabel.domain.query import Query
from nblabel.errors import MissingFile, NblabelError, ReadOnly
from nblabel.store.file.cursor import Cursor
from nblabel.store.reading.paths import as_path
from nblabel.store.reading.tables import to_df
from nblabel.store.rows.scope import Scope

if TYPE_CHECKING:
    import pandas as pd

_FORMATS = {".csv": "FORMAT CSV, HEADER", ".parquet": "FORMAT PARQUET, COMPRESSION ZSTD"}


def export_query(cur: Cursor, scope: Scope, query: Query, path: str | os.PathLike[str]) -> Path:
    """Write the items of a query with their answers, as `to_df` has them; the path of the file."""
    target = _target(path)
    return export_table(cur, to_df(cur, scope, query), target)


def export_table(cur: Cursor, frame: pd.DataFrame, path: str | os.PathLike[str]) -> Path:
    """Write a DataFrame to a .csv or .parquet file.

    Lists stay lists in Parquet and are joined by `; ` in CSV. An existing file is replaced once the new one is complete.
    """
    target = _target(path)
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    cur.register("exporting", frame.set_axis([f"c{place}" for place in range(len(frame.columns))], axis="columns"))
    columns = [_column(frame, place, target.suffix.lower()) for place in range(len(frame.columns))]
    try:
        cur.execute(
            f"COPY (SELECT {', '.join(columns)} FROM exporting) TO ? ({_FORMATS[target.suffix.lower()]})", [str(part)]
        )
        part.replace(target)
    except (duckdb.IOException, OSError) as error:
        raise ReadOnly(f"Could not write {target}: {str(error).splitlines()[0]}. Choose another place.") from error
    finally:
        part.unlink(missing_ok=True)
    return target


def _target(path: str | os.PathLike[str]) -> Path:
    target = as_path(path, "A table").expanduser().absolute()
    if target.suffix.lower() not in _FORMATS:
        raise NblabelError(f'Could not write "{target.name}": give a name that ends in .csv or .parquet.')
    if not target.parent.is_dir():
        raise MissingFile(f"Could not write {target}: there is no folder {target.parent}. Create it first.")
    return target


def _column(frame: pd.DataFrame, place: int, ending: str) -> str:
    values = frame.iloc[:, place]
    name = '"' + str(frame.columns[place]).replace('"', '""') + '"'
    if values.dtype != object:
        return f"c{place} AS {name}"
    is_list = any(isinstance(value, list) for value in values)
    if is_list and ending == ".csv":
        return f"array_to_string(c{place}::VARCHAR[], '; ') AS {name}"
    return f"c{place}::VARCHAR{'[]' if is_list else ''} AS {name}"
