"""What a query means on a small project, said in plain Python without any SQL."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.property.query_world import AUTHORS, LIVE, ONTOLOGY, Marked, Row, Thing, moment

from nblabel.domain import operands as o
from nblabel.domain import query as q
from nblabel.domain.workflow import STATUSES


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
