"""Registering pictures: by reference, opening no file."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from nblabel.domain.changes import Change
from nblabel.errors import ReadOnly
from nblabel.ops import words
from nblabel.ops.adding.intake import Batch, checked_name, taken_in
from nblabel.ops.people import refuse_all_but_admins
from nblabel.ops.progress import Progress, shown
from nblabel.ops.session import Session
from nblabel.ops.work import FEW_ITEMS, Work, carry_out
from nblabel.store.items import adding as items
from nblabel.store.items.registering import NewItems, known_files, write_files

if TYPE_CHECKING:
    import pandas as pd

MOST_PROBLEMS = 1000


@dataclass(slots=True)
class _Tally:
    """What became of the batches so far."""

    added: int = 0
    skipped: int = 0
    failed: int = 0
    first_id: int = 0
    known: list[np.ndarray] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)

    def text(self) -> str:
        left_out = [f"{self.skipped:,} there already"] if self.skipped else []
        left_out += [f"{self.failed:,} failed"] if self.failed else []
        added = f"Added {words.items(self.added)}"
        return f"{added} ({', '.join(left_out)})" if left_out else added


def add(session: Session, source: Any, *, dataset: str = "", progress: Progress | None = None) -> Change:
    """Register what is behind `source`; the same again adds only what is new.

    Parameters
    ----------
    source
        A folder, a glob, a file, a list of those, a DataFrame with a `path` or `uri` column (a `title` column
        names the items, other columns become metadata), or a list of arrays or PIL images.
    dataset
        A name these items can be filtered by.
    progress
        Called with the number of files just registered; a bar shows after a second where it is not given.

    Returns
    -------
    Change
        `applied`, `skipped` (there already) and `failed` are counted; the first 1,000 failures stand in `problems`
        with their reasons.
    """
    if session.db.read_only:
        raise ReadOnly(f"Nothing can be added: {session.db.path} was opened for reading only. Open it for writing.")
    refuse_all_but_admins(session, "add items")
    dataset = checked_name("dataset", dataset)
    intake = taken_in(source, session.db.path)

    def handle(work: Work) -> Change:
        tally = _Tally()
        with shown("Adding", intake.size, progress) as done:
            for batch in intake.batches():
                _register(work, batch, dataset, tally)
                done(len(batch.uris) + batch.repeated)
        return _recorded(work, tally, dataset)

    return carry_out(session, "", handle)


def _register(work: Work, batch: Batch, dataset: str, tally: _Tally) -> None:
    tally.failed += len(batch.failed)
    tally.problems.extend(itertools.islice(batch.failed, MOST_PROBLEMS - len(tally.problems)))
    tally.skipped += batch.repeated
    if not batch.uris:
        return
    known = items.known(work.cur, work.project_id, batch.uris)
    several = (
        {place: batch.files[uri] for place, uri in enumerate(batch.uris) if uri in batch.files} if batch.files else {}
    )
    if several:
        new = NewItems(list(several.values()), kinds=[batch.kinds[place] for place in several])
        known[list(several)] = known_files(work.cur, work.project_id, new)
    fresh = np.flatnonzero(known == 0)
    tally.skipped += len(known) - len(fresh)
    tally.known.append(np.unique(known[known > 0]))
    if not len(fresh):
        return
    first_id = work.session.db.next_ids(work.cur, "item", len(fresh))
    frame, meta = _tables(batch, fresh)
    items.register(work.cur, work.project_id, work.op_id, first_id, frame, meta, dataset)
    ids = {int(place): first_id + number for number, place in enumerate(fresh)} if several else {}
    write_files(work.cur, {ids[place]: files for place, files in several.items() if place in ids})
    tally.first_id = tally.first_id or first_id
    tally.added += len(fresh)


def _tables(batch: Batch, fresh: np.ndarray) -> tuple[pd.DataFrame, pd.DataFrame | None]:
    import pandas as pd

    frame = pd.DataFrame({"uri": batch.uris, "title": batch.titles, "kind": batch.kinds})
    if len(fresh) == len(frame):
        return frame, batch.meta
    return frame.iloc[fresh], None if batch.meta is None else batch.meta.iloc[fresh]


def _recorded(work: Work, tally: _Tally, dataset: str) -> Change:
    counts: dict[str, int] = {"applied": tally.added, "skipped": tally.skipped, "failed": tally.failed}
    problems = tuple(tally.problems)
    if not tally.added:
        present = {name: count for name, count in counts.items() if count or name == "applied"}
        return Change(0, "add", tally.text(), present, problems=problems)
    # All batches are in one transaction, so their ids follow each other.
    few = range(tally.first_id, tally.first_id + tally.added) if tally.added <= FEW_ITEMS else ()
    known = np.unique(np.concatenate(tally.known)) if tally.known else np.empty(0, np.int64)
    return work.record(
        "add",
        tally.text(),
        counts,
        items=few,
        outcomes={"skipped": known},
        params={"dataset": dataset} if dataset else None,
        problems=problems,
    )
