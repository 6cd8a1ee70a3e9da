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

TABLES = (ITEM, LABEL, STATUS, TAG)
