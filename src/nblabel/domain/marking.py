"""Commands about objects: marking them, moving them, saying something about them, taking them away."""

from __future__ import annotations

from dataclasses import dataclass

from nblabel.domain.answers import AnswerTree
from nblabel.domain.commands import Command
from nblabel.domain.frames import Frames
from nblabel.domain.shapes import Shape


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
