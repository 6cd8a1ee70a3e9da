"""Paths as users give them."""

from __future__ import annotations

import os
from pathlib import Path

from nblabel.domain.texts import is_storable
from nblabel.errors import StoreError


def as_path(given: object, what: str) -> Path:
    """The path; `what` it names begins the error.

    Examples
    --------
    >>> as_path("pets.duckdb", "A label file").name
    'pets.duckdb'
    """
    path = os.fspath(given) if isinstance(given, os.PathLike) else given
    if not isinstance(path, str) or not path or "\x00" in path:
        raise StoreError(f'{what} is named by a path such as "pets.duckdb", not {given!r:.80}.')
    if not is_storable(path):
        raise StoreError(f"{what} cannot be named {path!r:.80}: the name is not valid Unicode; choose another one.")
    return Path(path)
