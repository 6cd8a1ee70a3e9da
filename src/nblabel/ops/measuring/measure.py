"""Measuring pictures: numbers, hashes and vectors, a few pictures at a time, through any `concurrent.futures.Executor`.

These are facts about pictures, not changes: no operation, nothing to undo. What is done is kept when the call is
stopped, and the next call goes on with the rest.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from nblabel.domain.job import current
from nblabel.domain.measuring import OwnMetric
from nblabel.domain.query import Query
from nblabel.errors import ReadOnly
from nblabel.media.measuring.measure import Found, Wanted, look_at
from nblabel.ops.measuring.uniqueness import keep_uniqueness
from nblabel.ops.progress import Progress, shown
from nblabel.ops.session import Session
from nblabel.store.items import files
from nblabel.store.measured import metrics, vectors
from nblabel.store.measured.metrics import Prints

if TYPE_CHECKING:
    from nblabel.domain.medium import Medium
    from nblabel.store.file.cursor import Cursor

# Pictures a task: enough that a cluster is not busy with messages, few enough to stop soon.
CHUNK = 32
# Written at once: a commit costs as much as some pictures.
SAVED_AFTER, SAVED_AFTER_S = 8192, 2.0
_IDS_AT_ONCE = 4096
# Enough to go on while what was found is written.
_AHEAD, _AHEAD_ELSEWHERE = 8, 64
_LOOK_UP_S = 0.2


@dataclass(frozen=True, slots=True)
class Measured:
    """What a call of `project.measure` or `embed` did.

    `problems` are (item id, title, reason) of pictures that could not be looked at or that a metric could not be told of.
    """

    measured: int
    seconds: float
    problems: tuple[tuple[int, str, str], ...] = ()
    names: tuple[str, ...] = ()

    def __repr__(self) -> str:
        speed = f", {self.measured / self.seconds:,.0f} a second" if self.seconds > 0 and self.measured else ""
        broken = f"; {len(self.problems):,} left out: see .problems" if self.problems else ""
        return f"{self.measured:,} pictures measured in {self.seconds:.1f} s{speed}{broken}"


def measure(
    session: Session,
    query: Query | None = None,
    *,
    pictures: bool = True,
    own: Sequence[OwnMetric] = (),
    model: Callable[[list[Any]], Any] | None = None,
    space: str = "",
    executor: Executor | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    again: bool = False,
    retry: bool = True,
) -> Measured:
    """Measure those items of `query` (all by default) that were not measured yet.

    Parameters
    ----------
    pictures, own, model
        What to measure: the pictures' own metrics, those of users, vectors by a model into `space`.
    executor
        Where pictures are looked at; threads of this process by default.
    cancelled
        Asked between pictures; what is done by then is kept.
    again
        Also those that were measured before.
    retry
        Also those that could not be measured before.
    """
    if session.db.read_only:
        raise ReadOnly(
            f"Could not measure: {session.db.path.name} was opened for reading only. Open it without read_only."
        )
    started = time.monotonic()
    done, problems = 0, list[tuple[int, str]]()
    for wanted, ids in _rounds(session, query, pictures, own, model, space, again=again, retry=retry):
        text = "Measuring pictures" if wanted.model is None else "Embedding pictures"
        with shown(text, len(ids), progress) as advance:
            before = done
            for part, found in _measured(session, ids, wanted, space, executor, cancelled):
                advance(len(part))
                done += len(part)
                reasons = (one or other for one, other in zip(found.problems, found.failed, strict=True))
                problems += [(int(ident), why) for ident, why in zip(part, reasons, strict=True) if why]
                current().step(text, done - before, len(ids))
    if pictures and not (cancelled is not None and cancelled()):
        keep_uniqueness(session, is_new=again)
    names = tuple(metric.name for metric in own)
    return Measured(done, time.monotonic() - started, _titled(session, problems), names)


def _rounds(
    session: Session,
    query: Query | None,
    pictures: bool,
    own: Sequence[OwnMetric],
    model: Callable[[list[Any]], Any] | None,
    space: str,
    *,
    again: bool,
    retry: bool,
) -> Iterator[tuple[Wanted, np.ndarray]]:
    """What is to be measured of which items, so that each picture is decoded once where all is wanted of it."""
    with session.db.read() as cur:
        scope = session.scope(cur=cur)
        every = metrics.every_item(cur, scope, query) if again else None
        lacking: dict[str | OwnMetric, np.ndarray] = {}
        if pictures:
            lacking["pictures"] = every if every is not None else metrics.without_print(cur, scope, query, again=retry)
        for metric in own:
            found = every if every is not None else metrics.without_metric(cur, scope, query, metric.name, again=retry)
            lacking[metric] = found
        if model is not None:
            found = every if every is not None else vectors.without_vector(cur, scope, query, space, again=retry)
            lacking["model"] = found
    # Items that lack the same are looked at together.
    ids = np.unique(np.concatenate([np.empty(0, np.int64), *lacking.values()]))
    lacks = np.stack([np.isin(ids, found) for found in lacking.values()], axis=1) if lacking else np.empty((0, 0), bool)
    for row in np.unique(lacks, axis=0)[::-1]:
        what = [key for key, is_lacking in zip(lacking, row, strict=True) if is_lacking]
        metrics_of_users = tuple(key for key in what if isinstance(key, OwnMetric))
        wanted = Wanted("pictures" in what, metrics_of_users, model if "model" in what else None)
        yield wanted, ids[(lacks == row).all(axis=1)]


def _measured(
    session: Session,
    ids: np.ndarray,
    wanted: Wanted,
    space: str,
    executor: Executor | None,
    cancelled: Callable[[], bool] | None,
) -> Iterator[tuple[np.ndarray, Found]]:
    """Ids and what was found, part by part; written in batches, and at the end, however that comes."""
    batch: list[tuple[np.ndarray, Found]] = []
    saved_at = time.monotonic()
    try:
        for part in _looked_at(_tasks(session, ids), wanted, executor, cancelled):
            batch.append(part)
            yield part
            if len(batch) * CHUNK >= SAVED_AFTER or time.monotonic() - saved_at >= SAVED_AFTER_S:
                whole, batch = batch, []
                _save(session, whole, wanted, space)
                saved_at = time.monotonic()
    finally:
        if batch:
            _save(session, batch, wanted, space)


def _looked_at(
    tasks: Iterator[tuple[np.ndarray, list[Medium]]],
    wanted: Wanted,
    executor: Executor | None,
    cancelled: Callable[[], bool] | None,
) -> Iterator[tuple[np.ndarray, Found]]:
    """What workers find, as it comes; few tasks wait at a time, so that stopping is soon done."""
    threads = os.cpu_count() or 1
    own = ThreadPoolExecutor(threads, "nblabel-measure") if executor is None else None
    pool = executor or own
    running: dict[Future[Found], np.ndarray] = {}
    try:
        while True:
            while len(running) < (_AHEAD * threads if own else _AHEAD_ELSEWHERE):
                task = None if cancelled is not None and cancelled() else next(tasks, None)
                if task is None or pool is None:
                    break
                running[pool.submit(look_at, task[1], wanted)] = task[0]
            if not running:
                return
            ready, _ = wait(running, timeout=_LOOK_UP_S, return_when=FIRST_COMPLETED)
            current().check()
            for future in ready:
                yield running.pop(future), future.result()
    finally:
        for future in running:
            future.cancel()
        if own is not None:
            own.shutdown(wait=True, cancel_futures=True)


def _tasks(session: Session, ids: np.ndarray) -> Iterator[tuple[np.ndarray, list[Medium]]]:
    """Ids and media, CHUNK at a time; what items show is read when it is needed, since a million media fill memory."""
    for first in range(0, len(ids), _IDS_AT_ONCE):
        with session.db.read() as cur:
            found = files.media_of(cur, session.scope(cur=cur), ids[first : first + _IDS_AT_ONCE].tolist())
        there = list(found.items())
        for start in range(0, len(there), CHUNK):
            part = there[start : start + CHUNK]
            yield np.array([ident for ident, _ in part], np.int64), [medium for _, medium in part]


def _save(session: Session, batch: list[tuple[np.ndarray, Found]], wanted: Wanted, space: str) -> None:
    """Write what was found of some pictures, in one transaction."""
    ids = np.concatenate([part for part, _ in batch])
    order = np.argsort(ids)
    ids, found = ids[order], [part for _, part in batch]
    own = {metric.name for metric in wanted.own}
    numbers = {name: np.concatenate([part.numbers[name] for part in found])[order] for name in found[0].numbers}
    prints = _prints(found, order) if wanted.pictures else None
    rows = _rows(found)[order] if wanted.model is not None else None

    def write(cur: Cursor) -> None:
        if prints is not None:
            told = {name: column for name, column in numbers.items() if name not in own}
            metrics.save(cur, session.project_id, ids, told, prints)
        if own:
            metrics.save(cur, session.project_id, ids, {name: numbers[name] for name in own})
        if rows is not None and rows.shape[1]:
            vectors.save(cur, session.project_id, space, ids, rows)

    session.db.run(write)


def _prints(found: list[Found], order: np.ndarray) -> Prints:
    problems = [text for part in found for text in part.problems]
    return Prints(
        np.concatenate([part.hashes for part in found if part.hashes is not None])[order],
        np.concatenate([part.tones for part in found if part.tones is not None])[order],
        np.concatenate([part.pixels for part in found if part.pixels is not None])[order],
        [problems[place] for place in order],
    )


def _rows(found: list[Found]) -> np.ndarray:
    """All vectors; parts in which no picture could be opened have rows of NaN."""
    made = [part.vectors for part in found if part.vectors is not None]
    size = max((part.shape[1] for part in made), default=0)
    return np.concatenate([part if part.shape[1] else np.full((len(part), size), np.nan, np.float32) for part in made])


def _titled(session: Session, problems: list[tuple[int, str]]) -> tuple[tuple[int, str, str], ...]:
    if not problems:
        return ()
    with session.db.read() as cur:
        titles = metrics.titles(cur, np.unique([ident for ident, _ in problems]))
    return tuple((ident, titles.get(ident, ""), text) for ident, text in sorted(problems))
