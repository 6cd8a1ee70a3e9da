"""Messages about collections."""

from __future__ import annotations

from nblabel.wire.values import AnswerPart, CollectionInfo, Query, Status, Target, Value


class Collections(Value, frozen=True):
    """All collections of the project, by title."""

    collections: list[CollectionInfo]


class CollectArgs(Value, frozen=True):
    """Add the target to a collection (made where `make` is set), or with `remove` take it out.

    One that is made may hold a `sample` of so many items only, spread by a field (as in `Sort`; "": at random).
    """

    op_id: str
    target: Target
    title: str
    description: str = ""
    make: bool = False
    live: bool = False
    remove: bool = False
    sample: int = 0
    spread: str = ""


class CollectTitlesArgs(Value, frozen=True):
    """Add the items of these titles; those that no item or several items have are reported in `problems`."""

    op_id: str
    title: str
    titles: list[str]


class EditCollectionArgs(Value, frozen=True):
    """Rename, describe, freeze or set live; None leaves what is."""

    op_id: str
    title: str
    new_title: str | None = None
    description: str | None = None
    live: bool | None = None


class DropCollectionArgs(Value, frozen=True):
    """Forget a collection: its items lose its tag and nothing else."""

    op_id: str
    title: str


class CollectionArgs(Value, frozen=True):
    """A collection by its title."""

    title: str


class RefreshPlan(Value, frozen=True):
    """How many items a refresh would add and remove."""

    added: int
    removed: int


class RefreshCollectionArgs(Value, frozen=True):
    """Let a fixed collection hold what its query finds now, hand-made adds and removes on top."""

    op_id: str
    title: str


class MemberChange(Value, frozen=True):
    """Who added or removed how many, when."""

    op: int
    at: str
    annotator: str
    text: str
    added: int
    removed: int


class CollectionHistory(Value, frozen=True):
    """Newest first."""

    changes: list[MemberChange]


class ShowCollectionArgs(Value, frozen=True):
    """Show the collection in place of the view; "" shows the view again.

    `part`: all members, those added by hand, or those kept out by hand.
    """

    title: str
    part: str = ""


class SetRulesArgs(Value, frozen=True):
    """Give a collection another query."""

    op_id: str
    title: str
    query: Query


class SendArgs(Value, frozen=True):
    """Send a collection to annotate and, where `answers` are given, classify it in the same transaction (S0.26).

    With `task` a task of that name is made of it for `people`. `reopen` moves items in review or complete back to annotate.
    `statuses` (empty: all) narrows what is classified to members in these; all are sent.
    """

    op_id: str
    title: str
    question: int = 0
    answers: list[AnswerPart] = []
    override: bool = False
    reopen: bool = False
    task: str = ""
    people: list[str] = []
    allocation: str = "distribution"
    statuses: list[Status] = []
