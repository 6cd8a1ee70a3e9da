"""Messages: what is sent arrives as it was, what nobody defined is refused."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nblabel.domain.changes import OUTCOMES
from nblabel.domain.workflow import STATUSES
from nblabel.wire import messages, values
from nblabel.wire.messages import ARGS, EVENTS, REPLIES, VERSION, WRITES, Request
from nblabel.wire.schema import json_schema, protocol_hash
from nblabel.wire.values import Value
from nblabel.wire.writing import Change, ClassifyArgs

KINDS = sorted({*ARGS.values(), *REPLIES.values(), *EVENTS.values(), messages.Error}, key=lambda kind: kind.__name__)
every_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
TEXTS = [
    "",
    "cat",
    "<script>alert(1)</script>",
    "'; DROP TABLE label; --",
    "two\nlines",
    "\u202eא \U0001f431",
    '"',
    "\x00",
]


def of_type(kind: Any, depth: int = 0) -> st.SearchStrategy[Any]:
    """Values of a type as msgspec describes it; nested questions end after some levels."""
    info = msgspec.inspect
    match kind:
        case info.StructType():
            return st.builds(kind.cls, **{field.name: of_type(field.type, depth + 1) for field in kind.fields})
        case info.ListType():
            return st.lists(of_type(kind.item_type, depth), max_size=2) if depth < 5 else st.just([])
        case info.TupleType():
            return st.tuples(*(of_type(item, depth) for item in kind.item_types))
        case info.DictType():
            return st.dictionaries(of_type(kind.key_type), of_type(kind.value_type), max_size=2)
        case info.UnionType():
            return st.one_of(*(of_type(item, depth) for item in kind.types))
        case info.LiteralType():
            return st.sampled_from(kind.values)
    return {
        info.StrType: st.sampled_from(TEXTS) | st.text(max_size=4),
        info.IntType: st.integers(-(2**53), 2**53),
        info.FloatType: st.floats(allow_nan=False, allow_infinity=False),
        info.BoolType: st.booleans(),
        info.NoneType: st.none(),
        info.AnyType: st.sampled_from([None, True, 3, "dark"]),
    }[type(kind)]


@every_kind
@settings(max_examples=20)
@given(data=st.data())
def test_every_message_arrives_as_it_was_sent(kind: type[Value], data: st.DataObject) -> None:
    # plain types first: that is how a message crosses the Jupyter channel
    sent = data.draw(of_type(msgspec.inspect.type_info(kind)))
    assert msgspec.convert(msgspec.to_builtins(sent), kind) == sent
    assert msgspec.json.decode(msgspec.json.encode(sent), type=kind) == sent


@every_kind
def test_an_unknown_field_is_refused(kind: type[Value]) -> None:
    with pytest.raises(msgspec.ValidationError, match=r"unknown field `surprise`|missing required"):
        msgspec.convert({"surprise": 1}, kind)
    fields = {field.encode_name for field in msgspec.inspect.type_info(kind).fields}
    assert "surprise" not in fields
    assert kind.__struct_config__.forbid_unknown_fields


@every_kind
def test_a_message_cannot_be_changed_and_says_what_it_is(kind: type[Value]) -> None:
    assert kind.__struct_config__.frozen
    assert kind.__doc__


@pytest.mark.parametrize(
    "wrong",
    [
        {"op_id": 1},
        {"question": "Animal"},
        {"answers": [{"question": 1, "options": ["cat"]}]},
        {"answers": [{"question": 1, "number": "3"}]},
        {"target": {"ids": [1.5]}},
        {"target": {"ranges": [[1]]}},
        {"target": {"ranges": [[1, 2, 3]]}},
        {"set_status": "done"},
        {"override": "yes"},
        {"answers": None},
    ],
)
def test_a_field_of_the_wrong_type_is_refused(wrong: dict[str, Any]) -> None:
    good: dict[str, Any] = {
        "op_id": "ada-1",
        "target": {"ids": [1]},
        "question": 1,
        "answers": [{"question": 1, "options": [2]}],
    }
    assert msgspec.convert(good, ClassifyArgs).target.ids == [1]
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({**good, **wrong}, ClassifyArgs)


def test_a_request_keeps_its_arguments_unread_until_the_op_is_known() -> None:
    request = msgspec.json.decode(b'{"v": 1, "rid": "a", "op": "ping", "args": {"anything": [1]}}', type=Request)
    assert bytes(request.args) == b'{"anything": [1]}'
    assert msgspec.json.decode(b'{"v": 1, "rid": "a", "op": "ping"}', type=Request).args == msgspec.Raw(b"{}")


def test_every_op_has_a_reply_and_every_write_an_operation_id() -> None:
    assert list(ARGS) == list(REPLIES)
    assert set(WRITES) < set(ARGS)
    for op, kind in ARGS.items():
        fields = {field.name for field in msgspec.inspect.type_info(kind).fields}
        assert ("op_id" in fields) == (op in WRITES), op
        assert (REPLIES[op] is Change) == (op in WRITES), op


def test_the_page_knows_the_statuses_and_outcomes_of_the_rules() -> None:
    assert get_args(values.Status) == STATUSES
    assert get_args(values.Outcome) == OUTCOMES


def test_the_schema_names_every_message_and_the_maps_between_them() -> None:
    definitions = json_schema()["definitions"]
    assert {kind.__name__ for kind in KINDS} <= set(definitions)
    assert set(definitions["Args"]["properties"]) == set(ARGS)
    assert definitions["Replies"]["properties"]["classify"] == {"$ref": "#/definitions/Change"}
    assert definitions["ClassifyArgs"]["additionalProperties"] is False
    assert json_schema()["version"] == VERSION


def test_the_protocol_hash_is_the_same_in_every_process() -> None:
    line = "from nblabel.wire.schema import protocol_hash; print(protocol_hash())"
    said = {
        subprocess.run(
            [sys.executable, "-c", line],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in ("0", "1", "2")
    }
    assert said == {protocol_hash()}
    assert len(protocol_hash()) == 12


def test_the_protocol_hash_changes_with_a_message(monkeypatch: pytest.MonkeyPatch) -> None:
    before = protocol_hash()
    changed = msgspec.defstruct("Empty", [("noise", int, 0)], bases=(Value,), frozen=True)
    monkeypatch.setitem(ARGS, "ping", changed)
    monkeypatch.setitem(REPLIES, "ping", changed)
    assert protocol_hash.__wrapped__() != before
