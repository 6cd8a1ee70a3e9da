"""Through a task an item is for whoever has it open, as long as the hold lasts (S1.21)."""

from __future__ import annotations

from dataclasses import fields
from math import ceil

import numpy as np

from nblabel.domain.commands import Command, ItemCommand
from nblabel.domain.query import Query
from nblabel.domain.tasking import tasks_of
from nblabel.domain.units import item_of
from nblabel.errors import NotAllowed, in_line
from nblabel.ops.targets import given_ids
from nblabel.ops.work import Work
from nblabel.ops.working import pull
from nblabel.store.work import holds
from nblabel.store.work.tasks import titles


def refuse_held(work: Work, command: Command) -> None:
    """Raise where the one item meant is changed through a task while somebody else has it open, in whatever role.

    Two people would do the same work. Several items are the matter of `allocation.refuse_bulk`; a change that goes through no
    task is open to whom the item is open to (S0.11).
    """
    if not isinstance(command, ItemCommand):
        return
    given = [getattr(command, field.name) for field in fields(command)]
    targets = [one for one in given if isinstance(one, Query)]
    item = _only_item(targets)
    if item is None or not (command.task or any(map(tasks_of, targets))):
        return
    session, now = work.session, pull.clock()
    own = {session.annotator, *(person for _, person, _ in session.places)}
    others = [one for one in holds.holders_of(work.cur, work.scope, item, now) if one.person not in own]
    if not others:
        return
    (title,) = titles(work.cur, work.scope, np.array([item]))
    names = " and ".join(in_line(one.person) for one in others)
    minutes = ceil(max((one.until - now).total_seconds() for one in others) / 60)
    raise NotAllowed(
        f'"{in_line(title)}" (item {item}) is open with {names}, for {minutes} more minutes at most: nothing was written. '
        "task.next_item() gives another one."
    )


def _only_item(targets: list[Query]) -> int | None:
    """The one item that all of them mean, by its id or those of its frames; None where others are meant."""
    given = [given_ids(target) for target in targets]
    items = {item_of(int(ident)) for ids in given if ids is not None for ident in ids[:2]}
    is_only = len(items) == 1 and all(ids is not None and len(ids) < 2 for ids in given)
    return items.pop() if is_only else None
