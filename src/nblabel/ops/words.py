"""How operations are told in the history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from nblabel.domain.answers import AnswerTree
from nblabel.domain.ontology import Ontology
from nblabel.domain.units import mean_frames
from nblabel.errors import in_line, listing

if TYPE_CHECKING:
    import numpy as np


def items(n: int, ids: Sequence[int] | np.ndarray = ()) -> str:
    """`1 item`, `12,000 items`; `12,000 frames` where `ids` are those of frames."""
    one = "frame" if mean_frames(ids) else "item"
    return f"{n:,} {one}" if n == 1 else f"{n:,} {one}s"


def answer(ontology: Ontology, tree: AnswerTree) -> str:
    """`Animal = dog, Breed = pug`."""
    return ", ".join(f"{in_line(name)} = {_value(value)}" for name, value in tree.describe(ontology).items())


def left_alone(*, kept: int = 0, blocked: int = 0, by: Sequence[str] = ()) -> str:
    """` (12 kept, 3 blocked)`, empty when there are none; ` (12 kept, changed since by ana)` where it is told by whom."""
    whose = f"kept, changed since by {listing(by, 3)}" if by else "kept"
    told = [f"{count:,} {word}" for count, word in ((kept, whose), (blocked, "blocked")) if count]
    return f" ({', '.join(told)})" if told else ""


def _value(value: object) -> str:
    text = (
        " + ".join(map(str, value))
        if isinstance(value, list)
        else f"{value:g}"
        if isinstance(value, float)
        else str(value)
    )
    return in_line(text)
