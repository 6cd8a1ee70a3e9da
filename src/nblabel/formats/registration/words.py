"""How a registration file's values are told in a sentence."""

from __future__ import annotations

from typing import Any

from nblabel.errors import in_line


class Slip(Exception):
    """An entry cannot be used; its text is the reason."""


def said(value: Any) -> str:
    """A value with its type, short enough for a sentence.

    Examples
    --------
    >>> said(5), said(None), said([1, 2])
    ('the number 5', 'null', 'a list')
    """
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'the text "{in_line(value)}"'
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, (list, tuple)):
        return "a list"
    return f"the number {in_line(value)}" if isinstance(value, (int, float)) else f"a {type(value).__name__}"
