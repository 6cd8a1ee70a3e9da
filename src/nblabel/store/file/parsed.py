"""Statements that were parsed already: reading a text anew takes a third of a millisecond, as long as a short one runs."""

from __future__ import annotations

import atexit

import duckdb

MOST = 512
# Longer ones were made for one occasion.
LONGEST = 4000

_known: dict[str, duckdb.Statement] = {}
# The library complains, in the terminal, of statements that outlive it.
atexit.register(_known.clear)


def parsed(connection: duckdb.DuckDBPyConnection, sql: str) -> duckdb.Statement | str:
    """What to execute for a text: a statement belongs to no connection, and is copied when it runs."""
    found = _known.get(sql)
    if found is not None:
        return found
    if len(sql) > LONGEST:
        return sql
    made = connection.extract_statements(sql)
    if len(made) != 1:
        return sql
    while len(_known) >= MOST:
        _known.pop(next(iter(_known)), None)
    _known[sql] = made[0]
    return made[0]
