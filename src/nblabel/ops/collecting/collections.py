"""Renaming, describing, freezing and forgetting collections (S0.17, S0.18, D8)."""

from __future__ import annotations

from dataclasses import replace

from nblabel.domain.changes import Change
from nblabel.domain.collecting import DropCollection, EditCollection, names, retitled
from nblabel.domain.query_json import from_text, to_text
from nblabel.errors import CollectionError, in_line
from nblabel.ops.collecting.collect import checked_description, checked_title, record, refuse_taken, write_record
from nblabel.ops.registry import handles
from nblabel.ops.targets import items_of
from nblabel.ops.work import Work, nothing
from nblabel.store.collections import members
from nblabel.store.items import tags, titles
from nblabel.store.query.collections import named, rules, saved_views
from nblabel.store.rows import records
from nblabel.store.rows.chosen import ascending, without
from nblabel.store.rows.intervals import COLLECTION, SAVED_VIEW
from nblabel.store.rows.scope import Kept


@handles(EditCollection)
def edit(work: Work, command: EditCollection) -> Change:
    """All that is asked for, as one operation."""
    kept = named(work.scope, command.title)
    title = kept.title if command.new_title is None else checked_title(command.new_title)
    description = kept.description if command.description is None else checked_description(command.description)
    wanted = replace(
        kept, title=title, description=description, is_live=kept.is_live if command.live is None else command.live
    )
    told = _told(kept, wanted)
    wanted = replace(wanted, query=_retitled(work, kept.query, kept.title, title))
    if wanted == kept:
        return nothing("collection", told, {})
    write_record(work, wanted)
    changed = 0
    if title != kept.title:
        changed = _rename(work, kept, wanted)
    if wanted.is_live != kept.is_live:
        changed = _go_live(work, wanted) if wanted.is_live else _freeze(work, wanted)
    return record(work, _kind(changed), told, wanted, counts={"applied": max(1, changed)})


@handles(DropCollection)
def drop(work: Work, command: DropCollection) -> Change:
    """Its items lose its tag and nothing else."""
    kept = named(work.scope, command.title)
    users = [
        other.title
        for other in work.scope.collections
        if other.is_live and other is not kept and _asks(work, other, kept.title)
    ]
    if users:
        raise CollectionError(
            f'The live collection "{in_line(users[0])}" asks for "{in_line(kept.title)}": freeze it, or give it other rules first.'
        )  # fmt: skip
    carried = titles.tagged(work.cur, work.scope, kept.title)
    if len(carried):
        tags.take_off(work.cur, work.project_id, work.op_id, carried, kept.title)
    held = members.now(work.cur, work.scope, kept) if not kept.is_live else carried
    members.end_all(work.cur, work.project_id, work.op_id, kept, ("rule", "added", "removed"))
    records.drop(work.cur, COLLECTION, work.project_id, work.op_id, {"collection_id": kept.ident})
    told = f'Forgot the collection "{in_line(kept.title)}"'
    return record(work, _kind(len(held)), told, kept, removed=held, counts={"applied": max(1, len(held))})


def _kind(changed: int) -> str:
    """What the history calls it: a change of items, or of the collection alone."""
    return "collect" if changed else "collection"


def _rename(work: Work, kept: Kept, wanted: Kept) -> int:
    """Let its tag and all rules that name it follow; how many items were tagged anew."""
    refuse_taken(work, wanted.title)
    titles.refuse_tagged(work.cur, work.scope, wanted.title, ascending())
    carried = titles.tagged(work.cur, work.scope, kept.title)
    if len(carried):
        tags.take_off(work.cur, work.project_id, work.op_id, carried, kept.title)
        tags.put(work.cur, work.project_id, work.op_id, carried, wanted.title)
    for other in work.scope.collections:
        renamed = _retitled(work, other.query, kept.title, wanted.title)
        if renamed != other.query and other is not kept:
            write_record(work, replace(other, query=renamed))
    for name, text in saved_views(work.cur, work.project_id):
        renamed = _retitled(work, text, kept.title, wanted.title)
        if renamed != text:
            records.put(work.cur, SAVED_VIEW, work.project_id, work.op_id, {"name": name, "query": renamed})
    return len(carried)


def _go_live(work: Work, kept: Kept) -> int:
    """Keep the rules instead of what they found; how many items lose the tag of a member."""
    if kept.query is None:
        raise CollectionError(
            f'"{in_line(kept.title)}" was put together by hand and has no rules to follow: it can only be fixed.'
        )
    carried = titles.tagged(work.cur, work.scope, kept.title)
    members.end_all(work.cur, work.project_id, work.op_id, kept, ("rule",))
    if len(carried):
        tags.take_off(work.cur, work.project_id, work.op_id, carried, kept.title)
    return len(carried)


def _freeze(work: Work, kept: Kept) -> int:
    """Hold what the rules find now; how many members there are."""
    cur, project_id = work.cur, work.project_id
    kept_out, added = (members.listed(cur, project_id, kept, (way,)) for way in ("removed", "added"))
    found = without(without(members.found(cur, work.scope, kept), kept_out), added)
    members.put(cur, project_id, work.op_id, kept, found, "rule")
    held = ascending(found, added)
    members.tag(cur, work.scope, work.op_id, kept.title, ascending(items_of(held)))
    return len(held)


def _asks(work: Work, kept: Kept, title: str) -> bool:
    query = rules(work.scope, kept)
    return query is not None and names(query, title)


def _retitled(work: Work, text: str | None, former: str, title: str) -> str | None:
    """Stored rules with the other title, the very same text where they do not name it."""
    if text is None or former == title:
        return text
    query = from_text(text, work.scope.ontology)
    renamed = retitled(query, former, title)
    return text if renamed == query else to_text(renamed, work.scope.ontology)


def _told(kept: Kept, wanted: Kept) -> str:
    if wanted.title != kept.title:
        return f'Renamed the collection "{in_line(kept.title)}" to "{in_line(wanted.title)}"'
    if wanted.is_live != kept.is_live:
        return f'Made the collection "{in_line(kept.title)}" {"live" if wanted.is_live else "fixed"}'
    return f'Described the collection "{in_line(kept.title)}"'
