"""The projects of a file."""

from __future__ import annotations

from dataclasses import dataclass

from nblabel.domain.texts import is_storable
from nblabel.errors import NblabelError, did_you_mean, listing
from nblabel.store.file.cursor import Cursor
from nblabel.store.file.database import Database

NAME_LIMIT = 300
_SELECT = "SELECT project_id, name, kind, title, description FROM project WHERE name = ?"


@dataclass(frozen=True, slots=True)
class ProjectRecord:
    """One project as it is stored."""

    project_id: int
    name: str
    kind: str
    title: str
    description: str


def get_or_create(db: Database, name: str, kind: str = "workflow") -> ProjectRecord:
    """The project of that name; made where the file has none, unless it was opened for reading only.

    Parameters
    ----------
    kind
        `"workflow"` or `"manual_qa"`; counts only where the project is made.
    """
    if not isinstance(name, str):
        raise NblabelError(f"A project is named by a text, not {name!r:.80}.")
    with db.read() as cur:
        found = _find(cur, name)
        if found is None and db.read_only:
            present = _names(cur)
            raise NblabelError(
                f'No project "{name}" in {db.path}. There are: {listing(present) or "none"}.{did_you_mean(name, present)}'
            )
    return found or db.run(lambda cur: _find(cur, name) or _create(db, cur, name, kind))


def names(db: Database) -> list[str]:
    """The names of all projects, the oldest first."""
    with db.read() as cur:
        return _names(cur)


def _find(cur: Cursor, name: str) -> ProjectRecord | None:
    row = cur.execute(_SELECT, [name]).one() if is_storable(name) else None
    return ProjectRecord(*row) if row else None


def _create(db: Database, cur: Cursor, name: str, kind: str) -> ProjectRecord:
    if not name.strip() or len(name) > NAME_LIMIT or not is_storable(name):
        raise NblabelError(f"{name!r:.80} cannot name a project: give a text of 1 to {NAME_LIMIT} characters.")
    made = ProjectRecord(db.next_ids(cur, "project"), name, kind, name, "")
    cur.execute("INSERT INTO project VALUES (?, ?, ?, ?, ?, now())", [made.project_id, name, kind, name, ""])
    return made


def _names(cur: Cursor) -> list[str]:
    return [name for (name,) in cur.execute("SELECT name FROM project ORDER BY project_id").rows()]
