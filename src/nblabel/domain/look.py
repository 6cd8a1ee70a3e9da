"""Colours and short codes for what was given none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

from nblabel.errors import OntologyError

# Okabe and Ito's colour-blind-safe palette (Color Universal Design, 2008), black replaced by grey.
PALETTE = ("#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7", "#8C8C8C")

CODE_LIMIT = 6
MOST_SIGNS = 8


def color_at(place: int) -> str:
    """The palette colour of the option at this place; the palette repeats after eight."""
    return PALETTE[place % len(PALETTE)]


def check_color(color: object, name: str) -> None:
    """Refuse what is not `#rrggbb`: colours reach style sheets."""
    if color is not None and not (isinstance(color, str) and re.fullmatch("#[0-9a-fA-F]{6}", color)):
        raise OntologyError(f'The color of "{name}" must be written as "#rrggbb", not {color!r:.80}.')


def check_code(code: object, name: str) -> None:
    """Refuse a short code that does not fit a chip."""
    if code is not None and not (isinstance(code, str) and len(code) <= CODE_LIMIT and code.isalnum()):
        raise OntologyError(f'The code of "{name}" must be one to {CODE_LIMIT} letters or digits, not {code!r:.80}.')


def free_code(name: str, taken: Set[str]) -> str:
    """A code of two to four signs made from a name and not taken yet; `taken` holds upper case codes.

    Examples
    --------
    >>> free_code("half ripe", set()), free_code("ripe", set()), free_code("ripe", {"RIP"})
    ('HR', 'RIP', 'RIE')
    """
    return next(code for code in _candidates(name, taken) if code not in taken)


def _candidates(name: str, taken: Set[str]) -> Iterator[str]:
    signs = [sign for sign in name.upper() if sign.isalnum()] or ["Q"]
    words = [word[0] for word in name.upper().split() if word[0].isalnum()]
    if len(words) in (2, 3):
        yield "".join(words)
    first = "".join(signs[:3])
    if len(first) > 1:
        yield first
    for middle in range(1, min(len(signs), MOST_SIGNS)):
        for last in range(middle + 1, min(len(signs), MOST_SIGNS)):
            yield signs[0] + signs[middle] + signs[last]
    yield from (signs[0] + number for number in _numbers(len(taken)))


def _numbers(taken: int) -> Iterator[str]:
    """One or two signs first; beyond that one of `taken + 1` numbers in sequence is free."""
    yield from (str(number) for number in range(1, 100))
    yield from (_in_letters(number) for number in range(taken, 2 * taken + 1))


def _in_letters(number: int) -> str:
    """The number in base 36, at least three signs."""
    signs = ""
    while number or len(signs) < 3:
        number, rest = divmod(number, 36)
        signs = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[rest] + signs
    return signs
