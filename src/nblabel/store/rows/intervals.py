"""The tables of interval rows: what undo and `at` work on, whatever they hold.

A row stands from operation `op_from` until operation `op_to`; history is only added to. A new table that should be
undoable is one more entry here.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class IntervalTable:
    """A table whose rows belong to items.

    Parameters
    ----------
    content
        The columns beside project_id, op_from and op_to.
    slot
        What one answer, status or tag is about: an item was changed again where its slot was.
    is_ranged
        A slot is cut by frames: only what overlaps is the same.
    """

    name: str
    content: tuple[str, ...]
    slot: tuple[str, ...]
    is_ranged: bool = False

    @property
    def columns(self) -> str:
        """The content, for a SELECT."""
        return ", ".join(self.content)


ITEM = IntervalTable("item", ("item_id", "uri", "title", "kind", "dataset", "folder", "root", "meta"), ("item_id",))
LABEL = IntervalTable(
    "label",
    (
        "label_id", "group_id", "item_id", "frame_from", "frame_to", "root", "question", "option", "number", "text",
        "confidence", "source", "created_op", "edited_op",
    ),
    ("item_id", "root"),
    is_ranged=True,
)  # fmt: skip
STATUS = IntervalTable("status", ("item_id", "status", "reason"), ("item_id",))
TAG = IntervalTable("tag", ("item_id", "tag"), ("item_id", "tag"))
MEMBER = IntervalTable(
    "member",
    ("collection_id", "item_id", "frame_from", "frame_to", "way"),
    ("item_id", "collection_id"),
    is_ranged=True,
)
CHANGED = IntervalTable("changed", ("item_id",), ("item_id",))
TASK_ITEM = IntervalTable("task_item", ("task_id", "item_id", "status"), ("item_id", "task_id"))
ASSIGNMENT = IntervalTable("assignment", ("task_id", "item_id", "person"), ("item_id", "task_id"))
COMMENT = IntervalTable(
    "comment",
    ("comment_id", "item_id", "frame", "x", "y", "text", "reply_to", "is_flag", "is_resolved", "created_op"),
    ("item_id", "comment_id"),
)
PREDICTION = IntervalTable(
    "prediction",
    (
        "source_id", "prediction_id", "group_id", "item_id", "frame_from", "frame_to", "root", "question", "option",
        "number", "text", "confidence",
    ),
    ("item_id", "source_id", "root"),
    is_ranged=True,
)  # fmt: skip
_SHAPE = ("item_id", "frame_from", "frame_to", "class", "shape", "x", "y", "width", "height", "area", "geometry")
OBJECT = IntervalTable(
    "object",
    ("object_id", *_SHAPE, "confidence", "source", "created_op", "edited_op"),
    ("item_id", "object_id"),
    is_ranged=True,
)
ATTRIBUTE = IntervalTable(
    "attribute",
    ("object_id", "item_id", "frame_from", "frame_to", "question", "option", "number", "text"),
    ("item_id", "object_id", "question"),
    is_ranged=True,
)
PREDICTED_OBJECT = IntervalTable(
    "predicted_object",
    ("source_id", "prediction_id", *_SHAPE, "attributes", "confidence"),
    ("item_id", "prediction_id"),
    is_ranged=True,
)

TABLES = (
    ITEM, LABEL, STATUS, TAG, MEMBER, CHANGED, TASK_ITEM, ASSIGNMENT, COMMENT, PREDICTION, OBJECT, ATTRIBUTE, PREDICTED_OBJECT
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RecordTable:
    """A table of few interval rows that belong to no item; at most one row a key stands at a time.

    Parameters
    ----------
    key
        The columns that name a record.
    content
        All columns beside project_id, op_from and op_to, those of the key included.
    called
        What a record is called in a sentence.
    """

    name: str
    key: tuple[str, ...]
    content: tuple[str, ...]
    called: str

    @property
    def columns(self) -> str:
        """The content, for a SELECT."""
        return ", ".join(self.content)


DATASET = RecordTable("dataset", ("sort", "name"), ("sort", "name", "title", "description"), "description")
SAVED_VIEW = RecordTable("saved_view", ("name",), ("name", "query"), "saved view")
COLLECTION = RecordTable(
    "collection",
    ("collection_id",),
    ("collection_id", "title", "description", "live", "query", "created_op"),
    "collection",
)
PERSON = RecordTable("person", ("name",), ("name", "role"), "member")
TASK = RecordTable(
    "task",
    ("task_id",),
    ("task_id", "name", "description", "allocation", "statuses", "priority", "due", "created_op"),
    "task",
)

RECORDS = (DATASET, SAVED_VIEW, COLLECTION, PERSON, TASK)
