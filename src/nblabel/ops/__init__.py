"""One handler a command: one transaction, returning what changed."""

from __future__ import annotations

from importlib import import_module

from nblabel.domain.changes import Change
from nblabel.domain.commands import Command
from nblabel.ops.holding import scope_for
from nblabel.ops.labelling.plan import Plan, plan
from nblabel.ops.registry import HANDLERS
from nblabel.ops.session import Session
from nblabel.ops.work import Work, carry_out
from nblabel.ops.working.held import refuse_held

__all__ = ["Plan", "Session", "plan", "run"]

for _name in (
    "accepting.accept",
    "accepting.reject",
    "adding.describe",
    "collecting.collect",
    "collecting.collections",
    "collecting.refresh",
    "collecting.views",
    "labelling.classify",
    "labelling.clear",
    "labelling.objects",
    "labelling.paint",
    "labelling.send",
    "labelling.set_ontology",
    "labelling.set_status",
    "labelling.tag",
    "labelling.undo",
    "people",
    "working.assign",
    "working.comments",
    "working.review",
    "working.tasks",
):
    import_module(f"nblabel.ops.{_name}")


def run(session: Session, command: Command, *, early: bool = False) -> Change:
    """Carry a command out in one transaction; a `client_id` that was carried out before changes nothing again.

    With `early` it is answered as soon as it is durable, a moment before it is in the tables: somebody waits at a screen.

    Examples
    --------
    >>> change = run(session, Tag(target=Query(), tag="night"))
    >>> run(session, Undo(op_id=change.op_id))
    """
    handler = HANDLERS[type(command)]

    def handle(work: Work) -> Change:
        work.scope = scope_for(command, work.scope)
        refuse_held(work, command)
        return handler(work, command)

    return carry_out(session, command.client_id, handle, early=early)
