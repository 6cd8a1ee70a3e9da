"""A label file on a full disk: all that was answered can be read, and nothing is written."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Any, Self, cast

import duckdb

from nblabel.store.file.cursor import Cursor
from nblabel.store.file.dialect import CONFIG, translated
from nblabel.store.file.journal import Entry, apply

_NAME = "labels"


def held(path: Path, entry: Entry) -> duckdb.DuckDBPyConnection:
    """A connection that shows the file with `entry` in its tables, which the disk has no room for.

    The entry stands in the journal until it is on the disk. A COMMIT here would be one in memory only, so each is refused
    with the words that DuckDB has for a full disk; the file is then opened anew, and so it is seen when there is room.
    """
    config = {**CONFIG, "temp_directory": f"{path}.tmp", "checkpoint_threshold": "1TB"}
    connection = duckdb.connect(":memory:", config=config)
    try:
        connection.execute("SET GLOBAL TimeZone = 'UTC'")
        place = str(path).replace("'", "''")
        connection.execute(f"ATTACH '{place}' AS {_NAME} (RECOVERY_MODE NO_WAL_WRITES)")
        with connection.cursor() as raw:
            raw.execute(f"USE {_NAME}")
            apply(Cursor(raw, path), entry)
    except duckdb.Error as error:
        connection.close()
        raise translated(error, path) from error
    except BaseException:
        connection.close()
        raise
    return cast("duckdb.DuckDBPyConnection", _Held(connection))


class _Held:
    """A connection that does everything but commit."""

    def __init__(self, raw: duckdb.DuckDBPyConnection) -> None:
        self._raw = raw

    def cursor(self) -> _Held:
        """Another one, which reads and is refused alike."""
        raw = self._raw.cursor()
        raw.execute(f"USE {_NAME}")
        return _Held(raw)

    def commit(self) -> None:
        """Refused."""
        raise duckdb.FatalException("Could not commit: No space left on device")

    def __getattr__(self, name: str) -> Any:
        return getattr(self._raw, name)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._raw.close()
