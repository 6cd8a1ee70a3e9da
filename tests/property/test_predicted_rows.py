"""The rows of predictions told from sets in memory are those that SQL tells, in the same order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conftest import examples
from tests.property.asking import steps_of
from tests.property.pets import ONTOLOGY, TREES, make

from nblabel import F, ops
from nblabel.domain.commands import Classify
from nblabel.domain.predicting import Reject
from nblabel.domain.query import Expr, Ids, Order, Query
from nblabel.ops import Session
from nblabel.ops.predicting.predict import add_predictions
from nblabel.store.file.cursor import Cursor
from nblabel.store.reading import rowed, rowed_held
from nblabel.store.rows.scope import Scope

N = 20
SOURCES = ("resnet", "a/vgg")
Told = tuple[int, int, int]
resnet, vgg = (F.prediction(source) for source in SOURCES)
LEAVES: list[Expr] = [
    resnet["Animal"] == "cat",
    resnet["Animal"] != "cat",
    resnet["Animal"].is_missing(),
    vgg["Animal"].is_in(["dog", "neither"]),
    resnet["Breed"] == "pug",
    resnet["Animal"].confidence >= 0.5,
    vgg["Animal"].confidence < 0.9,
    resnet["Animal"].disagreement > 0,
    vgg["Flags"] == "dark",
    vgg["Quality"] > 3,
    F["Animal"] == "cat",
    F.title.contains("1"),
]
ORDERS: list[Order] = [
    F.title.desc(),
    resnet["Animal"].confidence.desc(),
    resnet["Animal"].confidence.asc(),
    vgg["Animal"].uncertainty.desc(),
    vgg["Quality"].confidence.asc(),
    vgg["Flags"].confidence.desc(),
    resnet["Breed"].confidence.desc(),
    resnet["Animal"].disagreement.desc(),
    resnet["Animal"].asc(),
]
asked = steps_of(LEAVES, ORDERS)
said = st.sampled_from(
    [
        ("Animal", "cat"),
        ("Animal", {"Animal": "dog", "Breed": "pug"}),
        ("Animal", "neither"),
        ("Flags", ["dark", "cut"]),
        ("Flags", ["dark"]),
        ("Quality", 4),
    ]
)
rows = st.lists(st.tuples(st.integers(1, N), said, st.sampled_from([0.2, 0.5, 0.5, 0.9])), max_size=12)


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    made = make(tmp_path_factory.mktemp("rows") / "pets.duckdb", N)
    ops.run(made, Classify(target=Query(where=(Ids((1, 2, 3)),)), answer=TREES[0]))
    for source in SOURCES:
        predict(made, [(item, ("Animal", "cat"), 0.9) for item in range(1, N, 2)], source)
        predict(made, [(1, ("Flags", ["dark"]), 0.3), (2, ("Quality", 1), 0.3)], source)
    yield made
    made.close()


def predict(session: Session, given: list, source: str) -> None:  # type: ignore[type-arg]
    names = ("item_id", "question", "answer", "confidence")
    table = [dict(zip(names, (item, *about, sure), strict=True)) for item, about, sure in given]
    if table:
        add_predictions(session, pd.DataFrame(table), name=source)


def cells(cur: Cursor, found: rowed.Rows) -> list[Told]:
    """Item, question and model of each row, whichever way its id says it."""
    sql = "SELECT DISTINCT group_id, item_id, root, source_id FROM prediction WHERE op_to IS NULL"
    groups = {group: tuple(rest) for group, *rest in cur.execute(sql).rows()}
    ids = found.ids.tolist()
    return [
        rowed_held.predicted_cell(ident) or groups[group]  # type: ignore[misc]
        for ident, group in zip(ids, rowed.groups_of(ids), strict=True)
    ]


def held(session: Session, cur: Cursor) -> tuple[Scope, Scope]:
    plain = session.scope(cur=cur)
    return plain, replace(plain, held=session.held)


@settings(max_examples=examples(60), deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.tuples(rows, st.sampled_from(SOURCES)), max_size=3),
    st.sets(st.integers(1, N), max_size=3),
    st.lists(asked, min_size=1, max_size=4),
)
def test_rows_of_predictions_from_memory_are_those_of_sql(
    session: Session,
    written: list,  # type: ignore[type-arg]
    wrong: set[int],
    asked: list,  # type: ignore[type-arg]
) -> None:
    for several, source in written:
        predict(session, several, source)
    if wrong:
        ops.run(session, Reject(target=Query(where=(Ids(tuple(sorted(wrong))),)), source=SOURCES[0]))
    with session.db.read() as cur:
        plain, scope = held(session, cur)
        for steps in asked:
            query = Query()
            for step in steps:
                query = step(query)
            known, found = (
                rowed.rows(cur, scope, query, "prediction"),
                rowed.asked_rows(cur, plain, query, "prediction"),
            )
            assert cells(cur, known) == cells(cur, found)
            assert known.place.tolist() == found.place.tolist()


def test_only_what_asks_more_of_a_prediction_than_of_its_item_is_left_to_sql(session: Session) -> None:
    told = {}
    with session.db.read() as cur:
        _, scope = held(session, cur)
        for name, query in {
            "all": Query(),
            "filtered": Query().filtered(resnet["Animal"] == "cat", F.status == "annotate"),
            "sorted": Query().sorted_by(F.title.desc()),
            "the surest first": Query().sorted_by(resnet["Animal"].confidence.desc()),
            "of one that is nested": Query().sorted_by(resnet["Breed"].confidence.desc()),
            "of a checklist": Query().sorted_by(vgg["Flags"].confidence.desc()),
        }.items():
            ids = rowed.rows(cur, scope, query, "prediction").ids
            assert len(ids)
            told[name] = rowed_held.predicted_cell(int(ids[0])) is not None
    left = {"of one that is nested", "of a checklist"}
    assert {name for name, is_known in told.items() if not is_known} == left


def test_predictions_on_frames_are_left_to_sql(tmp_path: Path) -> None:
    session = make(tmp_path / "clips.duckdb", 3, kind="video")
    given = {"item_id": 2, "question": "Animal", "answer": "cat", "confidence": 0.5}
    add_predictions(session, [{**given, "frame": 1}, {**given, "item_id": 1}], name="resnet")
    with session.db.read() as cur:
        _, scope = held(session, cur)
        ids = rowed.rows(cur, scope, Query(), "prediction").ids.tolist()
        assert [rowed_held.predicted_cell(ident) for ident in ids] == [None, None]
    session.close()


def test_too_many_models_are_left_to_sql(session: Session) -> None:
    root = ONTOLOGY["Animal"].ident
    fits = [rowed_held.Cell(root, source, resnet["Animal"].operand) for source in (255, 256)]  # type: ignore[attr-defined]
    with session.db.read() as cur:
        _, scope = held(session, cur)
        found = [rowed_held.held_rows(cur, scope, Query(), "prediction", [cell]) is not None for cell in fits]
    assert found == [True, False]
