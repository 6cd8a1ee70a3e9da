"""Where the questions of an ontology stand: the way from the top, what may stand where, and how that is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nblabel.domain.objects import ObjectClass
from nblabel.domain.questions.base import Option, Question, walk
from nblabel.errors import OntologyError, listing


@dataclass(frozen=True, slots=True)
class Place:
    """Where a question stands: its top question, and the options that lead to it."""

    question: Question
    root: Question
    path: tuple[tuple[Question, Option], ...]

    @property
    def name(self) -> str:
        """The full path, such as `Animal/dog/Breed`."""
        steps = [step for question, option in self.path for step in (question.name, option.name)]
        return "/".join([*steps, self.question.name])


def places_of(questions: tuple[Question, ...]) -> Iterator[Place]:
    """Every question at any depth, parents first."""
    for root in questions:
        stack: list[Place] = [Place(root, root, ())]
        while stack:
            place = stack.pop()
            yield place
            for option in reversed(place.question.choices):
                path = (*place.path, (place.question, option))
                stack.extend(Place(child, root, path) for child in reversed(option.questions))


def told(places: tuple[Place, ...]) -> Iterator[str]:
    """One line a question, as people read it."""
    for place in places:
        indent = "  " * (len(place.path) + 1)
        options = ": " + listing(option.name for option in place.question.choices) if place.question.choices else ""
        under = f" (if {place.path[-1][1].name})" if place.path else ""
        dynamic = " (dynamic)" if place.question.dynamic else ""
        yield f"{indent}{place.question.name} [{place.question.kind}]{dynamic}{under}{options}"


def refuse_dynamic(questions: tuple[Question, ...], objects: tuple[ObjectClass, ...]) -> None:
    """Raise where a question is marked as dynamic that is no attribute of objects."""
    nested = [question for cls in objects for attribute in cls.attributes for question in _inside(attribute)]
    for question in (*(question for top in questions for question in (top, *_inside(top))), *nested):
        if question.dynamic:
            raise OntologyError(
                f'"{question.name}" is marked as dynamic: only attributes of objects are, with all that is nested in them.'
            )


def _inside(question: Question) -> Iterator[Question]:
    return (found for found, parent in walk((question,)) if parent is not None)
