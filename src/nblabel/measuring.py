"""The half of a project that measures pictures: quality metrics and likeness."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nblabel.reading import Reading


class Measuring:
    """The half of a project that measures pictures: quality metrics and likeness."""

    _reading: Reading
