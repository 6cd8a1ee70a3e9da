"""Sending a collection to annotation: classified, reopened and made a task of in one transaction (S0.26)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np

from nblabel.domain.changes import Change
from nblabel.domain.collecting import SendToAnnotate
from nblabel.domain.commands import Classify
from nblabel.domain.query import Ids, Query
from nblabel.domain.tasking import TaskFacts
from nblabel.domain.workflow import STATUSES
from nblabel.errors import CollectionError, in_line
from nblabel.ops import words
from nblabel.ops.labelling.classify import checked, follow, weigh, write_answers
from nblabel.ops.labelling.decision import Decision
from nblabel.ops.moving import move
from nblabel.ops.registry import handles
from nblabel.ops.targets import framed, items_of, move_codes, whose_codes
from nblabel.ops.work import Work, nothing
from nblabel.ops.working.tasks import make_task
from nblabel.store.collections import members
from nblabel.store.labels.standing import status_codes
from nblabel.store.query.collections import named
from nblabel.store.rows.chosen import ascending

_NONE = np.empty(0, np.int64)


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of the members' answers: ids of items, or of frames."""

    applied: np.ndarray
    overwritten: np.ndarray
    skipped: np.ndarray
    blocked: np.ndarray


@handles(SendToAnnotate)
def send(work: Work, command: SendToAnnotate) -> Change:
    """All of it or, where anything fails, nothing; whoever is in review or complete stays there unless `reopen`."""
    if command.statuses and command.answer is None:
        raise CollectionError(
            "statuses says which members are classified: name what they are classified as, or leave it out."
        )
    kept = named(work.scope, command.title)
    ids = members.now(work.cur, work.scope, kept)
    if not len(ids):
        raise CollectionError(f'"{in_line(kept.title)}" is empty: there is nothing to send. Add items to it first.')
    items = ascending(items_of(ids))
    codes = status_codes(work.cur, work.scope, items)
    done = _classify(work, command, ids)
    moved = _reopen(work, items, codes) if command.reopen else _NONE
    if command.task:
        make_task(work, TaskFacts(0, command.task, allocation=command.allocation), items, command.people)
    changed = items if command.task else ascending(ascending(items_of(done.applied)), moved)
    counts = {
        "applied": len(done.applied) or len(changed),
        "overwritten": len(done.overwritten),
        "skipped": len(done.skipped),
        "blocked": len(done.blocked),
    }
    told = _told(work, command, ids, done, moved, int(np.count_nonzero(codes)) - len(moved))
    if not counts["applied"]:
        return nothing("send", told, counts)
    return work.record(
        "send",
        told,
        counts,
        items=changed,
        outcomes={
            "skipped": done.skipped,
            "blocked": done.blocked,
            **framed(done.applied, applied=done.applied, overwritten=done.overwritten),
        },
        params={
            "collection": kept.ident,
            "added": 0,
            "removed": 0,
            **({"statuses": list(command.statuses)} if command.statuses else {}),
        },
    )


def _classify(work: Work, command: SendToAnnotate, ids: np.ndarray) -> Answered:
    if command.answer is None:
        return Answered(_NONE, _NONE, _NONE, _NONE)
    asked = Classify(
        target=Query().filtered(Ids(cast("tuple[int, ...]", ids))),
        answer=checked(work.scope.ontology, command.answer),
        override=command.override,
        conflict=command.conflict,
        statuses=command.statuses,
        set_status="annotate" if command.reopen else None,
    )
    made: Decision = weigh(work.cur, work.session, work.scope, asked)
    written = made.ids(made.change)
    work.is_of_frames = len(written) > 0 and len(framed(written, applied=written)) > 0
    write_answers(work, asked, made)
    follow(work, written, made.facts.status[made.change], asked.set_status)
    return Answered(written, made.ids(made.overwrite), made.ids(made.keep), made.ids(made.blocked))


def _reopen(work: Work, items: np.ndarray, codes: np.ndarray) -> np.ndarray:
    """Bring back to annotate what the role may, those that were classified already among them; what was moved."""
    whose = whose_codes(work.session, work.cur, work.scope, items)
    moving = (codes != STATUSES.index("annotate")) & move_codes(work.session.role, "annotate")[codes, whose]
    there = status_codes(work.cur, work.scope, items) == STATUSES.index("annotate")
    left = moving & ~there
    move(work, items[left], codes[left], "annotate")
    moved: np.ndarray = items[moving]
    return moved


def _told(work: Work, command: SendToAnnotate, ids: np.ndarray, done: Answered, moved: np.ndarray, others: int) -> str:
    told = f'Sent "{in_line(command.title)}" ({words.items(len(ids), ids)}) to annotate'
    if command.answer is not None:
        left = words.left_alone(kept=len(done.skipped), blocked=len(done.blocked))
        told += (
            f": set {words.answer(work.scope.ontology, command.answer)} on {words.items(len(done.applied), ids)}{left}"
        )
    if len(moved):
        told += f", moved {words.items(len(moved))} to annotate"
    elif others:
        told += f", {others:,} in review or complete stay there"
    return f'{told}, as the task "{in_line(command.task)}"' if command.task else told
