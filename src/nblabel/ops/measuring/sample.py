"""A few items that stand for many: drawn evenly, as many of each answer, over the range of a number, or spread."""

from __future__ import annotations

import numpy as np

from nblabel.domain.field import Field
from nblabel.domain.measuring import BUILT_IN, own_metrics
from nblabel.domain.ontology import Ontology
from nblabel.domain.operands import Answer, Diversity, Metric, Operand, StatusOf
from nblabel.domain.query import Order, Query
from nblabel.domain.spread import spread
from nblabel.errors import QueryError, did_you_mean, listing
from nblabel.ops.session import Session
from nblabel.store.file.cursor import Cursor
from nblabel.store.measured import vectors
from nblabel.store.query import views
from nblabel.store.rows.scope import Scope

# Of a number with more values than this as many are drawn of each part of its range.
_MOST_KINDS, PARTS = 12, 5
# So many times more are drawn before the spread ones are chosen: among all, farthest first would find every outlier first.
_POOL, _MOST_POOL = 20, 20_000


def sample(session: Session, query: Query, n: int, *, seed: int, by: Operand | None) -> np.ndarray:
    """Ids of `n` of the items (or frames), fewer where there are not so many; the same again for the same seed.

    Parameters
    ----------
    by
        None: evenly. An answer, status or the like: as many of each value as can be, those without one too. A number: as many
        of each fifth of its range. Diversity: those that differ most.
    """
    rng = np.random.default_rng(seed)
    with session.db.read() as cur:
        scope = session.scope(cur=cur)
        if by is None or isinstance(by, Diversity):
            ids = np.sort(views.ids(cur, scope, query))
            return rng.permutation(ids)[:n] if by is None else _spread(cur, scope, ids, n, rng)
        ids, values = views.ids_by(cur, scope, query.sorted_by(Order(by)))
    order = np.argsort(ids)
    return _balanced(ids[order], _kinds(values)[order], n, rng)


def sorted_by(ontology: Ontology, by: str | Field) -> Operand:
    """What a sample is drawn by: a question, `status`, `diversity` or a metric by its name, or a field."""
    if isinstance(by, Field):
        return by.operand
    if not isinstance(by, str):
        raise QueryError(f'by is the name of a question or metric, or a field such as F.meta["site"], not {by!r:.80}.')
    if by == "status":
        return StatusOf()
    if by == "diversity":
        return Diversity()
    questions = [place.question.name for place in ontology.places]
    if by in questions:
        return Answer(by)
    metrics = [*BUILT_IN, *(own.name for own in own_metrics())]
    if by not in metrics and by.partition(":")[0] != "random":
        there = [*questions, "status", "diversity", *metrics]
        raise QueryError(f'No question or metric "{by:.60}". There are: {listing(there, 20)}.{did_you_mean(by, there)}')
    return Metric(by)


def _spread(cur: Cursor, scope: Scope, ids: np.ndarray, n: int, rng: np.random.Generator) -> np.ndarray:
    pool = rng.permutation(ids)[: max(n, min(_POOL * n, _MOST_POOL))]
    found, rows = vectors.vectors_of(cur, vectors.space_named(cur, scope.project_id), pool)
    chosen: np.ndarray = found[spread(rows)[:n]]
    return chosen


def _kinds(values: np.ndarray) -> np.ndarray:
    """Which of the kinds to draw from each value is; -1 for no value."""
    is_there = ~np.ma.getmaskarray(values)
    kinds = np.full(len(values), -1)
    plain = np.ma.getdata(values)[is_there]
    if not len(plain):
        return kinds
    present, inverse = np.unique(plain, return_inverse=True)
    if len(present) > _MOST_KINDS and present.dtype.kind in "iuf":
        inverse = np.searchsorted(np.quantile(plain, np.arange(1, PARTS) / PARTS), plain, side="right")
    kinds[is_there] = inverse
    return kinds


def _balanced(ids: np.ndarray, kinds: np.ndarray, n: int, rng: np.random.Generator) -> np.ndarray:
    """By turns one of each kind, drawn at random, until there are `n`."""
    order = rng.permutation(len(ids))
    by_kind = order[np.argsort(kinds[order], kind="stable")]
    ordered = kinds[by_kind]
    turn = np.arange(len(ids)) - np.searchsorted(ordered, ordered)
    return ids[by_kind[np.lexsort((rng.permutation(len(ids)), turn))][:n]]
