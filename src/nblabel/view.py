"""A view: items of a project by filter, order and limit; lazy, and printable as Python and as SQL."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, SupportsIndex, overload

from nblabel import screens
from nblabel.domain import code
from nblabel.domain.fields import F, Field
from nblabel.domain.numbers import as_whole
from nblabel.domain.query import Expr, Ids, Order, Query, is_framed
from nblabel.domain.query_json import from_json, to_json
from nblabel.editing import Editable
from nblabel.errors import MissingFile, QueryError
from nblabel.items import Item, items_of
from nblabel.ops.measuring.likeness import likeness
from nblabel.ops.measuring.sample import sample, sorted_by
from nblabel.store.counting import facets
from nblabel.store.query import compile as sql
from nblabel.store.query import views
from nblabel.store.reading import tables
from nblabel.store.reading.export import export_query

if TYPE_CHECKING:
    import os
    from pathlib import Path

    import numpy as np
    import pandas as pd

    from nblabel.collection import Collection
    from nblabel.reading import Reading

CHUNK = 500


class View(Editable):
    """Items of a project, in an order, or single frames of them (`project.frames`).

    A view holds no items: it is asked anew each time, so it always shows what is in the file now.

    Examples
    --------
    >>> view = project.filter(F["Animal"].is_missing()).sort(F.width.desc())
    >>> len(view), view[:20].to_df(), print(view.code())
    """

    __slots__ = ("_query", "_reading")

    def __init__(self, reading: Reading, query: Query | None = None) -> None:
        self._reading = reading
        self._query = query or Query()

    def filter(self, *conditions: Expr) -> View:
        """The items here for which every condition holds.

        Examples
        --------
        >>> view.filter(F["Animal"] == "cat", F.width > 1000)
        """
        for condition in conditions:
            if not isinstance(condition, Expr):
                raise QueryError(f'filter takes conditions such as F["Animal"] == "cat", not {condition!r}.')
        return self._with(self._query.filtered(*conditions))

    def sort(self, *keys: Field | Order) -> View:
        """The same items in another order: `sort(F.width.desc(), F.title)`; missing values last.

        Examples
        --------
        >>> view.sort(F.width.desc(), F.title)
        """
        orders = [key.asc() if isinstance(key, Field) else key for key in keys]
        for order in orders:
            if not isinstance(order, Order):
                raise QueryError(f"sort takes fields such as F.width or F.width.desc(), not {order!r}.")
        return self._with(self._query.sorted_by(*orders))

    def search(self, text: str) -> View:
        """The items here with this text in their title, whatever the case of letters.

        Examples
        --------
        >>> view.search("IMG_")
        """
        if not isinstance(text, str):
            raise QueryError(f"search takes a text, not {text!r:.80}.")
        return self.filter(F.title.contains(text))

    def like(self, what: Any, *, space: str = "") -> View:
        """The same items, those most alike first.

        Parameters
        ----------
        what
            An item, its id, a picture (a PIL image, an array, a path) or a vector.
        space
            Whose vectors are compared, as `project.embed(model=...)` named them; the latest by default. Where there are none
            yet, pictures are embedded now by their colours and edges.

        Examples
        --------
        >>> view.like(view[0]).grid()
        >>> view.like("cat.jpg")[:20].tag("cat?")
        """
        alike = likeness(self._reading.session, what, space)
        return self._with(self._query.sorted_by(Order(alike, descending=True)))

    def sample(self, n: int, *, seed: int = 0, by: str | Field | None = None) -> View:
        """`n` of the items, drawn at random; the same ones again for the same seed.

        Parameters
        ----------
        by
            A question, `"status"`, a metric or a field such as `F.meta["site"]`: as many of each value as can be (of a number: of
            each fifth of its range). `"diversity"`: those that look least alike.

        Examples
        --------
        >>> view.sample(20, seed=0)
        >>> view.sample(200, by="Animal").label()
        >>> view.sample(50, by="diversity")
        """
        if (as_whole(n) or 0) < 0 or as_whole(n) is None or as_whole(seed) is None:
            raise QueryError(f"sample takes a number of items from 0 and a whole seed, not {n!r:.40} and {seed!r:.40}.")
        operand = sorted_by(self._reading.ontology, by) if by is not None else None
        if operand is not None:
            self._reading.prepare(self._query.sorted_by(Order(operand)))
        found = sample(self._reading.session, self._query, int(n), seed=abs(int(seed)), by=operand)
        return self._only(found.tolist())

    def limit(self, count: int) -> View:
        """The first `count` items.

        Examples
        --------
        >>> view.limit(20)
        """
        if (as_whole(count) or 0) < 0:
            raise QueryError(f"limit takes a number of items from 0, not {count!r}.")
        return self[:count]

    @overload
    def __getitem__(self, place: slice) -> View: ...

    @overload
    def __getitem__(self, place: SupportsIndex) -> Item: ...

    def __getitem__(self, place: slice | SupportsIndex) -> View | Item:
        if isinstance(place, slice):
            return self._with(self._query.sliced(*self._ends(place)))
        asked = _whole(place)
        where = asked + len(self) if asked < 0 else asked
        found = self._with(self._query.sliced(max(where, 0), where + 1)).ids()
        if where < 0 or not len(found):
            raise IndexError(f"No item at place {place}: the view has {len(self):,} items.")
        return Item(self._reading, int(found[0]))

    def __len__(self) -> int:
        return self._reading.read(lambda cur, scope: views.count(cur, scope, self._query), self._query)

    def __bool__(self) -> bool:
        return True

    def __iter__(self) -> Iterator[Item]:
        ids = self.ids()
        for first in range(0, len(ids), CHUNK):
            yield from items_of(self._reading, [int(ident) for ident in ids[first : first + CHUNK]])

    def ids(self) -> np.ndarray:
        """The item ids in order (int64); of frames their own ids, which name the item and the frame."""
        return self._reading.read(lambda cur, scope: views.ids(cur, scope, self._query), self._query)

    def to_df(self) -> pd.DataFrame:
        """One row an item: item_id, title, uri, status, tags, and a column a question; of frames also `frame`.

        Nested questions have their own column; a checklist holds lists of names. Where a question is not answered
        stands what pandas takes for missing (`isna()` finds it).

        Examples
        --------
        >>> view.to_df()["Animal"].value_counts(dropna=False)
        """
        return self._reading.read(lambda cur, scope: tables.to_df(cur, scope, self._query), self._query)

    def facets(self, *names: str) -> pd.DataFrame:
        """Counts of items (or frames) by answer, status or tag in this view.

        Parameters
        ----------
        *names
            Questions by name, `"status"`, `"tag"`; all top questions and the status by default.

        Returns
        -------
        DataFrame
            Columns facet, value, count; an unanswered question has the value None.

        Examples
        --------
        >>> view.facets("Animal", "status", "tag")
        """
        import pandas as pd

        ontology = self._reading.ontology
        chosen = names or (*(question.name for question in ontology), "status")
        keys = {
            name: name if name in ("status", "tag") else f"q:{ontology.place(name).question.ident}" for name in chosen
        }
        wanted = [(key, self._query) for key in keys.values()]
        counted = self._reading.read(lambda cur, scope: facets.facets(cur, scope, wanted), self._query)
        rows = [
            (name, facets.label(ontology, key, value), count)
            for name, key in keys.items()
            for value, count, _ in counted[key]
        ]
        facet, value, count = zip(*rows, strict=True) if rows else ((), (), ())
        # As objects: a column of texts would turn the None of an unanswered question into NaN.
        return pd.DataFrame(
            {"facet": pd.Series(facet, dtype="str"), "value": pd.Series(value, dtype=object), "count": count}
        )

    def code(self) -> str:
        """The line of Python that makes this view."""
        return code.of_query(self._query, self._reading.name)

    def sql(self) -> str:
        """The SQL that finds the items, values written as `?` with their list below."""
        statement, values = self._reading.read(lambda _, scope: sql.select_ids(self._query, scope))
        return f"{statement}\n-- values: {values!r}" if values else statement

    def to_json(self) -> dict[str, Any]:
        """The view as plain JSON values: `project.view(data)` makes it again, elsewhere and later too.

        Examples
        --------
        >>> json.dumps(view.to_json())
        """
        return to_json(self._query, self._reading.ontology)

    def export_table(self, path: str | os.PathLike[str]) -> Path:
        """Write `to_df()` to a .csv or .parquet file; an existing file is replaced once the new one is complete.

        Examples
        --------
        >>> view.export_table("labels.csv")
        """
        return self._reading.read(lambda cur, scope: export_query(cur, scope, self._query, path), self._query)

    def save(self, title: str, *, description: str = "", live: bool = False) -> Collection:
        """Keep what is here as a collection: a named set whose title is a tag on each of its items.

        Parameters
        ----------
        title
            Unique in the project.
        description
            What it is about.
        live
            Keep the conditions instead of what they find now.

        Examples
        --------
        >>> night = project.filter(F.meta["time"] == "night").save("night", description="Street lights on")
        """
        from nblabel.collection import saved

        return saved(self, title, description, live=live)

    def grid(self, **options: Any) -> Any:
        """Show the bulk grid; options: `height`, `theme`, `size`, `question`.

        Examples
        --------
        >>> view.grid(size=192, theme="dark")
        """
        return screens.show("grid", self, options)

    def label(self, **options: Any) -> Any:
        """Label one by one; options: `auto_next`, `auto_complete`, `layout`, `question`, `height`, `theme`.

        Examples
        --------
        >>> view.label(auto_next=True, layout="minimal")
        """
        return screens.show("labeler", self, options)

    def _ends(self, place: slice) -> tuple[int, int | None]:
        if place.step not in (None, 1):
            raise QueryError(f"A view can be sliced in steps of 1 only, not {place.step!r}.")
        first = 0 if place.start is None else _whole(place.start)
        last = None if place.stop is None else _whole(place.stop)
        if first >= 0 and (last is None or last >= 0):
            return first, last
        whole = range(len(self))[first:last]
        return whole.start, whole.stop

    def _only(self, ids: list[int]) -> View:
        return self._with(Query().filtered(Ids(tuple(ids))))

    def _with(self, query: Query) -> View:
        return View(self._reading, query)

    def __repr__(self) -> str:
        return f"{self.code()}  # {len(self):,} {'frames' if is_framed(self._query) else 'items'}"

    def _repr_html_(self) -> str:
        from nblabel.sheet import contact_sheet

        return contact_sheet(self)

    def __reduce__(self) -> Any:
        """The query with where it belongs: a pickle opens the project again, in another process too."""
        session, as_of = self._reading.session, self._reading.as_of
        given = str(session.db.path), session.name, session.annotator, session.role, session.db.read_only
        return _reopened, (*given, self.to_json(), as_of)


def _reopened(
    path: str, project: str, annotator: str, role: str, read_only: bool, data: Any, as_of: int | None
) -> View:
    from importlib import import_module
    from pathlib import Path

    if not Path(path).exists():
        raise MissingFile(
            f"The view belongs to {path}, which is not here: open the project and use project.view(data)."
        )
    # By name, so that the imports go one way.
    opened = import_module("nblabel.api").open(path, project, annotator=annotator, role=role, read_only=read_only)
    snapshot = opened if as_of is None else opened.at(as_of)
    return View(snapshot._reading, from_json(data, snapshot._reading.ontology))


def _whole(place: object) -> int:
    """A place in a view, numpy's whole numbers too."""
    number = as_whole(place)
    if number is None:
        raise QueryError(f"A view is indexed by a whole number or a slice of them, not {place!r:.80}.")
    return number
