"""Answers about predictions: what would be accepted, accepting, rejecting."""

from __future__ import annotations

from nblabel.widgets.room import Room


class Predicts(Room):
    """One method an op."""
