"""How unique each picture is, and which are there more than once."""

from __future__ import annotations

import numpy as np

from nblabel.domain.near import MOST_DISTANCE, NEAR, distances, groups
from nblabel.domain.query import Query
from nblabel.errors import MeasureError
from nblabel.ops.session import Session
from nblabel.store import metrics


def keep_uniqueness(session: Session, *, is_changed: bool) -> None:
    """Tell of every picture measured how unique it is among all; where none was measured anew, only if that is not told yet."""
    with session.db.read() as cur:
        scope = session.scope(cur=cur)
        if not is_changed and "uniqueness" in metrics.names(cur, scope):
            return
        ids, prints = metrics.prints(cur, scope)
    if not len(ids):
        return
    nearest = distances(prints.hashes, prints.tones, NEAR)
    values = nearest / (NEAR + 1)
    session.db.run(lambda cur: metrics.replace(cur, session.project_id, "uniqueness", ids, values))


def duplicates(session: Session, query: Query | None, threshold: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """Groups of items that show nearly the same: their ids, and whether each has the very pixels of the first."""
    if not 0 <= threshold <= MOST_DISTANCE:
        raise MeasureError(f"A threshold is a number of bits from 0 to {MOST_DISTANCE}, not {threshold}.")
    with session.db.read() as cur:
        ids, prints = metrics.prints(cur, session.scope(cur=cur), query)
    found = groups(prints.hashes, prints.tones, threshold)
    return [(ids[part], prints.pixels[part] == prints.pixels[part[0]]) for part in found]
