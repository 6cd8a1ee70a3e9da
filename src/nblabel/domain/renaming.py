"""An ontology with one name changed, its ids kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from nblabel.domain.objects import ObjectClass
from nblabel.domain.questions.base import Question
from nblabel.domain.revision import changed_option, mapped
from nblabel.errors import OntologyError, did_you_mean, listing

if TYPE_CHECKING:
    from nblabel.domain.ontology import Ontology


def renamed_questions(ontology: Ontology, *names: str) -> tuple[Question, ...]:
    """The top questions with a question, or one of its options, renamed: `(question, new)` or `(question, option, new)`."""
    if len(names) not in (2, 3):
        raise OntologyError("rename() takes (question, new name) or (question, option, new name).")
    target = ontology.place(names[0]).question
    if len(names) == 2:
        return _changed(ontology, target, lambda question: replace(question, name=names[1]))
    present = [option.name for option in target.choices]
    if names[1] not in present:
        raise OntologyError(
            f'No option "{names[1]}" in "{names[0]}". Options: {listing(present)}.{did_you_mean(names[1], present)}'
        )

    def renamed(question: Question) -> Question:
        return question.with_options(
            [
                changed_option(option, name=names[2]) if option.name == names[1] else option
                for option in question.choices
            ]
        )

    return _changed(ontology, target, renamed)


def renamed_objects(ontology: Ontology, *names: str) -> tuple[ObjectClass, ...]:
    """The classes of objects with a class, or something of its attributes, renamed."""
    target = ontology.object_class(names[0])
    if len(names) < 2:
        raise OntologyError("rename() takes (class, new name) or (class, attribute, new name).")
    if len(names) == 2:
        changed = target.changed(name=names[1])
    else:
        ontology.attribute(target.ident, names[1])
        changed = target.changed(attributes=renamed_questions(ontology.attributes(target.ident), *names[1:]))
    return tuple(changed if cls.id == target.id else cls for cls in ontology.objects)


def _changed(ontology: Ontology, target: Question, change: Callable[[Question], Question]) -> tuple[Question, ...]:
    return mapped(ontology.questions, lambda question: change(question) if question.id == target.id else question)
