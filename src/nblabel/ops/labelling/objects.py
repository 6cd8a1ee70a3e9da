"""Marking objects in frames, moving them, and answering the questions about them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nblabel.domain.answers import AnswerTree, check
from nblabel.domain.changes import Change
from nblabel.domain.frames import LAST_FRAME, Frames
from nblabel.domain.marking import AddObject, DeleteObjects, MoveObject, SetAttribute
from nblabel.domain.ontology import Ontology
from nblabel.domain.workflow import STATUSES
from nblabel.errors import AnswerError, SelectionError, in_line
from nblabel.ops import words
from nblabel.ops.registry import handles
from nblabel.ops.targets import editable_mask, refuse_single
from nblabel.ops.work import Work, nothing
from nblabel.store.labels import objects
from nblabel.store.labels.objects import AttributePart, Marked
from nblabel.store.predictions import items as predicted_items
from nblabel.store.work.marks import mark_changed


@handles(AddObject)
def add_object(work: Work, command: AddObject) -> Change:
    """One object on one item; its shape must fit its class."""
    cls = work.scope.ontology.object_class(command.cls)
    shape = cls.check(command.shape)
    _refuse_strange_item(work, command.item, command.frames)
    _allow(work, command.item)
    asked = work.scope.ontology.attributes(cls.ident)
    trees = [check(asked, tree.root, tree.parts) for tree in command.attributes]
    if len({tree.root for tree in trees}) < len(trees):
        raise AnswerError(f'An attribute of "{cls.name}" was given twice.')
    made = Marked(work.session.db.next_ids(work.cur, "object"), command.item, cls.ident)
    shapes = [objects.fresh_shape(shape, command.frames, work.op_id)]
    objects.open_shapes(work.cur, work.project_id, work.op_id, made, shapes)
    parts = [AttributePart(part, None) for tree in trees for part in tree.parts]
    objects.open_attributes(work.cur, work.project_id, work.op_id, made, parts)
    return _recorded(work, "mark", f"Marked {in_line(cls.name)}", made, object=made.object_id)


@handles(MoveObject)
def move_object(work: Work, command: MoveObject) -> Change:
    """The shape on these frames is another one; on all others it stays."""
    one = _known(work, command.object_id)
    cls = work.scope.ontology.object_class(one.cls)
    shape = cls.check(command.shape)
    _refuse_strange_item(work, one.item_id, command.frames)
    _allow(work, one.item_id)
    ended = [row for row in one.shapes if row.frames.overlaps(command.frames)]
    if [(row.frames, row.shape) for row in ended] == [(command.frames, shape)]:
        return nothing("move", f"{cls.name} stays where it is", {})
    first = ended[0] if ended else one.shapes[0]
    moved = objects.ShapeRow(command.frames, shape, first.confidence, first.source, first.created_op, work.op_id)
    left = [replace(row, frames=frames) for row in ended for frames in objects.outside(row.frames, command.frames)]
    objects.close_shapes(work.cur, work.project_id, work.op_id, one.object_id, command.frames)
    objects.open_shapes(work.cur, work.project_id, work.op_id, one, [*left, moved])
    return _recorded(work, "move", f"Moved {in_line(cls.name)}", one, object=one.object_id)


@handles(SetAttribute)
def set_attribute(work: Work, command: SetAttribute) -> Change:
    """The whole answer tree of an attribute is replaced on these frames; on all others it stays."""
    one = _known(work, command.object_id)
    cls, asked = work.scope.ontology.object_class(one.cls), work.scope.ontology.attributes(one.cls)
    question = asked.root(command.root)
    if command.frames is not None and not question.dynamic:
        raise AnswerError(
            f'"{question.name}" of "{cls.name}" is the same on all frames: leave frames= out, or make it dynamic=True in the ontology.'
        )
    if command.frames is not None:
        _refuse_strange_item(work, one.item_id, command.frames)
    _allow(work, one.item_id)
    tree = None if command.answer is None else check(asked, command.answer.root, command.answer.parts)
    own = [place.question.ident for place in asked.places if place.root.ident == question.ident]
    former = [part for part in one.attributes if part.part.question in own]
    wanted = [*_left(work, one, former, command.frames), *_new(tree, command.frames)]
    told = f"{in_line(question.name)} of {in_line(cls.name)}"
    if {_key(part) for part in former} == {_key(part) for part in wanted}:
        return nothing("attribute", f"{told} stays as it is", {})
    objects.close_attributes(work.cur, work.project_id, work.op_id, one.object_id, own, command.frames)
    ended = [part for part in former if command.frames is None or command.frames.overlaps(part.frames)]
    kept = {_key(part) for part in former} - {_key(part) for part in ended}
    opened = [part for part in wanted if _key(part) not in kept]
    objects.open_attributes(work.cur, work.project_id, work.op_id, one, opened)
    text = f"Cleared {told}" if tree is None else f"Set {_said(asked, tree)} of {in_line(cls.name)}"
    return _recorded(work, "attribute", text, one, object=one.object_id)


@handles(DeleteObjects)
def delete_objects(work: Work, command: DeleteObjects) -> Change:
    """Objects of items that the role may not change stay."""
    found = objects.objects_by_id(work.cur, work.scope, command.object_ids)
    missing = set(command.object_ids) - {one.object_id for one in found}
    if missing:
        raise SelectionError(f"No object {min(missing)} in this project: it was deleted, or belongs to another one.")
    if not found:
        raise SelectionError("No object was named: nothing was deleted.")
    items = np.unique([one.item_id for one in found])
    is_open, codes, _ = editable_mask(work, work.cur, work.scope, items)
    if len(items) == 1 and not is_open[0]:
        refuse_single(work.cur, work.session, int(items[0]), STATUSES[codes[0]])
    allowed = set(items[is_open].tolist())
    for one in found:
        if one.item_id in allowed:
            objects.close_shapes(work.cur, work.project_id, work.op_id, one.object_id)
            objects.close_attributes(work.cur, work.project_id, work.op_id, one.object_id)
    deleted = [one for one in found if one.item_id in allowed]
    mark_changed(work.cur, work.project_id, work.op_id, items[is_open], codes[is_open])
    blocked = items[~is_open]
    name = work.scope.ontology.object_class(found[0].cls).name if len(found) == 1 else f"{len(deleted):,} objects"
    counts = {"applied": len(allowed), "blocked": len(blocked)}
    text = f"Deleted {in_line(name)} on {words.items(len(allowed))}" + words.left_alone(blocked=len(blocked))
    return work.record("delete", text, counts, items=items[is_open], outcomes={"blocked": blocked})


def _known(work: Work, object_id: int) -> Marked:
    found = objects.objects_by_id(work.cur, work.scope, [object_id])
    if not found:
        raise SelectionError(f"No object {object_id} in this project: it was deleted, or belongs to another one.")
    return found[0]


def _allow(work: Work, item: int) -> None:
    """Raise where the item is not this role's to change, and leave the mark of what was reviewed."""
    ids = np.array([item])
    is_open, codes, _ = editable_mask(work, work.cur, work.scope, ids)
    if not is_open[0]:
        refuse_single(work.cur, work.session, item, STATUSES[codes[0]])
    mark_changed(work.cur, work.project_id, work.op_id, ids, codes)


def _refuse_strange_item(work: Work, item: int, frames: Frames) -> None:
    ids = np.array([item])
    if not predicted_items.known(work.cur, work.scope, ids)[0]:
        raise SelectionError(f"No item {item} in this project: it was removed, or belongs to another one.")
    n_frames = int(predicted_items.n_frames(work.cur, work.scope, ids)[0])
    if n_frames and frames.last >= n_frames:
        raise AnswerError(f"Item {item} has no frame {frames.last}: it has {n_frames}, counted from 0.")


def _left(work: Work, one: Marked, former: list[AttributePart], frames: Frames | None) -> list[AttributePart]:
    """What stays of former answers outside of the frames."""
    if frames is None:
        return []
    n_frames = int(predicted_items.n_frames(work.cur, work.scope, np.array([one.item_id]))[0])
    everywhere = Frames(0, n_frames - 1 if n_frames else LAST_FRAME - 1)
    left: list[AttributePart] = []
    for part in former:
        if not frames.overlaps(part.frames):
            left.append(part)
            continue
        left += [AttributePart(part.part, rest) for rest in objects.outside(part.frames or everywhere, frames)]
    return left


def _new(tree: AnswerTree | None, frames: Frames | None) -> list[AttributePart]:
    return [] if tree is None else [AttributePart(part, frames) for part in tree.parts]


def _key(part: AttributePart) -> tuple[object, ...]:
    return part.part, part.frames


def _said(asked: Ontology, tree: AnswerTree) -> str:
    return words.answer(asked, tree)


def _recorded(work: Work, kind: str, text: str, one: Marked, **params: int) -> Change:
    return work.record(kind, f"{text} on {words.items(1)}", {"applied": 1}, items=[one.item_id], params=params)
