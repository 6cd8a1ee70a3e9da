"""The half of a project that looks around in it: the explorer, and views kept under a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nblabel.reading import Reading


class Exploring:
    """The half of a project that looks around in it: the explorer, and views kept under a name."""

    _reading: Reading
