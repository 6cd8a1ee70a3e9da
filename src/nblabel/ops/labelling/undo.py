"""Take an operation back, or take that back: both append to the history (D5).

The keys and `project.undo()` take back one's own last operation, never another's; a named one is its maker's or an admin's to
take back. Rows that anybody changed since are kept.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from nblabel.domain.changes import Change, Operation
from nblabel.domain.commands import Redo, Undo
from nblabel.domain.ontology import Ontology
from nblabel.domain.units import item_of
from nblabel.errors import NotAllowed, OntologyError, OperationError, in_line, listing
from nblabel.ops import words
from nblabel.ops.collecting.settle import settle
from nblabel.ops.labelling import undo_rights
from nblabel.ops.labelling.set_ontology import refuse_lost
from nblabel.ops.people import refuse_adminless, refuse_all_but_admins
from nblabel.ops.predicting.rights import refuse_sources
from nblabel.ops.registry import handles
from nblabel.ops.work import Work
from nblabel.store.history import operations, undo_checks
from nblabel.store.history.frame_undo import only_cut, reverse_cut, reverse_frames
from nblabel.store.history.receipts import frames_changed
from nblabel.store.history.undo import changed_by, changed_since, reverse, tables_touched, touched
from nblabel.store.labels import ontology_rows
from nblabel.store.rows import records
from nblabel.store.rows.chosen import ascending, without
from nblabel.store.rows.intervals import (
    ASSIGNMENT,
    ATTRIBUTE,
    CHANGED,
    COLLECTION,
    DATASET,
    ITEM,
    LABEL,
    MEMBER,
    OBJECT,
    PERSON,
    PREDICTED_OBJECT,
    PREDICTION,
    STATUS,
    TAG,
    TASK,
    IntervalTable,
    RecordTable,
)
from nblabel.store.work.marks import compare_with_review

_NONE = np.empty(0, np.int64)
_ANSWERS = (LABEL, OBJECT, ATTRIBUTE)
_PREDICTED = {PREDICTION, PREDICTED_OBJECT}
_OF_ADMINS = {ITEM, DATASET, PERSON, TASK, ASSIGNMENT}


@handles(Undo)
def undo(work: Work, command: Undo) -> Change:
    """Items that were changed again since are kept and listed."""
    if command.op_id is not None:
        return take_back(work, _in_force(work, command.op_id))
    last = work.session.stacks.now(work.cur, labels_only=command.labels_only)[0]
    if last is None:
        raise OperationError(_nothing_left(work))
    return take_back(work, _operation(work, last))


@handles(Redo)
def redo(work: Work, command: Redo) -> Change:
    """Redo what one undid last; something new of one's own in between ends that."""
    last = work.session.stacks.now(work.cur, labels_only=command.labels_only)[1]
    if last is None:
        raise OperationError("There is nothing to redo: you undid nothing since your last change.")
    return take_back(work, _operation(work, last))


def _nothing_left(work: Work) -> str:
    """Why there is nothing to take back, and where to look for what others did."""
    session = work.session
    who = in_line(session.annotator)
    told = f"There is nothing to undo: nothing that you{f' ({who})' if who else ''} did in this project still stands."
    if session.role != "admin" or not operations.has_others(work.cur, work.project_id, session.annotator):
        return told
    return told + " project.history() lists what others did; project.undo(op_id) takes one of these back."


def take_back(work: Work, target: Operation) -> Change:
    """Reverse one operation on every table it touched."""
    if _touches_ontology(work, target.op_id):
        refuse_all_but_admins(work.session, f'undo "{in_line(target.text, 200)}"')
        return _take_back_ontology(work, target)
    of_records = _records(work, target)
    touched_now = tables_touched(work.cur, work.project_id, target.op_id)
    found = {table: touched(work.cur, table, work.project_id, target.op_id) for table in touched_now}
    if not _OF_ADMINS.isdisjoint((*of_records, *found)):
        refuse_all_but_admins(work.session, f'undo "{in_line(target.text, 200)}"')
    if not _PREDICTED.isdisjoint(found) and operations.origin(work.cur, target) != "reject":
        refuse_sources(work.session)
    if of_records and not found:
        kind, text = _told(target)
        _reverse_records(work, target, of_records)
        _settle(work, target, of_records)
        return work.record(kind, text, {"applied": 1}, undoes=target.op_id)
    items = ascending(*found.values())
    _refuse_unknown(work, target)
    blocked = undo_rights.blocked(work, target, {*found, *of_records})
    if len(items) and len(blocked) == len(items):
        raise NotAllowed(
            f'{work.session.role.capitalize()}s may not undo "{target.text}": {words.items(len(items))} of it '
            "are or would become closed to that role."
        )
    units = frames_changed(work.cur, target.op_id)
    if len(units):
        return _take_back_frames(work, target, found, units, blocked)
    against, cut = _kept(work, target.op_id, found)
    kept = without(against, blocked)
    left_out = ascending(kept, blocked)
    for table in found:
        untouched = ascending(left_out, cut) if table is LABEL else left_out
        reverse(work.cur, table, work.project_id, target.op_id, work.op_id, untouched)
    _reverse_records(work, target, of_records)
    _settle(work, target, (*of_records, *found))
    reverse_cut(work.cur, work.project_id, target.op_id, work.op_id, without(cut, left_out))
    counts = {"applied": len(items) - len(left_out), "kept": len(kept), "blocked": len(blocked)}
    done = without(items, left_out)
    _mark(work, found, done)
    kind, text = _told(target)
    text += words.left_alone(kept=len(kept), blocked=len(blocked), by=_changed_by(work, target, found, kept))
    outcomes = {"kept": kept, "blocked": blocked}
    return work.record(kind, text, counts, items=done, outcomes=outcomes, undoes=target.op_id)


def _take_back_frames(
    work: Work, target: Operation, found: dict[IntervalTable, np.ndarray], units: np.ndarray, blocked: np.ndarray
) -> Change:
    """Of an operation on single frames each frame by itself; an item's status goes back with the first of them."""
    cur, project_id, op_id = work.cur, work.project_id, target.op_id
    moved = [table for table in found if table is not LABEL]
    against = [changed_since(cur, table, project_id, op_id) for table in moved if table is not CHANGED]
    left_out = ascending(blocked, undo_checks.homeless(cur, project_id, op_id, ascending(*found.values())), *against)
    changed = reverse_frames(cur, project_id, op_id, work.op_id, left_out, units)
    for table in moved:
        reverse(cur, table, project_id, op_id, work.op_id, left_out)
    is_blocked = np.isin(item_of(units), blocked)
    is_kept = ~is_blocked & (np.isin(item_of(units), left_out) | np.isin(units, changed))
    done, kept = units[~is_blocked & ~is_kept], units[is_kept]
    _mark(work, found, ascending(item_of(done)))
    counts = {"applied": len(done), "kept": len(kept), "blocked": int(np.sum(is_blocked))}
    kind, text = _told(target)
    by = _changed_by(work, target, found, ascending(item_of(kept)))
    text += words.left_alone(kept=counts["kept"], blocked=counts["blocked"], by=by)
    outcomes = {"applied": done, "kept": kept, "blocked": units[is_blocked]}
    return work.record(kind, text, counts, items=done, outcomes=outcomes, undoes=op_id)


def _in_force(work: Work, op_id: int) -> Operation:
    """What stands for the operation now: itself, or what redid it."""
    asked = _operation(work, op_id)
    undo_rights.refuse_others(work, asked)
    end, in_force = operations.last_of_chain(op_id, operations.undo_links(work.cur, work.project_id))
    if not in_force:
        raise OperationError(
            f'Operation {op_id} ("{asked.text}") was undone already, by operation {end}: redo it first.'
        )
    return asked if end == op_id else _operation(work, end)


def _operation(work: Work, op_id: int) -> Operation:
    found = operations.operation(work.cur, work.scope, op_id)
    if found is None:
        raise OperationError(f"No operation {op_id} in this project: project.history() lists them.")
    return found


def _told(target: Operation) -> tuple[str, str]:
    original = target.text.removeprefix("Undid: ").removeprefix("Redid: ")
    return ("redo", f"Redid: {original}") if target.kind == "undo" else ("undo", f"Undid: {original}")


def _kept(work: Work, op_id: int, found: dict[IntervalTable, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Items that something speaks against: changed since, removed, or added anew; and those whose label rows were only cut."""
    cur, project_id = work.cur, work.project_id
    # That the mark was set or taken away since says nothing about the labels.
    changed = {table: changed_since(cur, table, project_id, op_id) for table in found if table is not CHANGED}
    cut = only_cut(cur, project_id, op_id, changed[LABEL]) if LABEL in changed else _NONE
    against = [without(items, cut) if table is LABEL else items for table, items in changed.items()]
    if ITEM in found:
        against += [undo_checks.occupied(cur, project_id, op_id), undo_checks.replaced(cur, project_id, op_id)]
    if TAG in found and MEMBER not in found:
        against.append(undo_checks.titled(cur, project_id, op_id))
    against += [undo_checks.homeless(cur, project_id, op_id, ids) for table, ids in found.items() if table is not ITEM]
    return ascending(*against), cut


def _changed_by(work: Work, target: Operation, found: Iterable[IntervalTable], kept: np.ndarray) -> list[str]:
    """Others who changed since what is kept."""
    if not len(kept):
        return []
    tables = [table for table in found if table is not CHANGED]
    names = changed_by(work.cur, work.project_id, target.op_id, tables, kept)
    return [in_line(name) for name in names if name not in ("", work.session.annotator)]


def _mark(work: Work, found: dict[IntervalTable, np.ndarray], done: np.ndarray) -> None:
    """Of items whose labels or review were brought back, those that were reviewed otherwise are marked (D4)."""
    if len(done) and not found.keys().isdisjoint((*_ANSWERS, STATUS)):
        compare_with_review(work.cur, work.project_id, work.op_id, done)


def _refuse_unknown(work: Work, target: Operation) -> None:
    """Raise when answers would come back that the ontology no longer has."""
    known = work.scope.ontology.missing_from(Ontology())
    lost = undo_checks.restored_idents(work.cur, work.project_id, target.op_id) - set(known)
    if lost:
        raise OperationError(
            f'Cannot take back "{target.text}": it would bring back answers that the ontology no longer has '
            f"(ids {listing(map(str, sorted(lost)), 3)}). Undo the change of the ontology first."
        )


def _touches_ontology(work: Work, op_id: int) -> bool:
    return any(
        read(work.cur, work.project_id, op_id) is not None
        for read in (ontology_rows.opened_by, ontology_rows.closed_by)
    )


def _records(work: Work, target: Operation) -> list[RecordTable]:
    """The tables of records it touched; an error where one of them is another now."""
    found = records.touched(work.cur, work.project_id, target.op_id)
    for table in found:
        if records.is_changed_since(work.cur, table, work.project_id, target.op_id):
            raise OperationError(
                f'Cannot take back "{target.text}": the {table.called} was changed again since. Undo that first.'
            )
    gained = records.gained_since(work.cur, work.project_id, target.op_id) if found else []
    if gained:
        raise OperationError(
            f'Cannot take back "{target.text}": the {gained[0].called} was given items since. Undo that first.'
        )
    return found


def _reverse_records(work: Work, target: Operation, found: list[RecordTable]) -> None:
    for table in found:
        records.reverse(work.cur, table, work.project_id, target.op_id, work.op_id)
    if PERSON in found:
        refuse_adminless(work)


def _settle(work: Work, target: Operation, found: Iterable[IntervalTable | RecordTable]) -> None:
    if {COLLECTION, MEMBER} & set(found):
        settle(work, target)


def _take_back_ontology(work: Work, target: Operation) -> Change:
    cur, project_id = work.cur, work.project_id
    left, former = (read(cur, project_id, target.op_id) for read in (ontology_rows.opened_by, ontology_rows.closed_by))
    _, present = ontology_rows.current(cur, project_id)
    if present != (left or {}):
        raise OperationError(
            f'Cannot take back "{target.text}": the ontology was changed again since. Undo that first.'
        )
    try:
        refuse_lost(cur, project_id, work.scope.ontology, ontology_rows.parsed(former))
    except OntologyError as error:
        raise OperationError(f'Cannot take back "{target.text}". {error}') from error
    ontology_rows.replace(cur, project_id, work.op_id, former)
    kind, text = _told(target)
    return work.record(kind, text, {"applied": 1}, undoes=target.op_id)
