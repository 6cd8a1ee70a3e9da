"""One call's cursor: runs statements, fetches everything, tells errors in our words."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from time import perf_counter, sleep
from typing import TYPE_CHECKING, Any, Self, TypeVar

import duckdb

from nblabel.errors import Interrupted
from nblabel.store.file import tracer
from nblabel.store.file.ctrl_c import on_main_thread
from nblabel.store.file.dialect import is_fatal, translated
from nblabel.store.file.parsed import parsed
from nblabel.store.file.written import tables_of

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

T = TypeVar("T")

_HEARD_WITHIN_S = 2.0

# An interrupt that reached a COMMIT would leave open whether it is durable.
_commit_or_interrupt = threading.Lock()

Params = Sequence[Any] | Mapping[str, Any]


class Cursor:
    """A thin wrapper over a DuckDB cursor, good for one call in one thread.

    Fetch all rows before the next `execute`: an open result would be dropped silently.
    """

    __slots__ = (
        "_before", "_committing", "_is_busy", "_is_ctrl_c", "_is_interrupted", "_on_fatal", "_path", "_raw", "_statement", "_written",
    )  # fmt: skip

    def __init__(
        self,
        raw: duckdb.DuckDBPyConnection,
        path: Path,
        on_fatal: Callable[[], None] | None = None,
        before: Callable[[], None] | None = None,
    ) -> None:
        """`before` is called ahead of each statement, `on_fatal` when DuckDB gives up."""
        self._before = before
        self._raw = raw
        self._path = path
        self._on_fatal = on_fatal
        self._statement: tracer.Statement | None = None
        self._is_interrupted = False
        self._committing = False
        self._is_busy = False
        self._is_ctrl_c = False
        self._written: set[str] | None = None

    @property
    def path(self) -> Path:
        """The label file."""
        return self._path

    def execute(self, sql: str, params: Params | None = None) -> Self:
        """Run one statement with its values bound; chain `.rows()`, `.one()`, `.value()`, `.arrays()` or `.frame()`.

        Examples
        --------
        >>> with database.read() as cur:
        ...     cur.execute("SELECT count(*) FROM item WHERE project_id = ?", [1]).value()
        """
        if self._before is not None:
            self._before()
        self._statement = tracer.heard(sql, params) if tracer.listening else None
        if self._written is not None:
            self._written |= tables_of(sql)
        self._guarded(self._run, sql, params)
        return self

    def rows(self) -> list[tuple[Any, ...]]:
        """All rows, as tuples of Python values (cast TIMESTAMPTZ to TIMESTAMP: it is UTC)."""
        return self._guarded(self._raw.fetchall)

    def one(self) -> tuple[Any, ...] | None:
        """The first row, or None."""
        rows = self.rows()
        return rows[0] if rows else None

    def value(self) -> Any:
        """The first value of the first row, or None; after an INSERT, UPDATE or DELETE the number of rows."""
        row = self.one()
        return None if row is None else row[0]

    def arrays(self) -> dict[str, np.ndarray]:
        """All rows, one numpy array a column (a masked array where values are missing)."""
        return self._guarded(self._raw.fetchnumpy)

    def frame(self) -> pd.DataFrame:
        """All rows as a DataFrame."""
        with warnings.catch_warnings():
            # DuckDB 2.0 calls DataFrame.drop in a way that pandas 3 warns of.
            warnings.filterwarnings("ignore", message="The inplace keyword", category=Warning)
            return self._guarded(self._raw.df)

    def register(self, name: str, data: object) -> Self:
        """Make a DataFrame or dict of arrays readable as table `name` until the call ends."""
        self._guarded(self._raw.register, name, data)
        return self

    def begin(self) -> None:
        """Start a transaction."""
        self._guarded(self._raw.begin)
        self._written = set()

    def identify(self, op_id: int, client_id: str | None) -> None:
        """The transaction is that of one operation; of no interest unless it is to be answered early (`Recording`)."""

    @property
    def written(self) -> frozenset[str]:
        """The tables that were written since `begin`."""
        return frozenset(self._written or ())

    def commit(self) -> None:
        """Write the transaction durably; from here on an interrupt comes too late."""
        with _commit_or_interrupt:
            self._raise_if_interrupted()
            self._committing = True
        self._guarded(self._raw.commit)

    def rollback(self) -> None:
        """Take the transaction back; silent where DuckDB has already done so."""
        try:
            self._raw.rollback()
        except duckdb.Error as error:
            self._notice(error)

    def interrupt(self) -> None:
        """Stop the running statement, or the next one if none is running; called from another thread."""
        self._is_interrupted = True
        self._interrupt_until_heard()

    def close(self) -> None:
        """Give the cursor, its result and its registered tables back."""
        self._raw.close()

    def _run(self, sql: str, params: Params | None) -> None:
        self._raw.execute(parsed(self._raw, sql), params)

    def _stop_for_ctrl_c(self) -> None:
        self._is_ctrl_c = True
        self._interrupt_until_heard()

    def _interrupt_until_heard(self) -> None:
        # DuckDB forgets an interrupt that comes just before a statement starts, so it is said until it is heard.
        ends = perf_counter() + _HEARD_WITHIN_S
        while self._interrupt_once() and perf_counter() < ends:
            sleep(0.001)

    def _interrupt_once(self) -> bool:
        with _commit_or_interrupt:
            if self._committing or not self._is_busy:
                return False
            with suppress(duckdb.Error):
                self._raw.interrupt()
            return True

    def _guarded(self, call: Callable[..., T], *args: Any) -> T:
        started = perf_counter()
        self._is_busy = True
        listener = on_main_thread()
        try:
            if listener is not None:
                listener.start(self._stop_for_ctrl_c)
            self._raise_if_interrupted()
            return call(*args)
        except duckdb.Error as error:
            self._notice(error)
            if self._is_ctrl_c and isinstance(error, duckdb.InterruptException):
                raise KeyboardInterrupt from error
            ours = translated(error, self._path)
            if ours is error:
                raise
            raise ours from error
        except RuntimeError as error:
            # DuckDB's way to report Ctrl-C
            if "Query interrupted" not in str(error):
                raise
            raise KeyboardInterrupt from error
        finally:
            self._is_busy = False
            if listener is not None:
                listener.end()
            if self._statement is not None:
                self._statement.seconds += perf_counter() - started

    def _raise_if_interrupted(self) -> None:
        if self._is_interrupted and not self._committing:
            raise Interrupted(
                f"The call on {self._path.name} was stopped before it ended: nothing of it was written; run it again."
            )

    def _notice(self, error: duckdb.Error) -> None:
        if self._on_fatal is not None and is_fatal(error):
            self._on_fatal()
