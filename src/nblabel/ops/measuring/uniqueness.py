"""How unique each picture is, and which are there more than once."""

from __future__ import annotations

import numpy as np

from nblabel.domain.job import current
from nblabel.domain.near import MOST_DISTANCE, NEAR, distances, groups, nearer
from nblabel.domain.query import Query
from nblabel.errors import MeasureError
from nblabel.ops.session import Session
from nblabel.store.measured import metrics

# Of so many new pictures each is compared with all; of more, all with all by parts of their hashes.
_FEW_NEW = 500


def keep_uniqueness(session: Session, *, is_new: bool) -> None:
    """Tell of every picture measured how unique it is among all; `is_new`: none of what is known of it counts."""
    with session.db.read() as cur:
        scope = session.scope(cur=cur)
        ids, prints = metrics.prints(cur, scope)
        known = metrics.values_of(cur, scope, "uniqueness", ids)
    new = np.arange(len(ids)) if is_new else np.flatnonzero(np.isnan(known))
    if not len(new):
        return
    if len(new) <= _FEW_NEW < len(ids):
        before = np.rint(np.nan_to_num(known) * (NEAR + 1)).astype(np.int64)
        nearest = nearer(before, prints.hashes, prints.tones, new)
    else:
        nearest = distances(
            prints.hashes, prints.tones, NEAR, lambda done, total: current().step("Comparing pictures", done, total)
        )
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
