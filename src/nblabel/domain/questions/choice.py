"""What radio and checklist share: a list of named options."""

from __future__ import annotations

from collections.abc import Sequence

from nblabel.domain.questions.base import Option
from nblabel.errors import AnswerError, OntologyError, did_you_mean, listing


def as_options(question: str, given: Sequence[Option | str]) -> tuple[Option, ...]:
    """Options from names or options; at least one, no name twice."""
    if isinstance(given, str):
        raise OntologyError(f'The options of "{question}" must be a list, not the text {given!r}: write [{given!r}].')
    options = tuple(option if isinstance(option, Option) else Option(option) for option in given)
    if not options:
        raise OntologyError(f'Question "{question}" has no options: give at least one.')
    seen: set[str] = set()
    for option in options:
        if option.name in seen:
            raise OntologyError(f'Question "{question}" has the option "{option.name}" twice.')
        seen.add(option.name)
    return options


def named(question: str, options: tuple[Option, ...], name: object) -> Option:
    """The option of that name; the error lists what there is."""
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
    raise AnswerError(f'Classification "{question}" has no option with the id {ident}.')
