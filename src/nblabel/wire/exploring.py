"""Messages of the explorer: histograms, groups, kept views, the same view as Python and SQL, measuring pictures."""

from __future__ import annotations

from nblabel.wire.values import Query, Value


class HistogramArgs(Value, frozen=True):
    """How the values of a numeric field spread under the query of ranking `gen`, its own filter left out."""

    gen: int
    field: str
    bins: int = 30


class Histogram(Value, frozen=True):
    """`counts` under the filters and `totals` without any, bin by bin from `low` to `high`; `missing` have no value."""

    gen: int
    field: str
    low: float
    high: float
    counts: list[int]
    totals: list[int]
    missing: int


class CodeArgs(Value, frozen=True):
    """The view as it is shown now."""

    gen: int


class Code(Value, frozen=True):
    """One line of Python, and the SQL it runs with its values."""

    python: str
    sql: str


class KeptView(Value, frozen=True):
    """A query kept under a name; `query` is None where it was made in Python and says more than the page can show.

    `problem` says what it asks for that the ontology does not have any more.
    """

    name: str
    code: str
    query: Query | None = None
    problem: str = ""


class KeptViews(Value, frozen=True):
    """All that are kept, by name."""

    views: list[KeptView]


class ShowViewArgs(Value, frozen=True):
    """Show what is kept under this name in place of the view."""

    name: str


class KeepViewArgs(Value, frozen=True):
    """Keep the view as it is shown now under a name; one of that name is replaced."""

    op_id: str
    name: str


class DropViewArgs(Value, frozen=True):
    """Forget the name."""

    op_id: str
    name: str


class MeasureArgs(Value, frozen=True):
    """Measure pictures in the background: `metrics`, `embedding` or both; progress comes as events."""

    what: list[str]


class CancelArgs(Value, frozen=True):
    """Stop the request of this `rid` (or the write of this `op_id`): it is answered with an error and writes nothing."""

    id: str
