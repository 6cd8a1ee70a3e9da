"""Making labels of predictions: source model, the model's confidence, and the one who accepted as their author (S2.13)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from nblabel.domain import job
from nblabel.domain.changes import Change
from nblabel.domain.predicting import Accept
from nblabel.domain.units import mean_frames
from nblabel.domain.workflow import STATUSES, Status
from nblabel.errors import PredictionError, in_line
from nblabel.ops import words
from nblabel.ops.accepting.objects import write_objects
from nblabel.ops.accepting.weigh import Weighed, weigh
from nblabel.ops.accepting.write import write_accepted
from nblabel.ops.allocation import Asking, refuse_bulk
from nblabel.ops.holding import scope_for
from nblabel.ops.predicting.predict import known_source
from nblabel.ops.registry import handles
from nblabel.ops.session import Session
from nblabel.ops.snapshot import snapshot
from nblabel.ops.targets import framed, is_single, reasons, refuse_manual_qa, refuse_single
from nblabel.ops.work import STEPS, Work, nothing
from nblabel.store.file.cursor import Cursor
from nblabel.store.rows.scope import Scope
from nblabel.store.work.marks import mark_changed


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Items by what becomes of them when accepting; `overwritten` ones are counted in `accepted` too.

    `same` answer so already, `kept` answer otherwise, `below` are less sure than the threshold, `none` have no prediction that
    could become a label, `blocked` may not be changed.
    """

    items: int
    accepted: int
    same: int
    kept: int
    overwritten: int
    below: int
    none: int
    blocked: int


@dataclass(frozen=True, slots=True)
class AcceptPlan:
    """What accepting would do, in all and by status; `reasons` says of those blocked how many for what."""

    total: Verdicts
    rows: Mapping[Status, Verdicts]
    reasons: Mapping[str, int] = field(default_factory=dict)


@handles(Accept)
def accept(work: Work, command: Accept) -> Change:
    """Write the predictions at or above the threshold where the override rule lets them."""
    made = _weighed(work.cur, work.session, work.scope, command)
    single = is_single(command.target)
    if single and made.blocked[0]:
        refuse_single(work.cur, work.session, int(made.ids[0]), STATUSES[made.codes[0]])
    summed = _summed(made)
    counts = {
        "applied": summed.accepted,
        "overwritten": summed.overwritten,
        "skipped": summed.same + summed.kept,
        "blocked": summed.blocked,
    }
    told = words.items(summed.accepted, made.ids)
    text = f'Accepted "{in_line(command.source)}" on {told}' + words.left_alone(
        kept=summed.kept, blocked=summed.blocked
    )
    if not summed.accepted:
        return nothing("accept", text, counts)
    job.current().step(f"Accepting on {told}", 1, STEPS)
    ids = made.ids[made.accepted]
    work.is_of_frames = mean_frames(ids) or not made.found.is_whole[made.writes].all() or len(made.objects.rows) > 0
    if made.writes.any():
        write_accepted(work, made)
    write_objects(work, made.objects)
    mark_changed(work.cur, work.project_id, work.op_id, ids, made.codes[made.accepted])
    return work.record(
        "accept",
        text,
        counts,
        items=ids,
        outcomes={
            "skipped": made.ids[made.same | made.kept],
            "blocked": made.ids[made.blocked],
            **framed(ids, applied=ids, overwritten=made.ids[made.overwritten]),
        },
        params={
            "source": command.source,
            "root": command.root,
            "threshold": command.threshold,
            "override": command.override,
        },
    )


def plan_accept(session: Session, command: Accept) -> AcceptPlan:
    """Count what accepting would do; nothing is written."""
    with snapshot(session) as cur:
        scope = scope_for(command, session.scope(cur=cur))
        made = _weighed(cur, session, scope, command)
        rows = {status: _summed(made, made.codes == code) for code, status in enumerate(STATUSES)}
        return AcceptPlan(_summed(made), rows, reasons(session, cur, scope, made.ids, made.codes, ~made.blocked))


def _summed(made: Weighed, own: np.ndarray | None = None) -> Verdicts:
    """The counts of a decision, of those items alone."""
    names = ("accepted", "same", "kept", "overwritten", "below", "none", "blocked")
    marks = {name: getattr(made, name) if own is None else getattr(made, name) & own for name in names}
    items = len(made.ids) if own is None else int(np.count_nonzero(own))
    return Verdicts(items, **{name: int(np.count_nonzero(mask)) for name, mask in marks.items()})


def _weighed(cur: Cursor, session: Session, scope: Scope, command: Accept) -> Weighed:
    if not 0 <= command.threshold <= 1:
        raise PredictionError(f"A confidence is a number from 0 to 1, not {command.threshold!r:.60}.")
    refuse_manual_qa(session, command.target)
    if command.root not in {0, *(cls.ident for cls in scope.ontology.objects)}:
        scope.ontology.root(command.root)
    made = weigh(cur, session, scope, command, known_source(cur, scope, command.source))
    refuse_bulk(Asking(cur, scope), command, made.ids, command.target)
    return made
