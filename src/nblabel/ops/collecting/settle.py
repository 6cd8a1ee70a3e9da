"""After an undo: the titles of collections are the tags of just their members again (S0.18)."""

from __future__ import annotations

import numpy as np

from nblabel.domain.changes import Operation
from nblabel.errors import OperationError, in_line
from nblabel.ops.targets import items_of
from nblabel.ops.work import Work
from nblabel.store.collections import members
from nblabel.store.items import tags, titles
from nblabel.store.query import collections
from nblabel.store.rows.chosen import ascending, without
from nblabel.store.rows.scope import Kept

_NONE = np.empty(0, np.int64)


def settle(work: Work, target: Operation) -> None:
    """What was undone may be a part of what happened since: a member added after a renaming has the new title, say.

    Raises
    ------
    OperationError
        Where a title comes back that is in use again, by another collection or as a tag.
    """
    cur, project_id = work.cur, work.project_id
    now = collections.listed(cur, project_id)
    _refuse_double(now, target)
    touched = collections.touched(cur, project_id, (target.op_id, work.op_id))
    former = {kept.title for kept in work.scope.collections}
    for kept in now:
        if kept.ident in touched:
            _settle(work, kept, target, is_new=kept.title not in former)
    for title in former - {kept.title for kept in now}:
        _retag(work, title, _NONE, titles.tagged(cur, work.scope, title))


def _settle(work: Work, kept: Kept, target: Operation, *, is_new: bool) -> None:
    held = _NONE if kept.is_live else members.listed(work.cur, work.project_id, kept, members.HELD)
    items, carried = ascending(items_of(held)), titles.tagged(work.cur, work.scope, kept.title)
    stray = without(carried, items)
    if is_new and len(stray):
        raise OperationError(
            f'Cannot take back "{target.text}": the tag "{in_line(kept.title)}" stands on {len(stray):,} items that are not in the '
            f"collection. Take it off first: project.filter(F.tags.has({kept.title!r})).untag({kept.title!r})."
        )
    _retag(work, kept.title, without(items, carried), stray)


def _retag(work: Work, title: str, bare: np.ndarray, stray: np.ndarray) -> None:
    if len(stray):
        tags.take_off(work.cur, work.project_id, work.op_id, stray, title)
    if len(bare):
        tags.put(work.cur, work.project_id, work.op_id, bare, title)


def _refuse_double(now: tuple[Kept, ...], target: Operation) -> None:
    every = [kept.title for kept in now]
    double = next((title for title in every if every.count(title) > 1), None)
    if double is not None:
        raise OperationError(
            f'Cannot take back "{target.text}": there is another collection "{in_line(double)}" now. Rename that one first.'
        )
