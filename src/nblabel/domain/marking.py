"""Commands about objects: marking them, moving them, saying something about them, taking them away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nblabel.domain.answers import AnswerTree, answer
from nblabel.domain.commands import Command
from nblabel.domain.frames import Frames
from nblabel.domain.ontology import Ontology
from nblabel.domain.shapes import Shape
from nblabel.errors import AnswerError


@dataclass(frozen=True, slots=True, kw_only=True)
class AddObject(Command):
    """Mark an object of the class `cls` on an item; `attributes` are the answers to its questions."""

    item: int
    cls: int
    shape: Shape
    frames: Frames
    attributes: tuple[AnswerTree, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveObject(Command):
    """Give an object another shape on some frames."""

    object_id: int
    shape: Shape
    frames: Frames


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAttribute(Command):
    """Answer an attribute of an object on some frames (None: on all); without an answer it is cleared."""

    object_id: int
    root: int
    answer: AnswerTree | None = None
    frames: Frames | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteObjects(Command):
    """Take objects away, with all their attributes."""

    object_ids: tuple[int, ...]


def attribute_trees(ontology: Ontology, cls: int, given: Mapping[str, object] | None) -> tuple[AnswerTree, ...]:
    """Answers to attributes by their names; nested ones stand beside their parents."""
    if given is None:
        return ()
    if not isinstance(given, Mapping):
        raise AnswerError(f"Attributes are given as a dict from names to answers, not as {given!r:.60}.")
    asked = ontology.attributes(cls)
    by_root: dict[int, dict[str, object]] = {}
    for name, value in given.items():
        ontology.attribute(cls, str(name))
        by_root.setdefault(asked.place(str(name)).root.ident, {})[str(name)] = value
    trees = []
    for root, answers in by_root.items():
        name = asked.place(root).question.name
        whole = answers[name] if set(answers) == {name} else answers
        trees.append(answer(asked, root, whole))
    return tuple(trees)
