"""Answers about collections."""

from __future__ import annotations

from nblabel.widgets.room import Room


class Collects(Room):
    """One method an op."""
