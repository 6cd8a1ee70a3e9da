"""Answers: the checked tree of one classification, from what a user gives or from ids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from nblabel.domain.ontology import Ontology, Place
from nblabel.domain.questions.base import Part
from nblabel.errors import AnswerError, did_you_mean, listing


@dataclass(frozen=True, slots=True)
class AnswerTree:
    """The answer to one top question with all its nested answers, checked.

    `parts` starts with the top question; a nested one stands only where its option is chosen.
    """

    root: int
    parts: tuple[Part, ...]

    def describe(self, ontology: Ontology) -> dict[str, object]:
        """Names to values, as `classify` takes them."""
        return {
            ontology.place(part.question).question.name: ontology.place(part.question).question.describe(part)
            for part in self.parts
        }


def answer(ontology: Ontology, question: str | int, value: object) -> AnswerTree:
    """The checked tree for `classify(question, value)`.

    Parameters
    ----------
    value
        An option's name, a list of names, a number, a text; or a dict from question names to those,
        which answers nested questions too.

    Raises
    ------
    OntologyError
        Unknown or nested `question`.
    AnswerError
        A value that does not fit, or a nested answer without its parent.

    Examples
    --------
    >>> from nblabel import Ontology, Option, Radio
    >>> ontology = Ontology(Radio("Animal", ["cat", Option("dog", Radio("Breed", ["beagle", "pug"]))]))
    >>> answer(ontology, "Animal", {"Animal": "dog", "Breed": "pug"}).describe(ontology)
    {'Animal': 'dog', 'Breed': 'pug'}
    """
    root = ontology.root(question)
    given = dict(value) if isinstance(value, Mapping) else {root.name: value}
    if not given:
        raise AnswerError(f'"{root.name}" was given no answer: write {{"{root.name}": ...}}, or clear the answer.')
    if root.name not in given:
        raise AnswerError(
            f'The answer to "{root.name}" is missing beside {listing(map(str, given))}: a nested answer needs its parent.'
        )
    below = _below(ontology, root.ident)
    parts = []
    for name, own in given.items():
        twins = below.get(str(name))
        if twins is None:
            raise AnswerError(
                f'"{root.name}" has no nested question "{name}". There are: {listing(below)}.{did_you_mean(name, below)}'
            )
        parts.append(_chosen(twins, given).question.part(own))
    return check(ontology, root.ident, parts)


def _below(ontology: Ontology, root: int) -> dict[str, list[Place]]:
    names: dict[str, list[Place]] = {}
    for place in ontology.places:
        if place.root.ident == root:
            for name in {place.question.name, place.name}:
                names.setdefault(name, []).append(place)
    return names


def _chosen(twins: list[Place], given: Mapping[object, object]) -> Place:
    """Of nested questions with one name, the one whose options were chosen."""
    for twin in twins:
        if all(given.get(question.name) in (option.name, [option.name]) for question, option in twin.path):
            return twin
    return twins[0]


def check(ontology: Ontology, root: int, parts: Iterable[Part]) -> AnswerTree:
    """The tree of these parts in the ontology's order, every rule checked by ids."""
    top = ontology.root(root)
    given: dict[int, Part] = {}
    for part in parts:
        place = ontology.place(part.question)
        if place.root.ident != root:
            raise AnswerError(f'"{place.question.name}" does not belong to "{top.name}".')
        if part.question in given:
            raise AnswerError(f'"{place.question.name}" is answered twice.')
        given[part.question] = place.question.check(part)
    if root not in given:
        raise AnswerError(f'The answer to "{top.name}" is missing: a nested answer needs its parent.')
    for ident in given:
        _check_parents(ontology.place(ident), given)
    ordered = [given[place.question.ident] for place in ontology.places if place.question.ident in given]
    return AnswerTree(root, tuple(ordered))


def _check_parents(place: Place, given: Mapping[int, Part]) -> None:
    for question, option in place.path:
        parent = given.get(question.ident)
        if parent is None or option.ident not in parent.options:
            raise AnswerError(
                f'"{place.question.name}" is asked only where "{question.name}" is "{option.name}": '
                f'answer "{question.name}" so, or leave "{place.question.name}" out.'
            )
