"""The explorer."""

from __future__ import annotations

from nblabel import screens
from nblabel.widgets.grid import Grid


@screens.register("explorer")
class Explorer(Grid):
    """All of a project, or a view, to be looked through: data, labels and predictions under one set of filters.

    Facets and histograms with counts, search, order, groups, saved filters and collections stand around the tiles; what is
    selected can be put into a collection or classified.

    Parameters
    ----------
    view
        What is looked through.
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
    >>> explorer = project.explorer()
    >>> explorer.view.save("night")
    """

    bundle = "explorer"
