"""What radio and checklist share: a list of named options."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from nblabel.domain.questions.base import Option, Question
from nblabel.errors import AnswerError, OntologyError, did_you_mean, listing


@dataclass(frozen=True, slots=True)
class Choice(Question):
    """Base of the questions that are answered by options."""

    may_nest: ClassVar[bool] = False
    options: tuple[Option, ...] = ()

    def __init__(
        self,
        name: str,
        options: Sequence[Option | str] = (),
        *,
        description: str = "",
        required: bool = False,
        key: str | None = None,
        color: str | None = None,
        code: str | None = None,
        id: int | None = None,
        dynamic: bool = False,
    ) -> None:
        Question.__init__(self, name, description, required, key, color, code, id, dynamic)
        object.__setattr__(self, "options", as_options(name, options))
        carriers = [option.name for option in self.options if option.questions]
        if carriers and not self.may_nest:
            raise OntologyError(
                f'Option "{carriers[0]}" of {self.kind} "{name}" carries a nested question: only radio options may.'
            )

    @property
    def choices(self) -> tuple[Option, ...]:
        """The options in their order."""
        return self.options

    def with_options(self, options: Sequence[Option]) -> Question:
        """The same question with other options."""
        return replace(self, options=tuple(options))


def as_options(question: str, given: Sequence[Option | str]) -> tuple[Option, ...]:
    """Options from names or options; at least one, no name twice."""
    if isinstance(given, str):
        raise OntologyError(f'The options of "{question}" must be a list, not the text {given!r}: write [{given!r}].')
    if not isinstance(given, Iterable):
        raise OntologyError(f'The options of "{question}" must be a list such as ["cat", "dog"], not {given!r:.80}.')
    options = tuple(option if isinstance(option, Option) else Option(option) for option in given)
    if not options:
        raise OntologyError(f'Question "{question}" has no options: give at least one.')
    seen: set[str] = set()
    for option in options:
        if option.name in seen:
            raise OntologyError(f'Question "{question}" has the option "{option.name}" twice: rename one.')
        seen.add(option.name)
    return options


def named(question: str, options: tuple[Option, ...], name: object) -> Option:
    """The option of that name; the error lists what there is."""
    if isinstance(name, str):
        for option in options:
            if option.name == name:
                return option
    names = [option.name for option in options]
    raise AnswerError(
        f'No option "{name}" in classification "{question}". Options: {listing(names)}.{did_you_mean(name, names)}'
    )


def known(question: str, options: tuple[Option, ...], ident: int) -> Option:
    """The option of that id."""
    for option in options:
        if option.id == ident:
            return option
    ids = listing(f"{option.id} ({option.name})" for option in options)
    raise AnswerError(f'Classification "{question}" has no option with the id {ident}. Options: {ids}.')
