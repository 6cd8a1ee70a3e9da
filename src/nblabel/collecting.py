"""The half of a project that speaks of collections."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING, Any

from nblabel import screens
from nblabel.collection import Collection
from nblabel.errors import CollectionError, did_you_mean, listing
from nblabel.store.collections import history as kept_history

if TYPE_CHECKING:
    import pandas as pd

    from nblabel.reading import Reading


class Collections:
    """All collections of a project, by title (S0.19).

    Examples
    --------
    >>> project.collections
    >>> project.collections["night"]
    >>> "night" in project.collections, len(project.collections)
    """

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def __getitem__(self, title: str) -> Collection:
        kept = self._reading.scope().collections
        for one in kept:
            if one.title == title:
                return Collection(self._reading, one.ident)
        titles = [one.title for one in kept]
        present = f"There are: {listing(titles)}." if titles else 'There is none yet: view.save("title") makes one.'
        raise CollectionError(f'No collection "{title}". {present}{did_you_mean(title, titles)}')

    def __contains__(self, title: object) -> bool:
        return any(kept.title == title for kept in self._reading.scope().collections)

    def __iter__(self) -> Iterator[Collection]:
        return (Collection(self._reading, kept.ident) for kept in self._reading.scope().collections)

    def __len__(self) -> int:
        return len(self._reading.scope().collections)

    def __bool__(self) -> bool:
        return True

    def to_df(self) -> pd.DataFrame:
        """One row a collection.

        Returns
        -------
        DataFrame
            Columns title, description, items (frames, of a collection of frames), live, created_by, created_at (UTC);
            missing items stand for rules that name a question or collection which is gone.

        Examples
        --------
        >>> project.collections.to_df()
        """
        import pandas as pd

        def asked(cur: Any, scope: Any) -> list[tuple[Any, ...]]:
            items, makers = kept_history.counts(cur, scope), kept_history.makers(cur, scope)
            return [
                (kept.title, kept.description, items[kept.ident], kept.is_live, *makers.get(kept.ident, ("", None)))
                for kept in scope.collections
            ]

        for collection in self:
            collection._prepare()
        columns = ["title", "description", "items", "live", "created_by", "created_at"]
        return pd.DataFrame(self._reading.read(asked), columns=columns).astype({"items": "Int64"})

    def builder(self, **options: Any) -> Any:
        """Show the collection builder; options: `height`, `theme`, `size`, `collection` (the title shown first).

        Examples
        --------
        >>> project.collections.builder(collection="night")
        """
        from nblabel.view import View

        return screens.show("collections", View(self._reading), options)

    def __repr__(self) -> str:
        if not len(self):
            return 'No collections yet: view.save("title") makes one'
        return self.to_df().drop(columns="description").to_string(index=False)

    def _repr_html_(self) -> str:
        if not len(self):
            return f"<p>{escape(repr(self))}</p>"
        return str(self.to_df().to_html(index=False))


class Collecting:
    """The half of a project that speaks of collections."""

    _reading: Reading

    @property
    def collections(self) -> Collections:
        """All collections: a table as the last line of a cell, and each by its title.

        Examples
        --------
        >>> project.collections
        >>> project.collections["night"].items.grid()
        """
        return Collections(self._reading)
