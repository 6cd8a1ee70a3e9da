"""One small transaction that is durable before it is in the tables: written here with one fsync, a tenth of what a commit takes.

A change that came with a key is answered as soon as it stands here, and a moment later it is in the tables; every reader
waits for that. After a kill between the two the next opening writes it. It never holds more than the latest change.
"""

from __future__ import annotations

import json
import os
import struct
import warnings
import zlib
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from io import FileIO
from pathlib import Path
from typing import Any

import duckdb

from nblabel.errors import in_line
from nblabel.store.file.cursor import Cursor
from nblabel.store.file.migrations import sync_folder

# Magic word, length and checksum of what follows.
_HEAD = struct.Struct("<4sII")
_MAGIC = b"nbj1"
LONGEST = 64 * 1024
_sync = getattr(os, "fdatasync", os.fsync)


@dataclass(frozen=True, slots=True)
class Entry:
    """Statements that belong together, of operation `op_id` in the file `uuid`; their values are plain ones."""

    uuid: str
    op_id: int
    statements: list[tuple[str, list[Any]]]

    def packed(self) -> bytes:
        """As it stands in the journal."""
        text = json.dumps([self.uuid, self.op_id, self.statements], default=_told).encode()
        return _HEAD.pack(_MAGIC, len(text), zlib.crc32(text)) + text

    @classmethod
    def unpacked(cls, data: bytes) -> Entry | None:
        """What stands there; None where nothing does, or only a part of it was written."""
        if len(data) < _HEAD.size:
            return None
        magic, length, checksum = _HEAD.unpack_from(data)
        text = data[_HEAD.size : _HEAD.size + length]
        if magic != _MAGIC or len(text) != length or zlib.crc32(text) != checksum:
            return None
        uuid, op_id, statements = json.loads(text, object_hook=_heard)
        return cls(uuid, op_id, [(sql, values) for sql, values in statements])


def is_plain(value: object) -> bool:
    """Whether a value comes back from the journal as it went in."""
    if isinstance(value, list):
        return all(type(one) in (int, str) for one in value)
    return value is None or type(value) in (bool, int, float, str) or isinstance(value, datetime)


def _told(value: object) -> dict[str, str]:
    if isinstance(value, datetime):
        return {"at": value.isoformat()}
    raise TypeError(f"{type(value).__name__} does not belong into a journal")


def _heard(value: dict[str, str]) -> datetime:
    return datetime.fromisoformat(value["at"])


class Journal:
    """The journal of one label file, beside it; made when it is first needed, and removed when the file is closed."""

    def __init__(self, path: Path) -> None:
        self.place = path.with_name(f"{path.name}.journal")
        self._file: FileIO | None = None

    def write(self, entry: Entry) -> bool:
        """Make it durable; False where it is too long. An OSError leaves the journal as good as empty."""
        data = entry.packed()
        if len(data) > LONGEST:
            return False
        file = self._file or self._made()
        try:
            file.seek(0)
            file.write(data)
            _sync(file.fileno())
        except OSError:
            self.remove()
            raise
        return True

    def read(self) -> Entry | None:
        """What a process left that could not write it into the tables any more."""
        try:
            return Entry.unpacked(self.place.read_bytes())
        except OSError:  # mostly there is none
            return None

    def clear(self) -> None:
        """It is in the tables now. Not made durable: an entry whose operation is there is not written again."""
        if self._file is not None:
            with suppress(OSError):
                self._file.seek(0)
                self._file.write(bytes(_HEAD.size))

    def remove(self) -> None:
        """Leave nothing beside the file."""
        self.close()
        with suppress(OSError):
            self.place.unlink(missing_ok=True)

    def close(self) -> None:
        """Leave it as it is, for whoever opens the file next."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def set_aside(self, error: Exception) -> None:
        """Keep an entry that the tables do not take where somebody can look at it, so that work goes on."""
        aside = self.place.with_name(f"{self.place.name}.refused")
        self.place.replace(aside)
        warnings.warn(
            f"The last change before {self.place.stem} was closed could not be written ({in_line(str(error))}). It stands in {aside.name}.",
            RuntimeWarning,
            stacklevel=2,
        )

    def _made(self) -> FileIO:
        # Room is taken at once: a file that does not grow needs half the time to be synced.
        file = FileIO(self.place, "w+")
        try:
            file.write(bytes(LONGEST))
            os.fsync(file.fileno())
            sync_folder(self.place.parent)
        except OSError:
            file.close()
            self.remove()
            raise
        self._file = file
        return file


def replay(cursor: Cursor, journal: Journal, entry: Entry) -> None:
    """Write what was found in the journal into the tables, unless it is there."""
    try:
        apply(cursor, entry)
    except duckdb.Error as error:  # no error of the disk or the file: those have other names by now
        journal.set_aside(error)
    journal.remove()


def apply(cursor: Cursor, entry: Entry) -> None:
    """Write an entry into the tables; one that is there already is left alone."""
    cursor.begin()
    try:
        if cursor.execute("SELECT 1 FROM op WHERE op_id = ?", [entry.op_id]).value() is None:
            for sql, values in entry.statements:
                cursor.execute(sql, values)
        cursor.commit()
    except BaseException:
        cursor.rollback()
        raise
