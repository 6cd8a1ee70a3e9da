"""What the rules of a collection say anew: refreshing a fixed one, other rules, from fixed to live and back (S0.28, D8)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from nblabel.domain.changes import Change
from nblabel.domain.collecting import RefreshCollection, SetRules
from nblabel.domain.query import Query, is_framed
from nblabel.domain.query_json import from_text
from nblabel.errors import CollectionError, in_line
from nblabel.ops.collecting.collect import as_rules, frames_held, record, write_record
from nblabel.ops.registry import handles
from nblabel.ops.session import Session
from nblabel.ops.snapshot import snapshot
from nblabel.ops.targets import items_of
from nblabel.ops.work import Work, nothing
from nblabel.store.collections import members
from nblabel.store.file.cursor import Cursor
from nblabel.store.query.collections import asked, named, rules
from nblabel.store.rows.chosen import ascending, without
from nblabel.store.rows.scope import Kept, Scope


@dataclass(frozen=True, slots=True)
class Difference:
    """What a refresh would add and remove: ids of items or of frames, ascending."""

    added: np.ndarray
    removed: np.ndarray


def difference(session: Session, title: str) -> Difference:
    """What a refresh would do now; nothing is written."""
    with snapshot(session) as cur:
        scope = session.scope(cur=cur)
        return _difference(cur, scope, named(scope, title))


@handles(RefreshCollection)
def refresh(work: Work, command: RefreshCollection) -> Change:
    """Let it hold what its rules find now; what was added or kept out by hand stays so."""
    kept = named(work.scope, command.title)
    found = _difference(work.cur, work.scope, kept)
    told = _told(f'Refreshed "{in_line(kept.title)}"', found)
    if not len(found.added) and not len(found.removed):
        return nothing("collect", told, {"applied": 0})
    apply(work, kept, found)
    return record(work, "collect", told, kept, added=found.added, removed=found.removed)


@handles(SetRules)
def set_rules(work: Work, command: SetRules) -> Change:
    """A live collection finds by them from now on, a fixed one holds at once what they find."""
    kept = named(work.scope, command.title)
    query = as_rules(work, command.query, kept.title, live=True, own=kept)
    changed = replace(kept, query=query)
    told = f'Gave "{in_line(kept.title)}" other rules'
    if query is not None and from_text(query, work.scope.ontology) == rules(work.scope, kept):
        return nothing("collection", told, {})
    _refuse_other_sort(work, kept, command.query)
    write_record(work, changed)
    if kept.is_live:
        return record(work, "collection", told, changed, counts={"applied": 1})
    found = _difference(work.cur, work.scope, changed)
    apply(work, changed, found)
    counts = {"applied": max(1, len(found.added) + len(found.removed))}
    return record(work, "collect", _told(told, found), changed, added=found.added, removed=found.removed, counts=counts)


def apply(work: Work, kept: Kept, found: Difference) -> None:
    """Write the difference, tags included."""
    cur, project_id, op_id = work.cur, work.project_id, work.op_id
    members.end(cur, project_id, op_id, kept, found.removed, ("rule",))
    members.put(cur, project_id, op_id, kept, found.added, "rule")
    members.untag(cur, work.scope, op_id, kept, ascending(items_of(found.removed)))
    members.tag(cur, work.scope, op_id, kept.title, ascending(items_of(found.added)))


def _difference(cur: Cursor, scope: Scope, kept: Kept) -> Difference:
    if kept.is_live:
        return Difference(np.empty(0, np.int64), np.empty(0, np.int64))
    if asked(scope, kept) is None:
        raise CollectionError(
            f'"{in_line(kept.title)}" was put together by hand and has no rules to refresh by: add to it with .add(view).'
        )
    found = members.found(cur, scope, kept)
    by_rule, added, kept_out = (
        members.listed(cur, scope.project_id, kept, (way,)) for way in ("rule", "added", "removed")
    )
    return Difference(without(without(without(found, kept_out), added), by_rule), without(by_rule, found))


def _refuse_other_sort(work: Work, kept: Kept, query: Query) -> None:
    """Raise where rules for frames come to a collection of items, or the other way round."""
    held = frames_held(work, kept)
    if held is None or held == is_framed(query) or (kept.is_live and not kept.is_touched):
        return
    sorts = ("single frames", "items") if held else ("items", "single frames")
    raise CollectionError(
        f'"{in_line(kept.title)}" holds {sorts[0]}, and these rules find {sorts[1]}: save them as another collection.'
    )


def _told(told: str, found: Difference) -> str:
    return f"{told}: {len(found.added):,} added, {len(found.removed):,} removed"
