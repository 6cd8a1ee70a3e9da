"""Every message is answered, and no exception gets out."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nblabel.errors import NotAllowed, SelectionError
from nblabel.widgets.dispatcher import Dispatcher
from nblabel.wire import messages
from nblabel.wire.values import Value

JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


def raising(problem: Exception) -> Dispatcher:
    def handler(args: Value) -> Value:
        raise problem

    return Dispatcher({"ping": handler})


def ping(rid: str = "r1") -> dict[str, Any]:
    return {"v": 1, "rid": rid, "op": "ping", "args": {}}


def test_a_request_is_answered_under_its_rid() -> None:
    reply = Dispatcher({"ping": lambda args: args}).answer(ping("r9"))
    assert reply.content == {"v": 1, "rid": "r9", "ok": True, "result": {}}


@pytest.mark.parametrize(
    ("problem", "code"),
    [
        (SelectionError("Nothing is selected."), "refused"),
        (NotAllowed("Only an admin may."), "not_allowed"),
        (ZeroDivisionError("by zero"), "bug"),
        (RecursionError("deep"), "bug"),
    ],
)
def test_a_problem_is_answered_with_its_sentence(problem: Exception, code: str) -> None:
    reply = raising(problem).answer(ping())
    assert (reply.content["ok"], reply.content["error"]["code"]) == (False, code)
    assert str(problem) in reply.content["error"]["message"]


@given(JSON)
def test_whatever_is_sent_gets_one_answer(content: Any) -> None:
    called: list[Value] = []

    def handler(args: Value) -> Value:
        called.append(args)
        return args

    reply = Dispatcher(dict.fromkeys(messages.ARGS, handler)).answer(content)
    assert reply.content["ok"] is False
    assert reply.content["error"]["message"]
    assert not called


@given(st.sampled_from(sorted(set(messages.ARGS) - {"ping"})), JSON)
def test_malformed_arguments_never_reach_a_handler(op: str, args: Any) -> None:
    def handler(args: Value) -> Value:
        return args

    reply = Dispatcher({op: handler}).answer({"v": 1, "rid": "r", "op": op, "args": args})
    if reply.content["ok"]:
        assert not any(field.required for field in msgspec.structs.fields(messages.ARGS[op])), (
            "what must be said is missing"
        )
    else:
        assert op in reply.content["error"]["message"]
