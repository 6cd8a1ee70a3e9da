"""What fills a collection: its rules, when they are asked again, and whether they go on holding."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, overload

from nblabel.domain.collecting import EditCollection, RefreshCollection, SetRules
from nblabel.editing import _flag
from nblabel.ops.collecting.refresh import difference
from nblabel.refreshing import Difference
from nblabel.sending import Sending
from nblabel.store.query import collections
from nblabel.view import View

if TYPE_CHECKING:
    from nblabel.domain.query import Query
    from nblabel.receipt import Receipt
    from nblabel.store.rows.scope import Kept


class Ruling(Sending):
    """The half of a collection that speaks of its rules."""

    __slots__ = ()

    @property
    def _kept(self) -> Kept:
        raise NotImplementedError

    @property
    def rules(self) -> View | None:
        """The view it is filled by; None for one that was put together by hand.

        Examples
        --------
        >>> print(night.rules.code())
        """
        query = self._rules(self._kept)
        return None if query is None else View(self._reading, query)

    @overload
    def refresh(self, *, dry_run: Literal[False] = ...) -> Receipt: ...

    @overload
    def refresh(self, *, dry_run: Literal[True]) -> Difference: ...

    def refresh(self, *, dry_run: bool = False) -> Receipt | Difference:
        """Let a fixed collection hold what its rules find now (S0.28); what was added or taken out by hand stays so.

        With `dry_run` only say what would be added and removed.

        Examples
        --------
        >>> change = night.refresh(dry_run=True)
        >>> change.added.grid(); change.removed; change.apply()
        """
        self._prepare()
        if _flag(dry_run, "dry_run"):
            return Difference(self, difference(self._reading.session, self.title))
        return self._do(RefreshCollection(title=self.title))

    def set_rules(self, view: View) -> Receipt:
        """Fill it by another view from now on; what was added or taken out by hand stays so.

        Examples
        --------
        >>> night.set_rules(project.filter(F.brightness < 0.3))
        """
        return self._do(SetRules(title=self.title, query=self._target(view)))

    def freeze(self) -> Receipt:
        """Hold from now on what the query finds at this moment.

        Examples
        --------
        >>> night.freeze()
        """
        self._prepare()
        return self._do(EditCollection(title=self.title, live=False))

    def go_live(self) -> Receipt:
        """Hold from now on whatever the query finds.

        Examples
        --------
        >>> night.go_live()
        """
        return self._do(EditCollection(title=self.title, live=True))

    def _target(self, members: Any) -> Query:
        raise NotImplementedError

    def _prepare(self) -> None:
        """Read the file headers that the rules compare."""
        query = self._rules(self._kept)
        if query is not None:
            self._reading.prepare(query)

    def _rules(self, kept: Kept) -> Query | None:
        return collections.rules(self._reading.scope(), kept)
