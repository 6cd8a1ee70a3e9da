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


class PredictedPart(Value, frozen=True, omit_defaults=True):
    """One predicted answer, as `AnswerPart`, with the model that gave it and how sure it was (0 to 1)."""

    source: str
    question: int
    confidence: float
    options: list[int] = []
    number: float | None = None
    text: str | None = None
    frames: tuple[int, int] | None = None


class ObjectPart(Value, frozen=True, omit_defaults=True):
    """One object: its class as it is shown, its first frame, on how many it is marked, and its area in pixels there.

    `by` is who marked it, or the model that predicts it with this `confidence` (None: nobody said).
    """

    cls: int
    name: str
    code: str
    color: str
    shape: str
    area: float
    frame: int = 0
    frames: int = 1
    by: str = ""
    confidence: float | None = None
    predicted: bool = False


class Row(Value, frozen=True, omit_defaults=True):
    """One tile: `pos` is its place in the ranking, -1 where it is not part of it; `frame` is -1 for a whole item.

    In the tabs of labels and predictions a row is one of these: `id` is negative then, and `of` the item or frame it is on;
    one that is an object has it in `object`.
    `score` is what the first sort key compares, where that is a number. `is_changed`: its labels were changed after the review.
    `task_status` is the status in the task whose items are shown; elsewhere it names the first tasks with their statuses.
    `as_of` grows with the writes to the file before the row was read: answers cross on their way, and a row does not take
    the place of one that was read later.
    """

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
    predictions: list[PredictedPart] = []
    of: int = 0
    score: float | None = None
    is_changed: bool = False
    assignee: str = ""
    task_status: str = ""
    reason: str = ""
    comments: int = 0
    object: ObjectPart | None = None
    as_of: int = 0


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
    `between` takes two numbers as text; `contains` one text. Of the field `gone` the value says what a kept filter asks for
    that the ontology does not have any more: it finds nothing until it is taken off.
    """

    field: str
    op: Literal["is", "not", "between", "contains"]
    values: list[str] = []


class Sort(Value, frozen=True):
    """One sort key: an item column such as `title` or `width`, or another field.

    `q:<id>` an answer, `meta:<key>`, `metric:<name>`, `like:<item id>` similarity to an item, `diversity`,
    `predicted:<source>/<question id>` the option predicted, `confidence:<source>/<question id>`, `uncertainty:<...>`
    (1 - confidence), `disagreement:<...>` (predicted otherwise than labelled, the surest first).
    """

    field: str
    descending: bool = False


class Query(Value, frozen=True, omit_defaults=True):
    """What the page adds to the view it was opened on.

    `receipt` shows the items behind one outcome of an operation instead. `tab`: items, or one row a label or prediction of
    them. With `group` (a field as in `Sort`, or a facet) equals stand together under a heading.
    """

    filters: list[Filter] = []
    search: str = ""
    sort: list[Sort] = []
    receipt: ReceiptItems | None = None
    tab: Literal["data", "labels", "predictions"] = "data"
    group: str = ""


class Group(Value, frozen=True):
    """One heading of a grouped ranking: places `first` to `first + count - 1`; `value` is a facet's bucket value."""

    value: str
    label: str
    first: int
    count: int


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
    """What `u` and `Shift+U` would take back of one's own now; None where there is nothing."""

    undo: OpInfo | None = None
    redo: OpInfo | None = None
    n_undo: int = 0
    n_redo: int = 0


class PlanRow(Value, frozen=True):
    """One status of a plan.

    `no_answer`, `same` and `other` split the items by what they answer now; `otherwise` counts those
    without an answer here but with one to another question. A plan narrowed to some statuses has just the rows of these.
    """

    status: str
    no_answer: int
    same: int
    other: int
    otherwise: int
    will_change: int
    blocked: int
    overwrites: int = 0


class Bucket(Value, frozen=True):
    """One value of a facet: `count` under the filters (its own left out), `total` without any."""

    value: str
    label: str
    count: int
    total: int


class FacetInfo(Value, frozen=True):
    """A facet that can be asked for: name, heading, and the question behind it (0 for none).

    `numeric`: it is asked for as a histogram.
    """

    name: str
    label: str
    question: int = 0
    numeric: bool = False


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


class SourceInfo(Value, frozen=True):
    """A model whose predictions the project holds, and the top questions it answers."""

    name: str
    items: int
    questions: list[int]


class CollectionInfo(Value, frozen=True):
    """A collection: `code` is its query as Python ("" where it has none), `query` the same where the page can show it.

    `id` stays when the title changes. `items` is -1 where its rules cannot be asked any more; of a collection of `frames` it counts frames.
    `problem` says what its rules ask for that the ontology does not have any more.
    """

    title: str
    description: str
    items: int
    live: bool
    created_by: str
    created_at: str
    code: str = ""
    query: Query | None = None
    added: int = 0
    removed: int = 0
    frames: bool = False
    id: int = 0
    problem: str = ""


class TaskStatusInfo(Value, frozen=True):
    """A task's own status, and whether an item that has it counts as done."""

    name: str
    done: bool


class TaskInfo(Value, frozen=True):
    """A task as the queue lists it; counts are of this person's items where they are shared out, else of all.

    `notes` are the reasons of what was returned, newest first; `due` a date (ISO, "" without one). `held` names the others
    who have an item of it open now.
    """

    id: int
    name: str
    allocation: Literal["distribution", "pulling"]
    statuses: list[TaskStatusInfo]
    items: int
    done: int
    annotate: int
    review: int
    returned: int
    unassigned: int
    priority: int = 0
    due: str = ""
    description: str = ""
    notes: list[str] = []
    held: list[str] = []


class CommentInfo(Value, frozen=True):
    """A comment on an item or frame `id`; `x` and `y` are shares of the picture's width and height, None without a point."""

    comment: int
    id: int
    text: str
    by: str
    at: str
    x: float | None = None
    y: float | None = None
    reply_to: int = 0
    is_flag: bool = False
    is_resolved: bool = False


class SortInfo(Value, frozen=True):
    """Something to sort or group by: its field and its name in the menu."""

    field: str
    label: str
    group: bool = False
