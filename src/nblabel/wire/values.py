"""What travels inside messages: questions, answers, rows, targets, filters."""

from __future__ import annotations

from typing import Literal

import msgspec

Status = Literal["annotate", "review", "complete"]
Outcome = Literal["applied", "skipped", "overwritten", "blocked", "failed", "kept"]


class Value(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of everything sent: unknown fields are refused."""


class OptionInfo(Value, frozen=True):
    """One option of a radio or checklist question."""

    id: int
    name: str
    code: str
    color: str
    key: str = ""
    description: str = ""
    questions: list[QuestionInfo] = []


class QuestionInfo(Value, frozen=True):
    """One question of the ontology with everything a form needs."""

    id: int
    kind: str
    name: str
    color: str = ""
    key: str = ""
    description: str = ""
    required: bool = False
    options: list[OptionInfo] = []
    min: float | None = None
    max: float | None = None
    step: float | None = None


class AnswerPart(Value, frozen=True, omit_defaults=True):
    """One answered question: the chosen option ids, or a number, or a text; `by` is who said so last.

    `frames` are the first and the last frame it stands on; None for the whole item.
    """

    question: int
    options: list[int] = []
    number: float | None = None
    text: str | None = None
    source: str = "human"
    by: str = ""
    frames: tuple[int, int] | None = None


class Row(Value, frozen=True, omit_defaults=True):
    """One tile: `pos` is its place in the ranking, -1 where it is not part of it; `frame` is -1 for a whole item."""

    id: int
    pos: int
    title: str
    kind: str
    status: Status
    answers: list[AnswerPart] = []
    tags: list[str] = []
    width: int | None = None
    height: int | None = None
    n_frames: int = 1
    frame: int = -1
    duration: float = 0.0
    problem: str = ""


class Target(Value, frozen=True, omit_defaults=True):
    """The items a change is meant for.

    Either `ids`, or places in ranking `gen`: with `all` the whole ranking except `ranges`, else just
    `ranges` (each `[first, last]`, both inclusive).
    """

    ids: list[int] = []
    gen: int = 0
    all: bool = False
    ranges: list[tuple[int, int]] = []


class Filter(Value, frozen=True, omit_defaults=True):
    """One condition of the facets: `field` is a facet's name, `values` its bucket values.

    `is` keeps items with any of the values, `not` those with none of them ("" is "no answer");
    `between` takes two numbers as text; `contains` one text.
    """

    field: str
    op: Literal["is", "not", "between", "contains"]
    values: list[str] = []


class Sort(Value, frozen=True):
    """One sort key: an item column such as `title` or `width`."""

    field: str
    descending: bool = False


class Query(Value, frozen=True, omit_defaults=True):
    """What the page adds to the view it was opened on.

    `receipt` shows the items behind one outcome of an operation instead.
    """

    filters: list[Filter] = []
    search: str = ""
    sort: list[Sort] = []
    receipt: ReceiptItems | None = None


class ReceiptItems(Value, frozen=True):
    """The items of one outcome of an operation."""

    op: int
    outcome: Outcome


class OpInfo(Value, frozen=True):
    """One operation as the history shows it."""

    op: int
    kind: str
    text: str
    annotator: str
    at: str
    items: int
    undone: bool = False


class UndoState(Value, frozen=True, omit_defaults=True):
    """What `u` and `Shift+U` would do now; None where there is nothing."""

    undo: OpInfo | None = None
    redo: OpInfo | None = None
    n_undo: int = 0
    n_redo: int = 0


class PlanRow(Value, frozen=True):
    """One status of a plan.

    `no_answer`, `same` and `other` split the items by what they answer now; `otherwise` counts those
    without an answer here but with one to another question.
    """

    status: str
    no_answer: int
    same: int
    other: int
    otherwise: int
    will_change: int
    blocked: int


class Bucket(Value, frozen=True):
    """One value of a facet: `count` under the filters (its own left out), `total` without any."""

    value: str
    label: str
    count: int
    total: int


class FacetInfo(Value, frozen=True):
    """A facet that can be asked for: name, heading, and the question behind it (0 for none)."""

    name: str
    label: str
    question: int = 0


class Facet(Value, frozen=True):
    """A facet with its counts."""

    name: str
    label: str
    buckets: list[Bucket]


class Thumb(Value, frozen=True):
    """Where a picture lies in the joined buffer."""

    id: int
    offset: int
    length: int
    width: int
    height: int


class File(Value, frozen=True):
    """Where a file lies in the joined buffer."""

    name: str
    offset: int
    length: int


class Broken(Value, frozen=True):
    """An item without a picture, and why."""

    id: int
    reason: str


class ProjectInfo(Value, frozen=True):
    """The project a widget works on; `uuid` keys the page's outbox, `items` counts frames where the view is one of frames."""

    uuid: str
    name: str
    path: str
    items: int
    kind: str = "workflow"
