"""The bulk grid."""

from __future__ import annotations

from nblabel import screens
from nblabel.widgets.base import Panel


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
    defaults = {"size": None, "question": None}
