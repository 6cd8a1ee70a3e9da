"""Submit, approve, reject, reopen: how items move through the workflow (S0.27)."""

from __future__ import annotations

import numpy as np

from nblabel.domain.changes import Change
from nblabel.domain.tasking import Move, checked_text
from nblabel.domain.workflow import ASSIGNEES, MOVES, STATUSES, Action, Role, as_action, may_act
from nblabel.errors import NotAllowed, TaskError, in_line
from nblabel.ops import words
from nblabel.ops.allocation import found, refuse_bulk, refuse_outside
from nblabel.ops.moving import move
from nblabel.ops.registry import handles
from nblabel.ops.targets import is_single, items_of, refuse_single, resolved, whose_codes
from nblabel.ops.work import Work, nothing
from nblabel.ops.working import tasks
from nblabel.store.labels.standing import status_codes
from nblabel.store.rows.chosen import present
from nblabel.store.work import marks
from nblabel.store.work.tasks import titles

_DONE: dict[Action, str] = {
    "submit": "Submitted", "approve": "Approved", "reject": "Returned", "reopen": "Reopened",
}  # fmt: skip


@handles(Move)
def review(work: Work, command: Move) -> Change:
    """Items that are there already are skipped, those without a way for the role are blocked; frames mean their items."""
    action = as_action(command.action)
    reason = checked_text(command.reason, "A reason")
    if action == "reject" and not reason:
        raise TaskError('A rejection needs a reason, for whoever does it again: reason="box too loose".')
    ids = items_of(resolved(work.cur, work.scope, command.target))
    if command.task and command.status:
        tasks.refuse_unknown_status(work, command.task, command.status)
        refuse_outside(work, found(work, command.task), ids)
    refuse_bulk(work, command, ids, command.target)
    codes = status_codes(work.cur, work.scope, ids)
    whose = whose_codes(work.session, work.cur, work.scope, ids)
    is_open = _ways(work.session.role, action)[codes, whose]
    there = _there(work, action, ids, codes)
    is_open &= ~there
    blocked = ~is_open & ~there
    if is_single(command.target) and blocked[0]:
        _refuse(work, action, int(ids[0]), int(codes[0]))
    return _written(work, command, action, reason, ids, codes, is_open, there)


def _written(
    work: Work,
    command: Move,
    action: Action,
    reason: str,
    ids: np.ndarray,
    codes: np.ndarray,
    is_open: np.ndarray,
    there: np.ndarray,
) -> Change:
    blocked = ~is_open & ~there
    moving = ids[is_open]
    counts = {"applied": len(moving), "skipped": int(there.sum()), "blocked": int(blocked.sum())}
    text = f"{_DONE[action]} {words.items(len(moving))}" + words.left_alone(blocked=counts["blocked"])
    text += f": {in_line(reason)}" if reason else ""
    if not len(moving) and is_single(command.target):
        return nothing(action, text, counts)
    if command.task:
        tasks.give_status(work, command.task, moving, command.status)
    if _moves_on(work, command):
        (target,) = {way.target for (own, _), way in MOVES.items() if own == action}
        move(work, moving, codes[is_open], target, reason)
    outcomes = {"skipped": ids[there], "blocked": ids[blocked]}
    params = {"action": action, "task": command.task, "reason": reason}
    return work.record(action, text, counts, items=moving, outcomes=outcomes, params=params)


def _moves_on(work: Work, command: Move) -> bool:
    """Submitted with a status of the task that does not count as done, an item stays where it is."""
    if command.action != "submit" or not command.task or not command.status:
        return True
    return found(work, command.task).status(command.status).done


def _ways(role: Role, action: Action) -> np.ndarray:
    return np.array([[may_act(role, action, status, whose) for whose in ASSIGNEES] for status in STATUSES])


def _there(work: Work, action: Action, ids: np.ndarray, codes: np.ndarray) -> np.ndarray:
    """Which items need the action no more; a complete one whose labels were changed since can be approved again."""
    (target,) = {way.target for (own, _), way in MOVES.items() if own == action}
    there: np.ndarray = codes == STATUSES.index(target)
    if action == "submit":
        there = there | (codes == STATUSES.index("complete"))
    if action == "approve" and there.any():
        there &= ~present(ids, marks.marked(work.cur, work.project_id, ids))
    return there


def _refuse(work: Work, action: Action, ident: int, code: int) -> None:
    status = STATUSES[code]
    way = MOVES.get((action, status))
    role = work.session.role
    if way is not None and role in way.roles:
        refuse_single(work.cur, work.session, ident, status)
    (title,) = titles(work.cur, work.scope, np.array([ident]))
    called = f'"{in_line(title)}" (item {ident})'
    if way is None:
        sources = [source for own, source in MOVES if own == action]
        hint = " Submit it first." if status == "annotate" else ""
        raise NotAllowed(
            f"Could not {action} {called}: it is in {status}, and that is for items in {' or '.join(sources)}.{hint}"
        )
    able = " and ".join(f"{one}s" for one in way.roles)
    raise NotAllowed(f"{role.capitalize()}s may not {action} {called} in {status}: only {able} may.")
