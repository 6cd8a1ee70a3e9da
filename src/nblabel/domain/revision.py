"""New versions of an ontology's tree: renamed parts, and ids taken over from a former version."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from nblabel.domain.objects import ObjectClass
from nblabel.domain.questions.base import Option, Question, parts, walk

Questions = tuple[Question, ...]
Classes = tuple[ObjectClass, ...]
Part = Question | Option | ObjectClass


def changed_option(option: Option, **changes: Any) -> Option:
    """A copy of the option with some fields changed (`questions` among them)."""
    kept = ("description", "key", "color", "code", "id")
    values = {name: changes.get(name, getattr(option, name)) for name in kept}
    return Option(changes.get("name", option.name), *changes.get("questions", option.questions), **values)


def mapped(questions: Questions, change: Callable[[Question], Question]) -> Questions:
    """Every question at any depth replaced by `change(question)`, children first."""
    return tuple(change(_inner(question, change)) for question in questions)


def _inner(question: Question, change: Callable[[Question], Question]) -> Question:
    if not question.choices:
        return question
    return question.with_options(
        [changed_option(option, questions=mapped(option.questions, change)) for option in question.choices]
    )


def adopted(
    new: Questions, former: Questions, above: int, objects: Classes = (), former_objects: Classes = ()
) -> tuple[Questions, Classes, int]:
    """`new` with the ids, colours and codes that `former` has at the same paths; others get ids above `above`."""
    attributes = tuple(question for cls in objects for question in cls.attributes)
    taken = {part.code.upper() for part in (*parts((*new, *attributes)), *objects) if part.code}
    heir = _Heir(above, taken)
    questions = heir.questions(new, former)
    known = {(cls.name, cls.kind): cls for cls in former_objects}
    classes = tuple(heir.object(cls, known.get((cls.name, cls.kind))) for cls in objects)
    return questions, classes, heir.last_id


@dataclass
class _Heir:
    last_id: int
    codes: set[str]

    def questions(self, new: Questions, former: Questions) -> Questions:
        known = {(question.name, question.kind): question for question in former}
        return tuple(self.question(question, known.get((question.name, question.kind))) for question in new)

    def question(self, question: Question, twin: Question | None) -> Question:
        heir = replace(question, **self.taken_over(question, twin))
        if not question.choices:
            return heir
        known = {option.name: option for option in twin.choices} if twin else {}
        return heir.with_options([self.option(option, known.get(option.name)) for option in question.choices])

    def option(self, option: Option, twin: Option | None) -> Option:
        own = self.taken_over(option, twin)
        return changed_option(option, **own, questions=self.questions(option.questions, twin.questions if twin else ()))

    def object(self, cls: ObjectClass, twin: ObjectClass | None) -> ObjectClass:
        own = self.taken_over(cls, twin)
        return cls.changed(**own, attributes=self.questions(cls.attributes, twin.attributes if twin else ()))

    def taken_over(self, part: Part, twin: Part | None) -> dict[str, Any]:
        """The id of the twin or a new one; its colour and code where none is given and no other part took it."""
        if twin is None:
            self.last_id += 1
            return {"id": self.last_id}
        is_free = part.code is None and twin.code is not None and twin.code.upper() not in self.codes
        if is_free:
            self.codes.add(str(twin.code).upper())
        return {"id": twin.ident, "color": part.color or twin.color, "code": twin.code if is_free else part.code}


def moved_up(questions: Questions, known: int, above: int) -> Questions:
    """The same questions with every id larger than `known` raised above `above`."""
    lift = above - known

    def lifted(ident: int) -> int:
        return ident + lift if ident > known else ident

    def question(part: Question) -> Question:
        moved = replace(part, id=lifted(part.ident))
        if not part.choices:
            return moved
        return moved.with_options([changed_option(option, id=lifted(option.ident)) for option in part.choices])

    return mapped(questions, question)


def moved_up_objects(objects: Classes, known: int, above: int) -> Classes:
    """The same of object classes and their attributes."""
    return tuple(
        cls.changed(
            id=cls.ident + (above - known if cls.ident > known else 0),
            attributes=moved_up(cls.attributes, known, above),
        )
        for cls in objects
    )


def idents(questions: Questions, objects: Classes = ()) -> dict[int, str]:
    """Every id with the name of its question or option (`question: option`), class or attribute (`class: attribute`)."""
    found: dict[int, str] = {}
    for question, _ in walk(questions):
        found[question.ident] = question.name
        for option in question.choices:
            found[option.ident] = f"{question.name}: {option.name}"
    for cls in objects:
        found[cls.ident] = cls.name
        found |= {ident: f"{cls.name}: {name}" for ident, name in idents(cls.attributes).items()}
    return found
