"""A query in SQL finds what the same query finds item by item."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conftest import examples
from tests.property.dense_query import dense_queries, dense_world
from tests.property.naive_query import Naive
from tests.property.query_store import scope_of, store
from tests.property.query_strategies import queries, worlds
from tests.property.query_world import ONTOLOGY, Row, Thing

from nblabel.domain import operands as o
from nblabel.domain import query as q
from nblabel.store.counting import facets
from nblabel.store.file.cursor import Cursor
from nblabel.store.file.database import Database
from nblabel.store.query import views
from nblabel.store.rows.held import Held

PROJECT = 7


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    with Database.open(tmp_path_factory.mktemp("query") / "labels.duckdb") as opened:
        yield opened


class _TakenBack(Exception):
    """Ends a transaction, so that the next example starts with an empty file."""


def _numbered(world: list[Thing]) -> list[Thing]:
    for number, thing in enumerate(world):
        thing.item_id = number + 1
    return world


def _run(database: Database, world: list[Thing], check: Callable[[Cursor], None]) -> None:
    stranger = Thing(99, "stranger", None, Row(None), None, None)
    with contextlib.suppress(_TakenBack), database.write() as cur:
        store(cur, world, PROJECT)
        store(cur, [stranger], PROJECT + 1)
        check(cur)
        raise _TakenBack


@settings(max_examples=examples(60), deadline=None, suppress_health_check=list(HealthCheck))
@given(worlds, st.lists(queries(), min_size=1, max_size=6), st.sampled_from([None, None, 1, 2, 3, 4]))
def test_sql_and_a_plain_filter_agree_on_ids_order_and_count(
    database: Database, world: list[Thing], asked: list[q.Query], as_of: int | None
) -> None:
    _agree(database, world, asked, as_of)


def _agree(database: Database, world: list[Thing], asked: list[q.Query], as_of: int | None) -> None:
    naive = Naive(_numbered(world), as_of)
    scope = scope_of(PROJECT, as_of)

    def check(cur: Cursor) -> None:
        remembering = replace(scope, cur=cur, held=Held(database))
        for query in asked:
            expected = naive.ids(query)
            for own in (replace(scope, cur=cur), remembering, remembering):
                assert views.ids(cur, own, query).tolist() == expected
                assert views.count(cur, own, query) == len(expected)

    _run(database, world, check)


@settings(max_examples=examples(20), deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**32), st.sampled_from([None, None, None, 1, 2, 3]))
def test_what_models_objects_tasks_and_people_say_of_items_is_found_as_item_by_item(
    database: Database, seed: int, as_of: int | None
) -> None:
    rnd = Random(seed)
    _agree(database, dense_world(rnd), dense_queries(rnd, 20), as_of)


@settings(max_examples=examples(25), deadline=None, suppress_health_check=list(HealthCheck))
@given(worlds, queries(1), queries(0), st.sampled_from([None, 2, 3]))
def test_facets_count_what_the_query_finds(
    database: Database, world: list[Thing], query: q.Query, base: q.Query, as_of: int | None
) -> None:
    naive = Naive(_numbered(world), as_of)
    scope = scope_of(PROJECT, as_of)
    names = [f"q:{place.question.ident}" for place in ONTOLOGY.places] + ["status", "dataset"]
    operands = [o.Answer(place.question.ident) for place in ONTOLOGY.places] + [o.StatusOf(), o.Column("dataset")]
    there = {thing.item_id for thing in naive.world}

    def check(cur: Cursor) -> None:
        for own in (replace(scope, cur=cur), replace(scope, cur=cur, held=Held(database))):
            found = facets.facets(cur, own, [(name, query) for name in names], base)
            for name, operand in zip(names, operands, strict=True):
                for value, under, total in found[name]:
                    expected = [
                        _counted(naive, operand, name, value, ids) for ids in (naive.ids(query), naive.ids(base))
                    ]
                    assert [under, total] == expected, (name, value)

    _keep_the_rules(world, there, as_of)
    _run(database, world, check)


def _keep_the_rules(world: list[Thing], there: set[int], as_of: int | None) -> None:
    """What writing never allows: labels of items that are gone (undoing `add` spares labelled items), the same twice."""
    for thing in world:
        if thing.item_id not in there:
            thing.labels = {name: [] for name in thing.labels}
            thing.status, thing.tags = [], {}
        for name, rows in thing.labels.items():
            seen: set[tuple[object, ...]] = set()
            kept = []
            for row in rows:
                key = (row.frame, row.value if name == "Flags" else None)
                if not row.stands(as_of) or key not in seen:
                    kept.append(row)
                seen |= {key} if row.stands(as_of) else set()
            thing.labels[name] = kept


def _counted(naive: Naive, operand: o.Operand, name: str, value: str, ids: list[int]) -> int:
    wanted = facets.label(ONTOLOGY, name, value)
    count = 0
    for ident in ids:
        values = naive.values(operand, naive.by_id[ident])
        texts = {facets_text(one) for one in values}
        count += not texts if wanted is None else wanted in texts
    return count


def facets_text(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
