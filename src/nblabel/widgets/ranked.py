"""Running what a page asks for: the ids in order, the headings of groups, what rows are sorted by."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from nblabel.domain.query import Order, Query
from nblabel.store.query import views
from nblabel.store.query.operands import values_of
from nblabel.store.reading import rowed
from nblabel.widgets import fields
from nblabel.widgets.ranking import Ranking
from nblabel.wire import values

if TYPE_CHECKING:
    from nblabel.domain.ontology import Ontology
    from nblabel.store.file.cursor import Cursor
    from nblabel.store.query.values import Values
    from nblabel.store.reading.rowed_narrow import Sort
    from nblabel.store.rows.scope import Scope

MOST_GROUPS = 1000
N_BINS = 10
_DAY = 86_400_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def ranked(cur: Cursor, scope: Scope, query: Query, asked: values.Query, revision: int) -> Ranking:
    """The ranking of the query (number 0), under the tab and the grouping that the page asks for."""
    if asked.tab != "data":
        return _rows(cur, scope, query, asked, revision)
    if asked.group:
        return _grouped(cur, scope, query, asked, revision)
    if not asked.sort:
        return Ranking(0, views.ids(cur, scope, query), revision)
    ids, compared = views.ids_by(cur, scope, query)
    is_score = _has_scores(query) and compared.dtype.kind == "f"
    return Ranking(0, ids, revision, scores=np.ma.filled(compared, np.nan) if is_score else None)


def _rows(cur: Cursor, scope: Scope, query: Query, asked: values.Query, revision: int) -> Ranking:
    """Labels or predictions: they stand in the groups of their items."""
    sort: Sort = "label" if asked.tab == "labels" else "prediction"
    if not asked.group:
        found = rowed.rows(cur, scope, query, sort)
        return Ranking(0, found.ids, revision, of=found.of)
    by = _by_group(scope, query, asked)
    _, compared = views.ids_by(cur, scope, by)
    found = rowed.rows(cur, scope, by, sort)
    groups = headings(scope.ontology, asked.group, values_of(by.order[0].operand, scope), compared[found.place - 1])
    return Ranking(0, found.ids, revision, groups=groups, of=found.of)


def _has_scores(query: Query) -> bool:
    """Whether the first sort key is one whose numbers say something about an item."""
    return bool(query.order) and not isinstance(query.order[0].operand, fields.PLACES)


def _grouped(cur: Cursor, scope: Scope, query: Query, asked: values.Query, revision: int) -> Ranking:
    by = _by_group(scope, query, asked)
    ids, compared = views.ids_by(cur, scope, by)
    groups = headings(scope.ontology, asked.group, values_of(by.order[0].operand, scope), compared)
    return Ranking(0, ids, revision, groups=groups)


def _by_group(scope: Scope, query: Query, asked: values.Query) -> Query:
    operand = fields.operand(scope.ontology, asked.group)
    descending = any(key.field == asked.group and key.descending for key in asked.sort)
    others = tuple(order for order in query.order if order.operand != operand) if asked.sort else query.order
    return query.sorted_by(Order(operand, descending), *others)


def headings(ontology: Ontology, field: str, of: Values, compared: np.ndarray) -> list[values.Group]:
    """One heading for each run of equals; what is beyond the first thousand stands under the last one."""
    if not len(compared):
        return []
    keys = np.ma.getdata(compared)
    missing = np.ma.getmaskarray(compared)
    if keys.dtype == object:
        missing = missing | np.array([key is None for key in keys])
    if of.sort == "number" and of.rows is not None and not field.startswith("q:"):
        keys, names = _binned(keys.astype(float), missing)
    elif of.sort == "date":
        keys = np.where(missing, 0, keys.astype(np.int64) // _DAY)
        names = {day: (text, text) for day in np.unique(keys).tolist() for text in [_date(day)]}
    elif of.sort == "choice":
        called = fields.buckets(ontology, field, of)
        keys, names = np.where(missing, 0, keys.astype(np.int64)), dict(enumerate(called, 1))
    else:
        names = {}
    breaks = np.flatnonzero((keys[1:] != keys[:-1]) | (missing[1:] != missing[:-1])) + 1
    firsts = np.concatenate(([0], breaks))[:MOST_GROUPS]
    lasts = np.concatenate((firsts[1:], [len(compared)]))
    found = []
    for first, last in zip(firsts.tolist(), lasts.tolist(), strict=True):
        key = keys[first].item() if hasattr(keys[first], "item") else keys[first]
        value, label = ("", fields.nothing(field)) if missing[first] else names.get(key, (_text(key), _text(key)))
        found.append(values.Group(value, label, first, last - first))
    return found


def _binned(numbers: np.ndarray, missing: np.ndarray) -> tuple[np.ndarray, dict[int, tuple[str, str]]]:
    """Tenths of the way from the least to the greatest; of what lies between 0 and 1, tenths of that."""
    there = numbers[~missing]
    if not len(there):
        return np.zeros(len(numbers), dtype=np.int64), {}
    low, high = float(there.min()), float(there.max())
    if low >= 0 and high <= 1:
        low, high = 0.0, 1.0
    width = (high - low) / N_BINS or 1.0
    bins = np.clip(np.floor((np.where(missing, low, numbers) - low) / width + 1e-9), 0, N_BINS - 1).astype(np.int64)
    names = {}
    for place in np.unique(bins).tolist():
        ends = f"{low + place * width:.4g}", f"{low + (place + 1) * width:.4g}"
        names[place] = (ends[0], " to ".join(ends))
    return bins, names


def _date(day: int) -> str:
    return f"{_EPOCH + timedelta(days=day):%Y-%m-%d}"


def _text(key: object) -> str:
    return str(int(key)) if isinstance(key, float) and key.is_integer() else str(key)
