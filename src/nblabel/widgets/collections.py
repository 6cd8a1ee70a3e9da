"""The collection builder."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nblabel import screens
from nblabel.errors import NblabelError
from nblabel.widgets.base import Panel
from nblabel.widgets.grid import SIZES


@screens.register("collections")
class CollectionsBuilder(Panel):
    """All collections of a project, and the grid of what one holds: its rules, hand-made additions and removals.

    Parameters
    ----------
    view
        Where things to add are found; all items of the project.
    collection
        The title of the collection shown first.
    height, theme, size, question
        As of the grid.

    Examples
    --------
    >>> project.collections.builder(collection="night")
    """

    bundle = "collections"
    # A video may have thousands of answers on its frames, and a tile has room for three.
    most_parts = 200
    defaults = {"size": None, "question": None, "collection": None}

    @classmethod
    def check(cls, options: Mapping[str, Any]) -> None:
        """Raise for an option that this widget does not take, or that has no such value."""
        super().check(options)
        size = options.get("size")
        if size is not None and size not in SIZES:
            raise NblabelError(f"No tile size {size!r:.80}. There are: {', '.join(map(str, SIZES))} pixels.")
        if not isinstance(options.get("collection"), str | None):
            raise NblabelError(f"A collection is named by its title, not {options['collection']!r:.80}.")
