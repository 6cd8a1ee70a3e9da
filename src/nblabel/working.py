"""Working on a task: its items, answering them within its rules, and the next one for somebody (S1.13 to S1.21)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, overload

from nblabel import ops
from nblabel.domain.answers import answer as checked_answer
from nblabel.domain.commands import Classify, SetStatus
from nblabel.domain.frames import as_frames
from nblabel.domain.query import Ids, InTask, Query
from nblabel.domain.tasking import SetTaskStatus, TaskFacts
from nblabel.domain.workflow import STATUSES, as_status
from nblabel.editing import Editable, _conflict, _flag, _statuses
from nblabel.errors import SelectionError, TaskError, did_you_mean, in_line, listing
from nblabel.items import Item
from nblabel.ops.working.pull import LEASE_MIN, Stage, keep, next_of_all, pull
from nblabel.receipt import Plan, Receipt
from nblabel.store.work import tasks
from nblabel.view import View

if TYPE_CHECKING:
    from nblabel.domain.commands import Command
    from nblabel.domain.override import Conflict
    from nblabel.reading import Reading

STAGES = ("annotate", "review", "returned")


class Working:
    """The half of a task that whoever works on it meets."""

    _reading: Reading
    _ident: int

    @property
    def _facts(self) -> TaskFacts:
        for task in self._reading.read(tasks.listed):
            if task.ident == self._ident:
                return task
        raise TaskError("This task is not in the project any more: it was removed, or its making undone.")

    @property
    def name(self) -> str:
        """Its name, which no other task of the project has."""
        return self._facts.name

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
        statuses: Iterable[str] = ...,
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
        statuses: Iterable[str] = ...,
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
        statuses: Iterable[str] = (),
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
        override, conflict, frames, statuses, dry_run
            As of `View.classify`; `statuses` are those of the workflow that items are in now.

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
            statuses=_statuses(statuses),
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

        Of a task that is pulled nobody else gets it for `lease_min` minutes, in this process or another, nor changes it through
        the task; submitted, approved or returned it is free at once.

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

    def keep(self, item: Item, person: str | None = None, *, lease_min: float = LEASE_MIN) -> datetime:
        """Go on having an item that `next_item` gave: nobody else gets it for `lease_min` minutes from now (S1.21).

        The queue does so by itself while somebody works on an item, and stops when nobody does.

        Returns
        -------
        datetime
            When the hold ends (UTC).

        Raises
        ------
        TaskError
            Where the hold had ended and somebody else has the item by now, or where the task is not pulled.

        Examples
        --------
        >>> item = task.next_item("ana")
        >>> task.keep(item, "ana")
        """
        session = self._reading.for_writing()
        found = keep(session, self._ident, session.annotator if person is None else person, item.item_id, lease_min)
        if found.until is None:
            raise TaskError(
                f'"{in_line(item.title)}" is open with {listing(found.held)} by now: your hold had ended. '
                "task.next_item() gives another one."
            )
        return found.until

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
    if own.key != other.key:
        raise SelectionError(f'The items belong to the project "{other.name}", and this is "{own.name}".')
    return given._query
