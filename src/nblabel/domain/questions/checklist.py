"""Checklist: any number of its options, at least one; it ends the nesting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from nblabel.domain.questions.base import Part
from nblabel.domain.questions.choice import Choice, known, named
from nblabel.errors import AnswerError


@dataclass(frozen=True, slots=True, init=False)
class Checklist(Choice):
    """Several answers at once.

    Examples
    --------
    >>> from nblabel import Checklist
    >>> [option.name for option in Checklist("Flags", ["blurry", "dark"]).choices]
    ['blurry', 'dark']
    """

    kind: ClassVar[str] = "checklist"

    def part(self, value: object) -> Part:
        """The ticked options by their names."""
        names = [value] if isinstance(value, str) else value
        if not isinstance(names, (list, tuple, set, frozenset)):
            raise AnswerError(f'Checklist "{self.name}" takes a list of options, not {value!r}.')
        chosen = {named(self.name, self.choices, name).ident for name in names}
        return self.check(Part(self.ident, tuple(sorted(chosen))))

    def check(self, part: Part) -> Part:
        """At least one known option, each once."""
        if part.number is not None or part.text is not None:
            raise AnswerError(f'Checklist "{self.name}" takes options, not a number or a text.')
        if not part.options:
            raise AnswerError(f'Checklist "{self.name}" was given no option: tick one, or clear the answer.')
        for ident in part.options:
            known(self.name, self.choices, ident)
        return Part(part.question, tuple(sorted(set(part.options))))

    def describe(self, part: Part) -> list[str]:
        """The ticked names in the ontology's order."""
        return [option.name for option in self.choices if option.id in part.options]
