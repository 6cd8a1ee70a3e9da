"""Small random projects, and what a query means on them, said in plain Python without any SQL."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from nblabel.domain import operands as o
from nblabel.domain import query as q
from nblabel.domain.ontology import Ontology
from nblabel.domain.questions import Checklist, Number, Option, Radio, Text
from nblabel.domain.workflow import STATUSES
from nblabel.store.cursor import Cursor

ONTOLOGY = Ontology(
    Radio("Animal", ["cat", Option("dog", Radio("Breed", ["pug", "beagle"])), "Cat fish"]),
    Checklist("Flags", ["blurry", "dark", 'it\'s "odd"']),
    Number("Quality"),
    Text("Note"),
)
TEXTS = ("", "a", "B", "IMG_1", "img_10", "é'\"", "a\nb", "🐱", "5", "-2.5", "true", "nan")
NUMBERS = (-2.5, 0, 1, 5, 10, 1e300)
KEYS = ("site", "Site", "a.b", "q\"'", "x/y~z", "é")
TAGS = ("night", "x';--")
OPS = (1, 2, 3, 4)
OUTCOMES = ("applied", "skipped", "overwritten", "blocked", "failed", "kept")


@dataclass(frozen=True, slots=True)
class Row:
    """A value that stood from operation `op_from` until `op_to`."""

    value: Any
    op_from: int = 1
    op_to: int | None = None
    frame: int | None = None

    def stands(self, as_of: int | None) -> bool:
        if as_of is None:
            return self.op_to is None
        return self.op_from <= as_of and (self.op_to is None or self.op_to > as_of)


@dataclass(slots=True)
class Thing:
    """One item with its history."""

    item_id: int
    title: str
    dataset: str | None
    row: Row
    meta: dict[str, Any] | None
    facts: dict[str, Any] | None
    labels: dict[str, list[Row]] = field(default_factory=dict)
    status: list[Row] = field(default_factory=list)
    tags: dict[str, list[Row]] = field(default_factory=dict)
    outcomes: set[tuple[int, str]] = field(default_factory=set)


intervals = st.sampled_from([(1, None), (1, 3), (2, None), (2, 4), (4, None)])
rows_of = lambda values, most: st.lists(  # noqa: E731
    st.builds(
        lambda value, span, frame: Row(value, *span, frame), values, intervals, st.sampled_from([None, None, 0, 3])
    ),
    max_size=most,
)


@st.composite
def statuses(draw: st.DrawFn) -> list[Row]:
    """At most one stands at any time."""
    first = draw(st.sampled_from(STATUSES))
    second = draw(st.sampled_from(STATUSES))
    return draw(st.sampled_from([[], [Row(first)], [Row(first, 1, 3), Row(second, 3)], [Row(first, 2, 4)]]))


metas = st.dictionaries(
    st.sampled_from(KEYS),
    st.one_of(st.none(), st.booleans(), st.sampled_from(TEXTS), st.sampled_from(NUMBERS)),
    max_size=4,
)
facts = st.fixed_dictionaries(
    {
        "width": st.none() | st.sampled_from([0, 1, 5, 10]),
        "file_size": st.sampled_from([1, 5]),
        "problem": st.none() | st.sampled_from([text for text in TEXTS if text]),
    }
)
things = st.builds(
    Thing,
    item_id=st.just(0),
    title=st.sampled_from(TEXTS),
    dataset=st.sampled_from([None, "A", "b"]),
    row=st.sampled_from([Row(None), Row(None, 2), Row(None, 1, 3)]),
    meta=st.none() | metas,
    facts=st.none() | facts,
    labels=st.fixed_dictionaries(
        {
            "Animal": rows_of(st.sampled_from(["cat", "dog", "Cat fish"]), 2),
            "Breed": rows_of(st.sampled_from(["pug", "beagle"]), 1),
            "Flags": rows_of(st.sampled_from(["blurry", "dark", 'it\'s "odd"']), 3),
            "Quality": rows_of(st.sampled_from([float(number) for number in NUMBERS]), 2),
            "Note": rows_of(st.sampled_from([text for text in TEXTS if text]), 1),
        }
    ),
    status=statuses(),
    tags=st.dictionaries(st.sampled_from(TAGS), intervals.map(lambda span: [Row(None, *span)])),
    outcomes=st.sets(
        st.tuples(st.sampled_from(OPS), st.sampled_from(["skipped", "blocked", "failed", "kept"])), max_size=3
    ),
)
worlds = st.lists(things, max_size=8)

texts, numbers = st.sampled_from(TEXTS), st.sampled_from(NUMBERS)
text_operands = st.sampled_from([o.Column("title"), o.Column("dataset"), o.Column("problem"), o.Answer("Note")])
number_operands = st.sampled_from([o.Column("width"), o.Column("file_size"), o.Answer("Quality")])
meta_operands = st.sampled_from(KEYS).map(o.Meta)
operands = st.one_of(
    text_operands,
    number_operands,
    meta_operands,
    st.sampled_from([o.Answer("Animal"), o.Answer("Breed"), o.Answer("Flags"), o.StatusOf()]),
)
choices = st.one_of(
    st.tuples(st.just(o.Answer("Animal")), st.sampled_from(["cat", "dog", "Cat fish"])),
    st.tuples(st.just(o.Answer("Animal/dog/Breed")), st.sampled_from(["pug", "beagle"])),
    st.tuples(st.just(o.Answer("Flags")), st.sampled_from(["blurry", 'it\'s "odd"'])),
    st.tuples(st.just(o.StatusOf()), st.sampled_from(STATUSES)),
)
signs: Any = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])
equal: Any = st.sampled_from(["==", "!="])
pairs = st.one_of(st.tuples(text_operands | meta_operands, texts), st.tuples(number_operands | meta_operands, numbers))
leaves = st.one_of(
    pairs.flatmap(lambda pair: st.builds(q.Compare, st.just(pair[0]), signs, st.just(pair[1]))),
    choices.flatmap(lambda pair: st.builds(q.Compare, st.just(pair[0]), equal, st.just(pair[1]))),
    st.builds(q.Compare, meta_operands, equal, st.booleans()),
    st.builds(q.Compare, operands, equal, st.none()),
    choices.map(lambda pair: q.OneOf(pair[0], (pair[1],))),
    st.builds(q.OneOf, text_operands, st.lists(texts | st.none(), max_size=3).map(tuple)),
    st.builds(q.OneOf, number_operands, st.lists(numbers | st.none(), max_size=3).map(tuple)),
    st.builds(q.OneOf, meta_operands, st.lists(texts | numbers | st.booleans() | st.none(), max_size=4).map(tuple)),
    st.builds(q.Between, number_operands | meta_operands, numbers, numbers),
    st.builds(q.Between, text_operands | meta_operands, texts, texts),
    st.builds(q.Contains, text_operands | meta_operands, texts),
    st.builds(q.Contains, st.sampled_from([o.Answer("Animal"), o.StatusOf()]), st.sampled_from(["CAT", "e", "zz"])),
    st.builds(
        q.Matches,
        text_operands | meta_operands | st.just(o.Answer("Animal")),
        st.sampled_from(["^a", "[0-9]", "(?i)cat"]),
    ),
    st.builds(q.Missing, operands),
    st.builds(q.HasTag, st.sampled_from([*TAGS, "none"])),
    st.just(q.Tagged()),
    st.builds(q.InReceipt, st.sampled_from(OPS), st.sampled_from(OUTCOMES)),
    st.lists(st.integers(0, 9), max_size=4).map(lambda places: q.Ids(tuple(places))),
)
conditions = st.recursive(
    leaves,
    lambda inner: st.one_of(
        inner.map(q.Not),
        st.lists(inner, max_size=3).map(lambda parts: q.And(tuple(parts))),
        st.lists(inner, max_size=3).map(lambda parts: q.Or(tuple(parts))),
    ),
    max_leaves=6,
)
orders = st.builds(q.Order, operands, st.booleans())


@st.composite
def queries(draw: st.DrawFn, depth: int = 2) -> q.Query:
    """Filtered, sorted, sliced, and filtered again."""
    base = draw(queries(depth - 1)) if depth and draw(st.booleans()) else None
    where = tuple(draw(st.lists(conditions, max_size=2)))
    order = tuple(draw(st.lists(orders, max_size=2)))
    limit = draw(st.none() | st.integers(0, 6))
    return q.Query(where, order, draw(st.integers(0, 2)), limit, base)


class Naive:
    """A query answered item by item."""

    def __init__(self, world: Sequence[Thing], as_of: int | None) -> None:
        self.as_of = as_of
        self.world = [thing for thing in world if thing.row.stands(as_of)]
        self.by_id = {thing.item_id: thing for thing in world}

    def ids(self, query: q.Query) -> list[int]:
        if query.base is None:
            found = sorted(thing.item_id for thing in self.world)
        else:
            found = self.ids(query.base)
            found = sorted(found) if query.order else found
        found = [ident for ident in found if all(self.holds(expr, self.by_id[ident]) for expr in query.where)]
        for order in reversed(query.order):
            found = self._sorted(found, order)
        last = None if query.limit is None else query.offset + query.limit
        return found[query.offset : last]

    def _sorted(self, ids: list[int], order: q.Order) -> list[int]:
        keys = {ident: self._key(order, self.by_id[ident]) for ident in ids}
        present = [ident for ident in ids if keys[ident] is not None]
        missing = [ident for ident in ids if keys[ident] is None]
        if isinstance(order.operand, o.Meta):
            # Numbers first, whichever way; then the other texts.
            numbers = [ident for ident in present if number_of(keys[ident]) is not None]
            others = [ident for ident in present if number_of(keys[ident]) is None]
            numbers = sorted(numbers, key=lambda ident: number_of(keys[ident]) or 0, reverse=order.descending)
            return numbers + sorted(others, key=keys.__getitem__, reverse=order.descending) + missing
        return sorted(present, key=keys.__getitem__, reverse=order.descending) + missing

    def _key(self, order: q.Order, thing: Thing) -> Any:
        values = self.values(order.operand, thing)
        names = self._names(order.operand)
        ranked = [names.index(value) for value in values] if names else values
        if not ranked:
            return None
        return max(ranked) if order.descending else min(ranked)

    def _names(self, operand: o.Operand) -> list[str]:
        if isinstance(operand, o.StatusOf):
            return list(STATUSES)
        if isinstance(operand, o.Answer):
            return [option.name for option in ONTOLOGY.place(operand.question).question.choices]
        return []

    def values(self, operand: o.Operand, thing: Thing) -> list[Any]:
        """Everything the item has there; nothing is an empty list."""
        match operand:
            case o.Column("title"):
                return [thing.title]
            case o.Column("dataset"):
                return [thing.dataset] if thing.dataset else []
            case o.Column(name):
                value = (thing.facts or {}).get(name)
                return [] if value is None else [value]
            case o.Meta(key):
                value = (thing.meta or {}).get(key)
                return [] if value is None else [as_text(value)]
            case o.StatusOf():
                return [row.value for row in thing.status if row.stands(self.as_of)] or ["annotate"]
            case o.Answer(question):
                name = ONTOLOGY.place(question).question.name
                return [row.value for row in thing.labels[name] if row.stands(self.as_of)]
        raise AssertionError(operand)

    def holds(self, expr: q.Expr, thing: Thing) -> bool:
        match expr:
            case q.And(parts):
                return all(self.holds(part, thing) for part in parts)
            case q.Or(parts):
                return any(self.holds(part, thing) for part in parts)
            case q.Not(part):
                return not self.holds(part, thing)
            case q.Ids(ids):
                return thing.item_id in ids
            case q.HasTag(tag):
                return any(row.stands(self.as_of) for row in thing.tags.get(tag, ()))
            case q.Tagged():
                return any(row.stands(self.as_of) for rows in thing.tags.values() for row in rows)
            case q.InReceipt(op, outcome):
                return self._in_receipt(op, outcome, thing)
        return self._compared(expr, thing)

    def _compared(self, expr: Any, thing: Thing) -> bool:
        values = self.values(expr.operand, thing)
        is_meta = isinstance(expr.operand, o.Meta)
        match expr:
            case q.Missing():
                return not values
            case q.Compare(_, "==", None):
                return not values
            case q.Compare(_, "!=", None):
                return bool(values)
            case q.Compare(_, "!=", wanted):
                return bool(values) and not any(compare(value, "==", wanted, is_meta) for value in values)
            case q.Compare(_, sign, wanted):
                return any(compare(value, sign, wanted, is_meta) for value in values)
            case q.OneOf(_, wanted):
                return (None in wanted and not values) or any(
                    compare(value, "==", one, is_meta) for value in values for one in wanted if one is not None
                )
            case q.Between(_, low, high):
                return any(
                    compare(value, ">=", low, is_meta) and compare(value, "<=", high, is_meta) for value in values
                )
            case q.Contains(_, text):
                return any(text.lower() in value.lower() for value in values)
            case q.Matches(_, pattern):
                return any(re.search(pattern, value) for value in values)
        raise AssertionError(expr)

    def _in_receipt(self, op: int, outcome: str, thing: Thing) -> bool:
        labels = [row for rows in thing.labels.values() for row in rows]
        if outcome == "overwritten":
            return any(row.op_to == op for row in labels) and any(row.op_from == op for row in labels)
        if outcome != "applied":
            return (op, outcome) in thing.outcomes
        others = [thing.row, *thing.status, *(row for rows in thing.tags.values() for row in rows)]
        return any(op in (row.op_from, row.op_to) for row in [*labels, *others])


def as_text(value: Any) -> str:
    """Metadata as text, as JSON writes it."""
    return value if isinstance(value, str) else json.dumps(value)


def number_of(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def compare(value: Any, sign: str, wanted: Any, is_meta: bool) -> bool:
    if isinstance(wanted, bool):
        wanted = "true" if wanted else "false"
    elif is_meta and not isinstance(wanted, str):
        value = number_of(value)
        if value is None:
            return False
    return {
        "==": lambda: value == wanted,
        "<": lambda: value < wanted,
        "<=": lambda: value <= wanted,
        ">": lambda: value > wanted,
        ">=": lambda: value >= wanted,
    }[sign]()


def store(cur: Cursor, world: Iterable[Thing], project_id: int) -> None:
    """Write the world, one insert a table."""
    rows: dict[str, list[tuple[Any, ...]]] = {
        name: [] for name in ("item", "media", "label", "status", "tag", "op_item")
    }
    for thing in world:
        ident = thing.item_id
        meta = None if thing.meta is None else json.dumps(thing.meta)
        span = (thing.row.op_from, thing.row.op_to)
        rows["item"].append((project_id, ident, f"/{ident}", thing.title, "image", thing.dataset, "", "", meta, *span))
        if thing.facts is not None:
            size, problem = thing.facts["file_size"], thing.facts["problem"]
            rows["media"].append(
                (ident, thing.facts["width"], 1, 1, 1, None, None, size, 0, None, problem, None, False)
            )
        for name, answers in thing.labels.items():
            rows["label"].extend(_label(project_id, ident, name, row) for row in answers)
        rows["status"].extend((project_id, ident, row.value, "", row.op_from, row.op_to) for row in thing.status)
        rows["tag"].extend(
            (project_id, ident, tag, row.op_from, row.op_to) for tag, tagged in thing.tags.items() for row in tagged
        )
        rows["op_item"].extend((op, ident, outcome) for op, outcome in thing.outcomes)
    for table, values in rows.items():
        if values:
            marks = ", ".join(f"({', '.join('?' * len(values[0]))})" for _ in values)
            cur.execute(f"INSERT INTO {table} VALUES {marks}", [value for row in values for value in row])


def _label(project_id: int, ident: int, name: str, row: Row) -> tuple[Any, ...]:
    question = next(place for place in ONTOLOGY.places if place.question.name == name).question
    option = next((option.ident for option in question.choices if option.name == row.value), None)
    number = row.value if question.kind == "number" else None
    text = row.value if question.kind == "text" else None
    asked = (question.ident, question.ident, option, number, text)
    return (project_id, 1, 1, ident, row.frame, row.frame, *asked, 1, "human", 1, None, row.op_from, row.op_to)
