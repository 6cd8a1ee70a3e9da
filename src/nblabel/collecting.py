"""The half of a project that speaks of collections."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nblabel.reading import Reading


class Collecting:
    """The half of a project that speaks of collections."""

    _reading: Reading
