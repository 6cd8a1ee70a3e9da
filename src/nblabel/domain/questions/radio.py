"""Radio: exactly one of its options; an option may carry nested questions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from nblabel.domain.questions.base import Part
from nblabel.domain.questions.choice import Choice, known, named
from nblabel.errors import AnswerError


@dataclass(frozen=True, slots=True, init=False)
class Radio(Choice):
    """One answer out of several.

    Examples
    --------
    >>> from nblabel import Option, Radio
    >>> Radio("Animal", ["cat", Option("dog", Radio("Breed", ["beagle", "pug"])), "neither"]).choices[1].name
    'dog'
    """

    kind: ClassVar[str] = "radio"
    may_nest: ClassVar[bool] = True

    def part(self, value: object) -> Part:
        """The chosen option by its name."""
        if isinstance(value, (list, tuple, set, frozenset)):
            if len(value) != 1:
                raise AnswerError(
                    f'Classification "{self.name}" takes one answer, not {len(value)}: choose one of them.'
                )
            (value,) = value
        return Part(self.ident, (named(self.name, self.choices, value).ident,))

    def check(self, part: Part) -> Part:
        """Exactly one known option."""
        if len(part.options) != 1 or part.number is not None or part.text is not None:
            raise AnswerError(f'Classification "{self.name}" takes exactly one option.')
        known(self.name, self.choices, part.options[0])
        return part

    def describe(self, part: Part) -> str:
        """The chosen option's name."""
        return known(self.name, self.choices, part.options[0]).name
