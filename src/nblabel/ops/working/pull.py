"""The next item for a person: of a pulling task one that nobody else gets meanwhile (S1.21)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal

import numpy as np

from nblabel.domain.tasking import TaskFacts
from nblabel.errors import TaskError, in_line
from nblabel.ops import holding
from nblabel.ops.session import Session
from nblabel.store.file.cursor import Cursor
from nblabel.store.rows.scope import Scope
from nblabel.store.work import holds, people, tasks
from nblabel.store.work.holds import Wanted

Stage = Literal["annotate", "review", "returned"]
LEASE_MIN = 30.0


@dataclass(frozen=True, slots=True)
class Search:
    """Items of a task (0: of the whole project) at a stage, for a person."""

    task: int
    person: str
    stage: Stage


@dataclass(frozen=True, slots=True)
class Pulled:
    """The item, None where nothing is left; `until` (UTC) ends the hold, in `lease_s` seconds; `held` names others who have
    some open.
    """

    item: int | None
    until: datetime | None = None
    held: tuple[str, ...] = ()
    lease_s: float = 0.0


def pull(
    session: Session,
    task_id: int,
    person: str,
    stage: Stage = "annotate",
    *,
    after: int = 0,
    done: int = 0,
    resume: bool = False,
    lease_min: float = LEASE_MIN,
) -> Pulled:
    """The next open item of a task (0: of the whole project) for a person.

    Parameters
    ----------
    after
        Where to go on; items before it come last.
    done
        An item that the person leaves: others may have it, if there is still something to do on it.
    resume
        What the person has open already comes first.
    lease_min
        After so many minutes others may get it.
    """
    _check_lease(lease_min)
    own = Search(task_id, person, stage)
    with session.db.read() as cur:
        wanted = wanted_by(cur, session, session.scope(cur=cur), own)
        if wanted.held_at is None:
            return Pulled(holds.next_open(cur, session.scope(cur=cur), wanted, max(after, done)))

    def work(cur: Cursor) -> Pulled:
        scope = session.scope(cur=cur)
        return _pulled(cur, scope, wanted, after=after, done=done, resume=resume, lease_min=lease_min)

    found = session.db.run(work)
    session.keep_on()
    return found


def next_of_all(session: Session, task_id: int, person: str, **given: Any) -> Pulled:
    """The next item to annotate; where there is none any more, the next that came back."""
    found = pull(session, task_id, person, "annotate", **given)
    return found if found.item is not None else pull(session, task_id, person, "returned", **given)


def left(session: Session, task_id: int, person: str, stage: Stage = "annotate") -> int:
    """How many items are open for the person, those included that others have open now."""
    with session.db.read() as cur:
        scope = session.scope(cur=cur)
        wanted = wanted_by(cur, session, scope, Search(task_id, person, stage))
        return holds.count_open(cur, scope, replace(wanted, held_at=None))


def keep(session: Session, task_id: int, person: str, item_id: int, lease_min: float = LEASE_MIN) -> Pulled:
    """Let a person go on having an item of a pulling task, from now on; no item where somebody else has it by now (`held`).

    Raises
    ------
    TaskError
        Where the task gives out nothing, or has no such item.
    """
    _check_lease(lease_min)

    def work(cur: Cursor) -> Pulled:
        scope, now = session.scope(cur=cur), holding.clock()
        task = task_named(cur, scope, task_id)
        if task.allocation != "pulling":
            raise TaskError(f'The task "{in_line(task.name)}" is not pulled: nobody else is given what is yours in it.')
        if not tasks.are_in(cur, scope, task_id, np.array([item_id]))[0]:
            raise TaskError(
                f'Item {item_id} is not in the task "{in_line(task.name)}": keep what task.next_item() gave.'
            )
        others = tuple(one.person for one in holds.holders_of(cur, scope, item_id, now) if one.person != person)
        if others:
            return Pulled(None, held=others)
        until = now + timedelta(minutes=lease_min)
        holds.hold(cur, scope, task_id, item_id, person, now, until)
        return Pulled(item_id, until, lease_s=lease_min * 60)

    found = session.db.run(work)
    session.keep_on()
    return found


def _check_lease(lease_min: float) -> None:
    if not 0 < lease_min <= 7 * 24 * 60:
        raise TaskError(f"An item is held for some minutes, at most a week, not for {lease_min!r:.40}.")


def _pulled(
    cur: Cursor, scope: Scope, wanted: Wanted, *, after: int, done: int, resume: bool, lease_min: float
) -> Pulled:
    task_id, now = wanted.task.ident if wanted.task else 0, holding.clock()
    wanted = replace(wanted, held_at=now)
    if done:
        holds.release(cur, scope, done, wanted.person)
    item = _own(cur, scope, wanted, task_id, done, now) if resume else None
    item = item or holds.next_open(cur, scope, wanted, max(after, done))
    if item == done and done:
        item = None
    if item is None:
        return Pulled(None, held=tuple(holds.holders(cur, scope, task_id, wanted.person, now)))
    until = now + timedelta(minutes=lease_min)
    holds.hold(cur, scope, task_id, item, wanted.person, now, until)
    return Pulled(item, until, lease_s=lease_min * 60)


def _own(cur: Cursor, scope: Scope, wanted: Wanted, task_id: int, done: int, now: datetime) -> int | None:
    free = replace(wanted, held_at=None)
    for item in holds.own_holds(cur, scope, task_id, wanted.person, now):
        if item != done and holds.is_open(cur, scope, free, item):
            return item
    return None


def wanted_by(cur: Cursor, session: Session, scope: Scope, search: Search) -> Wanted:
    """What a person looks for: of what is shared out their own items, of all else whatever nobody else has open."""
    task = task_named(cur, scope, search.task) if search.task else None
    is_pulling = task is not None and task.allocation == "pulling"
    shared = search.stage != "review" and is_shared(cur, session, scope, task, search.person)
    return Wanted(task, search.stage, search.person, is_shared=shared, held_at=holding.clock() if is_pulling else None)


def is_shared(cur: Cursor, session: Session, scope: Scope, task: TaskFacts | None, person: str) -> bool:
    """Whether only their own items are a person's to do, in a task or (None) in all of the project.

    Who reviews or administers and has none of their own may take any.
    """
    if task is not None and task.allocation == "pulling":
        return False
    has_own, has_any = people.shares(cur, scope, None if task is None else task.ident, person)
    if has_own or not has_any or task is None:
        return has_own
    role = session.role if person == session.annotator else people.members(cur, scope.project_id).get(person)
    return role in (None, "annotator")


def task_named(cur: Cursor, scope: Scope, task_id: int) -> TaskFacts:
    """The task of this number."""
    for task in tasks.listed(cur, scope):
        if task.ident == task_id:
            return task
    raise TaskError("This task is not in the project any more: it was removed, or its making undone.")
