"""Copies of a label file without its dead space: in its place, or as a backup."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from nblabel.errors import DamagedFile, MissingFile, TargetExists
from nblabel.store.file.cursor import Cursor
from nblabel.store.file.dialect import connect
from nblabel.store.file.engine import Engine
from nblabel.store.file.marker import log_of
from nblabel.store.file.migrations import back_up, remove_database, sync_folder


def compact(engine: Engine, timeout_s: float) -> tuple[int, int]:
    """Exchange the file for a copy without dead space; its bytes before and after.

    DuckDB reuses space but never shrinks a file.
    """
    path = engine.path
    packed = path.with_name(path.name + ".compact")
    with engine.writing(timeout_s), engine.alone(timeout_s):
        before = path.stat().st_size
        try:
            _copy_closed(path, packed)
            shutil.copymode(path, packed)
            packed.replace(path)
            sync_folder(path.parent)
        finally:
            remove_database(packed)
        return before, path.stat().st_size


def backup(engine: Engine, to: str | os.PathLike[str], timeout_s: float) -> Path:
    """Write a copy of everything committed so far to a new file, while others go on reading."""
    target = Path(to).expanduser().absolute()
    if target.is_dir():
        target /= engine.path.name
    if target.exists():
        raise TargetExists(f"Could not back up to {target}: there is a file of that name. Give another name.")
    if not target.parent.is_dir():
        raise MissingFile(f"Could not back up to {target}: there is no folder {target.parent}. Create it first.")
    if engine.read_only:
        with engine.alone(timeout_s):
            return back_up(engine.path, target)
    part = target.with_name(target.name + ".part")
    try:
        with engine.writing(timeout_s), engine.call(timeout_s) as cursor:
            remove_database(part)
            _copy(cursor, part)
        part.replace(target)
        sync_folder(target.parent)
    finally:
        remove_database(part)
    return target


def _copy_closed(path: Path, packed: Path) -> None:
    remove_database(packed)
    connection = connect(path)
    try:
        _copy(Cursor(connection, path), packed)
    finally:
        connection.close()
    # A log that stayed would be replayed into the exchanged file.
    for left in (log_of(path), log_of(packed)):
        if left.exists():
            raise DamagedFile(
                f"Could not compact {path}: {left.name} did not get empty. The file is as it was; try again."
            )


def _copy(cursor: Cursor, target: Path) -> None:
    place = str(target).replace("'", "''")
    source = str(cursor.execute("SELECT current_database()").value()).replace('"', '""')
    cursor.execute(f"ATTACH '{place}' AS nblabel_copy")
    try:
        cursor.execute(f'COPY FROM DATABASE "{source}" TO nblabel_copy').rows()
    finally:
        cursor.execute("DETACH nblabel_copy")
