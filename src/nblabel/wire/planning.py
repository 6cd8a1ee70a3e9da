"""Messages that ask what a bulk change would do, and what they are answered with."""

from __future__ import annotations

from typing import Literal

from nblabel.wire.values import AnswerPart, PlanRow, Status, Target, Value


class PlanArgs(Value, frozen=True):
    """What classifying the target would do; nothing is written."""

    target: Target
    question: int
    answers: list[AnswerPart]
    override: bool = False
    set_status: Status | None = None
    frames: tuple[int, int] | None = None
    conflict: Literal["same", "any"] = "same"
    statuses: list[Status] = []
    task: int = 0


class Plan(Value, frozen=True):
    """One row a status, and their sums; `reasons` says of those blocked how many for what."""

    rows: list[PlanRow]
    items: int
    will_change: int
    blocked: int
    overwrites: int
    reasons: dict[str, int] = {}


class ChangePlanArgs(Value, frozen=True):
    """What a change that is the same for every item of the target would do: clearing a question, moving to a status, a tag."""

    target: Target
    op: Literal["clear", "set_status", "tag"]
    question: int = 0
    status: Status = "annotate"
    tag: str = ""
    remove: bool = False
