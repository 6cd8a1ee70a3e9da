"""Jupyter widgets: each the Python half of one bundle in `js/src/widgets`."""

from nblabel.widgets.grid import Grid
from nblabel.widgets.labeler import Labeler

__all__ = ["Grid", "Labeler"]
