"""From the ids in rows to the names in a DataFrame."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from nblabel.domain.ontology import Place
from nblabel.domain.questions.base import Question

if TYPE_CHECKING:
    import pandas as pd


def option_names(questions: Iterable[Question]) -> np.ndarray:
    """Option names by option id; None stands at 0 and wherever there is no option."""
    named = {option.ident: option.name for question in questions for option in question.choices}
    names = np.full(max(named, default=0) + 1, None, dtype=object)
    for ident, name in named.items():
        names[ident] = name
    return names


def as_names(idents: pd.Series, names: np.ndarray) -> np.ndarray:
    """The name of each option id (0: none)."""
    codes = idents.to_numpy(dtype=np.int64)
    return names[np.where(codes < len(names), codes, 0)]


def as_name_lists(found: pd.Series, question: Question) -> list[list[str] | None]:
    """The names of each list of option ids, in the order of the ontology; None for an empty list."""
    order = {option.ident: (place, option.name) for place, option in enumerate(question.choices)}
    made: dict[tuple[int, ...], list[str]] = {}
    lists: list[list[str] | None] = []
    for idents in found:
        key = tuple(idents)
        if key not in made:
            made[key] = [name for _, name in sorted(order[ident] for ident in set(key) if ident in order)]
        lists.append(list(made[key]) or None)
    return lists


def as_lists(size: int, places: np.ndarray, values: np.ndarray) -> pd.Series:
    """A list for each of `size` rows, holding the values given for its place in their order."""
    import pandas as pd

    lists: list[list[object]] = [[] for _ in range(size)]
    for place, value in zip(places.tolist(), values.tolist(), strict=True):
        lists[place].append(value)
    return pd.Series(lists, dtype="object")


def headings(places: Sequence[Place], taken: Sequence[str]) -> list[str]:
    """A column name for each question: its name, its path where names clash, marked where the path is taken."""
    names = [place.question.name for place in places]
    made: list[str] = []
    for place, name in zip(places, names, strict=True):
        heading = name if names.count(name) == 1 else place.name
        while heading in taken or heading in made:
            heading += " (answer)"
        made.append(heading)
    return made
