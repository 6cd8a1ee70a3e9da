"""How far a project or a task is."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from nblabel.errors import in_line
from nblabel.store.work import progress as counted

if TYPE_CHECKING:
    import pandas as pd

    from nblabel.domain.tasking import TaskFacts
    from nblabel.store.file.cursor import Cursor
    from nblabel.store.rows.scope import Scope


@dataclass(frozen=True, slots=True)
class Progress:
    """How many items are done, by status and by person.

    Attributes
    ----------
    name
        What it is about.
    items, done
        How many there are, and how many are done: in complete, or in a status of the task's own that counts as done.
    returned, unassigned
        How many came back from review, and how many of a task that is shared out are nobody's.
    by_status
        Items by status of the workflow, and by the task's own.
    by_person
        `(person, items, done)`, where items are somebody's.

    Examples
    --------
    >>> project.progress().by_status
    >>> task.progress().people
    """

    name: str
    items: int
    done: int
    returned: int
    unassigned: int
    by_status: dict[str, int]
    by_person: tuple[tuple[str, int, int], ...] = ()

    @property
    def share(self) -> float:
        """The part that is done, 0 to 1; 1 where there is nothing to do."""
        return self.done / self.items if self.items else 1.0

    @property
    def people(self) -> pd.DataFrame:
        """One row a person.

        Returns
        -------
        DataFrame
            Columns person, items, done, share.
        """
        import pandas as pd

        table = pd.DataFrame(list(self.by_person), columns=["person", "items", "done"])
        return table.assign(share=table["done"] / table["items"].clip(lower=1))

    def to_df(self) -> pd.DataFrame:
        """One row a status.

        Returns
        -------
        DataFrame
            Columns status, items, share.
        """
        import pandas as pd

        table = pd.DataFrame(list(self.by_status.items()), columns=["status", "items"])
        return table.assign(share=table["items"] / max(self.items, 1))

    def __repr__(self) -> str:
        told = ", ".join(f"{name} {count:,}" for name, count in self.by_status.items())
        lines = [f"{in_line(self.name)}: {self.done:,} of {self.items:,} done ({self.share:.1%}); {told}"]
        if self.returned:
            lines.append(f"  {self.returned:,} came back from review")
        if self.unassigned:
            lines.append(f"  {self.unassigned:,} are nobody's")
        lines += [f"  {in_line(person)}: {done:,} of {items:,} done" for person, items, done in self.by_person]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        return f"<pre>{escape(repr(self))}</pre>"


def progress_of_task(cur: Cursor, scope: Scope, task: TaskFacts) -> Progress:
    """How far a task is."""
    found = counted.of_task(cur, scope, task)
    people = [(name, items, done) for name, (items, done) in found.people.items()]
    if task.allocation == "pulling":
        people = counted.by_person(cur, scope, task)
    return Progress(
        task.name,
        found.items,
        found.done,
        found.returned,
        found.unassigned,
        {**found.by_status, **found.by_own},
        tuple(people),
    )


def progress_of_project(cur: Cursor, scope: Scope, name: str) -> Progress:
    """How far all of a project is."""
    by_status = counted.of_project(cur, scope)
    people = tuple(counted.by_owner(cur, scope))
    returned = counted.count_returned(cur, scope)
    return Progress(name, sum(by_status.values()), by_status["complete"], returned, 0, by_status, people)
