"""Commands about collections, and what a change of a title means for conditions that name it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nblabel.domain.answers import AnswerTree
from nblabel.domain.commands import Command
from nblabel.domain.override import Conflict
from nblabel.domain.query import Expr, HasTag, InCollection, Query, conditions
from nblabel.domain.rewriting import rewritten
from nblabel.domain.workflow import Status

LONGEST_TITLE = 200
LONGEST_DESCRIPTION = 100_000
# A list of more ids than this is no rule: what it names is kept, the list is not.
MOST_IDS = 1_000

Allocation = Literal["distribution", "pulling"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveCollection(Command):
    """Keep the target as a new collection: what it finds now, or (live) the query."""

    target: Query
    title: str
    description: str = ""
    live: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Collect(Command):
    """Add the target to a collection by hand, or with `remove` take it out."""

    title: str
    target: Query
    remove: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectTitles(Command):
    """Add the items of these titles; those that no item or several items have are reported."""

    title: str
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EditCollection(Command):
    """Rename, describe, freeze or set live; None leaves what is."""

    title: str
    new_title: str | None = None
    description: str | None = None
    live: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetRules(Command):
    """Give a collection another query; what was added and kept out by hand stays so."""

    title: str
    query: Query


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshCollection(Command):
    """Let a fixed collection hold what its query finds now, hand-made adds and removes on top."""

    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DropCollection(Command):
    """Forget a collection: its items lose its tag and nothing else."""

    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SendToAnnotate(Command):
    """Send what a collection holds to annotation: classified, and as a task, where these are given (S0.26).

    Items in review or complete keep their status (S0.9) unless `reopen` moves them to annotate. All are sent, and only those
    that are in one of `statuses` before (none: all) are classified.
    """

    title: str
    answer: AnswerTree | None = None
    override: bool = False
    conflict: Conflict = "same"
    statuses: tuple[Status, ...] = ()
    reopen: bool = False
    task: str = ""
    people: tuple[str, ...] = ()
    allocation: Allocation = "distribution"


def retitled(query: Query, former: str, title: str) -> Query:
    """The query with conditions on the collection (or its tag) of one title naming the other.

    Examples
    --------
    >>> from nblabel import F
    >>> retitled(Query().filtered(F.tags.has("night")), "night", "dusk")
    Query(where=(HasTag(tag='dusk'),), order=(), offset=0, limit=None, base=None, frames=None)
    """
    exchanged: dict[Expr, Expr] = {InCollection(former): InCollection(title), HasTag(former): HasTag(title)}
    return rewritten(query, lambda expr: exchanged.get(expr, expr), lambda operand: operand)


def names(query: Query, title: str) -> bool:
    """Whether a condition asks for the collection of this title, by itself or by its tag.

    Examples
    --------
    >>> from nblabel import F
    >>> names(Query().filtered(~F.tags.has("night")), "night")
    True
    """
    return any(expr in (InCollection(title), HasTag(title)) for expr in conditions(query))
