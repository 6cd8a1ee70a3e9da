"""The half of a project that speaks of the workflow: members, statuses, tasks, comments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from types import NoneType
from typing import TYPE_CHECKING, Any

from nblabel import ops, screens
from nblabel.domain.tasking import Allocation, CreateTask, DropTask, Move, Status, checked_allocation, checked_statuses
from nblabel.domain.workflow import Action
from nblabel.errors import TaskError, did_you_mean, listing
from nblabel.members import Members
from nblabel.progress import Progress, progress_of_project
from nblabel.receipt import Receipt
from nblabel.remarks import Comments
from nblabel.store.work import tasks, throughput
from nblabel.task import Task, as_day, as_priority
from nblabel.view import View
from nblabel.working import target_of

if TYPE_CHECKING:
    import pandas as pd

    from nblabel.items import Item
    from nblabel.reading import Reading


class Tasks:
    """All tasks of a project, the most urgent first.

    Examples
    --------
    >>> project.tasks.create("batch 4", view, assignees=["ana", "ben"])
    >>> project.tasks["batch 4"].progress()
    """

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def create(
        self,
        name: str,
        view: View | Item,
        *,
        assignees: Iterable[str] = (),
        allocation: Allocation = "distribution",
        statuses: Iterable[Status | str] = (),
        priority: int = 0,
        due: date | str | None = None,
        description: str = "",
    ) -> Task:
        """Make a task of the items of a view.

        Parameters
        ----------
        assignees
            Who gets them, in even parts.
        allocation
            `"distribution"` gives items to people now; `"pulling"` lets whoever is free take the next one.
        statuses
            Statuses of its own, such as `[nb.Status("expert review"), nb.Status("done", done=True)]`.
        priority, due
            The higher and the earlier, the sooner it is worked on.

        Examples
        --------
        >>> project.tasks.create("batch 4", project.filter(F.tags.has("night")), assignees=["ana", "ben"], due="2027-01-31")
        >>> project.tasks.create("rest", project.items, allocation="pulling")
        """
        if isinstance(assignees, str):
            raise TaskError(f"assignees takes a list, not the text {assignees!r:.80}: write [{assignees!r:.80}].")
        command = CreateTask(
            name=name,
            target=target_of(self._reading, view),
            assignees=tuple(assignees),
            allocation=checked_allocation(allocation),
            statuses=checked_statuses(statuses),
            priority=as_priority(priority),
            due=as_day(due),
            description=description,
        )
        self._reading.prepare(command.target)
        change = ops.run(self._reading.for_writing(), command)
        made = next(task for task in self._reading.read(tasks.listed) if task.created_op == change.op_id)
        return Task(self._reading, made.ident)

    def remove(self, name: str) -> Receipt:
        """Remove a task; its items stay, with their labels.

        Examples
        --------
        >>> project.tasks.remove("batch 4")
        """
        return Receipt(self._reading, ops.run(self._reading.for_writing(), DropTask(task=self[name]._ident)))

    def to_df(self) -> pd.DataFrame:
        """One row a task.

        Returns
        -------
        DataFrame
            Columns name, items, done, allocation, priority, due, description.
        """
        import pandas as pd

        rows = []
        for task in self:
            facts, far = task._facts, task.progress()
            rows.append(
                (facts.name, far.items, far.done, facts.allocation, facts.priority, facts.due, facts.description)
            )
        return pd.DataFrame(rows, columns=["name", "items", "done", "allocation", "priority", "due", "description"])

    def __getitem__(self, name: str) -> Task:
        found = self._reading.read(tasks.listed)
        for task in found:
            if task.name == name:
                return Task(self._reading, task.ident)
        names = [task.name for task in found]
        there = (
            f"There are: {listing(names)}."
            if names
            else "There is none yet: project.tasks.create(name, view) makes one."
        )
        raise TaskError(f'No task "{name}". {there}{did_you_mean(name, names)}')

    def __contains__(self, name: object) -> bool:
        return any(task.name == name for task in self._reading.read(tasks.listed))

    def __iter__(self) -> Iterator[Task]:
        return (Task(self._reading, task.ident) for task in self._reading.read(tasks.listed))

    def __len__(self) -> int:
        return len(self._reading.read(tasks.listed))

    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        return "\n".join(map(repr, self)) or "No tasks yet: project.tasks.create(name, view) makes one"


class Tasking:
    """The half of a project that speaks of the workflow: members, statuses, tasks, comments."""

    _reading: Reading

    @property
    def members(self) -> Members:
        """Who works on the project, and in which role."""
        return Members(self._reading)

    @property
    def tasks(self) -> Tasks:
        """All tasks."""
        return Tasks(self._reading)

    @property
    def comments(self) -> Comments:
        """All comments."""
        return Comments(self._reading)

    def queue(self, **options: Any) -> Any:
        """Show what there is to do for you, in every task; options: `auto_next`, `auto_submit`, `blind`, `breaks`,
        `question`, `height`, `theme`.

        Examples
        --------
        >>> project.queue(blind=True)
        """
        return screens.show("queue", View(self._reading), options)

    def submit(self, items: Item | View) -> Receipt:
        """Move items from annotate to review (S0.27).

        Examples
        --------
        >>> project.submit(project.filter(F["Animal"] == "cat"))
        """
        return self._move("submit", items)

    def approve(self, items: Item | View) -> Receipt:
        """Move items from review to complete; of complete ones that were changed since it says that all is well (D4).

        Examples
        --------
        >>> project.approve(item)
        """
        return self._move("approve", items)

    def reject(self, items: Item | View, *, reason: str) -> Receipt:
        """Move items from review back to annotate, with a reason for whoever does them again.

        Examples
        --------
        >>> project.reject(item, reason="box too loose")
        """
        return self._move("reject", items, reason)

    def reopen(self, items: Item | View) -> Receipt:
        """Move items from review or complete to annotate.

        Examples
        --------
        >>> project.reopen(item)
        """
        return self._move("reopen", items)

    def progress(self) -> Progress:
        """How far all of the project is.

        Examples
        --------
        >>> project.progress().by_status
        """
        return self._reading.read(lambda cur, scope: progress_of_project(cur, scope, self._reading.session.name))

    def throughput(
        self, *, since: datetime | None = None, task: str | None = None, break_s: float = 300, bulk: bool = True
    ) -> pd.DataFrame:
        """How fast people label, the fastest first; what was undone does not count (S2.19).

        Parameters
        ----------
        since
            Only what was done from then on.
        task
            Only labels on items of this task.
        break_s
            Pauses longer than this do not count as work.
        bulk
            False leaves out what labelled several items at once: what remains is the pace one by one, as the queue tells it.

        Returns
        -------
        DataFrame
            Columns person, labels, actions, minutes, per_minute, seconds_per_label.

        Examples
        --------
        >>> project.throughput()
        """
        import pandas as pd

        if not 0 < break_s < 1e9:
            raise TaskError(f"break_s is a number of seconds, not {break_s!r:.40}.")
        if not isinstance(since, (datetime, NoneType)):
            raise TaskError(f"since is a time such as datetime(2027, 1, 31), not {since!r:.40}.")
        since = since.astimezone() if since is not None else None
        task_id = 0 if task is None else self.tasks[task]._ident
        found = self._reading.read(
            lambda cur, scope: throughput.paces(
                cur, scope, since=since, task_id=task_id, break_s=float(break_s), bulk=bulk
            )
        )
        rows = [
            (pace.person, pace.labels, pace.actions, pace.seconds / 60, pace.per_minute, pace.seconds_per_label)
            for pace in found
        ]
        names = ["person", "labels", "actions", "minutes", "per_minute", "seconds_per_label"]
        return pd.DataFrame(rows, columns=names)

    def _move(self, action: Action, items: Item | View, reason: str = "") -> Receipt:
        target = target_of(self._reading, items)
        self._reading.prepare(target)
        change = ops.run(self._reading.for_writing(), Move(target=target, action=action, reason=reason))
        return Receipt(self._reading, change)
