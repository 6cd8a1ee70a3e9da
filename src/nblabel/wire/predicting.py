"""Messages about predictions: what would be accepted, accepting, rejecting."""

from __future__ import annotations

from nblabel.wire.values import Target, Value


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


class AcceptPlan(Value, frozen=True):
    """Items of the target: those with a prediction at or above the threshold that would become a label, and the others.

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


class AcceptArgs(Value, frozen=True):
    """Make labels of the predictions of the target."""

    op_id: str
    target: Target
    source: str
    question: int = 0
    threshold: float = 0.0
    override: bool = False


class RejectArgs(Value, frozen=True):
    """Say that the predictions of the target are wrong: they are no longer shown."""

    op_id: str
    target: Target
    source: str
    question: int = 0
