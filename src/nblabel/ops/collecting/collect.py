"""Saving a collection, adding to it and taking out by hand (S0.15 to S0.18, S0.25)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nblabel.domain.changes import Change
from nblabel.domain.collecting import (
    LONGEST_DESCRIPTION,
    LONGEST_TITLE,
    MOST_IDS,
    Collect,
    CollectTitles,
    SaveCollection,
    names,
)
from nblabel.domain.query import Ids, Query, conditions, is_framed
from nblabel.domain.query_json import to_text
from nblabel.domain.texts import is_blank, is_storable
from nblabel.domain.units import mean_frames
from nblabel.errors import CollectionError, in_line
from nblabel.ops import words
from nblabel.ops.registry import handles
from nblabel.ops.targets import items_of, resolved
from nblabel.ops.work import Work, nothing
from nblabel.store.collections import members
from nblabel.store.items import titles
from nblabel.store.query import collections
from nblabel.store.query.collections import named
from nblabel.store.rows import records
from nblabel.store.rows.chosen import ascending, without
from nblabel.store.rows.intervals import COLLECTION
from nblabel.store.rows.scope import Kept

_NONE = np.empty(0, np.int64)


@handles(SaveCollection)
def save(work: Work, command: SaveCollection) -> Change:
    """A new collection: what the target finds now with its title as a tag, or (live) the query alone."""
    title, description = checked_title(command.title), checked_description(command.description)
    refuse_taken(work, title)
    query = as_rules(work, command.target, title, live=command.live)
    ident = work.session.db.next_ids(work.cur, "collection")
    kept = Kept(ident, title, description, command.live, query, work.op_id)
    write_record(work, kept)
    told = f'Saved the {"live " if command.live else ""}collection "{in_line(title)}"'
    if command.live:
        titles.refuse_tagged(work.cur, work.scope, title, _NONE)
        return record(work, "collection", told, kept, counts={"applied": 1})
    ids = resolved(work.cur, work.scope, command.target)
    titles.refuse_tagged(work.cur, work.scope, title, items_of(ids))
    members.put(work.cur, work.project_id, work.op_id, kept, ids, "added" if query is None else "rule")
    members.tag(work.cur, work.scope, work.op_id, title, items_of(ids))
    return record(work, "collect", f"{told}: {words.items(len(ids), ids)}", kept, added=ids)


@handles(Collect)
def collect(work: Work, command: Collect) -> Change:
    """As with a set: what is in already (or is not, when it is taken out) is skipped."""
    kept = named(work.scope, command.title)
    ids = resolved(work.cur, work.scope, command.target)
    return (take_out if command.remove else add)(work, kept, ids)


@handles(CollectTitles)
def collect_titles(work: Work, command: CollectTitles) -> Change:
    """Titles that no item has, or several, are reported and add nothing."""
    kept = named(work.scope, command.title)
    wanted = list(dict.fromkeys(title.strip() for title in command.titles if title.strip()))
    if not wanted:
        raise CollectionError("No title was given: list the titles of the items to add, one a line.")
    found = titles.items_of_titles(work.cur, work.scope, wanted)
    reasons = {title: _reason(found.get(title, ())) for title in wanted}
    problems = tuple((title, reason) for title, reason in reasons.items() if reason)
    ids = np.unique(np.array([found[title][0] for title in wanted if not reasons[title]], np.int64))
    return add(work, kept, ids, problems)


def add(work: Work, kept: Kept, ids: np.ndarray, problems: tuple[tuple[str, str], ...] = ()) -> Change:
    """Add ids (ascending) by hand, and say which titles could not be."""
    refuse_mixed(work, kept, ids)
    here = present(work, kept, ids)
    new = without(ids, here)
    told = f'Added {words.items(len(new), ids)} to "{in_line(kept.title)}"'
    told += f", {len(problems):,} not found" if problems else ""
    counts = {"applied": len(new), "skipped": len(here), "failed": len(problems)}
    if not len(new):
        return replace(nothing("collect", told, counts), problems=problems[:1000])
    cur, project_id, op_id = work.cur, work.project_id, work.op_id
    members.end(cur, project_id, op_id, kept, new, ("removed",))
    members.put(cur, project_id, op_id, kept, new, "added")
    if not kept.is_live:
        members.tag(cur, work.scope, op_id, kept.title, items_of(new))
    return record(work, "collect", told, kept, added=new, skipped=here, counts=counts, problems=problems)


def take_out(work: Work, kept: Kept, ids: np.ndarray) -> Change:
    """Take ids (ascending) out by hand; where there are rules, a refresh does not bring them back."""
    gone = present(work, kept, ids)
    told = f'Took {words.items(len(gone), ids)} out of "{in_line(kept.title)}"'
    counts = {"applied": len(gone), "skipped": len(ids) - len(gone)}
    if not len(gone):
        return nothing("collect", told, counts)
    cur, project_id, op_id = work.cur, work.project_id, work.op_id
    members.end(cur, project_id, op_id, kept, gone, members.HELD)
    if kept.query is not None:
        members.put(cur, project_id, op_id, kept, gone, "removed")
    if not kept.is_live:
        members.untag(cur, work.scope, op_id, kept, items_of(gone))
    return record(work, "collect", told, kept, removed=gone, skipped=without(ids, gone), counts=counts)


def present(work: Work, kept: Kept, ids: np.ndarray) -> np.ndarray:
    """Which of the ids (ascending) the collection holds, ascending."""
    return members.among_now(work.cur, work.scope, kept, ids) if len(ids) else ids


def record(
    work: Work,
    kind: str,
    told: str,
    kept: Kept,
    *,
    added: np.ndarray = _NONE,
    removed: np.ndarray = _NONE,
    skipped: np.ndarray = _NONE,
    counts: dict[str, int] | None = None,
    problems: tuple[tuple[str, str], ...] = (),
) -> Change:
    """Write the operation row; the collection's history is read from it."""
    changed = ascending(items_of(added), items_of(removed))
    return work.record(
        kind,
        told,
        counts or {"applied": len(added) + len(removed)},
        items=changed,
        outcomes={"skipped": items_of(skipped)},
        params={"collection": kept.ident, "added": len(added), "removed": len(removed)},
        problems=problems[:1000],
    )


def write_record(work: Work, kept: Kept) -> None:
    """Let the collection stand as described."""
    values = {
        "collection_id": kept.ident,
        "title": kept.title,
        "description": kept.description,
        "live": kept.is_live,
        "query": kept.query,
        "created_op": kept.created_op,
    }
    records.put(work.cur, COLLECTION, work.project_id, work.op_id, values)


def as_rules(work: Work, query: Query, title: str, *, live: bool, own: Kept | None = None) -> str | None:
    """The query as it is kept, None where it is no rule (a list of ids, or who carries the title as a tag already).

    Raises
    ------
    CollectionError
        Where a live collection has to have one.
    QueryError, OntologyError
        Where it cannot be asked.
    """
    if names(query, title):
        if live:
            raise CollectionError(
                f'The rules of "{in_line(title)}" ask for "{in_line(title)}" itself: name other conditions.'
            )
        return None
    is_list = any(isinstance(expr, Ids) and len(expr.ids) > MOST_IDS for expr in conditions(query))
    is_list = is_list or (query.base is None and len(query.where) == 1 and isinstance(query.where[0], Ids))
    if is_list and not live:
        return None
    if is_list:
        raise CollectionError(
            "A live collection keeps a query, and this is a list of items: filter by conditions, or save it without live=True."
        )
    others = tuple(kept for kept in work.scope.collections if own is None or kept.ident != own.ident)
    collections.members(query, replace(work.scope, collections=others))
    return to_text(query, work.scope.ontology)


def refuse_mixed(work: Work, kept: Kept, ids: np.ndarray) -> None:
    """Raise where frames come to items, or items to frames."""
    holds_frames = frames_held(work, kept)
    if holds_frames is None or not len(ids) or holds_frames == mean_frames(ids):
        return
    held, given, way = ("items", "single frames", "their items")
    if holds_frames:
        held, given, way = "single frames", "items", "project.frames(view)"
    raise CollectionError(
        f'"{in_line(kept.title)}" holds {held}, and these are {given}: add {way}, or make another collection.'
    )


def frames_held(work: Work, kept: Kept) -> bool | None:
    """Whether it holds frames; None where nothing says so yet."""
    query = collections.rules(work.scope, kept) if kept.is_live else None
    return titles.holds_frames(work.cur, work.scope, kept) if query is None else is_framed(query)


def refuse_taken(work: Work, title: str) -> None:
    """Raise where a collection has the title (S0.17)."""
    if any(kept.title == title for kept in work.scope.collections):
        raise CollectionError(
            f'There is a collection "{title}" already: add to it with project.collections[{title!r}].add(view), or choose another title.'
        )


def checked_title(given: object) -> str:
    """A title as it is kept, which is a tag too."""
    title = given.strip() if isinstance(given, str) else given
    if not isinstance(title, str) or is_blank(title) or not is_storable(title):
        raise CollectionError(f"The title of a collection is a text that is not empty, not {given!r:.80}.")
    if len(title) > LONGEST_TITLE:
        raise CollectionError(
            f"The title {title[:40]!r}... has {len(title):,} characters; a collection's title has at most {LONGEST_TITLE}."
        )
    return title


def checked_description(given: object) -> str:
    """A description as it is kept."""
    if not isinstance(given, str) or len(given) > LONGEST_DESCRIPTION or not is_storable(given):
        raise CollectionError(
            f"The description of a collection is a text of at most {LONGEST_DESCRIPTION:,} characters, not {given!r:.80}."
        )
    return given


def _reason(items: tuple[int, ...]) -> str:
    if not items:
        return "No item has this title."
    return "" if len(items) == 1 else f"{len(items):,} items have this title: add them by a view that tells them apart."
