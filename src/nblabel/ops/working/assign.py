"""Giving items to people, in a task or in all of the project (S1.21)."""

from __future__ import annotations

import numpy as np

from nblabel.domain.changes import Change
from nblabel.domain.tasking import Assign, ShareOut, TaskFacts
from nblabel.domain.workflow import STATUSES, Role
from nblabel.errors import TaskError, in_line
from nblabel.ops import words
from nblabel.ops.allocation import found, refuse_outside
from nblabel.ops.people import checked_people, refuse_all_but_admins, sharers
from nblabel.ops.registry import handles
from nblabel.ops.targets import items_of, resolved
from nblabel.ops.work import Work, nothing
from nblabel.store.labels.standing import status_codes
from nblabel.store.work import tasks

_NONE = np.empty(0, np.int64)


@handles(Assign)
def assign(work: Work, command: Assign) -> Change:
    """What somebody has already is skipped, and what was another's is taken from them; frames mean their items."""
    refuse_all_but_admins(work.session, "assign items")
    task = found(work, command.task) if command.task else None
    shares = _shares(work, command, task)
    given, skipped = [], []
    for person, ids in shares:
        there = tasks.owned_by(work.cur, work.scope, command.task, ids, person)
        tasks.give_to(work.cur, work.project_id, work.op_id, command.task, ids[~there], person)
        given.append((person, ids[~there]))
        skipped.append(ids[there])
    applied = np.sort(np.concatenate([ids for _, ids in given]))
    same = np.sort(np.concatenate(skipped))
    where = f' in "{in_line(task.name)}"' if task else ""
    text = ", ".join(_told(person, ids) for person, ids in given) + where
    counts = {"applied": len(applied), "skipped": len(same)}
    if not len(applied):
        return nothing("assign", text, counts)
    return work.record("assign", text, counts, items=applied, outcomes={"skipped": same}, params={"task": command.task})


@handles(ShareOut)
def share_out(work: Work, command: ShareOut) -> Change:
    """What somebody has already stays theirs; who is an admin gets a share only by name."""
    refuse_all_but_admins(work.session, "assign items")
    task = found(work, command.task)
    refuse_pulled(task)
    role: Role = "reviewer" if command.review else "annotator"
    people = checked_people(work, command.people) or sharers(work.cur, work.scope, role, work.session.annotator)
    if not people:
        raise TaskError(
            f'Nobody works on the project as {role}: name who gets a share, such as task.share(["ana", "ben"]).'
        )
    ids = tasks.item_ids(work.cur, work.scope, task.ident)
    free = ids[~tasks.are_assigned(work.cur, work.scope, task.ident, ids)] if len(ids) else ids
    if command.review and len(free):
        free = free[status_codes(work.cur, work.scope, free) == STATUSES.index("review")]
    if not len(free):
        return nothing("assign", f'Everything in "{in_line(task.name)}" is somebody\'s already', {})
    parts = list(zip(people, np.array_split(free, len(people)), strict=True))
    for person, own in parts:
        tasks.give_to(work.cur, work.project_id, work.op_id, task.ident, own, person)
    text = f'{", ".join(_told(person, own) for person, own in parts if len(own))} in "{in_line(task.name)}"'
    return work.record("assign", text, {"applied": len(free)}, items=free, params={"task": task.ident})


def refuse_pulled(task: TaskFacts) -> None:
    """Raise where a task gives its items out by itself."""
    if task.allocation == "pulling":
        raise TaskError(
            f'The task "{in_line(task.name)}" is pulled: whoever is free gets the next item. Let it be distributed first.'
        )


def _shares(work: Work, command: Assign, task: TaskFacts | None) -> list[tuple[str, np.ndarray]]:
    """The ids for each person, no item in two."""
    if not command.shares:
        raise TaskError('Nobody was named: say who gets what, such as {"ana": view}.')
    checked_people(work, [person for person, _ in command.shares if person])
    if task is not None:
        refuse_pulled(task)
    shares = [(person, items_of(resolved(work.cur, work.scope, target))) for person, target in command.shares]
    seen = _NONE
    for person, ids in shares:
        both = np.intersect1d(seen, ids, assume_unique=True)
        if len(both):
            raise TaskError(f"Item {both[0]} would go to {in_line(person)} and to somebody else: give each item once.")
        seen = ids if not len(seen) else np.union1d(seen, ids)
    if task is not None:
        refuse_outside(work, task, seen)
    return shares


def _told(person: str, ids: np.ndarray) -> str:
    if not person:
        return f"Took {words.items(len(ids))} from whoever had them"
    return f"Assigned {words.items(len(ids))} to {in_line(person)}"
