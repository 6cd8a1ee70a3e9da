"""Small projects about which much is said, and queries of every kind: hypothesis would rather leave most of it out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random
from typing import Any

from tests.property.query_world import COLLECTIONS, METRIC, OPS, SOURCE, TASKS, TEXTS, Marked, Row, Thing

from nblabel.domain import operands as o
from nblabel.domain import query as q


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
