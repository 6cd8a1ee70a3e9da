"""What one widget shows: a view, what the page adds to it, and the ranking."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from nblabel.domain.code import of_query
from nblabel.domain.fields import F
from nblabel.domain.operands import Column
from nblabel.domain.query import Contains, Query
from nblabel.errors import NblabelError
from nblabel.media.serving import show
from nblabel.ops.measuring.measured import refuse_unmeasured
from nblabel.store.counting.facets import Bucket, facets
from nblabel.store.counting.inventory import Inventory, inventory
from nblabel.store.history import operations
from nblabel.store.history.receipts import behind
from nblabel.store.items import files
from nblabel.store.predictions import writing as predictions
from nblabel.store.query.collections import countable
from nblabel.store.query.compile import members
from nblabel.store.reading import tiles
from nblabel.view import View
from nblabel.widgets import fields
from nblabel.widgets.ranked import ranked
from nblabel.widgets.ranking import Ranking, as_condition, as_ids
from nblabel.widgets.shown import ShownRows
from nblabel.widgets.task_names import TaskNames
from nblabel.wire import values

if TYPE_CHECKING:
    from nblabel.domain.medium import Medium
    from nblabel.domain.ontology import Ontology
    from nblabel.domain.workflow import Status
    from nblabel.ops.session import Session
    from nblabel.reading import Reading


@dataclass(frozen=True, slots=True)
class Meant:
    """The items a request is about: for the store, and as the Python that means the same."""

    query: Query
    view: View


class Board:
    """Thread safe: the kernel may answer messages of one widget from several threads."""

    def __init__(self, view: View, most_parts: int | None = None) -> None:
        self._lock = threading.RLock()
        self._writers: set[int] = set()
        self._gen = 0
        self._known: tuple[tuple[int, int], Inventory | None] = (-1, -1), None
        self.tasks = TaskNames(self)
        self.shown = ShownRows(self, view._reading.session.db, most_parts)
        self.use(view)

    def use(self, view: View) -> None:
        """Show another view, without filters of the page."""
        self.show(view, values.Query())
        self.home = view

    def stand_in(self, view: View) -> None:
        """Show a view in place of the one that the widget was opened on, or was given by Python: `home` stays that one."""
        self.show(view, values.Query())

    def settle(self) -> None:
        """Go home where what stands in its place is there no more: a collection that was forgotten, say."""
        if self.base is self.home:
            return
        try:
            self.reading.read(lambda cur, scope: members(self.base._query, scope))
        except NblabelError:
            self.use(self.home)

    def show(self, view: View, query: values.Query) -> None:
        """Show another view with conditions of the page; what it cannot answer leaves all as it was."""
        with self._lock:
            former = self.__dict__.get("base", view), self.__dict__.get("query", query)
            self.base, self.query = view, query
            try:
                self.rank()
            except Exception:
                self.base, self.query = former
                raise

    @contextmanager
    def writing(self) -> Iterator[None]:
        """While the page's own command is carried out: its reply tells of the change, not an event."""
        own = threading.get_ident()
        self._writers.add(own)
        try:
            yield
        finally:
            self._writers.discard(own)

    @property
    def is_writing(self) -> bool:
        """Whether this thread carries out a command of the page."""
        return threading.get_ident() in self._writers

    @property
    def reading(self) -> Reading:
        """Where the view reads from."""
        return self.base._reading

    @property
    def session(self) -> Session:
        """The session that writes."""
        return self.reading.session

    @property
    def ontology(self) -> Ontology:
        """The questions asked now."""
        return self.reading.ontology

    @property
    def view(self) -> View:
        """The view as the page has it: filters, search and order added."""
        return self.narrowed(self.query)

    def outline(self) -> tuple[int, list[str], Ontology]:
        """What a page is told once: how many items the project has, the models that predict, and the questions."""
        total, models = self.reading.read(lambda cur, scope: (tiles.total(cur, scope), predictions.names(cur, scope)))
        return total, models, self.ontology

    @property
    def known(self) -> Inventory:
        """What there is to filter and sort by beside the questions; read again only after a change."""
        stamp, found = self._known
        if found is None or stamp != self.session.db.stamp:
            stamp, found = self.reading.read(lambda cur, scope: (self.session.db.stamp, inventory(cur, scope)))
            self._known = stamp, found
        return found

    def facet_list(self) -> list[values.FacetInfo]:
        """The facets that a page may ask for."""
        titles = [kept.title for kept in self.reading.scope().collections]
        return fields.facet_list(self.ontology, self.known, titles)

    def counted(self, wanted: Sequence[tuple[str, Query]]) -> dict[str, list[Bucket]]:
        """The counts of facets; remembered until something is written."""
        titles = self.reading.read(lambda _, scope: countable(scope))
        found = ((name, fields.counted(self.ontology, name, titles)) for name, _ in wanted)
        meant = {name: what for name, what in found if what is not None}
        return self.reading.read(
            lambda cur, scope: facets(cur, scope, wanted, self.base._query, meant), self.view._query
        )

    def code(self) -> str:
        """What is shown as a line of Python."""
        name, tab = self.reading.name, self.query.tab
        if tab == "labels":
            name += ".labels"
        elif tab == "predictions":
            asked = [wanted.field for wanted in self.query.filters if "/" in wanted.field]
            sources = [field.partition(":")[2].rpartition("/")[0] for field in asked]
            sources += [source.name for source in self.known.sources]
            name += f".predictions({sources[0]!r})" if sources else ""
        return of_query(self.view._query, name)

    def narrowed(self, query: values.Query, leave_out: str = "") -> View:
        """The base view with the page's conditions, those on the field `leave_out` left out."""
        ontology = self.ontology
        view = self.base
        if query.receipt is not None:
            op_id, outcome = query.receipt.op, query.receipt.outcome
            view = View(self.reading, self.reading.read(lambda cur, _: behind(cur, op_id, outcome)))
        conditions = [fields.condition(ontology, wanted) for wanted in query.filters if wanted.field != leave_out]
        if query.search.strip():
            conditions.append(Contains(Column("title"), query.search.strip()))
        view = view.filter(*conditions) if conditions else view
        return view.sort(*(fields.order(ontology, key) for key in query.sort)) if query.sort else view

    def rank(self) -> Ranking:
        """Run the query and fix the order that places stand for."""
        view, asked = self.view, self.query
        refuse_unmeasured(self.session, view._query, self.base._query)
        found = self.reading.read(
            lambda cur, scope: ranked(cur, scope, view._query, asked, operations.revision(cur)), view._query
        )
        with self._lock:
            self._gen += 1
            self.ranking = replace(found, gen=self._gen)
            self.shown.clear()
            return self.ranking

    def meant(self, target: values.Target) -> Meant:
        """The items of a target: the very ones that the page counted, whatever has changed since."""
        if target.ids:
            return self._of_ids(self.ranking.shown(as_ids(dict.fromkeys(target.ids))))
        chosen = self.ranking.chosen(target)
        if self.ranking.of is not None:
            return self._of_ids(np.unique(self.ranking.shown(chosen)))
        if len(chosen) == len(self.ranking) and self.ranking.revision == self._revision():
            view = self.view
            return Meant(view._query, view)
        return self._of_ids(chosen)

    def meant_in(self, target: values.Target, statuses: Sequence[Status]) -> Meant:
        """The same, of items in these statuses (none: all)."""
        meant = self.meant(target)
        if not statuses:
            return meant
        view = meant.view.filter(F.status.is_in(list(dict.fromkeys(statuses))))
        return Meant(view._query, view)

    def media_of(self, ids: Sequence[int]) -> dict[int, Medium]:
        """What these items show."""
        return self.reading.read(lambda cur, scope: files.media_of(cur, scope, ids))

    def warm(self, count: int) -> None:
        """Get ready to show the first items."""
        found = self.media_of(self.ranking.shown(self.ranking.page(0, count)).tolist())
        show.warm({medium.kind for medium in found.values()})

    def _of_ids(self, ids: np.ndarray) -> Meant:
        query = Query().filtered(as_condition(ids))
        return Meant(query, View(self.reading, query))

    def _revision(self) -> int:
        return self.reading.read(lambda cur, scope: operations.revision(cur))
