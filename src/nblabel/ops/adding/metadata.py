"""Metadata that comes with the rows of a table: which of it no file of ours can hold."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from nblabel.domain.texts import is_storable
from nblabel.errors import SourceError

if TYPE_CHECKING:
    import pandas as pd


_PLAIN = (type(None), bool, int, float)


def check_keys(names: list[str]) -> None:
    """Refuse a table with a column name that cannot be a metadata key."""
    for name in names:
        if not is_storable(name):
            raise SourceError(f"The table has the column {name!r:.80}, which cannot be stored: rename it.")


def unstorable(meta: pd.DataFrame) -> dict[int, str]:
    """For each place whose metadata cannot be stored, the reason."""
    found: dict[int, str] = {}
    for key, values in meta.items():
        # Arrow takes valid Unicode only, so its columns are known to be well.
        if values.dtype.kind == "O" and getattr(values.dtype, "storage", "") != "pyarrow":
            for place in _unreadable(values.tolist()):
                found.setdefault(place, f'Its metadata "{key}" is not valid Unicode (half of a pair).')
    return found


def _unreadable(values: list[Any]) -> Iterator[int]:
    """Places of values with half of a surrogate pair somewhere in them."""
    kinds = set(map(type, values))
    texts = values if kinds <= {str} else [value for value in values if type(value) is str]
    if kinds <= {str, *_PLAIN} and _is_unicode("".join(texts)):
        return  # all at once: a million rows in milliseconds
    for place, value in enumerate(values):
        if type(value) in _PLAIN:
            continue
        text = value if isinstance(value, str) else _as_text(value)
        if not _is_unicode(text):
            yield place


def _as_text(value: Any) -> str:
    try:
        return json.dumps(value, default=str, ensure_ascii=False)
    except (TypeError, ValueError):
        return str(value)


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
