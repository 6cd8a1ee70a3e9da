"""What a bulk classification would do, by status, before anything is written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np

from nblabel.domain.changes import PlanRow
from nblabel.domain.commands import Classify
from nblabel.domain.workflow import STATUSES
from nblabel.ops.classify import checked, weigh
from nblabel.ops.decision import Decision
from nblabel.ops.session import Session
from nblabel.store.cursor import Cursor
from nblabel.store.standing import STANDINGS


@dataclass(frozen=True, slots=True)
class Plan:
    """One row a status, and their sums; `run` with the same command does just this."""

    rows: list[PlanRow]
    items: int
    will_change: int
    blocked: int
    overwrites: int

    @property
    def skipped(self) -> int:
        """Items that stay as they are because of what they answer."""
        return self.items - self.will_change - self.blocked


def plan(session: Session, command: Classify) -> Plan:
    """Count what would change, stay and be blocked; nothing is written.

    Raises
    ------
    NblabelError
        Whatever carrying out the command would raise for its answer, target or role.
    """
    with snapshot(session) as cur:
        scope = session.scope(cur=cur)
        command = replace(command, answer=checked(scope.ontology, command.answer))
        return summed(weigh(cur, session, scope, command, in_full=True))


def summed(made: Decision) -> Plan:
    """The counts of a decision."""
    rows = [_row(made, code) for code in range(len(STATUSES))]
    return Plan(rows, len(made.facts.ids), _count(made.change), _count(made.blocked), _count(made.overwrite))


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
    )


def _count(mask: np.ndarray) -> int:
    return int(np.count_nonzero(mask))


@contextmanager
def snapshot(session: Session) -> Iterator[Cursor]:
    """A cursor whose statements all see the same state."""
    with session.db.read() as cur:
        cur.begin()
        try:
            yield cur
        finally:
            cur.rollback()
