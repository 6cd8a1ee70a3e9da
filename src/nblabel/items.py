"""One item: its facts and its labels."""

from __future__ import annotations

import json
from functools import cached_property
from typing import TYPE_CHECKING, Any

from nblabel.domain.query import Ids, Query
from nblabel.domain.units import frame_of, item_of
from nblabel.editing import Editable
from nblabel.errors import SelectionError, in_line
from nblabel.picturing import Pictured
from nblabel.store.items import files
from nblabel.store.items.adding import meta_of
from nblabel.store.reading import tiles

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nblabel.domain.medium import Medium
    from nblabel.domain.shapes import Shape
    from nblabel.objects import Marking
    from nblabel.reading import Reading
    from nblabel.remarks import Comment, Comments
    from nblabel.store.reading.tile_labels import LabelPart
    from nblabel.store.reading.tiles import Tile


class Item(Pictured, Editable):
    """One picture (or anything with frames) of a project, or one frame of it in a view of frames.

    Examples
    --------
    >>> item = project.items[0]
    >>> item.title, item.status, item.labels
    >>> item.classify("Animal", "cat")
    """

    def __init__(self, reading: Reading, ident: int, tile: Tile | None = None) -> None:
        self._reading = reading
        self._query = Query().filtered(Ids((ident,)))
        self.id = ident
        self._known = tile

    @property
    def item_id(self) -> int:
        """The item's id; of a frame the one of the item that it belongs to."""
        return item_of(self.id)

    @property
    def frame_index(self) -> int | None:
        """Which frame this is, counted from 0; None for an item as a whole.

        Examples
        --------
        >>> project.frames(every=5)[1].frame_index
        """
        return frame_of(self.id)

    @cached_property
    def _medium(self) -> Medium:
        found = self._reading.read(lambda cur, scope: files.media_of(cur, scope, [self.id]))
        if not found:
            raise SelectionError(f"{self._called()} is not in this project any more.")
        return found[self.id]

    @property
    def _tile(self) -> Tile:
        """The item as it is now; the first look may come with the view it was taken from."""
        if self._known is not None:
            tile, self._known = self._known, None
            return tile
        found = self._reading.read(lambda cur, scope: tiles.tiles(cur, scope, [self.id]))
        if not found:
            raise SelectionError(f"{self._called()} is not in this project any more.")
        return found[0]

    @property
    def title(self) -> str:
        """Its title; the file name unless one was given."""
        return self._tile.title

    @property
    def uri(self) -> str:
        """Where it lies."""
        return self._tile.uri

    @property
    def urls(self) -> tuple[str, ...]:
        """All files it consists of."""
        return self._medium.urls

    @property
    def kind(self) -> str:
        """Such as `image`."""
        return self._tile.kind

    @property
    def status(self) -> str:
        """annotate, review or complete."""
        return self._tile.status

    @property
    def assignee(self) -> str | None:
        """Whose it is, in a task or in all of the project; several names are joined, nobody is None."""
        return ", ".join(self._tile.work.assignees) or None

    @property
    def reason(self) -> str:
        """Why it came back from review; empty where it did not."""
        return self._tile.work.reason

    @property
    def is_changed(self) -> bool:
        """Whether its labels were changed after its review."""
        return self._tile.work.is_changed

    @property
    def comments(self) -> Comments:
        """What was said about it, oldest first."""
        from nblabel.remarks import Comments

        return Comments(self._reading, self.item_id)

    def comment(
        self, text: str, *, frame: int | None = None, x: float | None = None, y: float | None = None, flag: bool = False
    ) -> Comment:
        """Say something about it, about a frame of it or a point in it.

        Parameters
        ----------
        x, y
            The point, as shares of the picture's width and height (0 to 1).
        flag
            Flag the item: it shows in the queue until the comment is resolved.

        Examples
        --------
        >>> item.comment("is this a pug?", x=0.4, y=0.2)
        """
        from nblabel.domain.tasking import Remark
        from nblabel.remarks import on, say

        return say(self._reading, Remark(item=on(self, frame), text=text, x=x, y=y, is_flag=flag))

    @property
    def tags(self) -> tuple[str, ...]:
        """Its tags, in order of the alphabet."""
        return self._tile.tags

    @property
    def labels(self) -> dict[str, object]:
        """Question names (nested ones too) to answers: a name, a list of names, a number or a text."""
        ontology = self._reading.ontology
        found: dict[str, object] = {}
        for part in self._tile.parts:
            place = ontology.place(part.question)
            name = place.question.name if place.question.name not in found else place.name
            found[name] = place.question.describe(part.part)
        return found

    @property
    def label_parts(self) -> tuple[LabelPart, ...]:
        """Every answer with its source, author, times and frames."""
        return self._tile.parts

    @property
    def objects(self) -> list[Marking]:
        """What is marked on it; of a frame what is marked there.

        Examples
        --------
        >>> [object.cls for object in item.objects]
        """
        from nblabel.objects import markings_of

        return markings_of(self._reading, self.item_id, self.frame_index)

    def add_object(
        self,
        cls: str,
        shape: Shape,
        *,
        frame: int | tuple[int, int] | None = None,
        attributes: Mapping[str, object] | None = None,
    ) -> Marking:
        """Mark an object; it is undone by `project.undo()`.

        Parameters
        ----------
        cls
            A class of the ontology, such as `nb.Box("Head")`.
        shape
            Of the kind that the class is marked with, in pixels of the frame.
        frame
            Where it is: a frame, or `(first, last)`; the frame meant or the first one by default.
        attributes
            Names of its attributes to answers, nested ones too.

        Examples
        --------
        >>> item.add_object("Head", nb.shapes.Box(10, 20, 30, 40), attributes={"Ears": "up"})
        """
        from nblabel.objects import add_object

        at = (self.frame_index or 0) if frame is None else frame
        return add_object(self._reading, self.item_id, cls, shape, at, attributes)

    @cached_property
    def meta(self) -> dict[str, Any]:
        """The metadata it was registered with."""
        text = self._reading.read(lambda cur, scope: meta_of(cur, scope, self.item_id))
        return json.loads(text) if text else {}

    def _called(self) -> str:
        return f"Item {self.id}" if self.frame_index is None else f"Frame {self.frame_index} of item {self.item_id}"

    def __repr__(self) -> str:
        tile = self._tile
        self._known = tile
        labels = ", ".join(f"{name}={value}" for name, value in self.labels.items())
        return f"{self._called()}: {in_line(tile.title)} [{tile.status}] {in_line(labels, 300)}".rstrip()


def items_of(reading: Reading, ids: list[int]) -> list[Item]:
    """Items of these ids, read in one go."""
    found = reading.read(lambda cur, scope: tiles.tiles(cur, scope, ids))
    return [Item(reading, tile.id, tile) for tile in found]
