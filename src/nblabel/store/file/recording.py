"""A transaction that only writes need not wait for its statements: they are kept, and run when something is read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Self

from nblabel.store.file.cursor import Cursor, Params
from nblabel.store.file.journal import Entry, is_plain
from nblabel.store.file.written import tables_of

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

# A click needs three or four.
MOST = 8
_WRITES = re.compile(r"\s*(?:INSERT|UPDATE|DELETE)\b(?!.*\bRETURNING\b)", re.IGNORECASE | re.DOTALL)


class Recording(Cursor):
    """A cursor inside a transaction that begins with the first statement that is not a plain write."""

    __slots__ = ("_client_id", "_kept", "_op_id")

    def begin(self) -> None:
        """Start to keep statements."""
        self._kept: list[tuple[str, list[Any]]] | None = []
        self._written = set()
        self._op_id, self._client_id = 0, ""

    def identify(self, op_id: int, client_id: str | None) -> None:
        """The transaction is that of one operation, whose row tells whether it was carried out."""
        self._op_id, self._client_id = op_id, client_id or ""

    def entry(self, uuid: str) -> Entry | None:
        """All of it, where nothing was read and no operation of this client id is there; None where it must be committed."""
        if not self._kept or not self._op_id:
            return None
        self._raise_if_interrupted()
        found = self._now("SELECT 1 FROM op WHERE client_id = ?", [self._client_id])
        return Entry(uuid, self._op_id, self._kept) if not found else None

    def execute(self, sql: str, params: Params | None = None) -> Self:
        """Keep a plain write; run everything else, and what was kept before it."""
        if self._kept is not None and self._is_plain(sql, params):
            self._kept.append((sql, list(params or ())))
            self._written = (self._written or set()) | tables_of(sql)
            return self
        self._start()
        return super().execute(sql, params)

    def rows(self) -> list[tuple[Any, ...]]:
        """All rows."""
        self._start()
        return super().rows()

    def arrays(self) -> dict[str, np.ndarray]:
        """All rows, one numpy array a column."""
        self._start()
        return super().arrays()

    def frame(self) -> pd.DataFrame:
        """All rows as a DataFrame."""
        self._start()
        return super().frame()

    def register(self, name: str, data: object) -> Self:
        """Make a DataFrame or dict of arrays readable as table `name` until the call ends."""
        self._start()
        return super().register(name, data)

    def commit(self) -> None:
        """Write the transaction durably."""
        self._start()
        super().commit()

    def rollback(self) -> None:
        """Take the transaction back, or forget what was kept."""
        if self._kept is None:
            super().rollback()
        self._kept = None

    def _is_plain(self, sql: str, params: Params | None) -> bool:
        is_listed = params is None or (isinstance(params, list | tuple) and all(map(is_plain, params)))
        return is_listed and len(self._kept or ()) < MOST and _WRITES.match(sql) is not None

    def _start(self) -> None:
        if self._kept is None:
            return
        kept, self._kept = self._kept, None
        self._guarded(self._raw.begin)
        for sql, params in kept:
            super().execute(sql, params)

    def _now(self, sql: str, params: list[Any]) -> list[tuple[Any, ...]]:
        """Read beside the transaction."""
        Cursor.execute(self, sql, params)
        return Cursor.rows(self)
