"""How a label file is opened by the one who holds its lease: made, recognised, and brought up to what was answered of it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import duckdb

from nblabel.errors import DiskFull, NblabelError, ReadOnly, ReplacedFile, StoreBusy, in_line
from nblabel.store.file.cursor import Cursor
from nblabel.store.file.dialect import connect, is_locked_elsewhere
from nblabel.store.file.held import held
from nblabel.store.file.journal import Entry
from nblabel.store.file.lease import Deadline
from nblabel.store.file.marker import uuid_of
from nblabel.store.file.migrations import prepared
from nblabel.store.file.put_off import PutOff

_TRY_EVERY_S = 0.02


@dataclass(frozen=True, slots=True)
class Place:
    """Where the file is, which one it was when it was opened last ("" for never), and whether it is only read."""

    path: Path
    uuid: str
    read_only: bool


def opened(place: Place, put_off: PutOff, deadline: Deadline) -> tuple[duckdb.DuckDBPyConnection, str]:
    """A connection to the file, and its uuid; where its last change is in the journal only and the disk is full, one to read.

    Raises
    ------
    ReplacedFile
        Where the file is gone, or another one stands in its place.
    """
    if place.uuid and not place.path.exists():
        raise ReplacedFile(
            f"Could not go on with {place.path}: the file was moved or deleted. Put it back, or open it anew."
        )
    connection = _connected(place, deadline)
    try:
        uuid = _recognised(place, Cursor(connection, place.path))
        left = put_off.left(uuid)
        if left is None or (not place.read_only and _is_replayed(connection, place, put_off, left)):
            return connection, uuid
    except BaseException:
        connection.close()
        raise
    connection.close()
    if place.read_only and _is_replayed_for_reader(place, put_off, left):
        return connect(place.path, read_only=True), uuid
    return held(place.path, left), uuid


def _connected(place: Place, deadline: Deadline) -> duckdb.DuckDBPyConnection:
    while True:
        try:
            if not place.uuid:
                return prepared(place.path, read_only=place.read_only)
            return connect(place.path, read_only=place.read_only)
        except StoreBusy as error:
            # a program without our lease, such as a DuckDB shell, has the file
            if not is_locked_elsewhere(error.__cause__ or error) or not deadline.left_s:
                raise
            time.sleep(_TRY_EVERY_S)


def _recognised(place: Place, cursor: Cursor) -> str:
    found = uuid_of(cursor)
    if place.uuid and found != place.uuid:
        raise ReplacedFile(
            f"Could not go on with {place.path}: another file stands in its place. Open it anew to use that one."
        )
    return found


def _is_replayed(connection: duckdb.DuckDBPyConnection, place: Place, put_off: PutOff, left: Entry) -> bool:
    try:
        put_off.replay(Cursor(connection, place.path), left)
    except DiskFull:
        return False
    return True


def _is_replayed_for_reader(place: Place, put_off: PutOff, left: Entry) -> bool:
    """Somebody who only reads must see what was answered, too."""
    try:
        with connect(place.path) as writer:
            return _is_replayed(writer, place, put_off, left)
    except (NblabelError, duckdb.Error, OSError) as error:
        raise ReadOnly(
            f"Could not open {place.path} for reading only: its last change stands in the journal beside it and cannot be "
            f"written into it ({in_line(error)}). Open it once for writing."
        ) from error
