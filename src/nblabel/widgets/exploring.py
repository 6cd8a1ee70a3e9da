"""Answers of the explorer: histograms, kept views, the view as Python and SQL."""

from __future__ import annotations

from nblabel.widgets.room import Room


class Explores(Room):
    """One method an op."""
