"""Random queries: printed as code they make an equal query, and slices are Python's."""

from __future__ import annotations

import pickle
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from nblabel import F
from nblabel.domain import code
from nblabel.domain.operands import COLUMNS
from nblabel.domain.query import Expr, Order, Query, needs_headers, operands
from nblabel.domain.workflow import STATUSES

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
scalars = st.one_of(
    texts, st.booleans(), st.integers(-(10**12), 10**12), st.floats(allow_nan=False, allow_infinity=False)
)
fields = st.one_of(
    st.sampled_from([column for column in COLUMNS if column != "item_id"]).map(lambda name: getattr(F, name)),
    texts.map(lambda name: F[name]),
    st.integers(1, 99).map(lambda ident: F[ident]),
    texts.map(lambda key: F.meta[key]),
)
COMPARISONS = {
    "==": lambda field, value: field == value,
    "!=": lambda field, value: field != value,
    "<": lambda field, value: field < value,
    "<=": lambda field, value: field <= value,
    ">": lambda field, value: field > value,
    ">=": lambda field, value: field >= value,
}
conditions: st.SearchStrategy[Expr] = st.one_of(
    st.builds(
        lambda how, field, value: how(field, value), st.sampled_from(list(COMPARISONS.values())), fields, scalars
    ),
    st.builds(lambda field, values: field.is_in(values), fields, st.lists(scalars, max_size=4)),
    st.builds(lambda field, low, high: field.between(low, high), fields, scalars, scalars),
    st.builds(lambda field, text: field.contains(text), fields, texts),
    st.builds(lambda field, text: field.matches(text), fields, texts),
    st.builds(lambda field: field.is_missing(), fields),
    st.builds(lambda field: field == None, fields),  # noqa: E711 - what a user may write
    st.builds(lambda field: field != None, fields),  # noqa: E711
    st.sampled_from(STATUSES).map(lambda status: F.status == status),
    st.lists(st.sampled_from(STATUSES)).map(lambda found: F.status.is_in(found)),
    texts.map(lambda tag: F.tags.has(tag)),
    st.just(F.tags.is_missing()),
    st.builds(F.receipt, st.integers(0, 9), st.sampled_from(["applied", "kept"])),
    st.lists(st.integers(1, 60), max_size=16).map(lambda ids: F.id.is_in(ids)),
    st.builds(lambda first, count: F.id.is_in(range(first, first + count)), st.integers(1, 9), st.integers(0, 5000)),
)
exprs = st.recursive(
    conditions,
    lambda inner: st.one_of(
        st.builds(lambda one, other: one & other, inner, inner),
        st.builds(lambda one, other: one | other, inner, inner),
        inner.map(lambda expr: ~expr),
    ),
    max_leaves=8,
)
orders: st.SearchStrategy[Order] = st.builds(
    lambda field, down: field.desc() if down else field.asc(), fields, st.booleans()
)
places = st.integers(0, 30)
steps: st.SearchStrategy[Any] = st.one_of(
    st.lists(exprs, min_size=1, max_size=3).map(lambda found: lambda query: query.filtered(*found)),
    st.lists(orders, min_size=1, max_size=2).map(lambda found: lambda query: query.sorted_by(*found)),
    st.tuples(places, st.none() | places).map(lambda ends: lambda query: query.sliced(*ends)),
)
queries = st.lists(steps, max_size=5).map(lambda found: _walked(found))


def _walked(found: list[Any]) -> Query:
    query = Query()
    for step in found:
        query = step(query)
    return query


class Recorder:
    """Stands for a view: builds the query that the printed line asks for."""

    def __init__(self, query: Query) -> None:
        self.query = query

    def filter(self, *found: Expr) -> Recorder:
        return Recorder(self.query.filtered(*found))

    def sort(self, *keys: Any) -> Recorder:
        return Recorder(self.query.sorted_by(*(key if isinstance(key, Order) else key.asc() for key in keys)))

    def __getitem__(self, place: slice) -> Recorder:
        return Recorder(self.query.sliced(place.start or 0, place.stop))


def run(line: str) -> Query:
    made = eval(line, {"F": F, "project": Recorder(Query()), "range": range})
    return made.query


@given(queries)
def test_the_printed_line_makes_an_equal_query(query: Query) -> None:
    assert run(code.of_query(query)) == query


@given(queries)
def test_a_query_is_a_value_that_pickles_and_hashes(query: Query) -> None:
    again = pickle.loads(pickle.dumps(query))
    assert again == query
    assert hash(again) == hash(query)


@given(st.lists(st.tuples(places, st.none() | places), max_size=5), st.integers(0, 40))
def test_slices_of_slices_are_those_of_python(slices: list[tuple[int, int | None]], length: int) -> None:
    expected = list(range(length))
    query = Query()
    for first, last in slices:
        expected = expected[first:last]
        query = query.sliced(first, last)
    stop = length if query.limit is None else query.offset + query.limit
    assert list(range(length))[query.offset : stop] == expected
    assert query.limit is None or query.limit >= 0


@given(queries)
def test_headers_are_read_only_where_a_column_of_them_is_compared(query: Query) -> None:
    line = code.of_query(query)
    named = {operand.name for operand in operands(query) if hasattr(operand, "name")}
    assert needs_headers(query) == bool(
        named & {"width", "height", "n_frames", "fps", "duration", "file_size", "problem"}
    )
    assert all(f"F.{name}" in line for name in named)


@given(exprs)
def test_twice_not_is_the_condition_itself(expr: Expr) -> None:
    assert ~~expr == expr
