"""Who works on a project, and in which role."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from nblabel import ops
from nblabel.domain.tasking import SetMember
from nblabel.domain.workflow import as_role
from nblabel.errors import TaskError, did_you_mean, listing
from nblabel.receipt import Receipt
from nblabel.store.work import people

if TYPE_CHECKING:
    import pandas as pd

    from nblabel.reading import Reading


class Members:
    """The people of a project with their roles; where nobody is listed, whoever opens it is the admin.

    Nobody gets more rights by `nb.open(annotator=, role=)` than stand here. Changes hold at once, for open projects too.

    Examples
    --------
    >>> project.members.add("ana", role="annotator")
    >>> project.members["ana"], "ben" in project.members, len(project.members)
    """

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def add(self, name: str, role: str = "annotator") -> Receipt:
        """List somebody; with the first one you are listed too, as an admin.

        Examples
        --------
        >>> project.members.add("ana", role="reviewer")
        """
        return self._write(SetMember(name=name, role=as_role(role), is_new=True))

    def set_role(self, name: str, role: str) -> Receipt:
        """Give a member another role.

        Examples
        --------
        >>> project.members.set_role("ana", "admin")
        """
        return self._write(SetMember(name=name, role=as_role(role)))

    def remove(self, name: str) -> Receipt:
        """Take somebody off the list; what they did stays.

        Examples
        --------
        >>> project.members.remove("ana")
        """
        return self._write(SetMember(name=name, role=None))

    def to_df(self) -> pd.DataFrame:
        """One row a member.

        Returns
        -------
        DataFrame
            Columns name, role.
        """
        import pandas as pd

        return pd.DataFrame(list(self._listed.items()), columns=["name", "role"])

    def __getitem__(self, name: str) -> str:
        listed = self._listed
        if name in listed:
            return listed[name]
        there = f"There are: {listing(listed)}." if listed else "Nobody is listed yet."
        raise TaskError(f'No member "{name}". {there}{did_you_mean(name, listed)}')

    def __contains__(self, name: object) -> bool:
        return name in self._listed

    def __iter__(self) -> Iterator[str]:
        return iter(self._listed)

    def __len__(self) -> int:
        return len(self._listed)

    def __bool__(self) -> bool:
        return True

    @property
    def _listed(self) -> dict[str, str]:
        return self._reading.read(people.listed)

    def _write(self, command: SetMember) -> Receipt:
        return Receipt(self._reading, ops.run(self._reading.for_writing(), command))

    def __repr__(self) -> str:
        listed = self._listed
        if not listed:
            return "Members: nobody is listed, so whoever opens the project is its admin"
        return "Members: " + ", ".join(f"{name} ({role})" for name, role in listed.items())
