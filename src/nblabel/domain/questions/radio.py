"""Radio: exactly one of its options; an option may carry nested questions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from nblabel.domain.questions.base import Option, Part, Question
from nblabel.domain.questions.choice import as_options, known, named
from nblabel.errors import AnswerError

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Radio(Question):
    """One answer out of several.

    Examples
    --------
    >>> Radio("Animal", ["cat", Option("dog", Radio("Breed", ["beagle", "pug"])), "neither"])
    """

    kind: ClassVar[str] = "radio"
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

    @property
    def choices(self) -> tuple[Option, ...]:
        """The options in their order."""
        return self.options  # type: ignore[return-value]

    def part(self, value: object) -> Part:
        """The chosen option by its name."""
        if isinstance(value, (list, tuple, set)):
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
