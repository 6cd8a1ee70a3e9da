"""An item is for whoever has it open, as long as the hold lasts (S1.21)."""

from __future__ import annotations

import numpy as np

from nblabel.domain.commands import Command, ItemCommand
from nblabel.domain.query import Query
from nblabel.domain.units import item_of
from nblabel.ops import holding
from nblabel.ops.targets import given_ids
from nblabel.ops.work import Work
from nblabel.store.work import people


def refuse_held(work: Work, command: Command) -> None:
    """Raise where the one item meant is open with somebody else: two people would do the same work.

    Through a task in whatever role, otherwise to annotators to whom it was not given: to them it is another's. Of several
    items those are blocked (`targets.whose_codes`); this one is asked first, for a click is decided on what was seen before.
    """
    if not isinstance(command, ItemCommand):
        return
    is_through = work.scope.is_through_task
    item = _only_item(holding.targets_of(command))
    if item is None or not (is_through or work.session.role == "annotator"):
        return
    if item in holding.known_with_others(work.session, work.cur) and (is_through or not _is_own(work, item)):
        holding.refuse_open(work.cur, work.session, item)


def _is_own(work: Work, item: int) -> bool:
    given = people.assignees(work.cur, work.scope, np.array([item]))
    return work.session.annotator in given.get(item, ())


def _only_item(targets: list[Query]) -> int | None:
    """The one item that all of them mean, by its id or those of its frames; None where others are meant."""
    given = [given_ids(target) for target in targets]
    items = {item_of(int(ident)) for ids in given if ids is not None for ident in ids[:2]}
    is_only = len(items) == 1 and all(ids is not None and len(ids) < 2 for ids in given)
    return items.pop() if is_only else None
