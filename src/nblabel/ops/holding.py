"""Who has which item of a pulled task open, and what that means to everybody else (S1.21)."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime
from math import ceil

import numpy as np

from nblabel.domain.commands import Command, ItemCommand
from nblabel.domain.query import Query
from nblabel.domain.tasking import tasks_of
from nblabel.errors import NotAllowed, in_line
from nblabel.ops.session import Session
from nblabel.store.file.cursor import Cursor
from nblabel.store.rows.piece import Piece
from nblabel.store.rows.scope import Scope
from nblabel.store.work import holds
from nblabel.store.work.holds import Holder
from nblabel.store.work.tasks import titles

_BYTES_A_HOLD = 200


def clock() -> datetime:
    """What time it is for leases."""
    return datetime.now(UTC)


def targets_of(command: Command) -> list[Query]:
    """What a command is about, as far as it says so by queries."""
    given = [getattr(command, field.name) for field in fields(command)]
    return [one for one in given if isinstance(one, Query)]


def is_through_task(command: Command) -> bool:
    """Whether a change goes through a task: the one it names, or one whose items its targets are."""
    return isinstance(command, ItemCommand) and bool(command.task or any(map(tasks_of, targets_of(command))))


def scope_for(command: Command, scope: Scope) -> Scope:
    """The scope as this command is asked about, and carried out, in it."""
    return replace(scope, is_through_task=is_through_task(command))


def open_with_others(session: Session, cur: Cursor) -> dict[int, tuple[Holder, ...]]:
    """Who else has which items open now, by item."""
    return _others(session, holds.all_of(cur, session.project_id))


def known_with_others(session: Session, cur: Cursor) -> dict[int, tuple[Holder, ...]]:
    """The same inside a write, before it writes: a click must not pay for a look where nobody took or left an item since."""
    project_id = session.project_id
    piece = Piece("SELECT item_id, person, until FROM hold WHERE project_id = ?", (project_id,))

    def find() -> tuple[list[tuple[int, Holder]], int]:
        found = holds.all_of(cur, project_id)
        return found, _BYTES_A_HOLD * (len(found) + 1)

    return _others(session, session.held.get(cur, "holds", piece, find))


def _others(session: Session, found: list[tuple[int, Holder]]) -> dict[int, tuple[Holder, ...]]:
    own = {session.annotator, *(person for _, person, _ in session.places)}
    now, others = clock(), dict[int, tuple[Holder, ...]]()
    for item, holder in found:
        if holder.until > now and holder.person not in own:
            others[item] = (*others.get(item, ()), holder)
    return others


def held_mask(session: Session, cur: Cursor, items: np.ndarray) -> np.ndarray:
    """Which of the items somebody else has open."""
    mask: np.ndarray = np.isin(items, list(open_with_others(session, cur)))
    return mask


def counts_by_holder(session: Session, cur: Cursor, items: np.ndarray) -> dict[str, int]:
    """How many of the items are open with whom, by the names."""
    others, found = open_with_others(session, cur), dict[str, int]()
    for item in items.tolist():
        if item in others:
            names = _names(others[item])
            found[names] = found.get(names, 0) + 1
    return found


def refuse_open(cur: Cursor, session: Session, item: int) -> None:
    """Raise because somebody else has the item open; silent where nobody has."""
    others = open_with_others(session, cur).get(item, ())
    if not others:
        return
    (title,) = titles(cur, session.scope(cur=cur), np.array([item]))
    minutes = ceil(max((one.until - clock()).total_seconds() for one in others) / 60)
    raise NotAllowed(
        f'"{in_line(title)}" (item {item}) is open with {_names(others)}, for {minutes} more minutes at most: nothing was written. '
        "task.next_item() gives another one."
    )


def _names(holders: tuple[Holder, ...]) -> str:
    return " and ".join(in_line(one.person) for one in holders)
