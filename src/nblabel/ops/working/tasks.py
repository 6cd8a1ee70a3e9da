"""Tasks: making and changing them, and the status that an item has in one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from nblabel.domain.changes import Change
from nblabel.domain.tasking import (
    CreateTask,
    DropTask,
    EditTask,
    ExtendTask,
    SetTaskStatus,
    TaskFacts,
    checked_allocation,
    checked_name,
    checked_statuses,
    checked_text,
)
from nblabel.domain.workflow import STATUSES
from nblabel.errors import TaskError, in_line
from nblabel.ops import words
from nblabel.ops.allocation import Asking, found, refuse_bulk, refuse_outside
from nblabel.ops.people import checked_people, refuse_all_but_admins
from nblabel.ops.registry import handles
from nblabel.ops.targets import editable_mask, is_single, items_of, refuse_single, resolved
from nblabel.ops.work import Work, nothing
from nblabel.store.work import tasks


@handles(CreateTask)
def create(work: Work, command: CreateTask) -> Change:
    """A task of the items of the target (frames mean theirs), shared out in even runs."""
    ids = items_of(resolved(work.cur, work.scope, command.target))
    facts = TaskFacts(
        0,
        command.name,
        command.description,
        command.allocation,
        command.statuses,
        command.priority,
        command.due,
    )
    made = make_task(work, facts, ids, command.assignees)
    shared = f" for {', '.join(map(in_line, command.assignees))}" if command.assignees else ""
    text = f'Made the task "{in_line(made.name)}" of {words.items(len(ids))}{shared}'
    return work.record("task", text, {"applied": len(ids)}, items=ids, params={"task": made.ident})


def make_task(work: Work, facts: TaskFacts, ids: np.ndarray, assignees: Sequence[str] = ()) -> TaskFacts:
    """Write a task of these items (ascending, at least one) within the operation; the task with its number.

    Raises
    ------
    NotAllowed, TaskError
        For all but admins; where the name is taken, somebody is no member, or people are named for a pulling task.
    """
    refuse_all_but_admins(work.session, "make tasks")
    name = checked_name(facts.name, "A task")
    _refuse_taken(work, name)
    shared = checked_people(work, assignees)
    allocation = checked_allocation(facts.allocation)
    if shared and allocation == "pulling":
        raise TaskError(
            f'The task "{in_line(name)}" is pulled: whoever is free gets the next item. Leave assignees= out, or use '
            'allocation="distribution".'
        )
    made = replace(
        facts,
        ident=work.session.db.next_ids(work.cur, "task"),
        name=name,
        description=checked_text(facts.description, "A description"),
        allocation=allocation,
        statuses=checked_statuses(facts.statuses),
        created_op=work.op_id,
    )
    tasks.write(work.cur, work.project_id, work.op_id, made)
    tasks.put_items(work.cur, work.project_id, work.op_id, made.ident, ids)
    for person, own in zip(shared, np.array_split(ids, max(len(shared), 1)), strict=False):
        tasks.give_to(work.cur, work.project_id, work.op_id, made.ident, own, person)
    return made


@handles(EditTask)
def edit(work: Work, command: EditTask) -> Change:
    """What is None stays; statuses stay as they are, since items have them."""
    refuse_all_but_admins(work.session, "change tasks")
    former = found(work, command.task)
    made = former
    if command.name is not None and command.name != former.name:
        name = checked_name(command.name, "A task")
        _refuse_taken(work, name)
        made = replace(made, name=name)
    if command.description is not None:
        made = replace(made, description=checked_text(command.description, "A description"))
    if command.allocation is not None:
        made = replace(made, allocation=checked_allocation(command.allocation))
    if command.priority is not None:
        made = replace(made, priority=command.priority)
    if command.due is not None:
        made = replace(made, due=None if command.due == "never" else command.due)
    text = f'Changed the task "{in_line(former.name)}"'
    if made == former:
        return nothing("task", text, {"skipped": 1})
    tasks.write(work.cur, work.project_id, work.op_id, made)
    return work.record("task", text, {"applied": 1}, params={"task": made.ident, "record": True})


@handles(ExtendTask)
def extend(work: Work, command: ExtendTask) -> Change:
    """Items that are in it already are skipped."""
    refuse_all_but_admins(work.session, "add to tasks")
    task = found(work, command.task)
    ids = items_of(resolved(work.cur, work.scope, command.target))
    there = tasks.are_in(work.cur, work.scope, task.ident, ids)
    new = ids[~there]
    text = f'Added {words.items(len(new))} to the task "{in_line(task.name)}"'
    counts = {"applied": len(new), "skipped": int(there.sum())}
    if not len(new):
        return nothing("extend", text, counts)
    tasks.put_items(work.cur, work.project_id, work.op_id, task.ident, new)
    return work.record("extend", text, counts, items=new, outcomes={"skipped": ids[there]}, params={"task": task.ident})


@handles(DropTask)
def drop(work: Work, command: DropTask) -> Change:
    """The items stay, and their labels."""
    refuse_all_but_admins(work.session, "remove tasks")
    task = found(work, command.task)
    ids = tasks.item_ids(work.cur, work.scope, task.ident)
    tasks.end(work.cur, work.project_id, work.op_id, task.ident)
    text = f'Removed the task "{in_line(task.name)}"'
    return work.record("task", text, {"applied": max(len(ids), 1)}, items=ids, params={"task": task.ident})


@handles(SetTaskStatus)
def set_task_status(work: Work, command: SetTaskStatus) -> Change:
    """Who may change an item's labels may say how far it is."""
    task = found(work, command.task)
    status = task.status(command.status).name if command.status else ""
    ids = items_of(resolved(work.cur, work.scope, command.target))
    refuse_outside(work, task, ids)
    refuse_bulk(work, command, ids, command.target)
    mask, codes, _ = editable_mask(work, work.cur, work.scope, ids)
    if is_single(command.target) and not mask[0]:
        refuse_single(work.cur, work.session, int(ids[0]), STATUSES[codes[0]])
    there = tasks.have_status(work.cur, work.scope, task.ident, ids, status)
    moving = ids[mask & ~there]
    counts = {"applied": len(moving), "skipped": int(np.sum(mask & there)), "blocked": int(np.sum(~mask))}
    told = f'to "{in_line(status)}"' if status else "to no status"
    text = f'Moved {words.items(len(moving))} of "{in_line(task.name)}" {told}' + words.left_alone(
        blocked=counts["blocked"]
    )
    if not len(moving) and is_single(command.target):
        return nothing("task_status", text, counts)
    if len(moving):
        tasks.give_status(work.cur, work.project_id, work.op_id, task.ident, moving, status)
    outcomes = {"skipped": ids[mask & there], "blocked": ids[~mask]}
    params = {"task": task.ident, "status": status}
    return work.record("task_status", text, counts, items=moving, outcomes=outcomes, params=params)


def refuse_unknown_status(work: Work | Asking, task_id: int, status: str) -> None:
    """Raise where the task has no such status; "" is none, and always there."""
    if status:
        found(work, task_id).status(status)


def give_status(work: Work, task_id: int, ids: np.ndarray, status: str) -> None:
    """Give the task's own status to items or frames (ascending) of it, as a part of the operation."""
    if status and len(ids):
        items = items_of(ids)
        moving = items[~tasks.have_status(work.cur, work.scope, task_id, items, status)]
        if len(moving):
            tasks.give_status(work.cur, work.project_id, work.op_id, task_id, moving, status)


def _refuse_taken(work: Work, name: str) -> None:
    taken = [task.name for task in tasks.listed(work.cur, work.scope) if task.name.casefold() == name.casefold()]
    if taken:
        raise TaskError(f'There is a task "{in_line(taken[0])}" already: give another name, or use project.tasks[...].')
