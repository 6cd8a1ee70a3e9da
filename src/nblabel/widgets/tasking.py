"""Answers about the workflow: moving items on, tasks, comments."""

from __future__ import annotations

from nblabel.widgets.room import Room


class Tasks(Room):
    """One method an op."""
