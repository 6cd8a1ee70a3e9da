"""What a write did: the change set every caller and every open widget hears about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Outcome = Literal["applied", "skipped", "overwritten", "blocked", "failed", "kept"]
OUTCOMES: tuple[Outcome, ...] = ("applied", "skipped", "overwritten", "blocked", "failed", "kept")


@dataclass(frozen=True, slots=True)
class Change:
    """One operation that was carried out.

    `counts` holds items by outcome: `applied` changed (those that had another answer are counted in
    `overwritten` as well), `skipped` left as they were, `blocked` refused by role and status, `failed`
    could not be read, `kept` changed again since and so left alone by an undo.
    """

    op_id: int
    kind: str
    text: str
    counts: Mapping[str, int]
    items: Sequence[int] = field(default=(), hash=False)  # changed ids when they are few, else empty
    undoes: int | None = None
    repeated: bool = False  # the same client id was carried out before; nothing was written now
    problems: tuple[tuple[str, str], ...] = ()  # what failed, with its reason


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One status of a plan: items by what they answer now, and what would become of them."""

    status: str
    no_answer: int
    same: int
    other: int
    otherwise: int
    will_change: int
    blocked: int
    overwrites: int = 0


@dataclass(frozen=True, slots=True)
class Operation:
    """One line of the history."""

    op_id: int
    kind: str
    text: str
    annotator: str
    role: str
    created: datetime
    counts: Mapping[str, int]
    undoes: int | None
    undone_by: int | None
