"""Taking predictions in: checked against the ontology as a whole, then written in one transaction; never labels."""

from __future__ import annotations

from typing import Any, get_args

import numpy as np

from nblabel.domain.changes import Change
from nblabel.domain.operands import Column
from nblabel.domain.query import Contains, Ids, Not, Query
from nblabel.domain.texts import is_blank, is_storable
from nblabel.errors import PredictionError, ReadOnly, did_you_mean, in_line, listing
from nblabel.ops import words
from nblabel.ops.adding.headers import read_headers
from nblabel.ops.predicting.answers import answered
from nblabel.ops.predicting.checks import (
    MOST_PROBLEMS,
    Checked,
    Failures,
    found_items,
    without_strangers,
    without_twins,
)
from nblabel.ops.predicting.objects import PredictedObjects, predicted_objects, split, write_objects
from nblabel.ops.predicting.parents import Parents, with_parents
from nblabel.ops.predicting.rights import refuse_sources
from nblabel.ops.predicting.table import Given, given
from nblabel.ops.session import Session
from nblabel.ops.work import FEW_ITEMS, Work, carry_out
from nblabel.store.file.cursor import Cursor
from nblabel.store.predictions import writing as predictions
from nblabel.store.predictions.reading import source_names
from nblabel.store.predictions.writing import WHOLE, PredictedRows
from nblabel.store.rows.chosen import ascending
from nblabel.store.rows.scope import Scope

LONGEST_SOURCE = 200


def add_predictions(session: Session, source: Any, *, name: str, parents: Parents = "labels") -> Change:
    """Write predictions of the model `name`; those of its earlier ones that stand on the same frames end.

    Parameters
    ----------
    source
        A DataFrame, records or a path: see `Predicting.add_predictions`.
    parents
        Whether a nested answer may rest on labels and this call alone, or on predictions that stand already too.

    Returns
    -------
    Change
        `applied` counts items, `failed` rows: the first of them stand in `problems` with their reasons.

    Raises
    ------
    NotAllowed
        For all but admins.
    """
    if session.db.read_only:
        raise ReadOnly(f"No predictions can be added: {session.db.path} was opened for reading only.")
    refuse_sources(session)
    _check_name(name)
    if parents not in get_args(Parents):
        raise PredictionError(f'parents is "labels" or "labels+predictions", not {in_line(repr(parents), 60)}.')
    rows = given(source)
    _read_lengths(session, rows)

    def handle(work: Work) -> Change:
        return _taken_in(work, rows, name, parents)

    return carry_out(session, "", handle)


def _read_lengths(session: Session, rows: Given) -> None:
    """Read the headers of items whose frames are named: a frame that is not there is told, not kept."""
    framed = np.flatnonzero(rows.first != WHOLE)
    if not len(framed):
        return
    with session.db.read() as cur:
        items, _ = found_items(cur, session.scope(cur=cur), rows)
    ids = ascending(items[framed])
    # No server is called on for a check.
    is_here = Not(Contains(Column("uri"), "://"))
    read_headers(session, query=Query().filtered(Ids(tuple(ids[ids > 0].tolist())), is_here))


def _taken_in(work: Work, rows: Given, name: str, parents: Parents) -> Change:
    refuse_sources(work.session)
    marked, rows = split(rows)
    failures = Failures(rows)
    answers = answered(work.scope.ontology, rows)
    source_id = predictions.source_of(work.cur, work.project_id, name)
    checked = without_strangers(work.cur, work.scope, rows, answers, failures)
    checked = without_twins(work.scope.ontology, checked, failures)
    checked = with_parents(work.cur, work.scope, checked, failures, source_id, parents)
    objects, strangers = predicted_objects(work.cur, work.scope, marked)
    failed = len(failures) + len(strangers)
    problems = (*failures.told(), *strangers.told())[:MOST_PROBLEMS]
    ids = ascending(checked.item_id, objects.item_id)
    if not len(ids):
        counts = {"applied": 0, "failed": failed} if failed else {"applied": 0}
        return Change(0, "predict", f'Predicted nothing by "{in_line(name)}"', counts, problems=problems)
    text = f'{_told(work, checked, objects)} on {words.items(len(ids))} by "{in_line(name)}"'
    text += f" ({failed:,} failed)" if failed else ""
    source_id = predictions.make_source(work.cur, work.project_id, name)
    if len(checked):
        _write(work, checked, source_id)
    write_objects(work, objects, source_id)
    return work.record(
        "predict",
        text,
        {"applied": len(ids), "failed": failed},
        items=ids if len(ids) <= FEW_ITEMS else (),
        params={"source": name},
        problems=problems,
    )


def _write(work: Work, checked: Checked, source_id: int) -> None:
    cur, project_id = work.cur, work.project_id
    n_groups = int(checked.group.max()) + 1
    labels, label = np.unique(checked.group * (int(checked.question.max()) + 1) + checked.question, return_inverse=True)
    first_id = work.session.db.next_ids(cur, "prediction", n_groups + len(labels))
    joined = checked.joined[checked.group]
    leading = np.zeros(n_groups, np.int64)
    leading[checked.group[::-1]] = np.arange(len(checked))[::-1]
    fresh = leading[checked.joined < 0]
    _replace(cur, project_id, source_id, work.op_id, checked, fresh, by_question=False)
    _replace(cur, project_id, source_id, work.op_id, checked, np.flatnonzero(joined >= 0), by_question=True)
    rows = PredictedRows(
        prediction_id=first_id + n_groups + label,
        group_id=np.where(joined >= 0, joined, first_id + checked.group),
        item_id=checked.item_id,
        first=checked.first,
        last=checked.last,
        root=checked.root,
        question=checked.question,
        option=checked.option,
        number=checked.number,
        text=checked.text,
        confidence=checked.confidence,
    )
    predictions.write(cur, project_id, source_id, work.op_id, rows)


def _replace(
    cur: Cursor, project_id: int, source_id: int, op_id: int, checked: Checked, places: np.ndarray, *, by_question: bool
) -> None:
    names = ("item_id", "first", "last", "root", *(("question",) if by_question else ()))
    groups = {column: getattr(checked, column)[places] for column in names}
    predictions.replace(cur, project_id, source_id, op_id, groups, by_question=by_question)


def _told(work: Work, checked: Checked, objects: PredictedObjects) -> str:
    asked, roots = set(np.unique(checked.question).tolist()), set(np.unique(checked.root).tolist())
    places = work.scope.ontology.places
    names = [place.question.name for place in places if place.question.ident in asked & roots]
    if not roots <= asked:
        names += [place.question.name for place in places if place.question.ident in asked - roots]
    names += [work.scope.ontology.object_class(cls).name for cls in np.unique(objects.cls).tolist()]
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return f"Predicted {', '.join(map(in_line, names[:3]))}{more}"


def _check_name(name: object) -> None:
    if not isinstance(name, str) or is_blank(name) or len(name) > LONGEST_SOURCE or not is_storable(name):
        raise PredictionError(
            f'source= names the model that predicted, such as "resnet": a text of at most {LONGEST_SOURCE} characters, not {name!r:.80}.'
        )


def known_source(cur: Cursor, scope: Scope, name: str) -> int:
    """The id of a source that the project has; the error names those there are."""
    found = predictions.source_of(cur, scope.project_id, name)
    if found is None:
        names = source_names(cur, scope)
        there = f"There are: {listing(names)}." if names else "There are none yet: project.add_predictions adds some."
        raise PredictionError(f'No predictions of "{in_line(name)}". {there}{did_you_mean(name, names)}')
    return found
