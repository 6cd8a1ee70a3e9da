"""The half of a project that looks around in it: the explorer, and views kept under a name."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING, Any

from nblabel import ops, screens
from nblabel.domain.code import of_query
from nblabel.domain.exploring import DropView, KeepView
from nblabel.domain.naming import lost, said_of_lost
from nblabel.domain.query import Query
from nblabel.domain.query_json import from_json, from_text
from nblabel.errors import QueryError, in_line, listing
from nblabel.ops.adding.frame_times import read_frame_times
from nblabel.ops.collecting.views import MEND, no_view
from nblabel.receipt import Receipt
from nblabel.store.query.collections import saved_views
from nblabel.store.reading.label_view import narrowed_df
from nblabel.view import View

if TYPE_CHECKING:
    import pandas as pd

    from nblabel.domain.fields import Field
    from nblabel.domain.query import Expr, Order
    from nblabel.reading import Reading


class Labels:
    """All label rows, nested answers included, each with its author and times; narrowed by `filter`, ordered by `sort`.

    Examples
    --------
    >>> project.labels.to_df()
    >>> project.labels.filter(F["Animal"] == "cat").sort(F.title).to_df()
    >>> project.labels.filter(F.annotator == "ana").items.grid()
    """

    def __init__(self, reading: Reading, query: Query | None = None) -> None:
        self._reading = reading
        self._query = query or Query()

    @property
    def items(self) -> View:
        """The items that the labels are on; what filters them stays."""
        return View(self._reading, self._query)

    def filter(self, *conditions: Expr) -> Labels:
        """The labels of items for which every condition holds; one on answers is asked of the labels too.

        Examples
        --------
        >>> project.labels.filter(F["Animal"] == "cat", F.status == "review")
        """
        return Labels(self._reading, self.items.filter(*conditions)._query)

    def sort(self, *keys: Field | Order) -> Labels:
        """The same in another order of their items.

        Examples
        --------
        >>> project.labels.sort(F.title)
        """
        return Labels(self._reading, self.items.sort(*keys)._query)

    def search(self, text: str) -> Labels:
        """The labels of items with this text in their title.

        Examples
        --------
        >>> project.labels.search("IMG_")
        """
        return Labels(self._reading, self.items.search(text)._query)

    def to_df(self) -> pd.DataFrame:
        """One row an answer.

        Returns
        -------
        DataFrame
            Columns label_row_id, item_id, frame_from, frame_to, question, answer, confidence, source,
            created_by, created_at, edited_by, edited_at (UTC), pts_from, pts_to: of videos the time stamps of the two
            frames in the time base of the file.
        """
        read_frame_times(self._reading.session)
        return self._reading.read(lambda cur, scope: narrowed_df(cur, scope, self._query), self._query)

    def __len__(self) -> int:
        return len(self.to_df())

    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        return f"{of_query(self._query, f'{self._reading.name}.labels')}  # {len(self):,} rows; .to_df() lists them"


class KeptViews:
    """The views of a project that are kept under a name.

    Examples
    --------
    >>> project.views["blurry nights"]
    >>> list(project.views)
    """

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def __getitem__(self, name: str) -> View:
        known = self._known()
        if name not in known:
            raise QueryError(no_view(name, list(known)))
        query = self._query(known[name])
        gone = lost(query, self._reading.ontology)
        if gone:
            raise QueryError(said_of_lost(f'The kept view "{in_line(name)}"', gone, MEND))
        return View(self._reading, query)

    def __contains__(self, name: object) -> bool:
        return name in self._known()

    def __iter__(self) -> Iterator[str]:
        return iter(self._known())

    def __len__(self) -> int:
        return len(self._known())

    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        lines = [f"{name}: {self._told(text)}" for name, text in self._known().items()]
        return "\n".join(lines) or "No view is kept yet: project.keep_view(name, view) keeps one."

    def _repr_html_(self) -> str:
        return f"<pre>{escape(repr(self))}</pre>"

    def _told(self, text: str) -> str:
        query = self._query(text)
        gone = lost(query, self._reading.ontology)
        note = f"  # {listing(gone, 3)}: not in the ontology any more" if gone else ""
        return of_query(query, self._reading.name) + note

    def _query(self, text: str) -> Query:
        return from_text(text, self._reading.ontology)

    def _known(self) -> dict[str, str]:
        project_id = self._reading.session.project_id
        return dict(sorted(self._reading.read(lambda cur, _: saved_views(cur, project_id))))


class Exploring:
    """The half of a project that looks around in it: the explorer, and views kept under a name."""

    _reading: Reading

    def explorer(self, **options: Any) -> Any:
        """Look around in all items: data, labels and predictions under one filter (S0.13); options as of `View.grid`.

        Examples
        --------
        >>> project.explorer()
        """
        return screens.show("explorer", View(self._reading), options)

    @property
    def views(self) -> KeptViews:
        """The views kept under a name."""
        return KeptViews(self._reading)

    def keep_view(self, name: str, view: View) -> Receipt:
        """Keep a view, as a query, under a name; one of that name is replaced.

        Examples
        --------
        >>> project.keep_view("blurry nights", project.filter(F.tags.has("night"), F.sharpness < 0.1))
        >>> project.views["blurry nights"].grid()
        """
        if not isinstance(view, View):
            raise QueryError(f"keep_view takes a view such as project.filter(...), not {view!r:.80}.")
        return self._done(KeepView(name=name, query=view._query))

    def drop_view(self, name: str) -> Receipt:
        """Forget a view that was kept; its items stay.

        Examples
        --------
        >>> project.drop_view("blurry nights")
        """
        return self._done(DropView(name=name))

    def view(self, data: dict[str, Any] | str) -> View:
        """The view of this project that `view.to_json()` described.

        Examples
        --------
        >>> project.view(view.to_json())
        """
        if isinstance(data, str):
            try:
                data = json.loads(data)
            except (ValueError, RecursionError) as error:
                raise QueryError(f"The text is no JSON: {error}.") from error
        return View(self._reading, from_json(data, self._reading.ontology))

    def _done(self, command: KeepView | DropView) -> Receipt:
        return Receipt(self._reading, ops.run(self._reading.for_writing(), command))
