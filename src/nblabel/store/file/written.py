"""Which tables a statement writes, and when each was written last: what was read of another one stays good."""

from __future__ import annotations

import re
from collections.abc import Iterable

# Something that is in no list of tables was written: nothing is known any more.
ANYTHING = "*"

_TABLE = re.compile(
    r"\b(?:INSERT INTO|UPDATE|DELETE FROM|MERGE INTO|(?:CREATE|DROP|ALTER) TABLE(?: IF (?:NOT )?EXISTS)?) \"?(\w+)",
    re.IGNORECASE,
)
_READS = re.compile(r"\s*(?:SELECT|FROM|VALUES|WITH|SET|PRAGMA|EXPLAIN)\b", re.IGNORECASE)


def tables_of(sql: str) -> set[str]:
    """The tables that a statement writes."""
    found = set(_TABLE.findall(sql))
    return found or (set() if _READS.match(sql) else {ANYTHING})


class Written:
    """The number of the last commit to each table, as this process knows it."""

    def __init__(self) -> None:
        self._last: dict[str, int] = {}

    def note(self, tables: Iterable[str], commit: int) -> None:
        """These tables are written in the transaction that is commit number `commit`."""
        # A new one, so that a reader in another thread sees all of a commit or nothing.
        self._last = self._last | dict.fromkeys(tables, commit)

    def of(self, table: str) -> int:
        """The number of the last commit that may have changed the table."""
        last = self._last
        return max(last.get(table, 0), last.get(ANYTHING, 0))
