"""Which texts can be stored: all of Unicode but what no database and no JSON takes."""

from __future__ import annotations


def is_storable(text: str) -> bool:
    r"""Whether there is no NUL and no half of a surrogate pair in it.

    Examples
    --------
    >>> is_storable("<script> \u05d0 \U0001f431"), is_storable("a\x00b"), is_storable("\ud83d")
    (True, False, False)
    """
    return "\x00" not in text and not any("\ud800" <= sign <= "\udfff" for sign in text)


def is_blank(text: str) -> bool:
    r"""Whether nothing in it can be seen: spaces and signs that only steer a terminal.

    Examples
    --------
    >>> is_blank(" \n\x07"), is_blank("night")
    (True, False)
    """
    return not any(sign.isprintable() and not sign.isspace() for sign in text)
