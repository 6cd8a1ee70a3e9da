"""What is said about items, frames and points in them; answers to it, and that it is dealt with."""

from __future__ import annotations

from nblabel.domain.changes import Change
from nblabel.domain.query import Ids, Query
from nblabel.domain.tasking import Remark, Resolve, checked_text
from nblabel.domain.units import frame_of, item_of
from nblabel.errors import TaskError, in_line
from nblabel.ops.registry import handles
from nblabel.ops.targets import resolved
from nblabel.ops.work import Work, nothing
from nblabel.store.work import comments
from nblabel.store.work.comments import Comment


@handles(Remark)
def remark(work: Work, command: Remark) -> Change:
    """A comment, a reply or a flag; everybody may say something, whatever the status."""
    text = checked_text(command.text, "A comment")
    if not text and not command.is_flag:
        raise TaskError("A comment needs a text; only a flag may go without.")
    resolved(work.cur, work.scope, Query().filtered(Ids((command.item,))))
    item, frame, x, y = item_of(command.item), frame_of(command.item), *_point(command)
    if command.reply_to:
        thread = _found(work, command.reply_to)
        if thread.item_id != item:
            raise TaskError(f"Comment {thread.ident} is on another item: reply there.")
        # A thread has one level: an answer to an answer is one to the comment at its start.
        frame, x, y, first = thread.frame, None, None, thread.reply_to or thread.ident
    else:
        first = 0
    ident = work.session.db.next_ids(work.cur, "comment")
    made = Comment(ident, item, frame, x, y, text, first, command.is_flag, False, work.op_id)
    comments.write(work.cur, work.project_id, work.op_id, made)
    verb = "Flagged" if command.is_flag else "Replied on" if command.reply_to else "Commented on"
    told = f"{verb} item {item}" + (f": {in_line(text)}" if text else "")
    return work.record("comment", told, {"applied": 1}, items=[item], params={"comment": ident})


@handles(Resolve)
def resolve(work: Work, command: Resolve) -> Change:
    """The comment is dealt with, with all its replies; or is open again."""
    known = _found(work, command.comment)
    if known.reply_to:
        known = _found(work, known.reply_to)
    text = f"{'Resolved' if command.resolved else 'Reopened'} a comment on item {known.item_id}"
    if known.is_resolved == command.resolved:
        return nothing("comment", text, {"skipped": 1})
    comments.set_resolved(work.cur, work.project_id, work.op_id, known, command.resolved)
    return work.record("comment", text, {"applied": 1}, items=[known.item_id], params={"comment": known.ident})


def _point(command: Remark) -> tuple[float | None, float | None]:
    if command.x is None and command.y is None:
        return None, None
    if command.x is None or command.y is None or not (0 <= command.x <= 1 and 0 <= command.y <= 1):
        raise TaskError(
            f"A point is given by x and y as shares of the picture from 0 to 1, not by {command.x!r:.40} and {command.y!r:.40}."
        )
    return float(command.x), float(command.y)


def _found(work: Work, ident: int) -> Comment:
    found = comments.one(work.cur, work.scope, ident)
    if found is None:
        raise TaskError(f"No comment {ident} in this project: project.comments lists them.")
    return found
