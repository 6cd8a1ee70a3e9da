"""Histograms from memory and from SQL count the same."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import nblabel as nb
from nblabel import F
from nblabel.domain.operands import Answer, Column, Given, Meta, Operand, Predicted
from nblabel.domain.query import Query
from nblabel.errors import QueryError
from nblabel.store.counting.histograms import Histogram, histogram

QUERIES = [Query(), Query().filtered(F.title.contains("1")), Query().filtered(F["Quality"] > 2)]
OPERANDS: list[Operand] = [
    Answer("Quality"),
    Column("width"),
    Column("item_id"),
    Meta("score"),
    Given("confidence"),
    Predicted("resnet", "Animal", "uncertainty"),
]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> nb.Project:
    rng = np.random.default_rng(3)
    opened = nb.open(tmp_path_factory.mktemp("histograms") / "p.duckdb")
    opened.add([rng.integers(0, 255, (4, 4 + place % 9, 3), np.uint8) for place in range(40)])
    opened.ontology = nb.Ontology(nb.Number("Quality"), nb.Radio("Animal", ["cat", "dog"]))
    for place in range(30):
        opened[place].classify("Quality", float(place % 5))
    ids = opened.items.ids()[:25]
    table = {"item_id": ids, "question": "Animal", "answer": "cat", "confidence": rng.random(25)}
    opened.add_predictions(pd.DataFrame(table), source="resnet")
    return opened


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("operand", OPERANDS)
def test_memory_and_sql_count_the_same(project: nb.Project, operand: Operand, query: Query) -> None:
    def both(cur: object, scope: object) -> list[Histogram]:
        own = [scope, replace(scope, held=None)]  # type: ignore[type-var]
        return [histogram(cur, one, operand, query, Query(), 7) for one in own]  # type: ignore[arg-type]

    in_memory, by_sql = project._reading.read(both, query)
    assert in_memory == by_sql
    assert sum(in_memory.totals) + in_memory.missing >= sum(in_memory.counts)


def test_of_texts_there_is_no_histogram(project: nb.Project) -> None:
    with pytest.raises(QueryError, match="holds no numbers"):
        project._reading.read(lambda cur, scope: histogram(cur, scope, Column("title"), Query(), Query(), 7))
    with pytest.raises(QueryError, match="1 to 200 bins"):
        project._reading.read(lambda cur, scope: histogram(cur, scope, Column("width"), Query(), Query(), 0))
