"""New versions of an ontology's tree: renamed parts, and ids taken over from a former version."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from nblabel.domain.questions.base import Option, Question, walk

Questions = tuple[Question, ...]


def changed_option(option: Option, **changes: Any) -> Option:
    """A copy of the option with some fields changed (`questions` among them)."""
    kept = ("description", "key", "color", "code", "id")
    values = {name: changes.get(name, getattr(option, name)) for name in kept}
    return Option(changes.get("name", option.name), *changes.get("questions", option.questions), **values)


def with_options(question: Question, options: Sequence[Option]) -> Question:
    """A copy of the question with other options."""
    return replace(question, options=tuple(options))  # type: ignore[call-arg]


def mapped(questions: Questions, change: Callable[[Question], Question]) -> Questions:
    """Every question at any depth replaced by `change(question)`, children first."""
    return tuple(change(_inner(question, change)) for question in questions)


def _inner(question: Question, change: Callable[[Question], Question]) -> Question:
    if not question.choices:
        return question
    return with_options(
        question, [changed_option(option, questions=mapped(option.questions, change)) for option in question.choices]
    )


def adopted(new: Questions, former: Questions, above: int) -> tuple[Questions, int]:
    """`new` with the ids that `former` has at the same paths; others get ids above `above`."""
    known = {question.name: question for question in former}
    result = []
    for question in new:
        twin = known.get(question.name)
        twin = twin if twin is not None and twin.kind == question.kind else None
        question, above = _adopt_question(question, twin, above)
        result.append(question)
    return tuple(result), above


def _adopt_question(question: Question, twin: Question | None, above: int) -> tuple[Question, int]:
    ident, above = (twin.ident, above) if twin else (above + 1, above + 1)
    options = []
    known = {option.name: option for option in twin.choices} if twin else {}
    for option in question.choices:
        former = known.get(option.name)
        own, above = (former.ident, above) if former else (above + 1, above + 1)
        nested, above = adopted(option.questions, former.questions if former else (), above)
        options.append(changed_option(option, id=own, questions=nested))
    named = replace(question, id=ident)
    return (with_options(named, options) if options else named), above


def idents(questions: Questions) -> dict[int, str]:
    """Every id with the name of its question or option (`question: option`)."""
    found: dict[int, str] = {}
    for question, _ in walk(questions):
        found[question.ident] = question.name
        for option in question.choices:
            found[option.ident] = f"{question.name}: {option.name}"
    return found
