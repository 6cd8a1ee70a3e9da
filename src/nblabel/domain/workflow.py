"""Statuses, roles and whose an item is: who may change what, and how items move on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from nblabel.errors import QueryError, did_you_mean

Status = Literal["annotate", "review", "complete"]
Role = Literal["admin", "reviewer", "annotator"]
Action = Literal["submit", "approve", "reject", "reopen"]
# Whose an item is, as the person asking sees it; "held": somebody else has it open in the task that a change goes through.
Assignee = Literal["nobody", "me", "other", "held"]

STATUSES: tuple[Status, ...] = get_args(Status)
ROLES: tuple[Role, ...] = get_args(Role)
ACTIONS: tuple[Action, ...] = get_args(Action)
ASSIGNEES: tuple[Assignee, ...] = get_args(Assignee)

_OPEN_TO: dict[Role, tuple[Status, ...]] = {
    "admin": ("annotate", "review", "complete"),
    "reviewer": ("annotate", "review"),
    "annotator": ("annotate",),
}
_RANK: dict[Role, int] = {"annotator": 0, "reviewer": 1, "admin": 2}


@dataclass(frozen=True, slots=True)
class Move:
    """Where an action leads from a status, and who may take it."""

    target: Status
    roles: tuple[Role, ...]


# An action is there only from these statuses; approving a complete item says that what was changed since is right too.
MOVES: dict[tuple[Action, Status], Move] = {
    ("submit", "annotate"): Move("review", ("annotator", "reviewer", "admin")),
    ("approve", "review"): Move("complete", ("reviewer", "admin")),
    ("approve", "complete"): Move("complete", ("admin",)),
    ("reject", "review"): Move("annotate", ("reviewer", "admin")),
    ("reject", "complete"): Move("annotate", ("admin",)),
    ("reopen", "review"): Move("annotate", ("reviewer", "admin")),
    ("reopen", "complete"): Move("annotate", ("admin",)),
}


def may_edit(role: Role, status: Status, assignee: Assignee = "nobody") -> bool:
    """Whether this role may change labels of an item of this status (S0.11).

    Annotators change what is theirs or nobody's, reviewers whatever is open to them, and only admins reach Complete. What
    somebody else holds is nobody else's to change, in whatever role (S1.21).

    Examples
    --------
    >>> may_edit("annotator", "annotate", "me"), may_edit("annotator", "annotate", "other"), may_edit("reviewer", "complete")
    (True, False, False)
    """
    return status in _OPEN_TO[role] and not _is_anothers(role, assignee)


def may_move(role: Role, status: Status, target: Status, assignee: Assignee = "nobody") -> bool:
    """Whether this role may bring such an item from `status` to `target`; admins take any way, others one of MOVES.

    Examples
    --------
    >>> may_move("annotator", "annotate", "review"), may_move("annotator", "review", "complete")
    (True, False)
    """
    if _is_anothers(role, assignee):
        return False
    if role == "admin":
        return True
    ways = (move for (_, source), move in MOVES.items() if source == status)
    return any(move.target == target and role in move.roles for move in ways)


def may_act(role: Role, action: Action, status: Status, assignee: Assignee = "nobody") -> bool:
    """Whether this role may submit, approve, reject or reopen such an item.

    Examples
    --------
    >>> may_act("reviewer", "approve", "review"), may_act("reviewer", "approve", "annotate")
    (True, False)
    """
    move = MOVES.get((action, status))
    return move is not None and role in move.roles and not _is_anothers(role, assignee)


def _is_anothers(role: Role, assignee: Assignee) -> bool:
    return assignee == "held" or (role == "annotator" and assignee == "other")


def may_undo(role: Role, *, own: bool) -> bool:
    """Whether this role may take an operation back that is (or is not) the person's own.

    Examples
    --------
    >>> may_undo("annotator", own=True), may_undo("reviewer", own=False)
    (True, False)
    """
    return own or role == "admin"


def editable(role: Role) -> tuple[Status, ...]:
    """The statuses whose items this role may change."""
    return _OPEN_TO[role]


def reach(role: Role) -> tuple[Status, ...]:
    """The statuses that this role may bring items to."""
    return tuple(target for target in STATUSES if any(may_move(role, status, target) for status in STATUSES))


def has_rights_of(role: Role, other: Role) -> bool:
    """Whether `role` may do all that `other` may.

    Examples
    --------
    >>> has_rights_of("admin", "reviewer"), has_rights_of("annotator", "reviewer")
    (True, False)
    """
    return _RANK[role] >= _RANK[other]


def as_status(given: object) -> Status:
    """A status from its name."""
    if given in STATUSES:
        return given
    raise QueryError(f'No status "{given}". There are: {", ".join(STATUSES)}.{did_you_mean(given, STATUSES)}')


def as_role(given: object) -> Role:
    """A role from its name."""
    if given in ROLES:
        return given
    raise QueryError(f'No role "{given}". There are: {", ".join(ROLES)}.{did_you_mean(given, ROLES)}')


def as_action(given: object) -> Action:
    """An action from its name."""
    if given in ACTIONS:
        return given
    raise QueryError(f'No action "{given}". There are: {", ".join(ACTIONS)}.{did_you_mean(given, ACTIONS)}')
