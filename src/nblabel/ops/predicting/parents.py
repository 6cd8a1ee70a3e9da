"""A nested answer stands only where its parent is answered by the option that carries it (D7, S3.10 to S3.12)."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np

from nblabel.domain.ontology import Place
from nblabel.errors import in_line
from nblabel.ops.predicting.checks import Checked, Failures
from nblabel.store.file.cursor import Cursor
from nblabel.store.predictions import parents as predicted_parents
from nblabel.store.rows.scope import Scope

Parents = Literal["labels", "labels+predictions"]


def with_parents(
    cur: Cursor, scope: Scope, checked: Checked, failures: Failures, source_id: int | None, parents: Parents
) -> Checked:
    """Without the nested answers whose parent is predicted otherwise, or neither predicted beside them nor labelled so."""
    for place in scope.ontology.places:
        if place.path:
            checked = _of_question(cur, scope, checked, failures, place, source_id, parents)
    return checked


def _of_question(
    cur: Cursor,
    scope: Scope,
    checked: Checked,
    failures: Failures,
    place: Place,
    source_id: int | None,
    parents: Parents,
) -> Checked:
    nested = np.flatnonzero(checked.question == place.question.ident)
    if not len(nested):
        return checked
    question, option = place.path[-1]
    beside = np.zeros(len(checked.joined), np.int64)
    own = checked.question == question.ident
    beside[checked.group[own]] = checked.option[own]
    found = beside[checked.group[nested]]
    asked = (
        f'"{in_line(place.question.name)}" is asked only where "{in_line(question.name)}" is "{in_line(option.name)}"'
    )
    failures.add(
        np.unique(checked.row[nested[(found != 0) & (found != option.ident)]]),
        f"{asked}; predicted beside it is another option",
    )
    alone = nested[found == 0]
    if len(alone):
        checked = _resting(cur, scope, checked, failures, alone, place, asked, source_id, parents)
    return checked.without(failures)


def _resting(
    cur: Cursor,
    scope: Scope,
    checked: Checked,
    failures: Failures,
    alone: np.ndarray,
    place: Place,
    asked: str,
    source_id: int | None,
    parents: Parents,
) -> Checked:
    """Nested answers without a parent beside them: they need one that stands in the project."""
    question, option = place.path[-1]
    columns = {name: getattr(checked, name)[alone] for name in ("item_id", "first", "last")}
    has_parent = predicted_parents.labelled(cur, scope, columns, question.ident, option.ident)
    joined = checked.joined.copy()
    if parents == "labels+predictions":
        foreign, own = predicted_parents.predicted(cur, scope, columns, question.ident, option.ident, source_id)
        has_parent |= foreign | (own >= 0)
        joined[checked.group[alone]] = np.maximum(joined[checked.group[alone]], own)
    where = "labelled" if parents == "labels" else "labelled or predicted"
    failures.add(np.unique(checked.row[alone[~has_parent]]), f"{asked}, and it is not {where} so there")
    return replace(checked, joined=joined)
