"""What views read through: a project's session, now or as of an operation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from nblabel.domain.query import Query, is_framed, items_query, needs_headers
from nblabel.errors import OperationError
from nblabel.ops.adding.headers import read_headers
from nblabel.ops.measuring.measured import see_to
from nblabel.store.items import headers
from nblabel.store.query import collections

if TYPE_CHECKING:
    from nblabel.domain.ontology import Ontology
    from nblabel.ops.session import Session
    from nblabel.store.file.cursor import Cursor
    from nblabel.store.rows.scope import Scope

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Reading:
    """A project at one point in time; `as_of` None is now.

    `name` is how the project is called in printed code.
    """

    session: Session
    as_of: int | None = None
    name: str = "project"

    @property
    def ontology(self) -> Ontology:
        """The ontology of that time."""
        return self.scope().ontology

    def scope(self) -> Scope:
        """What the store's reading functions are asked with."""
        return self.session.scope(self.as_of)

    def read(self, question: Callable[[Cursor, Scope], T], query: Query | None = None) -> T:
        """What `question(cursor, scope)` answers; reads file headers first where the query asks for them."""
        if query is not None:
            self.prepare(query)
        with self.session.db.read() as cursor:
            scope = self.session.scope(self.as_of, cursor)
            return question(cursor, replace(scope, held=self.session.held))

    def prepare(self, query: Query) -> None:
        """Read the file headers that the query compares, or whose frames it counts; live collections in it count as they would.

        What it compares is measured too, where few pictures lack it.
        """
        asked = [query, *self._behind(query)]
        for one in asked:
            see_to(self.session, one)
        if any(map(needs_headers, asked)):
            read_headers(self.session, query=None)
            return
        for one in asked:
            if is_framed(one) and not self._are_read(items_query(one)):
                read_headers(self.session, query=items_query(one))

    def _behind(self, query: Query) -> list[Query]:
        return collections.behind(self.scope(), query) if collections.may_ask(query) else []

    def _are_read(self, query: Query) -> bool:
        with self.session.db.read() as cursor:
            return headers.are_read(cursor, self.session.scope(self.as_of, cursor), query)

    def for_writing(self) -> Session:
        """The session, or an error where this is a look into the past."""
        if self.as_of is not None:
            raise OperationError(
                f"This is the project as of operation {self.as_of}: it can be read only. Use the project itself to change it."
            )
        return self.session
