"""Tasks, members and comments as values, and the commands about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from nblabel.domain.commands import Command, ItemCommand
from nblabel.domain.query import And, InTask, Query
from nblabel.domain.texts import is_blank, is_storable
from nblabel.domain.workflow import STATUSES, Action, Role
from nblabel.errors import TaskError, did_you_mean, in_line

Allocation = Literal["distribution", "pulling"]
ALLOCATIONS: tuple[Allocation, ...] = ("distribution", "pulling")

LONGEST_NAME, LONGEST_TEXT = 300, 10_000
MOST_STATUSES = 50


def checked_name(given: object, what: str, longest: int = LONGEST_NAME) -> str:
    """A name as it can be kept: of 1 to `longest` characters, in one line."""
    if isinstance(given, str) and not is_blank(given) and len(given) <= longest and is_storable(given):
        return given.strip()
    raise TaskError(f"{what} is named by a text of 1 to {longest} characters, not {given!r:.80}.")


def checked_text(given: object, what: str) -> str:
    """A longer text, which may be empty."""
    if isinstance(given, str) and len(given) <= LONGEST_TEXT and is_storable(given):
        return given.strip()
    raise TaskError(f"{what} is a text of at most {LONGEST_TEXT:,} characters, not {given!r:.80}.")


@dataclass(frozen=True, slots=True)
class Status:
    """A status of a task's own (S1.15).

    Parameters
    ----------
    name
        Such as `"expert review"`.
    done
        Whether an item that has it counts as done in `task.progress()`.

    Examples
    --------
    >>> Status("looked at", done=True)
    Status(name='looked at', done=True)
    """

    name: str
    done: bool = False

    def __post_init__(self) -> None:
        checked_name(self.name, "A status")
        if not isinstance(self.done, bool):
            raise TaskError(f"done is True or False, not {self.done!r:.80}.")


DEFAULT_STATUSES = (Status("complete", done=True),)


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """A task as it stands in the file; `statuses` are empty where it has none of its own."""

    ident: int
    name: str
    description: str = ""
    allocation: Allocation = "distribution"
    statuses: tuple[Status, ...] = ()
    priority: int = 0
    due: date | None = None
    created_op: int = 0

    @property
    def done(self) -> tuple[str, ...]:
        """The names of its statuses that count as done."""
        return tuple(status.name for status in self.statuses if status.done)

    def status(self, name: str) -> Status:
        """Its status of this name."""
        for own in self.statuses:
            if own.name == name:
                return own
        known = [own.name for own in self.statuses]
        there = f"It has: {', '.join(known)}." if known else "It has none of its own: give statuses= when it is made."
        raise TaskError(f'The task "{in_line(self.name)}" has no status "{name}". {there}{did_you_mean(name, known)}')


@dataclass(frozen=True, slots=True, kw_only=True)
class Move(ItemCommand):
    """Submit, approve, reject or reopen items; in a task with the task's own status (S0.27)."""

    target: Query
    action: Action
    reason: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assign(Command):
    """Give items to people ("": to nobody), in a task or (0) in all of the project."""

    shares: tuple[tuple[str, Query], ...]
    task: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareOut(Command):
    """Give what is nobody's of a task in even parts to people (none named: to its annotators).

    `review`: only what is in review, to the reviewers.
    """

    task: int
    people: tuple[str, ...] = ()
    review: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateTask(Command):
    """Make a task of the items of the target, shared out evenly among the assignees (S1.21)."""

    name: str
    target: Query
    assignees: tuple[str, ...] = ()
    allocation: Allocation = "distribution"
    statuses: tuple[Status, ...] = ()
    priority: int = 0
    due: date | None = None
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EditTask(Command):
    """Change what a task is called, about, or how it is given out; None leaves it."""

    task: int
    name: str | None = None
    description: str | None = None
    allocation: Allocation | None = None
    priority: int | None = None
    due: date | Literal["never"] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtendTask(Command):
    """Put more items into a task."""

    task: int
    target: Query


@dataclass(frozen=True, slots=True, kw_only=True)
class DropTask(Command):
    """Remove a task, not its items nor their labels."""

    task: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SetTaskStatus(ItemCommand):
    """Give items of a task one of its own statuses ("": none)."""

    target: Query
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetMember(Command):
    """List somebody as working on the project in this role, or (None) no longer; `is_new`: who is listed already is an error."""

    name: str
    role: Role | None
    is_new: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark(Command):
    """Say something about an item or frame, at a point of it where given, or in reply to a comment."""

    item: int
    text: str
    x: float | None = None
    y: float | None = None
    reply_to: int = 0
    is_flag: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolve(Command):
    """Mark a comment as dealt with, or take that back."""

    comment: int
    resolved: bool = True


def checked_statuses(given: object) -> tuple[Status, ...]:
    """The own statuses of a task: names, or `Status` values, each once."""
    if isinstance(given, str) or not hasattr(given, "__iter__"):
        raise TaskError(f'statuses takes a list such as [nb.Status("expert review"), ...], not {given!r:.80}.')
    made = tuple(one if isinstance(one, Status) else Status(one) for one in given)
    if len(made) > MOST_STATUSES:
        raise TaskError(f"A task has at most {MOST_STATUSES} statuses of its own, not {len(made)}.")
    names = [status.name.casefold() for status in made]
    for name in names:
        if names.count(name) > 1:
            raise TaskError(f'The status "{name}" is given twice: name each once.')
    reserved = [status.name for status in made if status.name in STATUSES[:2]]
    if reserved:
        raise TaskError(f'"{reserved[0]}" is a status of every project: give the task\'s own another name.')
    return made


def checked_allocation(given: object) -> Allocation:
    """How a task gives its items out."""
    if given in ALLOCATIONS:
        return given
    raise TaskError(f'No allocation "{given}". There are: {", ".join(ALLOCATIONS)}.{did_you_mean(given, ALLOCATIONS)}')


def tasks_of(query: Query) -> tuple[str, ...]:
    """The names of the tasks whose items a query shows; none where it is about no task."""
    inner = () if query.base is None else tasks_of(query.base)
    parts = (part for expr in query.where for part in (expr.parts if isinstance(expr, And) else (expr,)))
    return (*(part.task for part in parts if isinstance(part, InTask)), *inner)


def task_of(query: Query) -> str:
    """The name of the task whose items a query shows, empty where it is about no task.

    Examples
    --------
    >>> task_of(Query(where=(InTask("batch 4"),)))
    'batch 4'
    """
    return next(iter(tasks_of(query)), "")
