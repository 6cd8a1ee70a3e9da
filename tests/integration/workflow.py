"""What a test of rights or of work looks at: all that is written, another person's handle, a refusal that writes nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import nblabel as nb
from nblabel.errors import NblabelError, NotAllowed
from nblabel.project import Project


def state(project: Project) -> Any:
    """All that counts as written: rows of every table with an end, and the history."""
    names = ("label", "status", "tag", "changed", "task", "task_item", "assignment", "comment", "person")
    with project._session.db.read() as cur:
        rows = {name: cur.execute(f"SELECT * FROM {name}").rows() for name in names}
        return rows | {"op": cur.execute("SELECT op_id, kind, counts FROM op").rows()}


def other(project: Project, name: str, role: str | None = None) -> Project:
    return nb.open(project.path, annotator=name, role=role)


def refused(project: Project, call: Callable[[], object], says: str, kind: type[NblabelError] = NotAllowed) -> None:
    before = state(project)
    with pytest.raises(kind, match=says):
        call()
    assert state(project) == before
