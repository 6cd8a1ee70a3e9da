"""Jupyter widgets: each the Python half of one bundle in `js/src/widgets`."""

from nblabel.widgets.grid import Grid
from nblabel.widgets.labeler import Labeler
from nblabel.widgets.queue import Queue

__all__ = ["Grid", "Labeler", "Queue"]
