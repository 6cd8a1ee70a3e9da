"""A collection: a kept, named set of items, or of single frames of items."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from nblabel import ops
from nblabel.combining import refuse_foreign
from nblabel.domain.collecting import (
    Collect,
    CollectTitles,
    DropCollection,
    EditCollection,
    SaveCollection,
)
from nblabel.domain.frame_choice import Every
from nblabel.domain.numbers import as_whole
from nblabel.domain.query import Expr, Ids, InCollection, Query, is_framed
from nblabel.editing import Editable, _flag
from nblabel.errors import CollectionError
from nblabel.receipt import Receipt
from nblabel.ruling import Ruling
from nblabel.store.collections import history as kept_history
from nblabel.store.items import titles
from nblabel.view import View

if TYPE_CHECKING:
    import pandas as pd

    from nblabel.reading import Reading
    from nblabel.store.rows.scope import Kept

# What can be added to a collection: a view, an item or frame, another collection, or several items.
Members = Editable | Iterable[Any]


class Collection(Ruling):
    """A kept, named set of items; its title is a tag on each of them (S0.18).

    A fixed collection holds what was found when it was saved, until `refresh`; a live one holds what its query finds now.
    On top of both stands what was added and taken out by hand. A collection holds items, or single frames of items (then
    all here is done frame by frame), never both: a view of frames, `project.frames(...)`, makes one of frames.

    It can do whatever a view can: `filter`, `sort`, `classify`, `set_status`, `grid`, `label`, `to_df`, ...

    Examples
    --------
    >>> night = project.filter(F.meta["time"] == "night").save("night")
    >>> night.add(project.items[0])
    >>> night.classify("Animal", "cat", dry_run=True)
    >>> night - project.collections["blurry"]
    """

    __slots__ = ("_ident",)

    def __init__(self, reading: Reading, ident: int) -> None:
        self._reading = reading
        self._ident = ident

    @property
    def _kept(self) -> Kept:
        for kept in self._reading.scope().collections:
            if kept.ident == self._ident:
                return kept
        raise CollectionError("This collection is there no more: it was forgotten, or its saving was undone.")

    @property
    def _query(self) -> Query:  # type: ignore[override]
        kept = self._kept
        rules = self._rules(kept)
        found = _members(kept.title, framed=self._is_of_frames(kept, rules))
        return found if rules is None else found.sorted_by(*rules.order) if rules.order else found

    @property
    def title(self) -> str:
        """Its title, which its items carry as a tag."""
        return self._kept.title

    @property
    def description(self) -> str:
        """What it is about."""
        return self._kept.description

    @property
    def live(self) -> bool:
        """Whether it holds what its query finds now, instead of a fixed set."""
        return self._kept.is_live

    @property
    def items(self) -> View:
        """What it holds, as a view: of frames where its members are frames."""
        return View(self._reading, self._query)

    def add(self, members: Members) -> Receipt:
        """Add a view, an item, frames or several items by hand; what is in already is skipped (S0.16).

        Examples
        --------
        >>> night.add(project.search("IMG_12"))
        >>> scenes.add(project.frames(clip, at=[3, 9]))
        """
        return self._do(Collect(title=self.title, target=self._target(members)))

    def remove(self, members: Members) -> Receipt:
        """Take a view, an item, frames or several items out; a refresh does not bring them back.

        Examples
        --------
        >>> night.remove(night.filter(F["Animal"] == "cat"))
        """
        return self._do(Collect(title=self.title, target=self._target(members), remove=True))

    def add_titles(self, titles: Iterable[str]) -> Receipt:
        """Add the items of these titles.

        Returns
        -------
        Receipt
            `applied` were added, `skipped` were in already; `problems` says which titles no item has (or several have, so
            that it is not known which one is meant): these are counted in `failed`.

        Examples
        --------
        >>> night.add_titles(["IMG_0012.jpg", "IMG_0014.jpg"]).problems
        """
        several = [titles] if isinstance(titles, str) else list(titles)
        for title in several:
            if not isinstance(title, str):
                raise CollectionError(f"Titles are texts, not {title!r:.80}.")
        return self._do(CollectTitles(title=self.title, titles=tuple(several)))

    def rename(self, title: str) -> Receipt:
        """Give it another title: the tag on its items and the rules that name it follow.

        Examples
        --------
        >>> night.rename("dusk")
        """
        return self._do(EditCollection(title=self.title, new_title=title))

    def describe(self, description: str) -> Receipt:
        """Say what it is about.

        Examples
        --------
        >>> night.describe("After sunset, street lights on.")
        """
        return self._do(EditCollection(title=self.title, description=description))

    def delete(self) -> Receipt:
        """Forget the collection: its items lose its tag and nothing else.

        Examples
        --------
        >>> night.delete().undo()
        """
        return self._do(DropCollection(title=self.title))

    def history(self) -> pd.DataFrame:
        """Who added and removed how much, newest first.

        Returns
        -------
        DataFrame
            Columns op_id, at (UTC), annotator, what, added, removed.

        Examples
        --------
        >>> night.history()
        """
        import pandas as pd

        found = self._reading.read(lambda cur, scope: kept_history.history(cur, scope, self._ident))
        return pd.DataFrame(found, columns=["op_id", "at", "annotator", "what", "added", "removed"])

    def code(self) -> str:
        """The line of Python that gets this collection."""
        return f"{self._reading.name}.collections[{self.title!r}]"

    def __repr__(self) -> str:
        kept = self._kept
        sort = "frames" if is_framed(self._query) else "items"
        return f'Collection "{kept.title}": {len(self):,} {sort}{", live" if kept.is_live else ""}'

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Collection):
            return NotImplemented
        own, others = self._reading, other._reading
        return (own.session.key, own.as_of, self._ident) == (others.session.key, others.as_of, other._ident)

    def __hash__(self) -> int:
        return hash((self._reading.session.key, self._ident))

    def _do(self, command: Any) -> Receipt:
        target = getattr(command, "target", None) or getattr(command, "query", None)
        if target is not None:
            self._reading.prepare(target)
        return Receipt(self._reading, ops.run(self._reading.for_writing(), command))

    def _condition(self) -> Expr:
        return InCollection(self.title)

    def _is_of_frames(self, kept: Kept, rules: Query | None) -> bool:
        if kept.is_live and rules is not None:
            return is_framed(rules)
        return bool(self._reading.read(lambda cur, scope: titles.holds_frames(cur, scope, kept)))

    def _target(self, members: Members) -> Query:
        if isinstance(members, Editable):
            refuse_foreign(self._reading, members)
            return members._query
        given: object = members
        is_several = isinstance(given, Iterable) and not isinstance(given, (str, bytes, dict))
        ids = [self._ident_of(member) for member in members] if is_several else []
        known = tuple(ident for ident in ids if ident is not None)
        if not is_several or len(known) < len(ids):
            raise CollectionError(
                f"A collection holds items: give a view, an item or several of them, not {members!r:.80}."
            )
        return Query().filtered(Ids(known))

    def _ident_of(self, member: object) -> int | None:
        if isinstance(member, Editable):
            refuse_foreign(self._reading, member)
        return as_whole(getattr(member, "id", member))


def saved(view: View, title: str, description: str, *, live: bool) -> Collection:
    """The new collection of what a view holds: see `View.save`."""
    reading = view._reading
    command = SaveCollection(target=view._query, title=title, description=description, live=_flag(live, "live"))
    reading.prepare(view._query)
    change = ops.run(reading.for_writing(), command)
    kept = next(kept for kept in reading.scope().collections if kept.created_op == change.op_id)
    return Collection(reading, kept.ident)


def _members(title: str, *, framed: bool) -> Query:
    found = Query().filtered(InCollection(title))
    return found.by_frame(Every()).filtered(InCollection(title)) if framed else found
