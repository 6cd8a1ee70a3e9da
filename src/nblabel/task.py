"""One task: its items, whose they are, and how far they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from nblabel.domain.tasking import (
    DEFAULT_STATUSES,
    Allocation,
    Assign,
    EditTask,
    ExtendTask,
    ShareOut,
    Status,
)
from nblabel.editing import _flag
from nblabel.errors import TaskError, in_line
from nblabel.items import Item
from nblabel.progress import Progress, progress_of_task
from nblabel.receipt import Receipt
from nblabel.view import View
from nblabel.working import Working, target_of

if TYPE_CHECKING:
    from nblabel.reading import Reading


class Task(Working):
    """Items that are to be worked on by some people, with statuses of their own (S1.9 to S1.21).

    Examples
    --------
    >>> task = project.tasks["batch 4"]
    >>> task.items, task.progress()
    >>> task.next_item("ana")
    """

    def __init__(self, reading: Reading, ident: int) -> None:
        self._reading = reading
        self._ident = ident

    @property
    def id(self) -> int:
        """Its number."""
        return self._ident

    @property
    def description(self) -> str:
        """What it is about."""
        return self._facts.description

    @property
    def allocation(self) -> str:
        """`distribution`: items are given to people; `pulling`: whoever is free gets the next one."""
        return self._facts.allocation

    @property
    def priority(self) -> int:
        """The higher, the earlier it is worked on."""
        return self._facts.priority

    @property
    def due(self) -> date | None:
        """The day by which it should be done."""
        return self._facts.due

    @property
    def statuses(self) -> tuple[Status, ...]:
        """The statuses that `classify` can give: its own, or `complete` where it has none."""
        return self._facts.statuses or DEFAULT_STATUSES

    def assign(self, shares: Mapping[str, View | Item] | str) -> Receipt:
        """Give items to people, in one operation: a name with its items each, or a name alone for all.

        Examples
        --------
        >>> task.assign({"ana": task.items[:100], "ben": task.items[100:]})
        """
        if isinstance(shares, str):
            shares = {shares: self.items}
        if not isinstance(shares, Mapping):
            raise TaskError(f'assign takes names with their items, such as {{"ana": view}}, not {shares!r:.80}.')
        made = tuple((person, target_of(self._reading, view)) for person, view in shares.items())
        return self._write(Assign(shares=made, task=self._ident))

    def share(self, people: Iterable[str] = (), *, review: bool = False) -> Receipt:
        """Give what is nobody's in even parts to people, in one operation; what somebody has stays theirs.

        Parameters
        ----------
        people
            Who gets a share; by default every annotator of the project, so that admins and reviewers get none.
        review
            Share only what is in review, by default among the reviewers.

        Examples
        --------
        >>> task.share()
        >>> task.share(["ana", "ben"])
        >>> task.share(review=True)
        """
        if isinstance(people, str):
            raise TaskError(f"share takes a list, not the text {people!r:.80}: write [{people!r:.80}].")
        return self._write(ShareOut(task=self._ident, people=tuple(people), review=_flag(review, "review")))

    def unassign(self, view: View | Item) -> Receipt:
        """Take items from whoever has them.

        Examples
        --------
        >>> task.unassign(task.items[0])
        """
        return self._write(Assign(shares=(("", target_of(self._reading, view)),), task=self._ident))

    def add(self, view: View | Item) -> Receipt:
        """Put more items into the task.

        Examples
        --------
        >>> task.add(project.filter(F.tags.has("night")))
        """
        return self._write(ExtendTask(task=self._ident, target=target_of(self._reading, view)))

    def edit(
        self,
        *,
        name: str | None = None,
        description: str | None = None,
        allocation: Allocation | None = None,
        priority: int | None = None,
        due: date | str | None = None,
    ) -> Receipt:
        """Change what is given here; `due="never"` takes the day away.

        Examples
        --------
        >>> task.edit(priority=2, due="2027-01-31")
        """
        when = due if due in (None, "never") else as_day(due)
        command = EditTask(
            task=self._ident,
            name=name,
            description=description,
            allocation=allocation,
            priority=None if priority is None else as_priority(priority),
            due=when,  # type: ignore[arg-type]
        )
        return self._write(command)

    def progress(self) -> Progress:
        """How far the task is: by status, and by person.

        Examples
        --------
        >>> task.progress().done
        >>> task.progress().people
        """
        return self._reading.read(lambda cur, scope: progress_of_task(cur, scope, self._facts))

    def queue(self, **options: Any) -> Any:
        """Show what there is to do in this task: see `project.queue`.

        Examples
        --------
        >>> task.queue()
        """
        from nblabel import screens

        return screens.show("queue", View(self._reading), {**options, "task": self._ident})

    def grid(self, **options: Any) -> Any:
        """Show the task's items in the bulk grid (S1.9): see `View.grid`.

        Examples
        --------
        >>> task.grid(question="Animal")
        """
        return self.items.grid(**options)

    def label(self, **options: Any) -> Any:
        """Label the task's items one by one: see `View.label`.

        Examples
        --------
        >>> task.label(auto_next=True)
        """
        return self.items.label(**options)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Task):
            return NotImplemented
        own, others = self._reading, other._reading
        return (own.session.key, self._ident) == (others.session.key, other._ident)

    def __hash__(self) -> int:
        return hash((self._reading.session.key, self._ident))

    def __repr__(self) -> str:
        facts = self._facts
        due = f", due {facts.due}" if facts.due else ""
        return f'Task "{in_line(facts.name)}": {len(self.items):,} items, {facts.allocation}{due}'


def as_day(given: object) -> date | None:
    """A day, from a date or a text such as "2027-01-31"."""
    if given is None or type(given) is date:
        return given
    if isinstance(given, date):  # a datetime
        return given.date() if hasattr(given, "date") else given
    try:
        return date.fromisoformat(str(given))
    except ValueError:
        raise TaskError(f'A task is due on a day such as "2027-01-31", not {given!r:.80}.') from None


def as_priority(given: object) -> int:
    """A priority: a whole number, 0 by default, the higher the earlier."""
    if isinstance(given, int) and not isinstance(given, bool) and abs(given) < 2**31:
        return given
    raise TaskError(f"A priority is a whole number, the higher the earlier, not {given!r:.80}.")
