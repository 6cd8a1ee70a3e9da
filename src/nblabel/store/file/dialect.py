"""What is DuckDB's own: how it is opened and what its errors mean."""

from __future__ import annotations

from pathlib import Path

import duckdb

from nblabel.errors import DamagedFile, DiskFull, Interrupted, NblabelError, NewerSchema, NotADatabase, StoreBusy

# Loading off: an unknown word in a query must not try the network. Replacements off: or SQL reads any Python variable.
# Half of the memory: the kernel's other half belongs to the notebook (larger work spills beside the file).
# A bulk change must not pay for tidying up: the log is folded into the file when nobody waits (store/idle.py), and at
# the latest at this size, which is read back in two or three seconds after a kill.
CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "python_enable_replacements": "false",
    "memory_limit": "50%",
    "checkpoint_threshold": "128MB",
}


def connect(path: Path, *, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """Open an existing or new file; DuckDB's refusals come as our errors."""
    try:
        connection = duckdb.connect(str(path), read_only=read_only, config=CONFIG)
    except duckdb.Error as error:
        raise translated(error, path) from error
    connection.execute("SET GLOBAL TimeZone = 'UTC'")
    return connection


def is_conflict(error: BaseException) -> bool:
    """Whether the same work may succeed when it is simply run again."""
    return isinstance(error, duckdb.TransactionException) and "onflict" in str(error)


def is_fatal(error: BaseException) -> bool:
    """Whether every further call on this connection will fail until the file is closed and opened again."""
    return isinstance(error, duckdb.FatalException) or "database has been invalidated" in str(error)


def is_duplicate(error: BaseException) -> bool:
    """Whether a unique value (an operation's client id) was there already."""
    return isinstance(error, duckdb.ConstraintException)


def is_locked_elsewhere(error: BaseException) -> bool:
    """Whether a program that does not know our lease (a DuckDB shell) holds the file."""
    return "Could not set lock on file" in str(error) or "being used by another process" in str(error)


def translated(error: duckdb.Error, path: Path) -> NblabelError | duckdb.Error:
    """Our sentence for an error of the file, the disk or the user; mistakes in SQL stay as they are."""
    text = str(error)
    if isinstance(error, _OF_FILE) or type(error) is duckdb.Error:
        for needles, ours in _MEANINGS:
            if any(needle in text for needle in needles):
                return ours(path, text)
    if isinstance(error, duckdb.InterruptException):
        return Interrupted(
            f"The call on {path.name} was stopped before it ended: nothing of it was written; run it again."
        )
    if is_fatal(error):
        return DamagedFile(f"Could not go on with {path}: DuckDB gave up ({_first_line(text)}). Run the call again.")
    return error


def _first_line(text: str) -> str:
    return text.strip().splitlines()[0] if text.strip() else "no reason given"


def _disk_full(path: Path, _: str) -> NblabelError:
    return DiskFull(
        f"Could not write to {path}: no space is left on that disk. Nothing that was reported as saved is lost; "
        "free some space and run the call again."
    )


def _damaged(path: Path, text: str) -> NblabelError:
    return DamagedFile(f"Could not read {path}: the file is damaged ({_first_line(text)}). Put back a copy of it.")


def _no_database(path: Path, _: str) -> NblabelError:
    return NotADatabase(f"Could not open {path}: it is no DuckDB database. Give another name, or move that file away.")


def _newer(path: Path, text: str) -> NblabelError:
    return NewerSchema(f"Could not open {path}: a newer DuckDB wrote it ({_first_line(text)}). Upgrade duckdb here.")


def _locked(path: Path, text: str) -> NblabelError:
    who = text.partition("Conflicting lock is held in ")[2].partition(". See")[0].strip()
    return StoreBusy(
        f"Could not open {path}: {who or 'another program'} has the file open. Close it there and try again."
    )


# A mistake in SQL may quote any text, so only these are searched for a meaning.
_OF_FILE = (
    duckdb.IOException,
    duckdb.FatalException,
    duckdb.InternalException,
    duckdb.OutOfMemoryException,
    duckdb.SerializationException,
    duckdb.TransactionException,
)

_MEANINGS = (
    (("No space left on device", "not enough space on the disk"), _disk_full),
    (("Could not set lock on file", "being used by another process"), _locked),
    (("not a valid DuckDB database file",), _no_database),
    (("with version number",), _newer),
    (("Corrupt", "checksum", "Could not read enough bytes", "Serialization Error"), _damaged),
)
