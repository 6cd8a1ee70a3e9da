"""Saying what a dataset or a folder is called and about."""

from __future__ import annotations

from nblabel.domain.changes import Change
from nblabel.domain.commands import Describe
from nblabel.domain.texts import is_blank, is_storable
from nblabel.errors import SourceError, in_line
from nblabel.ops.people import refuse_all_but_admins
from nblabel.ops.registry import handles
from nblabel.ops.work import Work, nothing
from nblabel.store.items.datasets import Description, described
from nblabel.store.items.datasets import describe as write

_TITLE_LIMIT = 300
_DESCRIPTION_LIMIT = 100_000


@handles(Describe)
def describe(work: Work, command: Describe) -> Change:
    """What is not said stays as it was said before."""
    refuse_all_but_admins(work.session, f"describe a {command.sort}")
    name = command.name
    _check(command.sort, "name", name, _TITLE_LIMIT)
    if is_blank(name):
        raise SourceError(f"A {command.sort} is named by a text, not {name!r:.80}.")
    if command.title is not None:
        _check(command.sort, "title", command.title, _TITLE_LIMIT)
    if command.description is not None:
        _check(command.sort, "description", command.description, _DESCRIPTION_LIMIT)
    before = described(work.cur, work.project_id, command.sort, name)
    known = before or Description()
    said = Description(
        known.title if command.title is None else command.title,
        known.description if command.description is None else command.description,
    )
    told = f'Described the {command.sort} "{in_line(name)}"'
    if said == before:
        return nothing("dataset", told, {})
    write(work.cur, work.project_id, work.op_id, command.sort, name, said)
    return work.record("dataset", told, {"applied": 1})


def _check(sort: str, what: str, text: object, most: int) -> None:
    if not isinstance(text, str) or len(text) > most or not is_storable(text):
        raise SourceError(f"The {what} of a {sort} is a text of at most {most:,} characters, not {text!r:.80}.")
