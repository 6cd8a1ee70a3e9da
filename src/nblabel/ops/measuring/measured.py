"""What a view compares is measured when it is asked for: at once where few pictures lack it, else with a sentence that says how."""

from __future__ import annotations

import threading
from dataclasses import dataclass

import numpy as np

from nblabel.domain.measuring import OF_PICTURES, OwnMetric, own_metrics
from nblabel.domain.operands import Diversity, Likeness, Metric
from nblabel.domain.query import Query, operands
from nblabel.errors import NotMeasured
from nblabel.ops.measuring.embed import embed, model_named
from nblabel.ops.measuring.measure import measure
from nblabel.ops.session import Key, Session
from nblabel.store.items import headers
from nblabel.store.measured import metrics, vectors

# Pictures that a cell waits for without having asked for it, and a page: two seconds, a tenth of one.
MOST_IN_CELL, MOST_IN_PAGE = 2000, 100

# Up to which item id what was needed is there; facts are not removed, and what could not be measured is not tried unasked.
_complete: dict[tuple[Key, object], int] = {}
_filling = threading.RLock()
# When more lacked it than are measured unasked: to count a million again for each page would take longer than the page.
_too_many: dict[tuple[Key, object], tuple[int, int]] = {}


@dataclass(frozen=True, slots=True)
class Needs:
    """What a query compares that must be measured."""

    pictures: bool = False
    own: tuple[OwnMetric, ...] = ()
    spaces: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.pictures or self.own or self.spaces)


def needs(query: Query) -> Needs:
    """What must be measured before the query can be answered."""
    asked = operands(query)
    names = {operand.name for operand in asked if isinstance(operand, Metric)}
    spaces = {operand.space for operand in asked if isinstance(operand, Likeness)}
    if any(isinstance(operand, Diversity) for operand in asked):
        spaces.add("")
    return Needs(
        any(name in OF_PICTURES for name in names),
        tuple(own for own in own_metrics() if own.name in names),
        tuple(sorted(spaces)),
    )


def see_to(session: Session, query: Query, most: int = MOST_IN_CELL) -> None:
    """Measure what the query compares, unless more than `most` pictures lack it."""
    wanted = needs(query)
    if not wanted or session.db.read_only:
        return
    if not _lacking(session, wanted):
        return
    with _filling:  # a cell and a page may ask at once; the second finds it done
        for lack in _lacking(session, wanted):
            if len(lack.ids) > most:
                _too_many[lack.key] = session.db.stamp
                continue
            if len(lack.ids):
                lack.fill(session)
            _complete[lack.key] = lack.newest


def refuse_unmeasured(session: Session, query: Query, base: Query, most: int = MOST_IN_PAGE) -> None:
    """Raise NotMeasured where a page would wait for more than `most` pictures, and hardly any is measured.

    What `base` compares, the view that a cell gave the page, was seen to in that cell.
    """
    wanted = needs(query)
    for lack in _lacking(session, wanted, is_refusing=True) if wanted and wanted != needs(base) else ():
        if len(lack.ids) > most and lack.is_bare:
            raise NotMeasured(
                f"{len(lack.ids):,} pictures {'have no vector' if lack.is_of_vectors else 'were not measured'} yet: "
                f"{'project.embed()' if lack.is_of_vectors else 'project.measure()'} does it, once."
            )


@dataclass(frozen=True, slots=True)
class _Lack:
    """The items that lack one thing; `is_bare`: most of the project does."""

    key: tuple[Key, object]
    newest: int
    ids: np.ndarray
    what: str | OwnMetric
    is_of_vectors: bool
    is_bare: bool

    def fill(self, session: Session) -> None:
        if isinstance(self.what, OwnMetric):
            measure(session, pictures=False, own=(self.what,), retry=False)
        elif self.is_of_vectors:
            embed(session, model=model_named(self.what), name=self.what, retry=False)
        else:
            measure(session, retry=False)


def _lacking(session: Session, wanted: Needs, *, is_refusing: bool = False) -> list[_Lack]:
    with session.db.read() as cur:
        scope = session.scope(cur=cur)
        newest = headers.newest_item(cur)
        found: list[tuple[str | OwnMetric, bool]] = [(own, False) for own in wanted.own]
        found += [("pictures", False)] if wanted.pictures else []
        for name in wanted.spaces:
            known = vectors.spaces(cur, session.project_id)
            meant = name or (known[0].name if known else "looks")
            found += [(meant, True)] if model_named(meant) is not None else []
        lacks = []
        for what, is_of_vectors in found:
            key = (session.key, (what, is_of_vectors))
            if _complete.get(key, -1) >= newest or (not is_refusing and _too_many.get(key) == session.db.stamp):
                continue
            if isinstance(what, OwnMetric):
                ids = metrics.without_metric(cur, scope, None, what.name)
            elif is_of_vectors:
                ids = vectors.without_vector(cur, scope, None, what)
            else:
                ids = metrics.without_print(cur, scope, None)
            total = len(metrics.every_item(cur, scope, None)) if len(ids) else 0
            lacks.append(_Lack(key, newest, ids, what, is_of_vectors, 2 * len(ids) > total))
    return lacks
