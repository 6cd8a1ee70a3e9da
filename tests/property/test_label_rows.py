"""The rows of labels told from sets in memory are those that SQL tells, in the same order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conftest import examples
from tests.property.asking import steps_of
from tests.property.pets import ONTOLOGY, TREES, make

from nblabel import F, ops
from nblabel.domain.commands import Classify, Clear
from nblabel.domain.frames import Frames
from nblabel.domain.operands import Given
from nblabel.domain.query import Compare, Expr, Ids, Order, Query
from nblabel.ops import Session
from nblabel.store.file.cursor import Cursor
from nblabel.store.reading import rowed, rowed_held
from nblabel.store.rows.scope import Scope

N = 24
LEAVES: list[Expr] = [
    F["Animal"] == "cat",
    F["Animal"].is_in(["dog", "neither"]),
    F["Animal"] == None,  # noqa: E711 - what a user may write
    F["Animal"] != "cat",
    F["Breed"] == "pug",
    F["Breed"].is_missing(),
    F["Name"].contains("neil"),
    F["Flags"] == "dark",
    F["Quality"] > 3,
    F["Animal"].source == "human",
    F["Quality"].confidence >= 0.5,
    F.annotator == "ada",
    F.title.contains("1"),
    F.status == "annotate",
]
ORDERS: list[Order] = [
    F.title.desc(),
    F["Animal"].asc(),
    F["Quality"].desc(),
    F["Animal"].confidence.desc(),
    F.status.asc(),
]
asked = steps_of(LEAVES, ORDERS)
changes = st.lists(
    st.tuples(st.sampled_from([*TREES, None]), st.sets(st.integers(1, N), min_size=1, max_size=9)), max_size=8
)


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    made = make(tmp_path_factory.mktemp("rows") / "pets.duckdb", N)
    yield made
    made.close()


def cells(cur: Cursor, scope: Scope, found: rowed.Rows) -> list[tuple[int, int]]:
    """Item and question of each row, whichever way its id says it."""
    roots = dict(cur.execute("SELECT DISTINCT group_id, root FROM label WHERE op_to IS NULL").rows())
    of = [rowed_held.cell_of(ident) for ident in found.ids.tolist()]
    groups = rowed.groups_of(found.ids.tolist())
    return [cell or (item, roots[group]) for cell, item, group in zip(of, found.of.tolist(), groups, strict=True)]


@settings(max_examples=examples(60), deadline=None, suppress_health_check=list(HealthCheck))
@given(changes, st.lists(asked, min_size=1, max_size=4))
def test_rows_from_memory_are_those_of_sql(session: Session, written: list, asked: list) -> None:  # type: ignore[type-arg]
    for tree, items in written:
        target = Query(where=(Ids(tuple(sorted(items))),))
        command = Clear(target=target, root=ONTOLOGY["Animal"].ident) if tree is None else None
        ops.run(session, command or Classify(target=target, answer=tree, override=True))
    with session.db.read() as cur:
        plain = session.scope(cur=cur)
        scope = replace(plain, held=session.held)
        for steps in asked:
            query = Query()
            for step in steps:
                query = step(query)
            told = cells(cur, scope, rowed.rows(cur, scope, query, "label"))
            assert told == cells(cur, plain, rowed.asked_rows(cur, plain, query, "label"))


def test_only_what_asks_more_of_a_label_than_of_its_item_is_left_to_sql(session: Session) -> None:
    ops.run(session, Classify(target=Query(), answer=TREES[0], override=True))
    told = {}
    with session.db.read() as cur:
        scope = replace(session.scope(cur=cur), held=session.held)
        for name, query in {
            "all": Query(),
            "filtered": Query().filtered(F["Animal"] == "cat", F.status == "annotate"),
            "sorted": Query().sorted_by(F.title.desc()),
            "of any source": Query().filtered(Compare(Given("source"), "==", "human")),
            "by confidence": Query().sorted_by(F["Animal"].confidence.desc()),
        }.items():
            ids = rowed.rows(cur, scope, query, "label").ids
            assert len(ids)
            told[name] = rowed_held.cell_of(int(ids[0])) is not None
    assert told == {"all": True, "filtered": True, "sorted": True, "of any source": False, "by confidence": False}


def test_labels_on_frames_are_left_to_sql(tmp_path: Path) -> None:
    session = make(tmp_path / "clips.duckdb", 3, kind="video")
    ops.run(session, Classify(target=Query(), answer=TREES[0], override=True))
    one = Query(where=(Ids((2,)),))
    ops.run(session, Classify(target=one, answer=TREES[4], frames=Frames(2, 4)))
    with session.db.read() as cur:
        scope = replace(session.scope(cur=cur), held=session.held)
        found = rowed.rows(cur, scope, Query(), "label")
        assert rowed_held.cell_of(int(found.ids[0])) is None
        assert len(found.ids) == 4
    session.close()


def test_ids_of_rows_are_whole_numbers_of_javascript_and_mean_item_and_question() -> None:
    for item, root in [(1, 1), (2**32 - 1, 2**20 - 1), (77, 3)]:
        ident = (item * 2**20 + root) * 2 + 1 - 2**53
        assert -(2**53) < ident < 0
        assert rowed_held.cell_of(ident) == (item, root)
