"""One task: its items, whose they are, and how far they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, overload

from nblabel import ops
from nblabel.domain.answers import answer as checked_answer
from nblabel.domain.commands import Classify, SetStatus
from nblabel.domain.frames import as_frames
from nblabel.domain.query import Ids, InTask, Query
from nblabel.domain.tasking import (
    DEFAULT_STATUSES,
    Allocation,
    Assign,
    EditTask,
    ExtendTask,
    SetTaskStatus,
    Status,
    TaskFacts,
)
from nblabel.domain.workflow import STATUSES, as_status
from nblabel.editing import Editable, _conflict, _flag
from nblabel.errors import SelectionError, TaskError, did_you_mean, in_line
from nblabel.items import Item
from nblabel.ops.pull import LEASE_MIN, Stage, next_of_all, pull
from nblabel.progress import Progress, progress_of_task
from nblabel.receipt import Plan, Receipt
from nblabel.store.work import tasks
from nblabel.view import View

if TYPE_CHECKING:
    from nblabel.domain.commands import Command
    from nblabel.domain.override import Conflict
    from nblabel.reading import Reading

STAGES = ("annotate", "review", "returned")


class Task:
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
    def _facts(self) -> TaskFacts:
        for task in self._reading.read(tasks.listed):
            if task.ident == self._ident:
                return task
        raise TaskError("This task is not in the project any more: it was removed, or its making undone.")

    @property
    def id(self) -> int:
        """Its number."""
        return self._ident

    @property
    def name(self) -> str:
        """Its name, which no other task of the project has."""
        return self._facts.name

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

    @property
    def items(self) -> View:
        """Its items, as a view."""
        return View(self._reading, Query().filtered(InTask(self.name)))

    @overload
    def classify(
        self,
        question: str,
        answer: object,
        *,
        view: View | Item | None = ...,
        override: bool = ...,
        conflict: Conflict = ...,
        frames: int | tuple[int, int] | None = ...,
        set_status: str | None = ...,
        dry_run: Literal[False] = ...,
    ) -> Receipt: ...

    @overload
    def classify(
        self,
        question: str,
        answer: object,
        *,
        view: View | Item | None = ...,
        override: bool = ...,
        conflict: Conflict = ...,
        frames: int | tuple[int, int] | None = ...,
        set_status: str | None = ...,
        dry_run: Literal[True],
    ) -> Plan: ...

    def classify(
        self,
        question: str,
        answer: object,
        *,
        view: View | Item | None = None,
        override: bool = False,
        conflict: Conflict = "same",
        frames: int | tuple[int, int] | None = None,
        set_status: str | None = None,
        dry_run: bool = False,
    ) -> Receipt | Plan:
        """Answer a classification on the task's items (S1.13), and set a status with it (S1.14).

        In a task that is pulled, and where items are nobody's, several items at once are refused (S1.16).

        Parameters
        ----------
        view
            Only these items of the task; all by default.
        set_status
            One of `task.statuses`, or a status of the workflow; by default statuses stay.
        override, conflict, frames, dry_run
            As of `View.classify`.

        Examples
        --------
        >>> task.classify("Animal", "cat", set_status="complete")
        >>> task.classify("Animal", "dog", view=task.items[:10], set_status="expert review")
        """
        workflow, own = self._status(set_status)
        command = Classify(
            target=self._target(view),
            answer=checked_answer(self._reading.ontology, question, answer),
            override=_flag(override, "override"),
            conflict=_conflict(conflict),
            frames=as_frames(frames),
            set_status=None if workflow is None else as_status(workflow),
            task=self._ident,
            task_status=own,
        )
        if _flag(dry_run, "dry_run"):
            self._reading.prepare(command.target)
            return Plan(self._reading, command, ops.plan(self._reading.for_writing(), command))
        return self._write(command)

    def set_status(self, view: View | Item, status: str) -> Receipt:
        """Give items one of the task's own statuses, or a status of the workflow.

        Examples
        --------
        >>> task.set_status(task.items[:10], "expert review")
        """
        target = target_of(self._reading, view)
        if status in STATUSES and status not in [own.name for own in self._facts.statuses]:
            return self._write(SetStatus(target=target, status=as_status(status)))
        return self._write(SetTaskStatus(task=self._ident, target=target, status=self._facts.status(status).name))

    def next_item(
        self,
        person: str | None = None,
        *,
        stage: Stage = "annotate",
        done: Item | None = None,
        resume: bool = False,
        lease_min: float = LEASE_MIN,
    ) -> Item | None:
        """The next item for a person (by default you), None where nothing is left (S1.21).

        Of a task that is pulled nobody else gets it for `lease_min` minutes, in this process or another.

        Parameters
        ----------
        stage
            `"annotate"` (what was returned comes last), `"review"`, or `"returned"` for only that.
        done
            The item just left; it goes back to all where something is still to be done on it.
        resume
            What the person has open already comes first.
        lease_min
            How long the item is kept for the person.

        Examples
        --------
        >>> item = task.next_item("ana")
        >>> item.classify("Animal", "cat")
        >>> item = task.next_item("ana", done=item)
        """
        if stage not in STAGES:
            raise TaskError(f'No stage "{stage}". There are: {", ".join(STAGES)}.{did_you_mean(stage, STAGES)}')
        session = self._reading.for_writing()
        own = session.annotator if person is None else person
        key = self._ident, own, stage
        leaving = 0 if done is None else done.item_id
        given: dict[str, Any] = {"after": session.places.get(key, 0), "done": leaving, "resume": resume}
        given["lease_min"] = lease_min
        if stage == "annotate":
            pulled = next_of_all(session, self._ident, own, **given)
        else:
            pulled = pull(session, self._ident, own, stage, **given)
        if pulled.item is None:
            return None
        session.places[key] = pulled.item
        return Item(self._reading, pulled.item)

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

    def _status(self, given: str | None) -> tuple[str | None, str]:
        """A status as one of the workflow, or as one of the task's own."""
        if given is None:
            return None, ""
        facts = self._facts
        if any(own.name == given for own in facts.statuses):
            return None, given
        if given in STATUSES:
            return given, ""
        known = [*(own.name for own in facts.statuses), *STATUSES]
        raise TaskError(f'No status "{given}". There are: {", ".join(known)}.{did_you_mean(given, known)}')

    def _target(self, view: View | Item | None) -> Query:
        return self.items._query if view is None else target_of(self._reading, view)

    def _write(self, command: Command) -> Receipt:
        target = getattr(command, "target", None)
        if target is not None:
            self._reading.prepare(target)
        return Receipt(self._reading, ops.run(self._reading.for_writing(), command))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Task):
            return NotImplemented
        own, others = self._reading, other._reading
        return (own.session.db.uuid, own.session.project_id, self._ident) == (
            others.session.db.uuid,
            others.session.project_id,
            other._ident,
        )

    def __hash__(self) -> int:
        return hash((self._reading.session.db.uuid, self._ident))

    def __repr__(self) -> str:
        facts = self._facts
        due = f", due {facts.due}" if facts.due else ""
        return f'Task "{in_line(facts.name)}": {len(self.items):,} items, {facts.allocation}{due}'


def target_of(reading: Reading, given: object) -> Query:
    """The query of an item or view, where it is one of the same project."""
    if isinstance(given, Iterable) and not isinstance(given, (Editable, str)):
        parts = list(given)
        if parts and all(isinstance(part, Item) for part in parts):
            for part in parts:
                target_of(reading, part)
            return Query().filtered(Ids(tuple(part.id for part in parts)))
    if not isinstance(given, Editable):
        raise SelectionError(
            f"This takes an item or a view, such as project.items[0] or project.filter(...), not {given!r:.80}."
        )
    own, other = reading.session, given._reading.session
    if (own.db.uuid, own.project_id) != (other.db.uuid, other.project_id):
        raise SelectionError(f'The items belong to the project "{other.name}", and this is "{own.name}".')
    return given._query


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
