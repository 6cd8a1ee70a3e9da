"""What conditions compare and views are sorted by: each a small frozen value, with its place in the store told by the compiler."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

# Columns of an item that can be compared and sorted by; the probed ones are read from file headers on demand.
REGISTERED = ("item_id", "title", "uri", "kind", "dataset", "folder")
PROBED = ("width", "height", "n_frames", "fps", "duration", "file_size", "problem")
FRAME = "frame"  # of views of frames only
COLUMNS = (*REGISTERED, *PROBED, FRAME)
# Metrics that `F.brightness` and the like name; any other is F.metric("...").
METRICS = (
    "brightness",
    "contrast",
    "sharpness",
    "entropy",
    "colourfulness",
    "aspect_ratio",
    "pixels",
    "uniqueness",
    "random",
    "object_area",
    "rarity",
)

# Metrics that the sizes of pictures tell.
OF_HEADERS = ("aspect_ratio", "pixels")

GivenPart = Literal["annotator", "labelled_at", "confidence", "source"]
PredictedPart = Literal["answer", "confidence", "uncertainty", "disagreement"]
ObjectPart = Literal["count", "area", "confidence"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the item."""

    name: str


@dataclass(frozen=True, slots=True)
class Meta:
    """A key of the item's metadata."""

    key: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a question, given by its name, path or id."""

    question: str | int


@dataclass(frozen=True, slots=True)
class StatusOf:
    """The workflow status."""


@dataclass(frozen=True, slots=True)
class Given:
    """Who answered a question (any, where it is None), when, how sure, and whether a person, a model or an import did."""

    part: GivenPart
    question: str | int | None = None


@dataclass(frozen=True, slots=True)
class Predicted:
    """What a source predicts for a question.

    `uncertainty` is 1 - confidence; `disagreement` the confidence of predictions that the label contradicts.
    """

    source: str
    question: str | int
    part: PredictedPart = "answer"


@dataclass(frozen=True, slots=True)
class Objects:
    """How many objects of a class (any, where it is None) are marked, how large and how sure they are; or what a source predicts."""

    part: ObjectPart
    cls: str | int | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Attribute:
    """What objects of a class have for one of its attributes."""

    cls: str | int
    question: str | int


@dataclass(frozen=True, slots=True)
class AddedAt:
    """When the item was added."""


@dataclass(frozen=True, slots=True)
class Assignee:
    """Whose the item is, in whichever task."""


@dataclass(frozen=True, slots=True)
class TaskOf:
    """The tasks that the item is in, by name."""


@dataclass(frozen=True, slots=True)
class TaskStatusOf:
    """The task's own status of the item."""

    task: str


@dataclass(frozen=True, slots=True)
class Metric:
    """A number measured of the item."""

    name: str


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike the item is to another (or to a vector): 1 for the same picture, less for others.

    `space` names whose vectors are compared, the latest where it is empty.
    """

    item: int
    space: str = ""
    vector: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Diversity:
    """The item's place in an order in which each differs most from all before it."""


Operand = (
    Column
    | Meta
    | Answer
    | StatusOf
    | Given
    | Predicted
    | Objects
    | Attribute
    | AddedAt
    | Assignee
    | TaskOf
    | TaskStatusOf
    | Metric
    | Likeness
    | Diversity
)
