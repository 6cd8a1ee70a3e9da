"""What an installation lacks."""

from __future__ import annotations

from nblabel.errors import MissingExtra


def missing_extra(what: str, extra: str) -> MissingExtra:
    """The error for a file that only an extra can read.

    Examples
    --------
    >>> str(missing_extra("a PDF", "pdf"))
    'Reading a PDF needs the extra "pdf": pip install "nblabel[pdf]".'
    """
    return MissingExtra(f'Reading {what} needs the extra "{extra}": pip install "nblabel[{extra}]".')
