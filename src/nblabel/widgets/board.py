"""What one widget shows: a view, what the page adds to it, the ranking, and the rows seen lately."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from nblabel.domain.code import of_query
from nblabel.domain.fields import F
from nblabel.domain.operands import Column
from nblabel.domain.query import Contains, Query
from nblabel.domain.tasking import task_of
from nblabel.domain.units import concerned, item_of, mean_frames
from nblabel.errors import NblabelError
from nblabel.media.serving import show
from nblabel.ops.measuring.measured import refuse_unmeasured
from nblabel.ops.sight import shown
from nblabel.store.counting.facets import Bucket, facets
from nblabel.store.counting.inventory import Inventory, inventory
from nblabel.store.history import operations
from nblabel.store.history.receipts import behind
from nblabel.store.items import files
from nblabel.store.predictions import writing as predictions
from nblabel.store.query.collections import countable
from nblabel.store.query.compile import members
from nblabel.store.reading import tiles
from nblabel.store.rows.fresh import Fresh
from nblabel.view import View
from nblabel.widgets import fields, translate, workload
from nblabel.widgets.ranked import ranked
from nblabel.widgets.ranking import Ranking, as_condition, as_ids
from nblabel.widgets.rowed import rows_of
from nblabel.widgets.seen_tiles import Tiles
from nblabel.wire import values

if TYPE_CHECKING:
    from nblabel.domain.medium import Medium
    from nblabel.domain.ontology import Ontology
    from nblabel.domain.workflow import Status
    from nblabel.ops.session import Session
    from nblabel.reading import Reading
    from nblabel.store.file.cursor import Cursor
    from nblabel.store.rows.scope import Scope

RECENT_PAGES = 6
MOST_HELD = 2000


@dataclass(frozen=True, slots=True)
class Meant:
    """The items a request is about: for the store, and as the Python that means the same."""

    query: Query
    view: View


class Board:
    """Thread safe: the kernel may answer messages of one widget from several threads."""

    def __init__(self, view: View, most_parts: int | None = None) -> None:
        self._most_parts = most_parts
        self._lock = threading.RLock()
        self._recent: deque[list[int]] = deque(maxlen=RECENT_PAGES)
        self._held = Tiles(MOST_HELD)
        self._rows_now = Fresh[values.Row](view._reading.session.db)
        self._writers: set[int] = set()
        self._gen = 0
        self._task_names: tuple[tuple[int, int], dict[int, str]] = (-1, -1), {}
        self._known: tuple[tuple[int, int], Inventory | None] = (-1, -1), None
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
            self._recent.clear()
            self._held.clear()
            self._rows_now.clear()
            return self.ranking

    def rows(self, ids: Sequence[int]) -> list[values.Row]:
        """These items (labels, predictions) as they are now."""
        if self.ranking.of is not None:
            db, tab = self.session.db, self.query.tab
            return self.reading.read(
                lambda cur, scope: rows_of(cur, scope, self.ranking, ids, tab, self._task_status, db.moment)
            )
        return self._rows(*self._read(lambda cur, scope: tiles.tiles(cur, scope, ids, self._most_parts)))

    def answered_rows(self, ids: Sequence[int]) -> list[values.Row]:
        """The same after a change of nothing but answers: only those are read where the page holds the items."""
        known = self._held.of(ids) if self.ranking.of is None else []
        if len(known) < len(ids):
            return self.rows(ids)
        return self._rows(*self._read(lambda cur, scope: tiles.answered_again(cur, scope, known, self._most_parts)))

    def rows_after(self, ids: Sequence[int], root: int, answers: list[values.AnswerPart]) -> list[values.Row] | None:
        """The rows after the page's own change, without reading: it put `answers` in place of those to `root` on all of `ids`.

        None where that is not known for sure, since somebody else wrote too or the page does not hold the items.
        """
        places = self.ontology.places
        roots = {place.question.ident: place.root.ident for place in places}
        order = {place.question.ident: number for number, place in enumerate(places)}
        moment = self.session.db.moment

        def changed(row: values.Row) -> values.Row:
            kept = [part for part in row.answers if roots.get(part.question) != root]
            ordered = sorted(
                [*kept, *answers],
                key=lambda part: (order.get(part.question, len(order)), part.frames or (-1, -1)),
            )
            is_changed = row.is_changed or row.status == "complete"
            return msgspec.structs.replace(row, answers=ordered, is_changed=is_changed, as_of=moment)

        is_told = mean_frames(ids) or self.ranking.of is not None
        return None if is_told else self._rows_now.changed(ids, changed)

    def _read(self, question: Callable[[Cursor, Scope], list[tiles.Tile]]) -> tuple[list[tiles.Tile], tuple[int, int]]:
        # Looked at before: what somebody commits meanwhile must not count as seen.
        stamp, found = self.reading.read(lambda cur, scope: (self.session.db.stamp, question(cur, scope)))
        return found, stamp

    def _rows(self, found: list[tiles.Tile], stamp: tuple[int, int]) -> list[values.Row]:
        places = self.ranking.positions([tile.id for tile in found])
        self._held.add(found, sum(stamp))
        scores = self.ranking.scores
        made = [
            translate.row(tile, int(place), scores, task_status=self._task_status(tile), as_of=sum(stamp))
            for tile, place in zip(found, places, strict=True)
        ]
        self._rows_now.add({row.id: row for row in made}, stamp)
        if self.reading.as_of is None:
            self.session.fresh.add(shown(found), stamp)
        return made

    def _task_status(self, tile: tiles.Tile) -> str:
        """What a row tells of the statuses that its item has in tasks; few items have any."""
        if not tile.work.statuses:
            return ""
        return workload.told_status(tile.work.statuses, self._names_of_tasks(), task_of(self.base._query))

    def task_number(self, name: str, *, as_known: bool) -> int:
        """The number of the task of that name, 0 where there is none; `as_known`: as it was when it was last asked."""
        known = {called: number for number, called in self._task_names[1].items()}
        if not as_known or name not in known:
            known = {called: number for number, called in self._names_of_tasks().items()}
        return known.get(name, 0)

    def _names_of_tasks(self) -> dict[int, str]:
        stamp, names = self._task_names
        if stamp != self.session.db.stamp:
            self._task_names = stamp, names = self.reading.read(
                lambda cur, scope: (self.session.db.stamp, workload.task_names(cur, scope))
            )
        return names

    def follow(self, changed: Sequence[int]) -> None:
        """The page's own change was of these items (of unknown ones where `changed` is empty)."""
        self._rows_now.forget(changed)

    def forget(self, changed: Sequence[int]) -> None:
        """What is known of these items (of all where `changed` is empty) no longer holds."""
        self._rows_now.forget(changed)
        self._held.forget(changed, self.session.db.moment)

    def seen(self, ids: list[int]) -> list[int]:
        """Remember that the page holds these rows, so that changes of them are told."""
        with self._lock:
            self._recent.append(ids)
        return ids

    def recent(self, changed: Sequence[int] = ()) -> list[int]:
        """Of the rows the page holds, those a change is about (an item's frames too); all of them where `changed` is empty."""
        with self._lock:
            held = sorted({ident for page in self._recent for ident in page})
        if not len(changed) or self.ranking.of is None:
            return concerned(held, changed) if len(changed) else held
        shown = self.ranking.shown(held).tolist()
        near = set(concerned(shown, changed))
        return [ident for ident, of in zip(held, shown, strict=True) if of in near]

    def recent_of(self, items: Sequence[int]) -> list[int]:
        """Of the rows the page holds, those of these items and of their frames."""
        wanted, held = set(items), self.recent()
        shown = self.ranking.shown(held).tolist()
        return [ident for ident, of in zip(held, shown, strict=True) if item_of(of) in wanted]

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
