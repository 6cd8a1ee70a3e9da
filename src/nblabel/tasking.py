"""The half of a project that speaks of the workflow: members, statuses, tasks, comments."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nblabel.reading import Reading


class Tasking:
    """The half of a project that speaks of the workflow: members, statuses, tasks, comments."""

    _reading: Reading
