"""Runs of a mask as a text: COCO's way (maskApi.c, rleToString), so that others can read it."""

from __future__ import annotations

from collections.abc import Sequence

from nblabel.errors import ShapeError

_ZERO = 48
_BACK = 2  # from the fourth count on the difference to the count two before is kept


def packed(counts: Sequence[int]) -> str:
    """Five bits a sign, the lowest first.

    Examples
    --------
    >>> packed((0, 1, 3, 1, 3, 1)), unpacked("0130000")
    ('013000', [0, 1, 3, 1, 3, 1, 3])
    """
    signs: list[str] = []
    for place, count in enumerate(counts):
        left = count - counts[place - _BACK] if place > _BACK else count
        while True:
            bits = left & 0x1F
            left >>= 5
            is_last = left == (-1 if bits & 0x10 else 0)
            signs.append(chr(bits + (0 if is_last else 0x20) + _ZERO))
            if is_last:
                break
    return "".join(signs)


def unpacked(text: str) -> list[int]:
    """The counts that `packed` wrote."""
    counts: list[int] = []
    value = shift = 0
    for sign in text:
        bits = ord(sign) - _ZERO
        if not 0 <= bits < 64:
            raise ShapeError(f"The counts of a mask hold the sign {sign!r}, which is none of COCO's.")
        value |= (bits & 0x1F) << shift
        shift += 5
        if bits & 0x20:
            if shift > 60:
                raise ShapeError("The counts of a mask hold a number that is far too large.")
            continue
        if bits & 0x10:
            value -= 1 << shift
        counts.append(value + counts[-_BACK] if len(counts) > _BACK else value)
        value = shift = 0
    if shift:
        raise ShapeError("The counts of a mask end in the middle of a number.")
    return counts
