"""Small random projects, and what a query means on them, said in plain Python without any SQL."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from hypothesis import strategies as st

from nblabel.domain import operands as o
from nblabel.domain import query as q
from nblabel.domain.objects import Box
from nblabel.domain.ontology import Ontology
from nblabel.domain.query_json import to_json
from nblabel.domain.questions import Checklist, Number, Option, Radio, Text
from nblabel.domain.workflow import STATUSES
from nblabel.store.file.cursor import Cursor
from nblabel.store.rows.scope import Kept, Scope

ONTOLOGY = Ontology(
    Radio("Animal", ["cat", Option("dog", Radio("Breed", ["pug", "beagle"])), "Cat fish"]),
    Checklist("Flags", ["blurry", "dark", 'it\'s "odd"']),
    Number("Quality"),
    Text("Note"),
    Box("Head", [Radio("Ears", ["up", "down"])]),
    Box("Tail"),
)
TEXTS = ("", "a", "B", "IMG_1", "img_10", "é'\"", "a\nb", "🐱", "5", "-2.5", "true", "nan")
NUMBERS = (-2.5, 0, 1, 5, 10, 1e300)
KEYS = ("site", "Site", "a.b", "q\"'", "x/y~z", "é")
TAGS = ("night", "x';--")
OPS = (1, 2, 3, 4)
# Who did operation n, n days into the year.
AUTHORS = {1: "ana", 2: "o'ben", 3: "ana", 4: ""}
SOURCE = "res/net"
TASKS = ("batch 4", "x';--")
COLLECTIONS = ("picked", "live")
METRIC = "redness"
LIVE = q.Query((q.OneOf(o.Answer("Animal"), ("cat",)),))
OUTCOMES = ("applied", "skipped", "overwritten", "blocked", "failed", "kept")


@dataclass(frozen=True, slots=True)
class Row:
    """A value that stood from operation `op_from` until `op_to`; of a label or an object, `by` are who made and edited it."""

    value: Any
    op_from: int = 1
    op_to: int | None = None
    frame: int | None = None
    by: tuple[int, int | None] = (1, None)
    confidence: float | None = None
    source: str = "human"

    def stands(self, as_of: int | None) -> bool:
        if as_of is None:
            return self.op_to is None
        return self.op_from <= as_of and (self.op_to is None or self.op_to > as_of)


@dataclass(frozen=True, slots=True)
class Marked:
    """An object: its class, area, and ears as they stood."""

    cls: str
    area: float
    row: Row
    ears: tuple[Row, ...] = ()


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
    predictions: dict[str, list[Row]] = field(default_factory=dict)
    objects: list[Marked] = field(default_factory=list)
    people: dict[str, list[Row]] = field(default_factory=dict)
    tasks: dict[str, list[Row]] = field(default_factory=dict)
    changed: list[Row] = field(default_factory=list)
    picked: list[Row] = field(default_factory=list)
    metric: float | None = None


intervals = st.sampled_from([(1, None), (1, 3), (2, None), (2, 4), (4, None)])
said = st.tuples(
    st.sampled_from([(1, None), (2, None), (1, 3), (4, None)]),
    st.sampled_from([None, 0.5, 0.9]),
    st.sampled_from(["human", "model", "import"]),
)
rows_of = lambda values, most: st.lists(  # noqa: E731
    st.builds(
        lambda value, span, frame, told: Row(value, *span, frame, *told),
        values,
        intervals,
        st.sampled_from([None, None, 0, 3]),
        said,
    ),
    max_size=most,
)
guesses_of = lambda values, most: st.lists(  # noqa: E731
    st.builds(
        lambda value, span, frame, sure: Row(value, *span, frame, confidence=sure),
        values,
        intervals,
        st.sampled_from([None, None, 0, 3]),
        st.sampled_from([0.1, 0.5, 0.9]),
    ),
    max_size=most,
)
spans = intervals.map(lambda span: [Row(None, *span)])
marks = st.builds(
    lambda cls, area, span, told, ears: Marked(
        cls, area, Row(None, *span, 0, *told), tuple(ears) if cls == "Head" else ()
    ),
    st.sampled_from(["Head", "Tail"]),
    st.sampled_from([1.0, 5.0, 10.0]),
    intervals,
    said,
    rows_of(st.sampled_from(["up", "down"]), 2),
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
    predictions=st.fixed_dictionaries(
        {
            "Animal": guesses_of(st.sampled_from(["cat", "dog", "Cat fish"]), 2),
            "Flags": guesses_of(st.sampled_from(["blurry", "dark"]), 2),
            "Quality": guesses_of(st.sampled_from([0.0, 5.0]), 1),
        }
    ),
    objects=st.lists(marks, max_size=3),
    people=st.dictionaries(st.sampled_from(["ana", "o'ben"]), spans, max_size=2),
    tasks=st.dictionaries(
        st.sampled_from(TASKS),
        st.tuples(st.sampled_from(["", "expert"]), intervals).map(lambda pair: [Row(pair[0], *pair[1])]),
        max_size=2,
    ),
    changed=st.just([]) | spans,
    picked=st.just([]) | spans,
    metric=st.none() | st.sampled_from([0.0, 0.5, 1.0]),
)
worlds = st.lists(things, max_size=8)

dates = st.sampled_from(
    [f"2026-01-0{day}" for day in range(1, 6)] + ["2026-01-02T00:00:00", "2026-01-03T12:00:00+02:00"]
)

texts, numbers = (
    st.sampled_from([*TEXTS, "ana", "o'ben", "expert", *TASKS]),
    st.sampled_from([*NUMBERS, 0.1, 0.5, 0.9, 2]),
)
text_operands = st.sampled_from([o.Column("title"), o.Column("dataset"), o.Column("problem"), o.Answer("Note")])
people_operands = st.sampled_from(
    [o.Given("annotator"), o.Given("annotator", "Animal"), o.Assignee(), o.TaskOf(), *map(o.TaskStatusOf, TASKS)]
)
number_operands = st.sampled_from([o.Column("width"), o.Column("file_size"), o.Answer("Quality")])
told_operands = st.sampled_from(
    [
        o.Given("confidence"),
        o.Given("confidence", "Animal"),
        o.Predicted(SOURCE, "Quality"),
        o.Predicted(SOURCE, "Animal", "confidence"),
        o.Predicted(SOURCE, "Animal", "uncertainty"),
        o.Predicted(SOURCE, "Animal", "disagreement"),
        o.Predicted(SOURCE, "Flags", "disagreement"),
        o.Objects("count"),
        o.Objects("count", "Head"),
        o.Objects("area", "Head"),
        o.Objects("confidence", "Tail"),
        o.Metric(METRIC),
    ]
)
date_operands = st.sampled_from([o.Given("labelled_at"), o.Given("labelled_at", "Animal"), o.AddedAt()])
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
told_choices = st.one_of(
    st.tuples(st.just(o.Predicted(SOURCE, "Animal")), st.sampled_from(["cat", "dog"])),
    st.tuples(st.just(o.Predicted(SOURCE, "Flags")), st.sampled_from(["blurry", "dark"])),
    st.tuples(st.just(o.Attribute("Head", "Ears")), st.sampled_from(["up", "down"])),
    st.tuples(st.sampled_from([o.Given("source"), o.Given("source", "Animal")]), st.sampled_from(["human", "model"])),
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
told_pairs = st.one_of(
    st.tuples(people_operands, st.sampled_from(["ana", "o'ben", "expert", *TASKS, "zz"])),
    st.tuples(told_operands, st.sampled_from([0, 0.1, 0.5, 0.9, 1, 2, 5, 10])),
)
told_every = st.one_of(
    people_operands,
    told_operands,
    date_operands,
    told_choices.map(lambda pair: pair[0]),
)
told = st.one_of(
    told_pairs.flatmap(lambda pair: st.builds(q.Compare, st.just(pair[0]), signs, st.just(pair[1]))),
    told_pairs.map(lambda pair: q.OneOf(pair[0], (pair[1], None))),
    told_choices.flatmap(lambda pair: st.builds(q.Compare, st.just(pair[0]), equal, st.just(pair[1]))),
    told_choices.map(lambda pair: q.OneOf(pair[0], (pair[1],))),
    st.builds(q.Contains, people_operands, st.sampled_from(["AN", "'", "batch"])),
    st.builds(q.Matches, people_operands, st.sampled_from(["^a", "(?i)BEN"])),
    st.builds(q.Missing, told_every),
    st.builds(q.Compare, date_operands, signs, dates),
    st.builds(q.Between, date_operands, dates, dates),
    st.builds(q.OneOf, date_operands, st.lists(dates | st.none(), max_size=2).map(tuple)),
    st.sampled_from([q.InTask(name) for name in TASKS] + [q.InCollection(title) for title in COLLECTIONS]),
    st.just(q.ChangedAfterReview()),
    st.sampled_from([q.Disagrees(SOURCE, name) for name in ("Animal", "Flags", "Quality")]),
)
leaves = leaves | told
conditions = st.recursive(
    leaves,
    lambda inner: st.one_of(
        inner.map(q.Not),
        st.lists(inner, max_size=3).map(lambda parts: q.And(tuple(parts))),
        st.lists(inner, max_size=3).map(lambda parts: q.Or(tuple(parts))),
    ),
    max_leaves=6,
)
orders = st.builds(q.Order, operands | told_every, st.booleans())


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
        if isinstance(operand, o.Given) and operand.part == "source":
            return ["human", "model", "import"]
        if isinstance(operand, o.Attribute):
            return ["up", "down"]
        is_answer = isinstance(operand, o.Answer) or (isinstance(operand, o.Predicted) and operand.part == "answer")
        return [option.name for option in ONTOLOGY.place(operand.question).question.choices] if is_answer else []

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
        return self._around(operand, thing)

    def _around(self, operand: o.Operand, thing: Thing) -> list[Any]:
        match operand:
            case o.Given(part, question):
                return [value for row in self._labels(question, thing) for value in given_of(row, part)]
            case o.AddedAt():
                return [moment(thing.row.op_from)]
            case o.Predicted(_, question, "answer"):
                return [row.value for row in self._predicted(question, thing)]
            case o.Predicted(_, question, "confidence"):
                return [row.confidence for row in self._predicted(question, thing)]
            case o.Predicted(_, question, "uncertainty"):
                return [round(1 - row.confidence, 9) for row in self._predicted(question, thing)]
            case o.Predicted(_, question, "disagreement"):
                return self._disagreeing(question, thing)
            case o.Objects("count", cls):
                return [len(self._objects(cls, thing))]
            case o.Objects("area", cls):
                return [mark.area for mark in self._objects(cls, thing)]
            case o.Objects("confidence", cls):
                return [mark.row.confidence for mark in self._objects(cls, thing) if mark.row.confidence is not None]
            case o.Attribute(cls, _):
                return [ear.value for mark in self._objects(cls, thing) for ear in mark.ears if ear.stands(self.as_of)]
            case o.Assignee():
                return [name for name, rows in thing.people.items() for row in rows if row.stands(self.as_of)]
            case o.TaskOf():
                return [name for name, rows in thing.tasks.items() for row in rows if row.stands(self.as_of)]
            case o.TaskStatusOf(task):
                return [row.value for row in thing.tasks.get(task, ()) if row.value and row.stands(self.as_of)]
            case o.Metric():
                return [] if thing.metric is None else [thing.metric]
        raise AssertionError(operand)

    def _labels(self, question: str | int | None, thing: Thing) -> list[Row]:
        if question is not None:
            rows = list(thing.labels[ONTOLOGY.place(question).question.name])
        else:
            rows = [row for every in thing.labels.values() for row in every] + [mark.row for mark in thing.objects]
        return [row for row in rows if row.stands(self.as_of)]

    def _predicted(self, question: str | int, thing: Thing) -> list[Row]:
        rows = thing.predictions.get(ONTOLOGY.place(question).question.name, [])
        return [row for row in rows if row.stands(self.as_of)]

    def _objects(self, cls: str | int | None, thing: Thing) -> list[Marked]:
        return [mark for mark in thing.objects if cls in (None, mark.cls) and mark.row.stands(self.as_of)]

    def _disagreeing(self, question: str | int, thing: Thing) -> list[float]:
        """Confidences of what a label on the same frames contradicts; of a checklist, of what only one side has ticked."""
        predicted, labels = self._predicted(question, thing), self._labels(question, thing)
        if ONTOLOGY.place(question).question.kind != "checklist":
            return [p.confidence for p in predicted for label in labels if meet(p, label) and p.value != label.value]  # type: ignore[misc]
        found = []
        for p in predicted:
            met = [label for label in labels if meet(p, label)]
            found += [p.confidence] if met and all(label.value != p.value for label in met) else []
        for label in labels:
            met = [p for p in predicted if meet(p, label)]
            found += [max(p.confidence for p in met)] if met and all(label.value != p.value for p in met) else []  # type: ignore[type-var]
        return found  # type: ignore[return-value]

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
            case q.InTask(task):
                return any(row.stands(self.as_of) for row in thing.tasks.get(task, ()))
            case q.InCollection("live"):
                return all(self.holds(part, thing) for part in LIVE.where)
            case q.InCollection():
                return any(row.stands(self.as_of) for row in thing.picked)
            case q.ChangedAfterReview():
                return any(row.stands(self.as_of) for row in thing.changed)
            case q.Disagrees(_, question):
                return bool(self._disagreeing(question, thing))
        return self._compared(expr, thing)

    def _compared(self, expr: Any, thing: Thing) -> bool:
        values = self.values(expr.operand, thing)
        is_meta = isinstance(expr.operand, o.Meta)
        if isinstance(expr.operand, o.AddedAt) or getattr(expr.operand, "part", "") == "labelled_at":
            return compared_date(expr, values)
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
        others = [thing.row, *thing.status, *thing.picked, *(mark.row for mark in thing.objects)]
        others += [ear for mark in thing.objects for ear in mark.ears]
        for named in (thing.tags, thing.people, thing.tasks, thing.predictions):
            others += [row for rows in named.values() for row in rows]
        return any(op in (row.op_from, row.op_to) for row in [*labels, *others])


def meet(one: Row, other: Row) -> bool:
    return one.frame is None or other.frame is None or one.frame == other.frame


def given_of(row: Row, part: str) -> list[Any]:
    created, edited = row.by
    if part == "annotator":
        return [AUTHORS[op] for op in (created, edited) if op is not None and AUTHORS[op]]
    if part == "labelled_at":
        return [moment(edited or created)]
    if part == "source":
        return [row.source]
    return [] if row.confidence is None else [row.confidence]


def moment(op: int) -> datetime:
    """When an operation was carried out."""
    return datetime(2026, 1, op, 10, tzinfo=UTC)


def compared_date(expr: Any, values: list[Any]) -> bool:
    def ends(text: str) -> tuple[datetime, datetime]:
        given = datetime.fromisoformat(text)
        first = given if given.tzinfo else given.replace(tzinfo=UTC)
        return first, first + (timedelta(days=1) - timedelta.resolution if len(text) <= 10 else timedelta(0))

    def one(sign: str, value: datetime, text: str) -> bool:
        first, last = ends(text)
        return {
            "==": first <= value <= last,
            "<": value < first,
            "<=": value <= last,
            ">": value > last,
            ">=": value >= first,
        }[sign]

    match expr:
        case q.Missing() | q.Compare(_, "==", None):
            return not values
        case q.Compare(_, "!=", None):
            return bool(values)
        case q.Compare(_, "!=", text):
            return bool(values) and not any(one("==", value, text) for value in values)
        case q.Compare(_, sign, text):
            return any(one(sign, value, text) for value in values)
        case q.OneOf(_, several):
            return (None in several and not values) or any(
                one("==", value, text) for value in values for text in several if text is not None
            )
        case q.Between(_, low, high):
            return any(one(">=", value, low) and one("<=", value, high) for value in values)
    raise AssertionError(expr)


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
    tables = ("item", "media", "label", "status", "tag", "op_item", "prediction", "object", "attribute", "assignment")
    rows: dict[str, list[tuple[Any, ...]]] = {
        name: [] for name in (*tables, "task_item", "changed", "member", "metric")
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
        for name, answers in thing.predictions.items():
            rows["prediction"].extend(_prediction(project_id, ident, name, row) for row in answers)
        _objects(rows, project_id, ident, thing.objects)
        for name, spans in thing.people.items():
            rows["assignment"].extend((project_id, 0, ident, name, row.op_from, row.op_to) for row in spans)
        for name, spans in thing.tasks.items():
            task = 1 + TASKS.index(name)
            rows["task_item"].extend((project_id, task, ident, row.value, row.op_from, row.op_to) for row in spans)
        rows["changed"].extend((project_id, ident, row.op_from, row.op_to) for row in thing.changed)
        rows["member"].extend(
            (project_id, 1, ident, None, None, "added", row.op_from, row.op_to) for row in thing.picked
        )
        if thing.metric is not None:
            rows["metric"].append((project_id, ident, thing.metric))
    _names(cur, project_id)
    for table, values in rows.items():
        if values:
            marks = ", ".join(f"({', '.join('?' * len(values[0]))})" for _ in values)
            cur.execute(f"INSERT INTO {table} VALUES {marks}", [value for row in values for value in row])


def scope_of(project_id: int, as_of: int | None, **more: Any) -> Scope:
    """The project's scope with its collections."""
    live = json.dumps(to_json(LIVE))
    kept = (Kept(1, COLLECTIONS[0]), Kept(2, COLLECTIONS[1], is_live=True, query=live))
    return Scope(project_id, ONTOLOGY, as_of, collections=kept, **more)


def _names(cur: Cursor, project_id: int) -> None:
    """Operations, tasks, the model and the metric."""
    if not cur.execute("SELECT count(*) FROM op").value():
        for op, author in AUTHORS.items():
            cur.execute(
                "INSERT INTO op (op_id, project_id, kind, annotator, created, client_id) VALUES (?, ?, 'x', ?, ?, ?)",
                [op, project_id, author, moment(op), f"op {op}"],
            )
    cur.execute("INSERT INTO source VALUES (?, ?, ?)", [project_id, project_id, SOURCE])
    cur.execute("INSERT INTO metric_name VALUES (?, ?, ?)", [project_id, project_id, METRIC])
    for number, name in enumerate(TASKS, 1):
        cur.execute(
            "INSERT INTO task (project_id, task_id, name, op_from) VALUES (?, ?, ?, 0)", [project_id, number, name]
        )


def _prediction(project_id: int, ident: int, name: str, row: Row) -> tuple[Any, ...]:
    _, _, _, _, _, _, *asked = _label(project_id, ident, name, row)
    return (
        project_id,
        project_id,
        1,
        1,
        ident,
        row.frame,
        row.frame,
        *asked[:5],
        row.confidence,
        row.op_from,
        row.op_to,
    )


def _objects(rows: dict[str, list[tuple[Any, ...]]], project_id: int, ident: int, marked: Sequence[Marked]) -> None:
    for number, mark in enumerate(marked):
        number, cls, row = ident * 10 + number, ONTOLOGY.object_class(mark.cls).ident, mark.row
        told = (row.confidence, row.source, *row.by, row.op_from, row.op_to)
        box = ("box", 0.0, 0.0, 1.0, mark.area, mark.area, None)
        rows["object"].append((project_id, number, ident, 0, 0, cls, *box, *told))
        for ear in mark.ears:
            asked = ONTOLOGY.attribute("Head", "Ears")
            option = next(option.ident for option in asked.choices if option.name == ear.value)
            rows["attribute"].append(
                (project_id, number, ident, 0, 0, asked.ident, option, None, None, ear.op_from, ear.op_to)
            )


def _label(project_id: int, ident: int, name: str, row: Row) -> tuple[Any, ...]:
    question = next(place for place in ONTOLOGY.places if place.question.name == name).question
    option = next((option.ident for option in question.choices if option.name == row.value), None)
    number = row.value if question.kind == "number" else None
    text = row.value if question.kind == "text" else None
    asked = (question.ident, question.ident, option, number, text)
    told = (row.confidence, row.source, *row.by, row.op_from, row.op_to)
    return (project_id, 1, 1, ident, row.frame, row.frame, *asked, *told)


def dense_world(rnd: Random) -> list[Thing]:
    """Ten items about which much is said: hypothesis would rather leave most of it out."""
    return [_dense_thing(rnd) for _ in range(10)]


def _dense_thing(rnd: Random) -> Thing:
    def spans() -> tuple[int, int | None]:
        return rnd.choice([(1, None), (1, None), (2, None), (1, 3), (4, None)])

    def rows(values: Sequence[Any], most: int, *, sure: bool = False) -> list[Row]:
        return [
            Row(
                rnd.choice(values),
                *spans(),
                rnd.choice([None, None, 0, 3]),
                rnd.choice([(1, None), (2, None), (1, 3), (4, None)]),
                rnd.choice([0.1, 0.5, 0.9] if sure else [None, 0.5, 0.9]),
                rnd.choice(["human", "model", "import"]),
            )
            for _ in range(rnd.randint(0, most))
        ]

    names, flags = ["cat", "dog", "Cat fish"], ["blurry", "dark"]
    objects = [
        Marked(
            cls,
            rnd.choice([1.0, 5.0, 10.0]),
            replace(row, frame=0),
            tuple(rows(["up", "down"], 2) if cls == "Head" else ()),
        )
        for row in rows([None], 3)
        for cls in [rnd.choice(["Head", "Tail"])]
    ]
    labels: dict[str, list[Row]] = {"Animal": rows(names, 2), "Breed": rows(["pug"], 1), "Flags": rows(flags, 2)}
    return Thing(
        0,
        rnd.choice(TEXTS),
        None,
        Row(None, rnd.choice([1, 1, 2])),
        None,
        None,
        {**labels, "Quality": rows([0.0, 5.0], 1), "Note": []},
        predictions={
            "Animal": rows(names, 2, sure=True),
            "Flags": rows(flags, 2, sure=True),
            "Quality": rows([0.0, 5.0], 1, sure=True),
        },
        objects=objects,
        people={name: [Row(None, *spans())] for name in ("ana", "o'ben") if rnd.random() < 0.4},
        tasks={name: [Row(rnd.choice(["", "expert"]), *spans())] for name in TASKS if rnd.random() < 0.4},
        changed=[Row(None, *spans())] if rnd.random() < 0.4 else [],
        picked=[Row(None, *spans())] if rnd.random() < 0.4 else [],
        metric=rnd.choice([None, 0.0, 0.5, 1.0]),
    )


def dense_queries(rnd: Random, n: int) -> list[q.Query]:
    """Conditions and orders on what is said about items, each kind as often as any other."""
    found = []
    for _ in range(n):
        where = rnd.choice(_KINDS)(rnd)
        order = (q.Order(rnd.choice(_ORDERS), rnd.random() < 0.5),) if rnd.random() < 0.5 else ()
        found.append(q.Query((q.Not(where) if rnd.random() < 0.3 else where,), order))
    return found


_PEOPLE = [o.Given("annotator"), o.Given("annotator", "Animal"), o.Assignee(), o.TaskOf(), *map(o.TaskStatusOf, TASKS)]
_NUMBERS = [
    *(o.Predicted(SOURCE, "Animal", part) for part in ("confidence", "uncertainty", "disagreement")),
    *(o.Objects(part, cls) for part in ("count", "area", "confidence") for cls in (None, "Head")),
    *(o.Given("confidence", name) for name in (None, "Animal")),
    o.Predicted(SOURCE, "Flags", "disagreement"),
    o.Predicted(SOURCE, "Quality"),
    o.Metric(METRIC),
]
_CHOICES = [
    (o.Predicted(SOURCE, "Animal"), ["cat", "dog"]),
    (o.Predicted(SOURCE, "Flags"), ["blurry", "dark"]),
    (o.Attribute("Head", "Ears"), ["up", "down"]),
    (o.Given("source"), ["human", "model"]),
]
_DATES = [o.Given("labelled_at"), o.Given("labelled_at", "Animal"), o.AddedAt()]
_DAYS = [*(f"2026-01-0{day}" for day in range(1, 6)), "2026-01-02T10:00:00", "2026-01-01T12:00:00+02:00"]
_SIGNS: list[Any] = ["==", "!=", "<", "<=", ">", ">="]
_ORDERS = [*_PEOPLE, *_NUMBERS, *_DATES, *(operand for operand, _ in _CHOICES)]


def _compared_number(rnd: Random) -> q.Expr:
    operand = rnd.choice(_NUMBERS)
    return q.Compare(operand, rnd.choice(_SIGNS), rnd.choice([0, 0.1, 0.5, 0.9, 1, 2, 5, 10]))


def _compared_choice(rnd: Random) -> q.Expr:
    operand, names = rnd.choice(_CHOICES)
    return rnd.choice(
        [q.Compare(operand, rnd.choice(_SIGNS[:2]), rnd.choice(names)), q.OneOf(operand, (names[0], None))]
    )


_KINDS: list[Callable[[Random], q.Expr]] = [
    _compared_number,
    _compared_choice,
    lambda rnd: q.Compare(rnd.choice(_PEOPLE), rnd.choice(_SIGNS), rnd.choice(["ana", "o'ben", "expert", *TASKS])),
    lambda rnd: q.Compare(rnd.choice(_DATES), rnd.choice(_SIGNS), rnd.choice(_DAYS)),
    lambda rnd: q.Between(rnd.choice(_DATES), rnd.choice(_DAYS), rnd.choice(_DAYS)),
    lambda rnd: q.OneOf(rnd.choice(_DATES), (rnd.choice(_DAYS), None)),
    lambda rnd: q.Missing(rnd.choice(_ORDERS)),
    lambda rnd: q.Contains(rnd.choice(_PEOPLE), rnd.choice(["AN", "'", "batch"])),
    lambda rnd: rnd.choice([*map(q.InTask, TASKS), *map(q.InCollection, COLLECTIONS), q.ChangedAfterReview()]),
    lambda rnd: q.Disagrees(SOURCE, rnd.choice(["Animal", "Flags", "Quality"])),
    lambda rnd: q.InReceipt(rnd.choice(OPS), "applied"),
]
