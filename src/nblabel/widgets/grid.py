"""The bulk grid."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nblabel import screens
from nblabel.errors import NblabelError
from nblabel.widgets.base import Panel

SIZES = (64, 128, 192, 320)


@screens.register("grid")
class Grid(Panel):
    """Items as tiles, to be selected and classified together.

    Parameters
    ----------
    view
        What is shown.
    height
        Pixels; the user may drag it.
    theme
        `"auto"` follows the notebook, `"light"` and `"dark"` force one.
    size
        Tile size in pixels: 64, 128, 192 or 320; None keeps what the user chose last.
    question
        The classification that number keys answer first.

    Examples
    --------
    >>> grid = view.grid()
    >>> grid.selected.to_df()
    """

    bundle = "grid"
    # A video may have thousands of answers on its frames, and a tile has room for three.
    most_parts = 200
    defaults = {"size": None, "question": None}

    @classmethod
    def check(cls, options: Mapping[str, Any]) -> None:
        """Raise for an option that this widget does not take, or that has no such value."""
        super().check(options)
        size = options.get("size")
        if size is not None and size not in SIZES:
            raise NblabelError(f"No tile size {size!r:.80}. There are: {', '.join(map(str, SIZES))} pixels.")
