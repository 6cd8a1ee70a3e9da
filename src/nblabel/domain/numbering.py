"""Ids, colours and short codes for the questions, options and object classes that have none yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from nblabel.domain.look import color_at, free_code
from nblabel.domain.objects import ObjectClass
from nblabel.domain.questions.base import Option, Question, parts, walk
from nblabel.errors import OntologyError, listing

DEPTH_LIMIT = 64


def complete(
    questions: tuple[Question, ...], above: int = 0, objects: tuple[ObjectClass, ...] = ()
) -> tuple[tuple[Question, ...], tuple[ObjectClass, ...]]:
    """The same questions and object classes, each part of them with an id, a colour and a code.

    Parameters
    ----------
    above
        New ids are larger than this and than every id given, so that a removed one is never used again.
    """
    attributes = tuple(question for cls in objects for question in cls.attributes)
    _refuse_depth((*questions, *attributes))
    _refuse_twins(questions, objects)
    ids, codes = _given([*parts((*questions, *attributes)), *objects])
    given = _Giver(next_id=max([above, *ids]) + 1, codes=codes)
    return (
        tuple(given.question(question, place) for place, question in enumerate(questions)),
        tuple(given.object(cls, place) for place, cls in enumerate(objects)),
    )


@dataclass
class _Giver:
    next_id: int
    codes: set[str] = field(default_factory=set)

    def ident(self, present: int | None) -> int:
        if present is not None:
            return present
        self.next_id += 1
        return self.next_id - 1

    def code(self, part: Question | Option | ObjectClass) -> str:
        if part.code:
            return part.code
        code = free_code(part.name, self.codes)
        self.codes.add(code)
        return code

    def question(self, question: Question, place: int) -> Question:
        ident, code = self.ident(question.id), self.code(question)
        named = replace(question, id=ident, code=code, color=question.color or color_at(place))
        if not question.choices:
            return named
        options = tuple(self.option(option, number) for number, option in enumerate(question.choices))
        return named.with_options(options)

    def option(self, option: Option, place: int) -> Option:
        ident, code = self.ident(option.id), self.code(option)
        nested = tuple(self.question(question, number) for number, question in enumerate(option.questions))
        color = option.color or color_at(place)
        return Option(
            option.name, *nested, description=option.description, key=option.key, color=color, code=code, id=ident
        )

    def object(self, cls: ObjectClass, place: int) -> ObjectClass:
        ident, code = self.ident(cls.id), self.code(cls)
        attributes = tuple(self.question(question, number) for number, question in enumerate(cls.attributes))
        return cls.changed(id=ident, code=code, color=cls.color or color_at(place), attributes=attributes)


def _given(every: list[Question | Option | ObjectClass]) -> tuple[list[int], set[str]]:
    ids = Counter(part.id for part in every if part.id is not None)
    codes = Counter(part.code.upper() for part in every if part.code)
    for ident, count in ids.items():
        if count > 1:
            raise OntologyError(f"The id {ident} is given {count} times in this ontology: each may stand once.")
    for code, count in codes.items():
        if count > 1:
            names = listing(part.name for part in every if part.code and part.code.upper() == code)
            raise OntologyError(f'The short code "{code}" is given to {names}: give each its own, or none.')
    return list(ids), set(codes)


def _refuse_depth(questions: tuple[Question, ...]) -> None:
    level, depth = questions, 0
    while level:
        depth += 1
        if depth > DEPTH_LIMIT:
            raise OntologyError(f'"{level[0].name}" is nested deeper than {DEPTH_LIMIT} levels: ask it further up.')
        level = tuple(child for question in level for option in question.choices for child in option.questions)


def _refuse_twins(questions: tuple[Question, ...], objects: tuple[ObjectClass, ...]) -> None:
    groups: list[Sequence[Question | ObjectClass]] = [(*questions, *objects), *(cls.attributes for cls in objects)]
    for question, _ in walk((*questions, *(question for cls in objects for question in cls.attributes))):
        groups.extend(option.questions for option in question.choices)
        _refuse_key_twins(question)
    for group in groups:
        for name, count in Counter(question.name for question in group).items():
            if count > 1:
                what = "question" if all(isinstance(one, Question) for one in group) else "question or object class"
                raise OntologyError(f'The {what} "{name}" stands {count} times at one place: rename one.')


def _refuse_key_twins(question: Question) -> None:
    for key, count in Counter(option.key for option in question.choices if option.key).items():
        if count > 1:
            raise OntologyError(
                f'The key "{key}" is given to {count} options of "{question.name}": each needs its own.'
            )
