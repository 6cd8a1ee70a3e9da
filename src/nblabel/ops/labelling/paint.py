"""One stroke of the paint mode: items answered and items cleared, as one operation."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nblabel.domain.answers import AnswerTree
from nblabel.domain.changes import Change
from nblabel.domain.commands import Paint
from nblabel.domain.query import Query
from nblabel.domain.units import mean_frames
from nblabel.domain.workflow import STATUSES
from nblabel.errors import SelectionError
from nblabel.ops import words
from nblabel.ops.allocation import refuse_bulk
from nblabel.ops.labelling.classify import checked
from nblabel.ops.labelling.decision import Decision, decide
from nblabel.ops.registry import handles
from nblabel.ops.targets import editable_mask, framed, refuse_manual_qa, refuse_single, resolved, whose_codes
from nblabel.ops.work import Work, nothing
from nblabel.store.labels import writing as labels
from nblabel.store.labels.standing import answered, standings, status_codes
from nblabel.store.labels.writing import NewAnswer
from nblabel.store.work.marks import mark_changed

_NONE = np.empty(0, np.int64)


@handles(Paint)
def paint(work: Work, command: Paint) -> Change:
    """Answer the items of `apply`, replacing other answers, and clear those of `erase`."""
    tree = checked(work.scope.ontology, command.answer)
    painted, erased = _ids(work, command.apply), _ids(work, command.erase)
    _refuse(work, command, painted, erased)
    made = _painted(work, painted, tree) if len(painted) else None
    written, overwritten, same = (
        (made.ids(mask) for mask in (made.change, made.overwrite, made.keep)) if made else (_NONE, _NONE, _NONE)
    )
    cleared, empty = _erasable(work, erased, tree.root)
    touched = np.concatenate([written, same, cleared, empty])
    blocked = np.setdiff1d(np.union1d(painted, erased), touched, assume_unique=True)
    counts = {
        "applied": len(written) + len(cleared),
        "overwritten": len(overwritten),
        "skipped": len(same) + len(empty),
        "blocked": len(blocked),
    }
    told = (
        [f"Set {words.answer(work.scope.ontology, tree)} on {words.items(len(written), painted)}"]
        if len(painted)
        else []
    )
    if len(erased):
        name = work.scope.ontology.root(tree.root).name
        told.append(f"{'c' if told else 'C'}leared {name} on {words.items(len(cleared), erased)}")
    text = ", ".join(told) + words.left_alone(kept=counts["skipped"], blocked=counts["blocked"])
    if not counts["applied"]:
        return nothing("paint", text, counts)
    _write(work, tree, made, cleared, overwritten)
    items = np.union1d(written, cleared)
    mark_changed(work.cur, work.project_id, work.op_id, items, status_codes(work.cur, work.scope, items))
    outcomes = {
        "skipped": np.union1d(same, empty),
        "blocked": blocked,
        **framed(items, applied=items, overwritten=overwritten),
    }
    return work.record("paint", text, counts, items=items, outcomes=outcomes, params={"root": tree.root})


def _ids(work: Work, target: Query | None) -> np.ndarray:
    return _NONE if target is None else resolved(work.cur, work.scope, target)


def _refuse(work: Work, command: Paint, painted: np.ndarray, erased: np.ndarray) -> None:
    if not len(painted) and not len(erased):
        raise SelectionError("The stroke crossed no item: nothing was written. Paint over items.")
    if len(painted) and len(erased) and mean_frames(painted) != mean_frames(erased):
        raise SelectionError("The stroke crossed items and single frames: paint one of both at a time.")
    both = np.intersect1d(painted, erased)
    if len(both):
        raise SelectionError(f"Item {both[0]} is to be painted and erased in one stroke: choose one of them.")
    for target in (command.apply, command.erase):
        if target is not None and len(painted) + len(erased) > 1:
            refuse_manual_qa(work.session, target)
    refuse_bulk(work, command, np.union1d(painted, erased), command.apply, command.erase)
    if len(painted) + len(erased) == 1:
        ids = painted if len(painted) else erased
        is_open, codes, _ = editable_mask(work, work.cur, work.scope, ids)
        if not is_open[0]:
            refuse_single(work.cur, work.session, int(ids[0]), STATUSES[codes[0]])


def _painted(work: Work, ids: np.ndarray, tree: AnswerTree) -> Decision:
    facts = standings(work.cur, work.scope, ids, tree, None)
    facts = replace(facts, whose=whose_codes(work.session, work.cur, work.scope, ids))
    return decide(facts, work.session.role, override=True, conflict="same")


def _write(work: Work, tree: AnswerTree, made: Decision | None, cleared: np.ndarray, overwritten: np.ndarray) -> None:
    """Close what is erased and what is replaced in one go: frames of both may share a row, which ends once."""
    ended = np.union1d(cleared, overwritten)
    if len(ended):
        labels.close(work.cur, work.project_id, work.op_id, ended, tree.root, None)
    if made is not None and made.change.any():
        answer = NewAnswer(work.project_id, work.op_id, tree)
        former = made.facts.former if len(overwritten) else None
        labels.write(work.cur, answer, made.ids(made.change), work.new_labels, former)


def _erasable(work: Work, ids: np.ndarray, root: int) -> tuple[np.ndarray, np.ndarray]:
    """Items to clear, and those without an answer."""
    if not len(ids):
        return _NONE, _NONE
    is_open = editable_mask(work, work.cur, work.scope, ids).mask
    has_answer = answered(work.cur, work.scope, ids, root, None)
    return ids[is_open & has_answer], ids[is_open & ~has_answer]
