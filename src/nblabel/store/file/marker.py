"""The row that says a file is ours, which one, and how old its tables are."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import duckdb

from nblabel import __version__
from nblabel.errors import DamagedFile, MissingFile, NotADatabase, ReadOnly
from nblabel.store.file.cursor import Cursor

_COLUMNS = {"uuid", "schema_version", "nblabel_version", "created"}


@dataclass(frozen=True, slots=True)
class Marker:
    """Which label file this is and what wrote it."""

    uuid: str
    schema_version: int
    nblabel_version: str


def read_marker(cursor: Cursor, path: Path) -> Marker | None:
    """The file's marker; None for a database without any table; an error for somebody else's database."""
    tables = dict(
        cursor.execute(
            "SELECT table_name, list(column_name) FROM duckdb_columns() "
            "WHERE NOT internal AND database_name = current_database() GROUP BY 1"
        ).rows()
    )
    if not tables:
        return None
    if not set(tables.get("marker", ())) >= _COLUMNS:
        raise NotADatabase(
            f"Could not open {path} for labels: it holds other tables ({', '.join(sorted(tables)[:3])}) and is left as "
            "it is. Give a new name; its rows can be added with project.add(frame)."
        )
    row = cursor.execute("SELECT uuid, schema_version, nblabel_version FROM marker").one()
    if row is None:
        raise DamagedFile(
            f"Could not open {path}: the row that marks it as a label file is gone. Put back a copy of it."
        )
    return Marker(*row)


def uuid_of(cursor: Cursor) -> str:
    """Which file this is, asked on each opening: one quick statement for a file that was looked through before."""
    try:
        uuid = cursor.execute("SELECT uuid FROM marker").value()
    except duckdb.CatalogException:
        uuid = None
    return str(uuid or "")


def write_marker(cursor: Cursor, schema_version: int) -> None:
    """Mark a new file, or say that it is now at `schema_version`."""
    if cursor.execute(
        "UPDATE marker SET schema_version = ?, nblabel_version = ?", [schema_version, __version__]
    ).value():
        return
    cursor.execute("INSERT INTO marker VALUES (?, ?, ?, now())", [str(uuid4()), schema_version, __version__])


def check_file(path: Path) -> bool:
    """Whether there is a database to open (False: one may be made there); an error for everything else."""
    if path.is_dir():
        raise NotADatabase(
            f"Could not open {path}: it is a folder. Name a file in it, for example {path / 'labels.duckdb'}."
        )
    try:
        with path.open("rb") as file:
            head = file.read(16)
    except FileNotFoundError:
        head = b""
        if not path.parent.is_dir():
            raise MissingFile(f"Could not open {path}: there is no folder {path.parent}. Create it first.") from None
    except PermissionError as error:
        raise ReadOnly(
            f"Could not open {path}: the system refuses to let this user read it. Ask for the rights."
        ) from error
    if not head:
        _refuse_lone_log(path)
        return False
    if head[8:12] != b"DUCK":
        raise NotADatabase(
            f"Could not open {path}: it is no DuckDB database. Give another name, or move that file away."
        )
    return True


def log_of(path: Path) -> Path:
    """The write-ahead log that belongs to a database file."""
    return path.with_name(path.name + ".wal")


def _refuse_lone_log(path: Path) -> None:
    # DuckDB would open this as a new, empty database and lose what the log holds.
    log = log_of(path)
    if log.exists() and log.stat().st_size:
        raise DamagedFile(
            f"Could not open {path}: it is missing or empty, but its log {log.name} holds changes. "
            "Put the database file back beside its log, or move the log away to start anew."
        )
