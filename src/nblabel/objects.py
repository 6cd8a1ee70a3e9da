"""Objects that are marked in frames: what a user holds of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from nblabel import ops
from nblabel.domain.answers import answer as checked_answer
from nblabel.domain.frames import as_frames
from nblabel.domain.marking import AddObject, DeleteObjects, MoveObject, SetAttribute, attribute_trees
from nblabel.domain.numbers import as_whole
from nblabel.errors import AnswerError, SelectionError, ShapeError
from nblabel.receipt import Receipt
from nblabel.store.labels import objects as store
from nblabel.store.reading import objects_table

if TYPE_CHECKING:
    import pandas as pd

    from nblabel.domain.query import Query
    from nblabel.domain.shapes import Shape
    from nblabel.reading import Reading
    from nblabel.store.labels.objects import Marked


class Marking:
    """One object of an item.

    Examples
    --------
    >>> head = item.add_object("Head", nb.shapes.Box(10, 20, 30, 40), attributes={"Ears": "up"})
    >>> head.cls, head.shape.area, head.get("Ears")
    >>> head.move(nb.shapes.Box(12, 20, 30, 40)).undo()
    """

    def __init__(self, reading: Reading, ident: int, known: Marked | None = None) -> None:
        self._reading = reading
        self._known = known
        self.id = ident

    @property
    def _marked(self) -> Marked:
        """As it is now; the first look may come with the list it was taken from."""
        if self._known is not None:
            known, self._known = self._known, None
            return known
        found = self._reading.read(lambda cur, scope: store.objects_by_id(cur, scope, [self.id]))
        if not found:
            raise SelectionError(f"Object {self.id} is not in this project any more: it was deleted or undone.")
        return found[0]

    @property
    def item_id(self) -> int:
        """The item it is marked on."""
        return self._marked.item_id

    @property
    def cls(self) -> str:
        """The name of its class."""
        return self._reading.ontology.object_class(self._marked.cls).name

    @property
    def shape(self) -> Shape:
        """Its shape, on the first of its frames."""
        return self._marked.shapes[0].shape

    @property
    def frames(self) -> list[tuple[int, int]]:
        """The ranges of frames that it is on, both ends included."""
        return [(row.frames.first, row.frames.last) for row in self._marked.shapes]

    def shape_at(self, frame: int) -> Shape | None:
        """Its shape on a frame; None where it is not on it.

        Examples
        --------
        >>> head.shape_at(3)
        """
        for row in self._marked.shapes:
            if row.frames.first <= frame <= row.frames.last:
                return row.shape
        return None

    @property
    def confidence(self) -> float:
        """1 where a person marked it, else how sure the model was."""
        return self._marked.shapes[0].confidence

    @property
    def source(self) -> str:
        """Who it is from: human, model or import."""
        return self._marked.shapes[0].source

    @property
    def created_by(self) -> str:
        """Who marked or accepted it."""
        return self._marked.created_by

    @property
    def attributes(self) -> dict[str, object]:
        """What is answered about it on its first frame, by the name of the attribute."""
        one = self._marked
        return self._answers(one, one.shapes[0].frames.first)

    def get(self, attribute: str, *, frame: int | None = None) -> object:
        """The answer to an attribute on a frame (on its first one, where none is named); None where there is none.

        Examples
        --------
        >>> head.get("Ears", frame=3)
        """
        one = self._marked
        question = self._reading.ontology.attribute(one.cls, attribute)
        at = one.shapes[0].frames.first if frame is None else _frame(frame)
        for part in one.attributes:
            if part.part.question == question.ident and part.is_on(at):
                return question.describe(part.part)
        return None

    def set(self, attribute: str, value: object, *, frames: int | tuple[int, int] | None = None) -> Receipt:
        """Answer an attribute, nested ones by a dict; None clears it.

        Parameters
        ----------
        frames
            A frame or `(first, last)`, both included, for attributes that are dynamic; all of them by default.

        Examples
        --------
        >>> head.set("Ears", "up", frames=(0, 9))
        """
        asked = self._reading.ontology.attributes(self._marked.cls)
        self._reading.ontology.attribute(self._marked.cls, attribute)
        root = asked.root(attribute).ident
        tree = None if value is None else checked_answer(asked, root, value)
        return self._write(SetAttribute(object_id=self.id, root=root, answer=tree, frames=as_frames(frames)))

    def move(self, shape: Shape, *, frame: int | tuple[int, int] | None = None) -> Receipt:
        """Give it another shape, on one frame or range of them; on all its frames where it is on one range.

        Examples
        --------
        >>> head.move(nb.shapes.Box(12, 20, 30, 40), frame=3)
        """
        frames = as_frames(frame)
        if frames is None:
            several = self._marked.shapes
            if len(several) != 1:
                raise ShapeError(f'"{self.cls}" has {len(several)} shapes on different frames: name the frame to move.')
            frames = several[0].frames
        return self._write(MoveObject(object_id=self.id, shape=shape, frames=frames))

    def delete(self) -> Receipt:
        """Take it away, with its attributes.

        Examples
        --------
        >>> head.delete().undo()
        """
        return self._write(DeleteObjects(object_ids=(self.id,)))

    def _write(self, command: MoveObject | SetAttribute | DeleteObjects) -> Receipt:
        change = ops.run(self._reading.for_writing(), command)
        self._known = None
        return Receipt(self._reading, change)

    def _answers(self, one: Marked, frame: int) -> dict[str, object]:
        asked = self._reading.ontology.attributes(one.cls)
        return {
            asked.place(part.part.question).question.name: asked.place(part.part.question).question.describe(part.part)
            for part in one.attributes
            if part.is_on(frame)
        }

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Marking) and (self.id, self._reading) == (other.id, other._reading)

    def __hash__(self) -> int:
        return hash((Marking, self.id))

    def __repr__(self) -> str:
        one = self._marked
        self._known = one
        answers = ", ".join(f"{name}={value}" for name, value in self._answers(one, one.shapes[0].frames.first).items())
        x, y, width, height = one.shapes[0].shape.bounds
        on = f"{one.shapes[0].shape.kind} at {x:g}, {y:g} of {width:g} x {height:g}"
        name = self._reading.ontology.object_class(one.cls).name
        return f"Object {self.id} on item {one.item_id}: {name} ({on}) {answers}".rstrip()


class Objects:
    """All objects of a project, or those of a view.

    Examples
    --------
    >>> len(project.objects), project.objects.to_df()
    """

    def __init__(self, reading: Reading, query: Query | None = None) -> None:
        self._reading = reading
        self._query = query

    def to_df(self) -> pd.DataFrame:
        """One row a shape: of an object that moves several, each with its frames.

        Returns
        -------
        DataFrame
            Columns object_id, item_id, title, frame_from, frame_to, class, shape, x, y, width, height, area, geometry (JSON),
            attributes (a dict), confidence, source, created_by, created_at, edited_by, edited_at (UTC).
        """
        return self._reading.read(lambda cur, scope: objects_table.objects_df(cur, scope, self._query), self._query)

    def __len__(self) -> int:
        return self._reading.read(lambda cur, scope: objects_table.count(cur, scope, self._query), self._query)

    def __bool__(self) -> bool:
        return True

    def __iter__(self) -> Iterator[Marking]:
        ids = self._reading.read(lambda cur, scope: objects_table.ids(cur, scope, self._query), self._query)
        for first in range(0, len(ids), 500):
            chunk = ids[first : first + 500]
            found = self._reading.read(lambda cur, scope, chunk=chunk: store.objects_by_id(cur, scope, chunk))  # type: ignore[misc]
            yield from (Marking(self._reading, one.object_id, one) for one in found)

    def __repr__(self) -> str:
        return f"Objects of {self._reading.name}: {len(self):,}; .to_df() lists them"


def markings_of(reading: Reading, item: int, frame: int | None = None) -> list[Marking]:
    """What is marked on an item, or on one frame of it."""
    found = reading.read(lambda cur, scope: store.objects_of(cur, scope, [item]))
    return [
        Marking(reading, one.object_id, one)
        for one in found
        if frame is None or any(row.frames.first <= frame <= row.frames.last for row in one.shapes)
    ]


def add_object(
    reading: Reading,
    item: int,
    cls: str,
    shape: Shape,
    frame: int | tuple[int, int],
    attributes: Mapping[str, object] | None,
) -> Marking:
    """Mark an object on an item."""
    known = reading.ontology.object_class(cls)
    frames = as_frames(frame)
    if frames is None:
        raise AnswerError("frame names where the object is: a number from 0, or (first, last).")
    trees = attribute_trees(reading.ontology, known.ident, attributes)
    command = AddObject(item=item, cls=known.ident, shape=known.check(shape), frames=frames, attributes=trees)
    session = reading.for_writing()
    change = ops.run(session, command)
    made = reading.read(lambda cur, scope: objects_table.made_by(cur, scope, change.op_id))
    return Marking(reading, made)


def _frame(given: object) -> int:
    frame = as_whole(given)
    if frame is None or frame < 0:
        raise AnswerError(f"A frame is a whole number from 0, not {given!r:.60}.")
    return frame
