"""The numbered steps from an empty file to today's tables."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import duckdb

from nblabel.errors import DiskFull, MissingFile, NewerSchema, OlderSchema
from nblabel.store.file.cursor import Cursor
from nblabel.store.file.dialect import connect
from nblabel.store.file.marker import check_file, log_of, read_marker, write_marker


@dataclass(frozen=True, slots=True)
class Step:
    """What brings a file of the version before to `version`, in one transaction."""

    version: int
    apply: Callable[[Cursor], object]


def _first_tables(cursor: Cursor) -> None:
    # `execute` runs all the statements of a text, as long as none has values to bind.
    cursor.execute(files("nblabel.store.file").joinpath("schema_1.sql").read_text("utf-8"))


STEPS: tuple[Step, ...] = (Step(1, _first_tables),)


def prepared(path: Path, *, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """A connection to the label file at `path`, with today's tables; the caller holds the lease.

    A new file is made beside its place and moved there when it is complete; an older one is copied first. A file that is
    refused stays as it was.
    """
    if not check_file(path):
        if read_only:
            raise MissingFile(
                f"Could not open {path} for reading: there is no such file. Check the name, or open it for writing."
            )
        _create(path)
        return connect(path)
    # A log is written into its file by whoever opens it for writing: not before the file is known as ours.
    is_final = read_only or not log_of(path).exists()
    connection = connect(path, read_only=read_only or not is_final)
    try:
        found = _version_of(connection, path)
        if found == STEPS[-1].version and is_final:
            return connection
        _refuse(path, found, read_only=read_only)
    except BaseException:
        connection.close()
        raise
    connection.close()
    if found < STEPS[-1].version:
        if found:
            back_up(path, path.with_name(f"{path.name}.v{found}.bak"))
        _migrate(path, found)
    return connect(path)


def _refuse(path: Path, found: int, *, read_only: bool) -> None:
    if found > STEPS[-1].version:
        raise NewerSchema(
            f"Could not open {path}: a newer nblabel wrote it (tables of version {found}, this one knows "
            f"{STEPS[-1].version}). Upgrade nblabel; the file is untouched."
        )
    if read_only and found < STEPS[-1].version:
        raise OlderSchema(
            f"Could not open {path} for reading only: its tables are of version {found} and must first become "
            f"version {STEPS[-1].version}. Open it once for writing."
        )


def back_up(path: Path, target: Path) -> Path:
    """Copy a closed database with its log, byte for byte; `target` appears only when it is complete."""
    part = target.with_name(target.name + ".part")
    try:
        if log_of(path).exists():
            shutil.copy2(log_of(path), log_of(target))
        else:
            log_of(target).unlink(missing_ok=True)
        shutil.copy2(path, part)
        part.replace(target)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise DiskFull(
            f"Could not copy {path} to {target.name} ({error.strerror}). Make room and try again; the file is untouched."
        ) from error
    return target


def sync_folder(folder: Path) -> None:
    """Make a rename in `folder` durable, where the system can."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _create(path: Path) -> None:
    part = path.with_name(path.name + ".part")
    remove_database(part)
    try:
        _migrate(part, 0)
        part.replace(path)
        sync_folder(path.parent)
    finally:
        remove_database(part)


def remove_database(path: Path) -> None:
    """Delete a database of ours that nobody uses, with its log."""
    path.unlink(missing_ok=True)
    log_of(path).unlink(missing_ok=True)


def _version_of(connection: duckdb.DuckDBPyConnection, path: Path) -> int:
    marker = read_marker(Cursor(connection, path), path)
    return 0 if marker is None else marker.schema_version


def _migrate(path: Path, found: int) -> None:
    connection = connect(path)
    try:
        cursor = Cursor(connection, path)
        for step in STEPS:
            if step.version > found:
                _take(step, cursor)
    finally:
        connection.close()


def _take(step: Step, cursor: Cursor) -> None:
    cursor.begin()
    try:
        step.apply(cursor)
        write_marker(cursor, step.version)
        cursor.commit()
    except BaseException:
        cursor.rollback()
        raise
