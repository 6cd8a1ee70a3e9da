"""Regular expressions as DuckDB reads them (RE2)."""

from __future__ import annotations

from functools import lru_cache

import duckdb

from nblabel.errors import QueryError


@lru_cache(maxsize=256)
def check_pattern(pattern: str) -> None:
    """Raise `QueryError` where the pattern is none; asked before a query, for DuckDB would say it amid one."""
    try:
        with duckdb.connect() as connection:
            connection.execute("SELECT regexp_matches('', ?)", [pattern]).fetchall()
    except duckdb.Error as error:
        reason = str(error).partition("Error: ")[2] or str(error)
        raise QueryError(f"{pattern!r} is no regular expression (RE2 syntax): {reason.splitlines()[0]}.") from error
