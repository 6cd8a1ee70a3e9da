"""Views of single frames: the same things as with items, frame by frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nblabel.domain.frame_choice import Every, FrameChoice, KeyFrames, at, every
from nblabel.domain.query import Query
from nblabel.domain.units import unit
from nblabel.editing import Editable
from nblabel.errors import MediaProblem, QueryError, SelectionError
from nblabel.store.items import files
from nblabel.store.query import views
from nblabel.view import View

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from nblabel.domain.medium import Medium
    from nblabel.items import Item
    from nblabel.ops.session import Key
    from nblabel.reading import Reading


class Framing:
    """The half of a project that speaks of frames."""

    _reading: Reading

    def frames(
        self,
        items: View | Item | None = None,
        *,
        every: int | None = None,
        at: int | Iterable[int | tuple[int, int]] | None = None,
        keyframes: bool = False,
    ) -> View:
        """Single frames of items as a view: to look at, to filter and to classify one by one.

        An answer given here stands on the frames chosen and on no other. A condition on an answer holds for the
        frames it stands on (all of them where the whole item was answered); conditions on titles, sizes, metadata,
        status and tags hold for the frame's item, and statuses and tags that are given here go to the items.

        Parameters
        ----------
        items
            A view of items, or an item; all items of the project by default. The frames come in its order.
        every
            Each so many-th frame, from frame 0 on; every frame by default.
        at
            The numbers of the frames wanted, counted from 0, or pairs (first, last) of them; items that end before have none.
        keyframes
            The frames at which a video can be entered, as they are now; frame 0 of other items.

        Examples
        --------
        >>> project.frames(every=5).grid()
        >>> project.frames(project.filter(F.kind == "video"), at=[3, 9]).classify("Animal", "cat")
        >>> project.frames(clip, keyframes=True).filter(F["Animal"].is_missing())
        """
        base = self._items(items)
        if (every is not None) + (at is not None) + bool(keyframes) > 1:
            raise QueryError("Frames are chosen in one way: every=, at= or keyframes=True; give one of them.")
        choice = self._keyframes(base) if keyframes else _choice(every, at)
        return View(self._reading, base.by_frame(choice))

    def _items(self, items: View | Item | None) -> Query:
        if items is None:
            return Query()
        if not isinstance(items, Editable):
            raise QueryError(f"frames takes a view of items or an item, not {items!r:.80}.")
        if _time_of(items._reading) != _time_of(self._reading):
            raise SelectionError("These items belong to another project, or to another time: take them from this one.")
        return items._query

    def _keyframes(self, base: Query) -> FrameChoice:
        items = self._reading.read(lambda cur, scope: views.ids(cur, scope, base), base).tolist()
        media = self._reading.read(lambda cur, scope: files.media_of(cur, scope, items))
        return KeyFrames([unit(ident, int(frame)) for ident in items for frame in _keyframes(media[ident])])


def _keyframes(medium: Medium) -> Sequence[int]:
    """Those of the file; where it cannot be read its first frame, on which stands why."""
    from nblabel.media.serving.show import keyframes

    try:
        return keyframes(medium)
    except MediaProblem:
        return (0,)


def _time_of(reading: Reading) -> tuple[Key, int | None]:
    return reading.session.key, reading.as_of


def _choice(step: int | None, frames: int | Iterable[int | tuple[int, int]] | None) -> FrameChoice:
    if frames is not None:
        return at(frames)
    return Every() if step is None else every(step)
