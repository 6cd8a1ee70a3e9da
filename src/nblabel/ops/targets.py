"""The items that a command means, and those among them that the role may change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from nblabel.domain.frames import Frames
from nblabel.domain.query import Ids, Query, items_query
from nblabel.domain.units import frame_of, item_of, mean_frames
from nblabel.domain.workflow import ASSIGNEES, ROLES, STATUSES, Role, Status, editable, may_edit, may_move, reach
from nblabel.errors import NotAllowed, SelectionError, in_line, listing
from nblabel.ops import holding
from nblabel.ops.session import Session
from nblabel.ops.work import Work
from nblabel.store.file.cursor import Cursor
from nblabel.store.labels.standing import status_codes, status_of, target_ids
from nblabel.store.rows.scope import Scope
from nblabel.store.work import people


def resolved(cur: Cursor, scope: Scope, target: Query) -> np.ndarray:
    """The ids of a target, ascending and at least one.

    Raises
    ------
    SelectionError
        When no item matches, or one given by its id is not in the project.
    """
    ids = target_ids(cur, scope, target)
    given = given_ids(target)
    if given is not None and len(ids) < len(np.unique(np.asarray(given))):
        missing = np.setdiff1d(np.asarray(given, np.int64), ids)
        raise SelectionError(f"No {_told(missing)}. Nothing was written; select again.")
    if not len(ids):
        raise SelectionError("No item matches: the selection is empty and nothing was written. Select items first.")
    return ids


def resolved_with_status(cur: Cursor, scope: Scope, target: Query) -> tuple[np.ndarray, np.ndarray]:
    """The same with their statuses, as places in STATUSES; of one item in one statement, since a click is one."""
    given = given_ids(target)
    if given is not None and len(given) == 1 and not mean_frames(given):
        code = status_of(cur, scope, int(given[0]))
        if code is not None:
            return np.array([int(given[0])]), np.array([code], np.int8)
    ids = resolved(cur, scope, target)
    return ids, status_codes(cur, scope, ids)


def is_single(target: Query) -> bool:
    """Whether the target is one item given by its id: then a refusal is an error instead of a count."""
    given = given_ids(target)
    return given is not None and len(given) == 1


class Editable(NamedTuple):
    """Which items may be changed, their statuses as places in STATUSES, and why how many may not."""

    mask: np.ndarray
    codes: np.ndarray
    reasons: dict[str, int]


def editable_mask(of: Work | Session, cur: Cursor, scope: Scope, ids: np.ndarray) -> Editable:
    """Which of the items or frames (ascending ids, at least one) the session may change labels of (S0.11).

    The one question that every command asks that writes labels. Items of which it may change none are blocked; of a single
    one asked for by its id that is an error: `refuse_single`.

    Examples
    --------
    >>> mask, codes, reasons = editable_mask(work, work.cur, work.scope, ids)
    >>> reasons
    {'complete: only admins': 12, 'assigned to ben': 3}
    """
    session = of.session if isinstance(of, Work) else of
    codes = status_codes(cur, scope, ids)
    whose = whose_codes(session, cur, scope, ids)
    mask = open_codes(session.role)[codes, whose]
    return Editable(mask, codes, reasons(session, cur, scope, ids, codes, mask))


def open_codes(role: Role) -> np.ndarray:
    """For each place in STATUSES and each in ASSIGNEES, whether the role may change labels of such items."""
    return np.array([[may_edit(role, status, whose) for whose in ASSIGNEES] for status in STATUSES])


def move_codes(role: Role, target: Status | None) -> np.ndarray:
    """The same of bringing them to the status `target`; staying where they are (or None) is open to all."""
    return np.array(
        [
            [target is None or target == status or may_move(role, status, target, whose) for whose in ASSIGNEES]
            for status in STATUSES
        ]
    )


def whose_codes(session: Session, cur: Cursor, scope: Scope, ids: np.ndarray) -> np.ndarray:
    """Whose the items (or frames) are, as places in ASSIGNEES; read only for whom it makes a difference.

    What somebody else has open is held where the change goes through a task, and otherwise another's where it is nobody's.
    """
    if session.role != "annotator" and not scope.is_through_task:
        return np.zeros(len(ids), np.int8)
    is_annotator = session.role == "annotator"
    codes = people.whose(cur, scope, ids, session.annotator) if is_annotator else np.zeros(len(ids), np.int8)
    held = holding.held_mask(session, cur, item_of(ids))
    if scope.is_through_task:
        codes[held] = ASSIGNEES.index("held")
    else:
        codes[held & (codes == ASSIGNEES.index("nobody"))] = ASSIGNEES.index("other")
    return codes


def reasons(
    session: Session, cur: Cursor, scope: Scope, ids: np.ndarray, codes: np.ndarray, mask: np.ndarray
) -> dict[str, int]:
    """Why how many of the items (ascending) may not be changed: first what their status forbids, then whose they are."""
    role, found = session.role, dict[str, int]()
    if mask.all():
        return found
    for code, status in enumerate(STATUSES):
        count = int(np.count_nonzero(~mask & (codes == code)))
        if count and status not in editable(role):
            found[f"{status}: only {_able(status)}"] = count
    others = items_of(ids[~mask & np.isin(codes, [STATUSES.index(status) for status in editable(role)])])
    if len(others):
        is_held = holding.held_mask(session, cur, others)
        held, others = others[is_held], others[~is_held]
        found |= {f"open with {names}": count for names, count in holding.counts_by_holder(session, cur, held).items()}
    if len(others):
        found |= {
            f"assigned to {in_line(name)}": count
            for name, count in people.counts_by_assignee(cur, scope, others).items()
        }
    return found


def refuse_single(cur: Cursor, session: Session, ident: int, status: Status, target: Status | None = None) -> None:
    """Raise because the one item (or frame) asked for is not this session's to change, or not to bring to `target`."""
    item_id = item_of(ident)
    title = cur.execute(
        "SELECT title FROM item WHERE project_id = ? AND item_id = ? AND op_to IS NULL", [session.project_id, item_id]
    ).value()
    who = f'{session.role.capitalize()}s may not change "{title}" (item {item_id})'
    owners = people.assignees(cur, session.scope(cur=cur), np.array([item_id])).get(item_id, ())
    is_theirs = session.role == "annotator" and bool(owners) and session.annotator not in owners
    if status in editable(session.role) and session.role == "annotator" and not owners:
        holding.refuse_open(cur, session, item_id)
    if status in editable(session.role) and not is_theirs and target is not None:
        able = [f"{role}s" for role in ROLES if may_move(role, status, target)]
        raise NotAllowed(
            f'{session.role.capitalize()}s may not move "{title}" (item {item_id}) from {status} to {target}: '
            f"that is open to {' and '.join(able)}."
        )
    if status in editable(session.role):
        raise NotAllowed(
            f"{who}: it is assigned to {listing(owners)}, and you are {session.annotator}. "
            f"{session.role.capitalize()}s change items that are theirs or nobody's."
        )
    raise NotAllowed(
        f"{who}: it is in {status}, which is open to {_able(status)}. "
        f"{session.role.capitalize()}s change items in {listing(editable(session.role))}."
    )


def _able(status: Status) -> str:
    roles = [f"{role}s" for role in ROLES if may_edit(role, status)]
    return " and ".join(roles)


def refuse_manual_qa(session: Session, target: Query) -> None:
    """Raise for a bulk change in a project without a workflow (S0.4); frames of one item are none."""
    if session.kind == "manual_qa" and not is_single(items_query(target)):
        raise NotAllowed(
            "Bulk classification needs a project with a workflow; this one is of the kind manual_qa. "
            'Open it with kind="workflow", or classify item by item.'
        )


def refuse_out_of_reach(session: Session, status: Status | None) -> None:
    """Raise when a role tries to bring items to a status that it can bring nothing to (S0.11)."""
    if status is None or status in reach(session.role):
        return
    able = [f"{role}s" for role in ROLES if status in reach(role)]
    raise NotAllowed(
        f"{session.role.capitalize()}s may not move items to {status}: only {' and '.join(able)} may. "
        f"{session.role.capitalize()}s move items to {listing(reach(session.role))}."
    )


def refuse_frames_of_frames(ids: np.ndarray, frames: Frames | None) -> None:
    """Raise where frames are named of what are frames already."""
    if frames is not None and mean_frames(ids):
        raise SelectionError(
            "These are single frames already: leave frames= out, or name it with the items that they belong to."
        )


def items_of(ids: np.ndarray) -> np.ndarray:
    """The items of frames, ascending, each once: statuses and tags belong to items. Ids of items stay as they are."""
    return np.unique(item_of(ids)) if mean_frames(ids) else ids


def framed(ids: np.ndarray, **outcomes: np.ndarray) -> dict[str, np.ndarray]:
    """Outcomes that are written down for frames only: of items the rows themselves tell."""
    return outcomes if mean_frames(ids) else {}


def _told(missing: np.ndarray) -> str:
    if not mean_frames(missing):
        named = listing(map(str, missing.tolist()), 3)
        return f"item with the id {named} in this project: it was removed, or belongs to another one"
    named = listing((f"frame {frame_of(ident)} of item {item_of(ident)}" for ident in missing.tolist()), 3)
    return f"{named} in this project: the item ends before it, was removed, or belongs to another one"


def given_ids(target: Query) -> Sequence[int] | None:
    """The ids of a target that is nothing but ids; None for any other."""
    is_plain = len(target.where) == 1 and target.base is None and target.limit is None and not target.offset
    expr = target.where[0] if is_plain else None
    return expr.ids if isinstance(expr, Ids) else None
