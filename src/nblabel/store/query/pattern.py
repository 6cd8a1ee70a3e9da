"""Regular expressions as DuckDB reads them (RE2)."""

from __future__ import annotations

from functools import lru_cache

import duckdb

from nblabel.errors import QueryError

MOST_LETTERS = 5000


def check_pattern(pattern: str) -> None:
    """Raise `QueryError` where the pattern is none; asked before a query, for DuckDB would say it amid one."""
    matching(pattern, ())


@lru_cache(maxsize=256)
def matching(pattern: str, texts: tuple[str, ...]) -> tuple[str, ...]:
    """The texts in which the pattern is found; in time that grows with their length, whatever the pattern."""
    if len(pattern) > MOST_LETTERS:
        raise QueryError(f"A regular expression has at most {MOST_LETTERS:,} characters, not {len(pattern):,}.")
    try:
        with duckdb.connect() as connection:
            asked = "SELECT text FROM (SELECT unnest(?::VARCHAR[]) AS text) WHERE regexp_matches(text, ?)"
            found = connection.execute(asked, [["", *texts], pattern]).fetchall()
            fitting = {text for (text,) in found}
            return tuple(text for text in texts if text in fitting)
    except duckdb.Error as error:
        reason = str(error).partition("Error: ")[2] or str(error)
        raise QueryError(f"{pattern!r} is no regular expression (RE2 syntax): {reason.splitlines()[0]}.") from error
