"""Put a tag on items, or take it off."""

from __future__ import annotations

from nblabel.domain import job
from nblabel.domain.changes import Change
from nblabel.domain.commands import Tag
from nblabel.domain.texts import is_blank, is_storable
from nblabel.domain.workflow import STATUSES
from nblabel.errors import SelectionError, in_line
from nblabel.ops import words
from nblabel.ops.allocation import Asking, refuse_bulk
from nblabel.ops.labelling.weighing import Weighed
from nblabel.ops.registry import handles
from nblabel.ops.session import Session
from nblabel.ops.targets import editable_mask, is_single, items_of, refuse_single, resolved
from nblabel.ops.work import STEPS, Work, nothing
from nblabel.store.file.cursor import Cursor
from nblabel.store.items import tags
from nblabel.store.rows.scope import Scope

_LONGEST = 200


@handles(Tag)
def tag(work: Work, command: Tag) -> Change:
    """As with a set, of items (frames mean theirs): those that carry the tag already (or do not, when it is taken off) are skipped."""
    made = weigh(work.cur, work.session, work.scope, command)
    if is_single(command.target) and not made.is_open[0]:
        refuse_single(work.cur, work.session, int(made.ids[0]), STATUSES[made.codes[0]])
    changing = made.changing
    kind, verb = ("untag", "Took the tag") if command.remove else ("tag", "Put the tag")
    text = f'{verb} "{in_line(command.tag)}" {"off" if command.remove else "on"} {words.items(len(changing))}'
    text += words.left_alone(blocked=len(made.blocked))
    if is_single(command.target) and not len(changing):
        return nothing(kind, text, made.counts)
    if len(changing):
        job.current().step(f"Tagging {words.items(len(changing))}", 1, STEPS)
        change = tags.take_off if command.remove else tags.put
        change(work.cur, work.project_id, work.op_id, changing, command.tag)
    outcomes = {"skipped": made.skipped, "blocked": made.blocked}
    return work.record(kind, text, made.counts, items=changing, outcomes=outcomes, params={"tag": command.tag})


def weigh(cur: Cursor, session: Session, scope: Scope, command: Tag) -> Weighed:
    """What becomes of each item of the target."""
    name = _checked(command.tag)
    _refuse_title(scope, name)
    ids = items_of(resolved(cur, scope, command.target))
    refuse_bulk(Asking(cur, scope), command, ids, command.target)
    is_open, codes, reasons = editable_mask(session, cur, scope, ids)
    return Weighed(ids, codes, tags.carriers(cur, scope, ids, name) ^ command.remove, is_open, reasons)


def _refuse_title(scope: Scope, name: str) -> None:
    """Raise where the tag is the title of a collection: whoever is in it has the tag (S0.18)."""
    if any(kept.title == name for kept in scope.collections):
        raise SelectionError(
            f'"{in_line(name)}" is the title of a collection, whose members have it as a tag: add or remove items with '
            f"project.collections[{name!r}]."
        )


def _checked(name: object) -> str:
    if not isinstance(name, str) or is_blank(name):
        raise SelectionError(f"A tag is a text that is not empty, not {name!r:.80}.")
    if len(name) > _LONGEST:
        raise SelectionError(f"The tag {name[:40]!r}... has {len(name):,} characters; {_LONGEST} are allowed.")
    if not is_storable(name):
        raise SelectionError(f"The tag {name[:40]!r} holds a character that cannot be stored (NUL or half of a pair).")
    return name
