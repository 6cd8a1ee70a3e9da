"""Commands: every change as a value. A cell, a key and a dialog build the same one; `ops` carries it out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from nblabel.domain.answers import AnswerTree
from nblabel.domain.frames import Frames
from nblabel.domain.override import Conflict
from nblabel.domain.query import Query
from nblabel.domain.workflow import Status

# Where an answer comes from.
Source = Literal["human", "model", "import"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Base: the same `client_id` carried out a second time changes nothing."""

    client_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemCommand(Command):
    """Base of what changes items: within a `task` (its id, 0: only those that the target names) its rules hold too."""

    task: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Classify(ItemCommand):
    """Answer a classification on every item of the target.

    `statuses` narrows the target to items in these (none: all). What is written gets the task's own status `task_status`
    ("": none).
    """

    target: Query
    answer: AnswerTree
    override: bool = False
    conflict: Conflict = "same"
    frames: Frames | None = None
    set_status: Status | None = None
    source: Source = "human"
    statuses: tuple[Status, ...] = ()
    task_status: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clear(ItemCommand):
    """Remove the answer tree of a classification."""

    target: Query
    root: int
    frames: Frames | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Paint(ItemCommand):
    """One stroke: items answered (others' answers replaced) and items cleared, as one operation."""

    answer: AnswerTree
    apply: Query | None = None
    erase: Query | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetStatus(ItemCommand):
    """Move items to a status."""

    target: Query
    status: Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag(ItemCommand):
    """Put a tag on items, or take it off."""

    target: Query
    tag: str
    remove: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Describe(Command):
    """Say what a dataset or a folder is called and about; None leaves what was said before."""

    sort: Literal["dataset", "folder"]
    name: str
    title: str | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetOntology(Command):
    """Give the project another version of its ontology (a plain dict).

    `known_id` is the highest id that had been given when the version was made: where others gave more since, its new
    ids are moved above them. 0 takes the ids as they are.
    """

    data: dict[str, object] = field(hash=False)
    known_id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo(Command):
    """Undo one operation, or one's own last one that is not undone (None).

    With `labels_only` the last one is looked for among changes of labels, statuses and tags: a key in a widget must
    not take the pictures or the questions away.
    """

    op_id: int | None = None
    labels_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Redo(Command):
    """Redo what one undid last; `labels_only` as in `Undo`."""

    labels_only: bool = False
