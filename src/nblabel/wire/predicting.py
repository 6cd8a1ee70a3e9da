"""Messages about predictions: what would be accepted, accepting, rejecting."""

from __future__ import annotations

from nblabel.wire.values import Status, Target, Value


class AcceptPlanArgs(Value, frozen=True):
    """What accepting would do.

    `source` names the model, `question` the top question (0: every one), `threshold` the least confidence; with `override`
    other answers are replaced.
    """

    target: Target
    source: str
    question: int = 0
    threshold: float = 0.0
    override: bool = False


class Verdicts(Value, frozen=True):
    """Items: those with a prediction at or above the threshold that would become a label, and the others.

    `same` answer so already, `kept` answer otherwise, `below` are less sure, `none` have no prediction, `blocked` may not be changed.
    """

    items: int
    accepted: int
    same: int
    kept: int
    overwritten: int
    below: int
    none: int
    blocked: int


class AcceptRow(Verdicts, frozen=True):
    """One status of the plan of accepting."""

    status: Status


class AcceptPlan(Verdicts, frozen=True):
    """The sums, one row a status, and of those blocked how many for what."""

    rows: list[AcceptRow]
    reasons: dict[str, int]


class AcceptArgs(Value, frozen=True):
    """Make labels of the predictions of the target; `statuses` (empty: all) narrows it to items in these."""

    op_id: str
    target: Target
    source: str
    question: int = 0
    threshold: float = 0.0
    override: bool = False
    statuses: list[Status] = []


class RejectPlanArgs(Value, frozen=True):
    """What rejecting would do."""

    target: Target
    source: str
    question: int = 0


class RejectArgs(Value, frozen=True):
    """Say that the predictions of the target are wrong: they are no longer shown; `statuses` as of accepting."""

    op_id: str
    target: Target
    source: str
    question: int = 0
    statuses: list[Status] = []
