"""The half of a project that speaks of predictions."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nblabel.reading import Reading


class Predicting:
    """The half of a project that speaks of predictions."""

    _reading: Reading
