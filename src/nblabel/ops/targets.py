"""The items that a command means, and those among them that the role may change."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nblabel.domain.frames import Frames
from nblabel.domain.query import Ids, Query, items_query
from nblabel.domain.units import frame_of, item_of, mean_frames
from nblabel.domain.workflow import ROLES, STATUSES, Role, Status, editable, may_edit
from nblabel.errors import NotAllowed, SelectionError, listing
from nblabel.ops.session import Session
from nblabel.store.cursor import Cursor
from nblabel.store.scope import Scope
from nblabel.store.standing import target_ids


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


def is_single(target: Query) -> bool:
    """Whether the target is one item given by its id: then a refusal is an error instead of a count."""
    given = given_ids(target)
    return given is not None and len(given) == 1


def allowed_codes(role: Role) -> np.ndarray:
    """For each place in STATUSES, whether the role may change labels of such items."""
    return np.array([may_edit(role, status) for status in STATUSES])


def refuse_single(cur: Cursor, session: Session, ident: int, status: Status) -> None:
    """Raise because the one item (or frame) asked for is not this role's to change."""
    item_id = item_of(ident)
    title = cur.execute(
        "SELECT title FROM item WHERE project_id = ? AND item_id = ? AND op_to IS NULL", [session.project_id, item_id]
    ).value()
    able = [role for role in ROLES if may_edit(role, status)]
    raise NotAllowed(
        f'{session.role.capitalize()}s may not change "{title}" (item {item_id}): it is in {status}, which is open to '
        f"{listing(able)}. {session.role.capitalize()}s change items in {listing(editable(session.role))}."
    )


def refuse_manual_qa(session: Session, target: Query) -> None:
    """Raise for a bulk change in a project without a workflow (S0.4); frames of one item are none."""
    if session.kind == "manual_qa" and not is_single(items_query(target)):
        raise NotAllowed(
            "Bulk classification needs a project with a workflow; this one is of the kind manual_qa. "
            'Open it with kind="workflow", or classify item by item.'
        )


def refuse_complete(session: Session, status: Status | None) -> None:
    """Raise when a role that may not make items complete tries to (S0.11)."""
    if status == "complete" and session.role != "admin":
        raise NotAllowed(f"{session.role.capitalize()}s may not move items to complete: only admins may.")


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
