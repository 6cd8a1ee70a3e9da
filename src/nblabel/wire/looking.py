"""Messages by which a page looks at a ranking: rows, thumbnails, queries, counts, places."""

from __future__ import annotations

from typing import Literal

from nblabel.wire.values import Broken, Facet, Group, Query, Row, Target, Thumb, Value


class RowsArgs(Value, frozen=True):
    """Rows `first` to `first + count - 1` of ranking `gen` (at most 500)."""

    gen: int
    first: int
    count: int


class RowsByIdArgs(Value, frozen=True):
    """Rows of these items as they are now (at most 500)."""

    gen: int
    ids: list[int]


class Rows(Value, frozen=True):
    """Rows in the order asked for; `gen` differs from the one asked where the ranking was made anew."""

    gen: int
    revision: int
    rows: list[Row]


class ThumbsArgs(Value, frozen=True):
    """Thumbnails with a long side of `px` (128 or 256); waits at most `wait_ms` for ones not made yet."""

    ids: list[int]
    px: Literal[128, 256]
    wait_ms: int = 60


class Thumbs(Value, frozen=True):
    """JPEGs in one joined buffer; ask again for `pending`, soonest when still on screen."""

    px: int
    ready: list[Thumb]
    broken: list[Broken]
    pending: list[int]


class QueryArgs(Value, frozen=True):
    """Show another selection of the view; `selection` is carried over to the new ranking."""

    query: Query
    gen: int
    selection: Target


class QueryResult(Value, frozen=True):
    """The new ranking; `selection` stands for the same items, `dropped` of them are not in it."""

    gen: int
    count: int
    query: Query
    code: str
    selection: Target
    dropped: int
    groups: list[Group] = []


class FacetsArgs(Value, frozen=True):
    """Counts of these facets under the query of ranking `gen`; or `ranked`: of the items in it, though some match no more."""

    gen: int
    names: list[str]
    ranked: bool = False


class Facets(Value, frozen=True):
    """The facets asked for, in that order."""

    gen: int
    revision: int
    facets: list[Facet]


class LocateArgs(Value, frozen=True):
    """A place in ranking `gen`.

    Of item `id`; or, seen from place `start` in `direction`, of the next item without an answer to `question`
    (0: to any question), wrapping around the end.
    """

    gen: int
    id: int = 0
    start: int = 0
    direction: Literal[1, -1] = 1
    question: int = 0


class Located(Value, frozen=True):
    """`pos` is -1 where there is no such item."""

    pos: int
    id: int
