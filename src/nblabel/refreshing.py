"""What a refresh of a collection would change, before it does."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from nblabel.domain.query import Ids, Query
from nblabel.view import View

if TYPE_CHECKING:
    from nblabel.ops.collecting.refresh import Difference as Found
    from nblabel.receipt import Receipt
    from nblabel.ruling import Ruling


class Difference:
    """What a refresh would change, before it does (S0.28).

    Attributes
    ----------
    added, removed
        Views of the items (or frames) that would come and go.

    Examples
    --------
    >>> change = night.refresh(dry_run=True)
    >>> len(change.added), len(change.removed)
    """

    def __init__(self, collection: Ruling, found: Found) -> None:
        self._collection = collection
        self.added, self.removed = (
            View(collection._reading, Query().filtered(Ids(ids.tolist()))) for ids in (found.added, found.removed)
        )
        self._counts = len(found.added), len(found.removed)

    def apply(self) -> Receipt:
        """Refresh; what its rules find at that moment is what it holds."""
        return self._collection.refresh()

    def __bool__(self) -> bool:
        """Whether anything would change."""
        return any(self._counts)

    def __repr__(self) -> str:
        added, removed = self._counts
        return (
            f'Refreshing "{self._collection.title}" would add {added:,} and remove {removed:,}. Nothing is written yet.'
        )

    def _repr_html_(self) -> str:
        return f"<p>{escape(repr(self))}</p>"
