"""Keeping views under names, and forgetting them."""

from __future__ import annotations

from nblabel.domain.changes import Change
from nblabel.domain.exploring import DropView, KeepView
from nblabel.domain.query_json import from_text, to_text
from nblabel.domain.texts import is_blank, is_storable
from nblabel.errors import QueryError, did_you_mean, in_line, listing
from nblabel.ops.registry import handles
from nblabel.ops.work import Work, nothing
from nblabel.store.query.collections import saved_views
from nblabel.store.query.compile import select_set
from nblabel.store.rows import records
from nblabel.store.rows.intervals import SAVED_VIEW

_LONGEST = 200
MEND = "keep another view under this name, or drop it by project.drop_view(name)"


@handles(KeepView)
def keep(work: Work, command: KeepView) -> Change:
    """In place of the one of that name; a query that says the same is no change."""
    name = _checked(command.name)
    select_set(command.query, work.scope)  # refuses what names a question or option that is not there
    ontology = work.scope.ontology
    text = to_text(command.query, ontology)
    told = f'Kept the view "{in_line(name)}"'
    known = dict(saved_views(work.cur, work.project_id)).get(name)
    if known is not None and from_text(known, ontology) == from_text(text, ontology):
        return nothing("view", told, {})
    records.put(work.cur, SAVED_VIEW, work.project_id, work.op_id, {"name": name, "query": text})
    return work.record("view", told, {"applied": 1})


@handles(DropView)
def drop(work: Work, command: DropView) -> Change:
    """Forget the name; its items stay as they are."""
    known = dict(saved_views(work.cur, work.project_id))
    if command.name not in known:
        raise QueryError(no_view(command.name, list(known)))
    records.drop(work.cur, SAVED_VIEW, work.project_id, work.op_id, {"name": command.name})
    return work.record("view", f'Forgot the view "{in_line(command.name)}"', {"applied": 1})


def no_view(name: object, known: list[str]) -> str:
    """What to say where no view is kept under the name."""
    there = f"There are: {listing(known)}." if known else "None is kept yet: project.keep_view(name, view) keeps one."
    return f'No view is kept as "{name!s:.60}". {there}{did_you_mean(name, known)}'


def _checked(name: object) -> str:
    if not isinstance(name, str) or is_blank(name) or len(name) > _LONGEST or not is_storable(name):
        raise QueryError(f"A view is kept under a text of 1 to {_LONGEST} characters, not {name!r:.80}.")
    return name
