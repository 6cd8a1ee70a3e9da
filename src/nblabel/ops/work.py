"""One command being carried out: its transaction, its operation row and its change."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import uuid4

import numpy as np

from nblabel.domain import job
from nblabel.domain.changes import Change
from nblabel.errors import NblabelError, StoreError
from nblabel.ops.session import Session
from nblabel.ops.sight import Seen
from nblabel.store.file.cursor import Cursor
from nblabel.store.file.dialect import is_duplicate
from nblabel.store.history import operations
from nblabel.store.rows.scope import Scope

# Up to so many changed ids travel with a change; of more, only the counts.
FEW_ITEMS = 1000
# Looking, writing, saving: what a command tells of itself where it runs as a job.
STEPS = 3
# After these a click need not read the ontology again (an undo may bring another one back).
_KEEPS_ONTOLOGY = frozenset({"accept", "classify", "clear", "paint", "reject", "set_status", "tag", "untag"})


@dataclass(slots=True)
class Work:
    """What a handler works with, inside the transaction."""

    cur: Cursor
    session: Session
    client_id: str
    op_id: int
    scope: Scope = field(init=False)
    row: tuple[Any, ...] | None = None
    seen: Seen | None = None
    is_of_frames: bool = False

    def __post_init__(self) -> None:
        self.scope = self.session.scope(cur=self.cur)
        self.session.refuse_strangers()

    @property
    def project_id(self) -> int:
        """The project that is changed."""
        return self.session.project_id

    def new_labels(self, n: int) -> int:
        """The first of `n` label ids that nobody has."""
        return self.session.db.next_ids(self.cur, "label", n)

    def record(
        self,
        kind: str,
        text: str,
        counts: Mapping[str, int],
        *,
        items: np.ndarray | Sequence[int] = (),
        outcomes: Mapping[str, np.ndarray] | None = None,
        params: Mapping[str, Any] | None = None,
        undoes: int | None = None,
        problems: tuple[tuple[str, str], ...] = (),
    ) -> Change:
        """Write the operation row, and which items were skipped, blocked, failed or kept; the change to hand back."""
        job.current().step("Saving", 2, STEPS)
        present = {name: int(count) for name, count in counts.items() if count or name == "applied"}
        self.row = operations.insert_op(
            self.cur,
            self.op_id,
            project_id=self.project_id,
            kind=kind,
            text=text,
            annotator=self.session.annotator,
            role=self.session.role,
            counts=present,
            client_id=self.client_id,
            params=params,
            undoes=undoes,
        )
        for outcome, ids in (outcomes or {}).items():
            operations.insert_outcome(self.cur, self.op_id, ids, outcome)
        few = tuple(int(ident) for ident in items) if len(items) <= FEW_ITEMS else ()
        return Change(self.op_id, kind, text, present, few, undoes=undoes, problems=problems)


def carry_out(session: Session, client_id: str, handle: Callable[[Work], Change], *, early: bool = False) -> Change:
    """Run a handler in one transaction and tell the observers; with `early` as `Database.write` has it.

    A `client_id` that was carried out before gives the recorded change and writes nothing; an empty one is always new.
    """
    own_id = client_id or uuid4().hex

    last: Work | None = None

    def work(cur: Cursor) -> Change:
        nonlocal last
        job.current().step("Looking at the items", 0, STEPS)
        last = Work(cur, session, own_id, session.db.next_ids(cur, "op"))
        return handle(last)

    try:
        change = session.db.run(work, recover=lambda cur: _durable(cur, own_id), early=early)
    except Exception as error:
        # A click must not pay for a look-up: the unique client id stops a second run, which then takes everything back.
        known = _recorded(session, client_id) if _may_be_repeated(error) else None
        if known is None:
            raise
        return known
    job.current().stand()
    if not change.op_id:
        return _recorded(session, client_id) or change
    if not change.repeated:
        if last is not None:
            _keep_up(session, change, last)
        session.tell(change)
    return change


def _keep_up(session: Session, change: Change, work: Work) -> None:
    """Bring what the session knows up to date without reading, where nobody else has written meanwhile."""
    if change.kind in _KEEPS_ONTOLOGY:
        session.keep_ontology()
    if work.row is not None:
        session.stacks.follow(work.row)
    if work.is_of_frames and session.on_frames is not None:
        session.on_frames()
    seen = work.seen
    if seen is None or session.fresh.changed(change.items, lambda _: seen) is None:
        session.fresh.forget(change.items)


def _durable(cur: Cursor, client_id: str) -> Change | None:
    """What was written after all by a try that ended in an error: news to the observers."""
    found = operations.find(cur, client_id)
    return replace(found, repeated=False) if found else None


def _may_be_repeated(error: Exception) -> bool:
    is_refusal = isinstance(error, NblabelError) and not isinstance(error, StoreError)
    return is_refusal or is_duplicate(error)


def _recorded(session: Session, client_id: str) -> Change | None:
    if not client_id:
        return None
    with session.db.read() as cur:
        return operations.find(cur, client_id)


def nothing(kind: str, text: str, counts: Mapping[str, int]) -> Change:
    """The change of a command that changed nothing and is not worth a line in the history."""
    return Change(0, kind, text, {"applied": 0, **{name: int(count) for name, count in counts.items() if count}})
