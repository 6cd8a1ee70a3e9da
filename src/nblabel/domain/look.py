"""Colours and short codes for what was given none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

# Okabe and Ito's colour-blind-safe palette (Color Universal Design, 2008), black replaced by grey.
PALETTE = ("#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7", "#8C8C8C")


def color_at(place: int) -> str:
    """The palette colour of the option at this place; the palette repeats after eight."""
    return PALETTE[place % len(PALETTE)]


def free_code(name: str, taken: Iterable[str]) -> str:
    """A code of two to four signs made from a name and not taken yet."""
    used = set(taken)
    return next(code for code in _candidates(name) if code not in used)


def _candidates(name: str) -> Iterator[str]:
    signs = [sign for sign in name.upper() if sign.isalnum()] or ["Q"]
    words = [word[0] for word in name.upper().split() if word[0].isalnum()]
    if len(words) in (2, 3):
        yield "".join(words)
    first = "".join(signs[:3])
    if len(first) > 1:
        yield first
    for middle in range(1, len(signs)):
        for last in range(middle + 1, len(signs)):
            yield signs[0] + signs[middle] + signs[last]
    stem = "".join(signs[:2])
    number = 1
    while True:
        yield f"{stem}{number}"
        number += 1
