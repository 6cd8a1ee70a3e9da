"""Put a tag on items, or take it off."""

from __future__ import annotations

from nblabel.domain.changes import Change
from nblabel.domain.commands import Tag
from nblabel.domain.texts import is_blank, is_storable
from nblabel.domain.workflow import STATUSES
from nblabel.errors import SelectionError, in_line
from nblabel.ops import words
from nblabel.ops.allocation import refuse_bulk
from nblabel.ops.registry import handles
from nblabel.ops.targets import editable_mask, is_single, items_of, refuse_single, resolved
from nblabel.ops.work import Work, nothing
from nblabel.store.items import tags

_LONGEST = 200


@handles(Tag)
def tag(work: Work, command: Tag) -> Change:
    """As with a set, of items (frames mean theirs): those that carry the tag already (or do not, when it is taken off) are skipped."""
    name = _checked(command.tag)
    _refuse_title(work, name)
    ids = items_of(resolved(work.cur, work.scope, command.target))
    refuse_bulk(work, command, ids, command.target)
    is_open, codes, _ = editable_mask(work, work.cur, work.scope, ids)
    if is_single(command.target) and not is_open[0]:
        refuse_single(work.cur, work.session, int(ids[0]), STATUSES[codes[0]])
    is_done = tags.carriers(work.cur, work.scope, ids, name) ^ command.remove
    changing, skipped, blocked = ids[is_open & ~is_done], ids[is_open & is_done], ids[~is_open]
    kind, verb = ("untag", "Took the tag") if command.remove else ("tag", "Put the tag")
    text = f'{verb} "{in_line(name)}" {"off" if command.remove else "on"} {words.items(len(changing))}'
    text += words.left_alone(blocked=len(blocked))
    counts = {"applied": len(changing), "skipped": len(skipped), "blocked": len(blocked)}
    if is_single(command.target) and not len(changing):
        return nothing(kind, text, counts)
    if len(changing):
        change = tags.take_off if command.remove else tags.put
        change(work.cur, work.project_id, work.op_id, changing, name)
    return work.record(
        kind, text, counts, items=changing, outcomes={"skipped": skipped, "blocked": blocked}, params={"tag": name}
    )


def _refuse_title(work: Work, name: str) -> None:
    """Raise where the tag is the title of a collection: whoever is in it has the tag (S0.18)."""
    if any(kept.title == name for kept in work.scope.collections):
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
