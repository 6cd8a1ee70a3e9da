"""Answer a classification on every item of a target (S0.5 to S0.12)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nblabel.domain import job
from nblabel.domain.answers import AnswerTree, check
from nblabel.domain.changes import Change
from nblabel.domain.commands import Classify
from nblabel.domain.ontology import Ontology
from nblabel.domain.units import mean_frames
from nblabel.domain.workflow import STATUSES, Status
from nblabel.errors import OntologyError, SelectionError, listing
from nblabel.ops import words
from nblabel.ops.allocation import Asking, found, refuse_bulk, refuse_outside
from nblabel.ops.labelling.decision import Decision, decide
from nblabel.ops.labelling.known import answered, known
from nblabel.ops.moving import move
from nblabel.ops.registry import handles
from nblabel.ops.session import Session
from nblabel.ops.sight import seen
from nblabel.ops.targets import (
    framed,
    is_single,
    items_of,
    refuse_frames_of_frames,
    refuse_manual_qa,
    refuse_out_of_reach,
    refuse_single,
    resolved_with_status,
    whose_codes,
)
from nblabel.ops.work import STEPS, Work, nothing
from nblabel.ops.working import tasks
from nblabel.store.file.cursor import Cursor
from nblabel.store.labels import writing as labels
from nblabel.store.labels.standing import Standings, standings
from nblabel.store.labels.writing import NewAnswer
from nblabel.store.rows.scope import Scope
from nblabel.store.work.marks import mark_changed


@handles(Classify)
def classify(work: Work, command: Classify) -> Change:
    """Write the answer where the override rule lets it; statuses stay unless `set_status` is given."""
    command = replace(command, answer=checked(work.scope.ontology, command.answer))
    made = weigh(work.cur, work.session, work.scope, command)
    single = is_single(command.target)
    if single and made.blocked[0]:
        refuse_single(
            work.cur, work.session, int(made.facts.ids[0]), STATUSES[made.facts.status[0]], command.set_status
        )
    counts: dict[str, int] = {
        "applied": made.change.sum(),
        "overwritten": made.overwrite.sum(),
        "skipped": made.keep.sum(),
        "blocked": made.blocked.sum(),
    }
    told = words.answer(work.scope.ontology, command.answer)
    text = f"Set {told} on {words.items(counts['applied'], made.facts.ids)}" + words.left_alone(
        kept=counts["skipped"], blocked=counts["blocked"]
    )
    if single and not counts["applied"]:
        return nothing("classify", text, counts)
    job.current().step(f"Writing {words.items(counts['applied'], made.facts.ids)}", 1, STEPS)
    ids = made.ids(made.change)
    work.is_of_frames = command.frames is not None or mean_frames(ids)
    columns = write_answers(work, command, made)
    if single and command.set_status is None and command.frames is None:
        _remember(work, command, int(ids[0]), columns)
    follow(work, ids, made.facts.status[made.change], command.set_status)
    tasks.give_status(work, command.task, ids, command.task_status)
    return work.record(
        "classify",
        text,
        counts,
        items=ids,
        outcomes={
            "skipped": made.ids(made.keep),
            "blocked": made.ids(made.blocked),
            **framed(ids, applied=ids, overwritten=made.ids(made.overwrite)),
        },
        params={
            "root": command.answer.root,
            "override": command.override,
            "conflict": command.conflict,
            **({"statuses": list(command.statuses)} if command.statuses else {}),
            **({"task": command.task} if command.task else {}),
        },
    )


def weigh(cur: Cursor, session: Session, scope: Scope, command: Classify, *, in_full: bool = False) -> Decision:
    """What the command would do to each item; the plan and the change itself both ask this.

    `in_full`: with facts that a plan shows though nothing depends on them.
    """
    refuse_manual_qa(session, command.target)
    refuse_out_of_reach(session, command.set_status)
    seen = None if in_full else known(session, scope.ontology, command)
    if seen is not None and not command.task_status and not command.statuses:
        return _decided(seen, session, command)
    ids, codes = _narrowed(command, *resolved_with_status(cur, scope, command.target))
    asking = Asking(cur, scope)
    if command.task_status:
        tasks.refuse_unknown_status(asking, command.task, command.task_status)
        refuse_outside(asking, found(asking, command.task), items_of(ids))
    refuse_bulk(asking, command, ids, command.target)
    refuse_frames_of_frames(ids, command.frames)
    facts = standings(
        cur,
        scope,
        ids,
        command.answer,
        command.frames,
        with_status=False,
        with_otherwise=in_full or (command.conflict == "any" and not command.override),
        with_former=command.override and not in_full,
    )
    facts = replace(facts, status=codes, whose=whose_codes(session, cur, scope, ids))
    return _decided(facts, session, command)


def _narrowed(command: Classify, ids: np.ndarray, codes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Those in the statuses that were asked for."""
    if not command.statuses:
        return ids, codes
    mask = np.isin(codes, [STATUSES.index(status) for status in command.statuses])
    if not mask.any():
        raise SelectionError(
            f"None of the {words.items(len(ids), ids)} is in {listing(command.statuses)}: nothing was written. "
            "Name other statuses, or none for all of them."
        )
    return ids[mask], codes[mask]


def _decided(facts: Standings, session: Session, command: Classify) -> Decision:
    role, target = session.role, command.set_status
    return decide(facts, role, override=command.override, conflict=command.conflict, move_to=target)


def checked(ontology: Ontology, tree: AnswerTree) -> AnswerTree:
    """The tree, held against the ontology in force: it may have been built with an older one."""
    if not ontology:
        raise OntologyError(
            "The project has no ontology yet, so nothing can be classified. Set project.ontology = nb.Ontology(...)."
        )
    return check(ontology, ontology.root(tree.root).ident, tree.parts)


def write_answers(work: Work, command: Classify, made: Decision) -> dict[str, np.ndarray]:
    """Close the old trees and open the new one, as decided; the ids written, as `store.labels.write` gives them."""
    answer = NewAnswer(work.project_id, work.op_id, command.answer, command.frames, command.source)
    ids, overwritten = made.ids(made.change), made.ids(made.overwrite)
    if len(overwritten):
        labels.close(work.cur, work.project_id, work.op_id, overwritten, command.answer.root, command.frames)
    if not len(ids):
        return {}
    return labels.write(work.cur, answer, ids, work.new_labels, made.facts.former if len(overwritten) else None)


def _remember(work: Work, command: Classify, ident: int, columns: dict[str, np.ndarray]) -> None:
    before = seen(work.session.fresh.get(ident))
    if before is not None and columns:
        work.seen = answered(before, work.scope.ontology, command.answer, columns)


def follow(work: Work, ids: np.ndarray, codes: np.ndarray, status: Status | None) -> None:
    """Move the items written to the status; those that were reviewed and stay so are marked as changed since (D4)."""
    stays = np.ones(len(ids), bool) if status is None else codes == STATUSES.index(status)
    if stays.any():
        mark_changed(work.cur, work.project_id, work.op_id, ids[stays], codes[stays])
    if status is not None and not stays.all():
        move(work, items_of(ids[~stays]), codes[~stays], status)
