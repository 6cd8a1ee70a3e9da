"""What a bulk change would do, by status, before anything is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from nblabel.domain.changes import PlanRow
from nblabel.domain.commands import Classify, Clear, SetStatus, Tag
from nblabel.domain.workflow import STATUSES, Status
from nblabel.ops.holding import scope_for
from nblabel.ops.labelling import clear, set_status, tag
from nblabel.ops.labelling.classify import checked, weigh
from nblabel.ops.labelling.decision import Decision
from nblabel.ops.labelling.weighing import Weighed
from nblabel.ops.session import Session
from nblabel.ops.snapshot import snapshot
from nblabel.ops.targets import open_codes, reasons
from nblabel.store.file.cursor import Cursor
from nblabel.store.labels.standing import STANDINGS
from nblabel.store.rows.scope import Scope


@dataclass(frozen=True, slots=True)
class Plan:
    """One row a status, and their sums; `run` with the same command does just this."""

    rows: list[PlanRow]
    items: int
    will_change: int
    blocked: int
    overwrites: int
    # Of those blocked, how many for what.
    reasons: Mapping[str, int] = field(default_factory=dict)

    @property
    def skipped(self) -> int:
        """Items that stay as they are because of what they answer."""
        return self.items - self.will_change - self.blocked


Planned = Classify | Clear | SetStatus | Tag


def plan(session: Session, command: Planned) -> Plan:
    """Count what would change, stay and be blocked; nothing is written.

    Raises
    ------
    NblabelError
        Whatever carrying out the command would raise for its answer, target or role.
    """
    with snapshot(session) as cur:
        scope = scope_for(command, session.scope(cur=cur))
        if not isinstance(command, Classify):
            return _same_for_all(cur, session, scope, command)
        command = replace(command, answer=checked(scope.ontology, command.answer))
        made = weigh(cur, session, scope, command, in_full=True)
        return replace(summed(made, command.statuses), reasons=_reasons(cur, session, scope, command, made))


def _same_for_all(cur: Cursor, session: Session, scope: Scope, command: Clear | SetStatus | Tag) -> Plan:
    made = _weighed(cur, session, scope, command)
    is_bare = isinstance(command, Clear) or (isinstance(command, Tag) and command.remove)
    rows = [made.row(code, bare=is_bare) for code in range(len(STATUSES))]
    return Plan(rows, len(made.ids), len(made.changing), len(made.blocked), 0, dict(made.reasons))


def _weighed(cur: Cursor, session: Session, scope: Scope, command: Clear | SetStatus | Tag) -> Weighed:
    match command:
        case Clear():
            return clear.weigh(cur, session, scope, command)
        case SetStatus():
            return set_status.weigh(cur, session, scope, command)
    return tag.weigh(cur, session, scope, command)


def summed(made: Decision, statuses: Sequence[Status] = ()) -> Plan:
    """The counts of a decision, one row for each of these statuses (none: all)."""
    rows = [_row(made, STATUSES.index(status)) for status in statuses or STATUSES]
    return Plan(rows, len(made.facts.ids), _count(made.change), _count(made.blocked), _count(made.overwrite))


def _reasons(cur: Cursor, session: Session, scope: Scope, command: Classify, made: Decision) -> dict[str, int]:
    """Why items are blocked: they may not be changed, or not be moved on."""
    if not made.blocked.any():
        return {}
    ids, codes = made.facts.ids, made.facts.status
    editable = open_codes(session.role)[codes, made.facts.whose]
    found = reasons(session, cur, scope, ids, codes, editable)
    for code, status in enumerate(STATUSES):
        stuck = _count(made.blocked & editable & (codes == code))
        if stuck:
            found[f"{status}: {session.role}s may not move it to {command.set_status}"] = stuck
    return found


def _row(made: Decision, code: int) -> PlanRow:
    own = made.facts.status == code
    no_answer, same, other = (own & (made.facts.standing == place) for place in range(len(STANDINGS)))
    return PlanRow(
        status=STATUSES[code],
        no_answer=_count(no_answer),
        same=_count(same),
        other=_count(other),
        otherwise=_count(no_answer & made.facts.otherwise),
        will_change=_count(own & made.change),
        blocked=_count(own & made.blocked),
        overwrites=_count(own & made.overwrite),
    )


def _count(mask: np.ndarray) -> int:
    return int(np.count_nonzero(mask))
