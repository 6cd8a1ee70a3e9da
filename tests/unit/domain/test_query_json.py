"""Queries as JSON: whatever was written is read back the same, and whatever else comes is refused with a sentence."""

from __future__ import annotations

import contextlib
import json
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.property.dense_query import dense_queries
from tests.property.query_strategies import queries

from nblabel import F
from nblabel.domain.frame_choice import At, Every, KeyFrames
from nblabel.domain.query import Query
from nblabel.domain.query_json import MOST_DEPTH, from_json, to_json
from nblabel.errors import QueryError


def through_text(query: Query) -> Query:
    return from_json(json.loads(json.dumps(to_json(query))))


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(queries())
def test_a_query_comes_back_as_it_was(query: Query) -> None:
    assert through_text(query) == query


def test_every_kind_of_condition_comes_back_as_it_was() -> None:
    for query in dense_queries(Random(7), 400):
        assert through_text(query) == query


@pytest.mark.parametrize("choice", [Every(5), At((3, 9)), KeyFrames((4294967297, 8589934593))])
def test_frames_come_back_as_they_were(choice: Any) -> None:
    query = Query().filtered(F.kind == "video").by_frame(choice)
    assert through_text(query) == query


def test_a_million_ids_are_one_run() -> None:
    text = json.dumps(to_json(Query().filtered(F.id.is_in(range(1, 1_000_001)))))
    assert len(text) < 100
    assert len(from_json(json.loads(text)).where[0].ids) == 1_000_000  # type: ignore[attr-defined]


def _nested(depth: int) -> dict[str, Any]:
    inner: dict[str, Any] = {"is": "tagged"}
    for _ in range(depth):
        inner = {"is": "not", "part": inner}
    return {"version": 1, "where": [inner]}


COLUMN = {"is": "column", "name": "width"}
HOSTILE: list[Any] = [
    None,
    [],
    "x",
    {},
    {"version": "1"},
    {"version": True},
    {"version": 99},
    {"version": 1, "wher": []},
    {"version": 1, "where": {}},
    {"version": 1, "where": [None]},
    {"version": 1, "where": [{"is": "__class__"}]},
    {"version": 1, "where": [{"is": ["tag"]}]},
    {"version": 1, "where": [{"is": "tag"}]},
    {"version": 1, "where": [{"is": "tag", "tag": 5}]},
    {"version": 1, "where": [{"is": "tag", "tag": "\ud83d"}]},
    {"version": 1, "where": [{"is": "tag", "tag": "x", "more": 1}]},
    {
        "version": 1,
        "where": [{"is": "compare", "operand": COLUMN, "comparison": "= 1; DROP TABLE item; --", "value": 1}],
    },
    {"version": 1, "where": [{"is": "compare", "operand": COLUMN, "comparison": "==", "value": float("nan")}]},
    {"version": 1, "where": [{"is": "compare", "operand": COLUMN, "comparison": "==", "value": [1]}]},
    {"version": 1, "where": [{"is": "compare", "operand": {"is": "tag", "tag": "x"}, "comparison": "==", "value": 1}]},
    {"version": 1, "where": [{"is": "ids", "runs": [[1, 10**15]]}]},
    {"version": 1, "where": [{"is": "ids", "runs": [[5, 1]]}]},
    {"version": 1, "where": [{"is": "ids", "runs": [[True, 3]]}]},
    {"version": 1, "where": [{"is": "receipt", "op": "1 OR 1=1", "outcome": "applied"}]},
    {"version": 1, "limit": -1},
    {"version": 1, "offset": 1.5},
    {"version": 1, "order": [{"by": COLUMN, "descending": "yes"}]},
    {"version": 1, "frames": {"is": "every", "step": 0}},
    {"version": 1, "frames": {"is": "at", "frames": [-1]}},
    {"version": 1, "frames": {"is": "every", "step": 1}, "base": {"frames": {"is": "every", "step": 1}}},
    _nested(MOST_DEPTH + 1),
    _nested(900),
    {"version": 1, "where": [{"is": "all", "parts": [{"is": "tagged"}] * 20_000}]},
]


@pytest.mark.parametrize("data", HOSTILE, ids=[str(number) for number in range(len(HOSTILE))])
def test_hostile_json_is_refused_with_a_sentence(data: Any) -> None:
    with pytest.raises(QueryError) as refusal:
        from_json(data)
    assert str(refusal.value).endswith((".", "?"))


@settings(max_examples=200, deadline=None)
@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats()
        | st.sampled_from(["tag", "compare", "is", "where", "x"]),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["version", "where", "is", "part", "parts", "operand", "value", "base", "limit"]), inner
            )
        ),
        max_leaves=20,
    )
)
def test_whatever_comes_is_a_query_or_refused(data: Any) -> None:
    with_version = {**data, "version": 1} if isinstance(data, dict) else data
    with contextlib.suppress(QueryError):
        assert isinstance(from_json(with_version), Query)
