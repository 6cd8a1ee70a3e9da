"""Registering what a JSON or CSV file, a dict or a table names: checked as a whole first, then written as one operation."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from nblabel.domain.changes import Change
from nblabel.errors import MediaProblem, ReadOnly, RegistrationError, SourceError
from nblabel.formats.registration import Entry, Facts, Reading, Refused
from nblabel.formats.registration.entries import Notes
from nblabel.formats.registration.keys import MOST_ITEMS, MOST_URLS, TITLE_CHARACTERS
from nblabel.media.files.policy import allow_hosts as let_hosts_be_asked
from nblabel.media.files.signatures import shown as bare
from nblabel.media.registry.kinds import kind_of
from nblabel.ops import words
from nblabel.ops.adding.intake import checked_name
from nblabel.ops.adding.roots import Root
from nblabel.ops.adding.source import opened
from nblabel.ops.people import refuse_all_but_admins
from nblabel.ops.progress import Progress, shown
from nblabel.ops.session import Session
from nblabel.ops.work import FEW_ITEMS, Work, carry_out
from nblabel.store.items.registering import NewItems, known_files, write_items

OnError = Literal["collect", "abort"]

MOST_PROBLEMS = 1000
# Progress is told each thousand items; as many are written at once as keep memory small.
STEP = 1_000
BATCH_ITEMS = 20_000
BATCH_URLS = 50_000


@dataclass(frozen=True, slots=True)
class Terms:
    """How a registration is to be carried out."""

    root: Root
    skip_duplicate_urls: bool
    on_error: OnError
    dataset: str
    folder: str
    trust_metadata: bool


@dataclass(slots=True)
class _Tally:
    """What became of the entries so far."""

    applied: int = 0
    skipped: int = 0
    failed: int = 0
    first_id: int = 0
    known: list[np.ndarray] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)

    def refuse(self, refused: Refused, on_error: OnError) -> None:
        """Note an entry that failed; raises where one failure ends it all."""
        if on_error == "abort":
            raise RegistrationError(
                f'Nothing was registered, as on_error="abort" asks: {refused.place}: {refused.reason}'
            )
        self.failed += 1
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append((str(refused.place), refused.reason))

    def text(self) -> str:
        left_out = [f"{self.skipped:,} there already"] if self.skipped else []
        left_out += [f"{self.failed:,} failed"] if self.failed else []
        done = f"Registered {words.items(self.applied)}"
        return f"{done} ({', '.join(left_out)})" if left_out else done


@dataclass(frozen=True, slots=True)
class _Contents:
    """What a first reading found."""

    n_entries: int
    notes: Notes


def register(
    session: Session,
    source: Any,
    *,
    skip_duplicate_urls: bool = False,
    on_error: OnError = "collect",
    root: Any = None,
    dataset: str = "",
    folder: str = "",
    trust_metadata: bool = True,
    allow_hosts: Any = (),
    progress: Progress | None = None,
) -> tuple[Change, list[str]]:
    """Register the entries of `source`; the change, and warnings to be shown.

    Everything is read twice: the first time limits are checked and, with `on_error="abort"`, every entry; nothing is
    written before that is done. No file that an entry names is opened.
    """
    if session.db.read_only:
        raise ReadOnly(
            f"Nothing can be registered: {session.db.path} was opened for reading only. Open it for writing."
        )
    refuse_all_but_admins(session, "register items")
    if on_error not in ("collect", "abort"):
        raise SourceError(f'on_error is "collect" or "abort", not {on_error!r:.80}.')
    names = checked_name("dataset", dataset), checked_name("folder", folder)
    let_hosts_be_asked(allow_hosts)
    reading, own_folder = opened(source)
    base = Root.of(root, own_folder)
    contents = _read_through(reading, on_error)
    skip = skip_duplicate_urls or contents.notes.skip_duplicate_urls
    terms = Terms(base, skip, on_error, *names, trust_metadata)

    def handle(work: Work) -> Change:
        tally = _Tally()
        with shown("Registering", contents.n_entries, progress) as done:
            for batch in _batches(reading, terms, tally, done):
                _write(work, batch, terms, tally)
        return _recorded(work, tally, terms, contents.notes)

    return carry_out(session, "", handle), contents.notes.warnings


def _read_through(reading: Reading, on_error: OnError) -> _Contents:
    """Count everything, and raise where a limit is passed."""
    notes, n_entries, n_urls = Notes(), 0, 0
    for entry in reading.entries(notes) if on_error == "abort" else reading.counted(notes):
        n_entries += 1
        n_urls += len(entry.urls) if isinstance(entry, Entry) else entry.n_urls
        if on_error == "abort" and isinstance(entry, Refused):
            _Tally().refuse(entry, on_error)
    for count, most, what in ((n_entries, MOST_ITEMS, "items"), (n_urls, MOST_URLS, "URLs")):
        if count > most:
            raise RegistrationError(
                f"{reading.name} holds {count:,} {what}; {most:,} are allowed at once. Split it; nothing was registered."
            )
    return _Contents(n_entries, notes)


def _batches(reading: Reading, terms: Terms, tally: _Tally, done: Progress) -> Iterator[NewItems]:
    batch, n_urls, n_entries = NewItems(), 0, 0
    for entry in reading.entries(Notes()):
        n_entries += 1
        refused = entry if isinstance(entry, Refused) else _put(batch, entry, terms)
        if refused is not None:
            tally.refuse(refused, terms.on_error)
        n_urls += len(batch.files[-1]) if refused is None else 0
        if len(batch) >= BATCH_ITEMS or n_urls >= BATCH_URLS:
            yield batch
            batch, n_urls = NewItems(), 0
        if n_entries % STEP == 0:
            done(STEP)
    if len(batch):
        yield batch
    if n_entries % STEP:
        done(n_entries % STEP)


def _put(batch: NewItems, entry: Entry, terms: Terms) -> Refused | None:
    """Put an entry into the batch, its files located; the reason where that cannot be."""
    located = terms.root.located
    try:
        kind = entry.kind or _kind_by_ending(entry.urls[0])
        first, is_here = located(entry.urls[0])
        rest = [located(url) for url in entry.urls[1:]]
    except MediaProblem as problem:
        return Refused(entry.place, str(problem))
    place = len(batch)
    batch.files.append((first, *(url for url, _ in rest)) if rest else (first,))
    batch.titles.append(entry.title or title_of(first))
    batch.kinds.append(kind)
    batch.metas.append(entry.meta)
    batch.roots.append(terms.root.limit if is_here or any(here for _, here in rest) else None)
    if entry.facts is not None and terms.trust_metadata:
        batch.facts[place] = _row(entry.facts)
    return None


def _kind_by_ending(url: str) -> str:
    kind = kind_of(bare(url))
    if kind is None:
        raise MediaProblem("Its ending tells no kind: give one in the column kind, such as image or video.")
    return kind.name


def title_of(url: str) -> str:
    """The last part of a path or address, cut to what a title may hold.

    Examples
    --------
    >>> title_of("https://example.com/night/cat.jpg?size=9")
    'cat.jpg'
    """
    path = bare(url) if "://" in url else url
    name = path.rstrip("/").rpartition("/")[2]
    return name[-TITLE_CHARACTERS:]


def _row(facts: Facts) -> tuple[object, ...]:
    return (
        facts.width,
        facts.height,
        facts.n_frames,
        facts.fps,
        facts.duration,
        facts.file_size,
        facts.mime,
        facts.detail,
    )


def _write(work: Work, batch: NewItems, terms: Terms, tally: _Tally) -> None:
    if terms.skip_duplicate_urls:
        batch = _without_known(work, batch, tally)
    if not len(batch):
        return
    first_id = work.session.db.next_ids(work.cur, "item", len(batch))
    write_items(work.cur, work.project_id, work.op_id, first_id, batch, dataset=terms.dataset, folder=terms.folder)
    tally.first_id = tally.first_id or first_id
    tally.applied += len(batch)


def _without_known(work: Work, batch: NewItems, tally: _Tally) -> NewItems:
    """The items whose files, all of them in order, the project does not have, each once."""
    once = batch.once()
    tally.skipped += len(batch) - len(once)
    batch = batch.only(once) if len(once) < len(batch) else batch
    known = known_files(work.cur, work.project_id, batch)
    fresh = np.flatnonzero(known == 0)
    tally.skipped += len(batch) - len(fresh)
    there = np.unique(known[known > 0])
    # Those that this very operation wrote a batch ago are no items that were there before.
    tally.known.append(there[there < tally.first_id] if tally.first_id else there)
    return batch.only(fresh.tolist()) if len(fresh) < len(batch) else batch


def _recorded(work: Work, tally: _Tally, terms: Terms, notes: Notes) -> Change:
    counts = {"applied": tally.applied, "skipped": tally.skipped, "failed": tally.failed}
    problems = tuple(tally.problems)
    if not tally.applied:
        present = {name: count for name, count in counts.items() if count or name == "applied"}
        return Change(0, "register", tally.text(), present, problems=problems)
    # All batches are in one transaction, so their ids follow each other.
    few = range(tally.first_id, tally.first_id + tally.applied) if tally.applied <= FEW_ITEMS else ()
    known = np.unique(np.concatenate(tally.known)) if tally.known else np.empty(0, np.int64)
    params = {"dataset": terms.dataset, "folder": terms.folder, "warnings": list(itertools.islice(notes.warnings, 20))}
    return work.record(
        "register",
        tally.text(),
        counts,
        items=few,
        outcomes={"skipped": known},
        params={name: value for name, value in params.items() if value},
        problems=problems,
    )
