"""Checklist: any number of its options, at least one; it ends the nesting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from nblabel.domain.questions.base import Option, Part, Question
from nblabel.domain.questions.choice import as_options, known, named
from nblabel.errors import AnswerError, OntologyError

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Checklist(Question):
    """Several answers at once.

    Examples
    --------
    >>> Checklist("Flags", ["blurry", "dark"])
    """

    kind: ClassVar[str] = "checklist"
    options: Sequence[Option | str] = ()

    def __init__(
        self,
        name: str,
        options: Sequence[Option | str],
        *,
        description: str = "",
        required: bool = False,
        key: str | None = None,
        color: str | None = None,
        code: str | None = None,
        id: int | None = None,
    ) -> None:
        Question.__init__(self, name, description, required, key, color, code, id)
        object.__setattr__(self, "options", as_options(name, options))
        for option in self.choices:
            if option.questions:
                raise OntologyError(
                    f'Option "{option.name}" of checklist "{name}" carries a nested question: only radio options may.'
                )

    @property
    def choices(self) -> tuple[Option, ...]:
        """The options in their order."""
        return self.options  # type: ignore[return-value]

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
