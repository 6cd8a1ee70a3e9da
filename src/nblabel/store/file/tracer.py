"""What statements ran and how long they took, for tests and benchmarks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any


@dataclass(slots=True)
class Statement:
    """One statement as it was sent; `seconds` counts running and fetching."""

    sql: str
    params: Any
    seconds: float = 0.0


# Read by every cursor: an empty list costs one truth test a statement.
listening: list[list[Statement]] = []


@contextmanager
def trace() -> Iterator[list[Statement]]:
    """Collect the statements of every thread while inside.

    Examples
    --------
    >>> with trace() as statements:
    ...     project.undo()
    >>> len(statements), sum(statement.seconds for statement in statements)
    """
    heard: list[Statement] = []
    listening.append(heard)
    try:
        yield heard
    finally:
        # By identity: two empty lists are equal, and nested traces must not take each other's.
        listening[:] = [other for other in listening if other is not heard]


def heard(sql: str, params: Any) -> Statement:
    """Tell every listener of a statement that starts."""
    statement = Statement(sql, params)
    for statements in listening:
        statements.append(statement)
    return statement
