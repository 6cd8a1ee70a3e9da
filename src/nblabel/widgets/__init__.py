"""Jupyter widgets: each the Python half of one bundle in `js/src/widgets`."""

from nblabel.widgets.collections import CollectionsBuilder
from nblabel.widgets.explorer import Explorer
from nblabel.widgets.grid import Grid
from nblabel.widgets.labeler import Labeler
from nblabel.widgets.queue import Queue

__all__ = ["CollectionsBuilder", "Explorer", "Grid", "Labeler", "Queue"]
