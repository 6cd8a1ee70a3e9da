"""Statuses and roles: who may change what."""

from __future__ import annotations

from typing import Literal, get_args

from nblabel.errors import QueryError, did_you_mean

Status = Literal["annotate", "review", "complete"]
Role = Literal["admin", "reviewer", "annotator"]

STATUSES: tuple[Status, ...] = get_args(Status)
ROLES: tuple[Role, ...] = get_args(Role)

_OPEN_TO: dict[Role, tuple[Status, ...]] = {
    "admin": ("annotate", "review", "complete"),
    "reviewer": ("annotate", "review"),
    "annotator": ("annotate",),
}


def may_edit(role: Role, status: Status) -> bool:
    """Whether this role may change labels of an item of this status (S0.11): only admins reach Complete."""
    return status in _OPEN_TO[role]


def editable(role: Role) -> tuple[Status, ...]:
    """The statuses whose items this role may change."""
    return _OPEN_TO[role]


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
