"""Set algebra of collections: what is in either, in both, in one and not the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from nblabel.domain.frame_choice import Every
from nblabel.domain.query import And, Expr, Ids, Query, is_framed, items_query
from nblabel.errors import CollectionError, SelectionError
from nblabel.view import View

if TYPE_CHECKING:
    from nblabel.editing import Editable
    from nblabel.reading import Reading


class Combining(View):
    """A view with a condition of its own, that is joined, cut and subtracted with `|`, `&` and `-`."""

    __slots__ = ()

    def _condition(self) -> Expr:
        """The condition that an item, or frame, is in it."""
        raise NotImplementedError

    def __or__(self, other: View) -> View:
        """What is in either."""
        return self._combined(other, "or")

    def __and__(self, other: View) -> View:
        """What is in both."""
        return self._combined(other, "and")

    def __sub__(self, other: View) -> View:
        """What is here and not in the other."""
        return self._combined(other, "without")

    def __rsub__(self, other: View) -> View:
        """What is in the view and not here."""
        if not isinstance(other, View):
            return NotImplemented
        return self._combined(other, "from")

    __ror__, __rand__ = __or__, __and__

    def _combined(self, other: View, how: Literal["or", "and", "without", "from"]) -> View:
        if not isinstance(other, View):
            return NotImplemented
        refuse_foreign(self._reading, other)
        own, theirs = (as_condition(view) for view in (self, other))
        ways = {"or": own | theirs, "and": own & theirs, "without": own & ~theirs, "from": theirs & ~own}
        expr = ways[how]
        framed = is_framed(self._query)
        if framed != is_framed(other._query):
            raise CollectionError(
                "One of these holds items and the other single frames: combine items with items, frames with frames."
            )
        if not framed:
            return View(self._reading, Query().filtered(expr))
        items = _of_items(other if how == "from" else self)
        items = items | _of_items(other) if how == "or" else items
        return View(self._reading, Query().filtered(items).by_frame(Every()).filtered(expr))


def as_condition(view: View) -> Expr:
    """The condition that an item, or frame, is in the view; one with places in it is taken as it is now."""
    if isinstance(view, Combining):
        return view._condition()
    query = view._query
    is_plain = query.base is None and query.frames is None and query.limit is None and not query.offset
    return And(query.where) if is_plain and not is_framed(query) else Ids(view.ids())  # type: ignore[arg-type]


def _of_items(view: View) -> Expr:
    """The condition that an item has frames in a view of frames."""
    if isinstance(view, Combining):
        return view._condition()
    return as_condition(View(view._reading, items_query(view._query)))


def refuse_foreign(reading: Reading, other: Editable) -> None:
    """Raise where these are items of another project."""
    theirs = other._reading
    if reading.session.key != theirs.session.key:
        raise SelectionError("These items belong to another project: take them from this one.")
