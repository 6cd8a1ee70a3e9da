"""Objects: reading what is marked in frames, and writing it as interval rows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from nblabel.domain.frames import LAST_FRAME, Frames
from nblabel.domain.questions.base import Part
from nblabel.domain.shapes import Shape, shape_from_json
from nblabel.store.file.cursor import Cursor
from nblabel.store.labels.rows import SURE, rows_of_part
from nblabel.store.rows.authors import authors_of
from nblabel.store.rows.intervals import ATTRIBUTE, OBJECT
from nblabel.store.rows.piece import Piece, together
from nblabel.store.rows.scope import Scope


@dataclass(frozen=True, slots=True)
class ShapeRow:
    """The shape of an object on some frames."""

    frames: Frames
    shape: Shape
    confidence: float
    source: str
    created_op: int
    edited_op: int | None = None


@dataclass(frozen=True, slots=True)
class AttributePart:
    """One answered attribute on some frames (None: on all)."""

    part: Part
    frames: Frames | None

    def is_on(self, frame: int) -> bool:
        """Whether it holds there."""
        return self.frames is None or self.frames.first <= frame <= self.frames.last


@dataclass(slots=True)
class Marked:
    """An object: its class (an id), its shapes by frame, its attributes, and who made and changed it."""

    object_id: int
    item_id: int
    cls: int
    shapes: list[ShapeRow] = field(default_factory=list)
    attributes: list[AttributePart] = field(default_factory=list)
    created_by: str = ""
    created_at: datetime | None = None
    edited_by: str | None = None
    edited_at: datetime | None = None


def objects_of(cur: Cursor, scope: Scope, items: Sequence[int]) -> list[Marked]:
    """What is marked on these items, in the order it was made."""
    return _marked(cur, scope, Piece("list_contains(?::BIGINT[], item_id)", ([int(item) for item in items],)))


def objects_by_id(cur: Cursor, scope: Scope, ids: Sequence[int]) -> list[Marked]:
    """These objects, those that are there."""
    return _marked(cur, scope, Piece("list_contains(?::BIGINT[], object_id)", ([int(ident) for ident in ids],)))


def _marked(cur: Cursor, scope: Scope, chosen: Piece) -> list[Marked]:
    piece = together(
        'SELECT object_id, item_id, "class", frame_from, frame_to, geometry, confidence, source, created_op, edited_op '
        "FROM object WHERE {} AND {} ORDER BY object_id, frame_from",
        scope.rows(),
        chosen,
    )
    found: dict[int, Marked] = {}
    for ident, item, cls, first, last, geometry, confidence, source, created, edited in cur.execute(
        piece.sql, piece.values
    ).rows():
        own = found.setdefault(ident, Marked(ident, item, cls))
        shape = shape_from_json(json.loads(geometry))
        frames = Frames(first or 0, LAST_FRAME - 1 if last is None else last)
        own.shapes.append(ShapeRow(frames, shape, confidence, str(source), created, edited))
    if found:
        _with_attributes(cur, scope, chosen, found)
        _with_authors(cur, scope, found.values())
    return list(found.values())


def _with_attributes(cur: Cursor, scope: Scope, chosen: Piece, found: dict[int, Marked]) -> None:
    piece = together(
        "SELECT object_id, frame_from, frame_to, question, option, number, text FROM attribute WHERE {} AND {} "
        "ORDER BY object_id, question, frame_from NULLS FIRST",
        scope.rows(),
        chosen,
    )
    for ident, first, last, question, option, number, text in cur.execute(piece.sql, piece.values).rows():
        if ident not in found:
            continue
        parts = found[ident].attributes
        frames = None if first is None else Frames(first, last)
        options = () if option is None else (option,)
        if parts and parts[-1].part.question == question and parts[-1].frames == frames:
            former = parts[-1].part
            parts[-1] = AttributePart(replace(former, options=tuple(sorted({*former.options, *options}))), frames)
        else:
            parts.append(AttributePart(Part(question, options, number, text), frames))


def _with_authors(cur: Cursor, scope: Scope, found: Iterable[Marked]) -> None:
    known = authors_of(
        cur, scope, {op for one in found for row in one.shapes for op in (row.created_op, row.edited_op) if op}
    )
    for one in found:
        one.created_by, one.created_at = known.get(min(row.created_op for row in one.shapes), ("", None))
        edited = max((row.edited_op or 0 for row in one.shapes), default=0)
        if edited:
            one.edited_by, one.edited_at = known.get(edited, (None, None))


def open_shapes(cur: Cursor, project_id: int, op_id: int, one: Marked, rows: Sequence[ShapeRow]) -> None:
    """Let the object have these shapes from the operation on."""
    for row in rows:
        x, y, width, height = row.shape.bounds
        values = [
            one.object_id, one.item_id, row.frames.first, row.frames.last, one.cls, row.shape.kind, x, y, width, height,
            row.shape.area, json.dumps(row.shape.to_json()), row.confidence, row.source, row.created_op, row.edited_op,
        ]  # fmt: skip
        _open(cur, OBJECT.name, OBJECT.content, project_id, op_id, values)


def open_attributes(cur: Cursor, project_id: int, op_id: int, one: Marked, parts: Sequence[AttributePart]) -> None:
    """Let the object have these attributes from the operation on."""
    for given in parts:
        first, last = (None, None) if given.frames is None else (given.frames.first, given.frames.last)
        for row in rows_of_part(given.part):
            values = [one.object_id, one.item_id, first, last, row.question, row.option, row.number, row.text]
            _open(cur, ATTRIBUTE.name, ATTRIBUTE.content, project_id, op_id, values)


def _open(
    cur: Cursor, table: str, content: tuple[str, ...], project_id: int, op_id: int, values: Sequence[object]
) -> None:
    names = ", ".join(f'"{name}"' for name in ("project_id", *content, "op_from", "op_to"))
    marks = ", ".join("?" * len(content))
    cur.execute(f"INSERT INTO {table} ({names}) VALUES (?, {marks}, ?, NULL)", [project_id, *values, op_id])


def close_shapes(cur: Cursor, project_id: int, op_id: int, object_id: int, frames: Frames | None = None) -> None:
    """End the shapes of an object that share a frame with `frames` (None: all)."""
    near = "" if frames is None else "AND frame_from <= ? AND frame_to >= ?"
    bounds = [] if frames is None else [frames.last, frames.first]
    cur.execute(
        f"UPDATE object SET op_to = ? WHERE project_id = ? AND op_to IS NULL AND object_id = ? {near}",
        [op_id, project_id, object_id, *bounds],
    )


def close_attributes(
    cur: Cursor,
    project_id: int,
    op_id: int,
    object_id: int,
    questions: Sequence[int] = (),
    frames: Frames | None = None,
) -> None:
    """End attributes of an object: of these questions (all where none is named) that share a frame with `frames`."""
    near = "" if frames is None else "AND (frame_from IS NULL OR (frame_from <= ? AND frame_to >= ?))"
    bounds = [] if frames is None else [frames.last, frames.first]
    own = "AND list_contains(?::INTEGER[], question)" if questions else ""
    cur.execute(
        f"UPDATE attribute SET op_to = ? WHERE project_id = ? AND op_to IS NULL AND object_id = ? {near} {own}",
        [op_id, project_id, object_id, *bounds, *([list(questions)] if questions else [])],
    )


def fresh_shape(shape: Shape, frames: Frames, op_id: int) -> ShapeRow:
    """A shape that a person has just drawn."""
    return ShapeRow(frames, shape, SURE, "human", op_id)


def outside(frames: Frames, taken: Frames) -> list[Frames]:
    """What is left of a range without another one."""
    before = [Frames(frames.first, min(frames.last, taken.first - 1))] if frames.first < taken.first else []
    after = [Frames(max(frames.first, taken.last + 1), frames.last)] if frames.last > taken.last else []
    return [*before, *after]
