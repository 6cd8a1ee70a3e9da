"""Small projects as plain values: what is said of each item, by whom and when."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from nblabel.domain import operands as o
from nblabel.domain import query as q
from nblabel.domain.objects import Box
from nblabel.domain.ontology import Ontology
from nblabel.domain.questions import Checklist, Number, Option, Radio, Text

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


def moment(op: int) -> datetime:
    """When an operation was carried out."""
    return datetime(2026, 1, op, 10, tzinfo=UTC)
