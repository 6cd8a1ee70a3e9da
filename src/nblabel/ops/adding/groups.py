"""Several pictures as one item: a group keeps each as it is, a sequence shows them as a video would."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any, Literal

import numpy as np

from nblabel.domain.changes import Change
from nblabel.errors import ReadOnly, SourceError, in_line
from nblabel.formats.registration.keys import MANY_FRAMES, MOST_FRAMES
from nblabel.media.files.signatures import remember_signed, shown
from nblabel.media.files.sources import is_address, source_of
from nblabel.media.registry.discover import discover
from nblabel.media.registry.kinds import kind_of
from nblabel.ops.adding.intake import checked_name
from nblabel.ops.adding.register import title_of
from nblabel.ops.session import Session
from nblabel.ops.work import Work, carry_out, nothing
from nblabel.store.items.registering import NewItems, known_files, write_items

GroupKind = Literal["group", "sequence"]


def add_group(
    session: Session, source: Any, kind: GroupKind, *, title: str = "", dataset: str = "", folder: str = ""
) -> tuple[Change, list[str]]:
    """Register pictures as one item, in natural order or in that of the list given; the change, and warnings to be shown.

    The same pictures in the same order are registered once.
    """
    if session.db.read_only:
        raise ReadOnly(f"Nothing can be added: {session.db.path} was opened for reading only. Open it for writing.")
    names = [checked_name(word, given) for word, given in (("group", title), ("dataset", dataset), ("folder", folder))]
    files, foreign = _pictures(source)
    warned = _too_many(kind, len(files))
    new = NewItems([files], [names[0] or _title(source, files)], [kind], [None], [None])

    def handle(work: Work) -> Change:
        told = f'Added the {kind} "{in_line(new.titles[0])}" of {len(files):,} pictures'
        known = known_files(work.cur, work.project_id, new)
        counts = {"applied": int(not known[0]), "skipped": int(bool(known[0])), "failed": len(foreign)}
        if known[0]:
            return nothing("add", f"{told}: it was there already", counts)
        first_id = work.session.db.next_ids(work.cur, "item")
        write_items(work.cur, work.project_id, work.op_id, first_id, new, dataset=names[1], folder=names[2])
        return work.record("add", told, counts, items=np.array([first_id]), problems=tuple(foreign[:1000]))

    return carry_out(session, "", handle), warned


def _pictures(source: Any) -> tuple[tuple[str, ...], list[tuple[str, str]]]:
    """The files, and what a folder or glob holds beside them; what a list names must be a picture."""
    is_list = not isinstance(source, (str, os.PathLike))
    if is_list and not isinstance(source, Iterable):
        raise SourceError(f"A group is made of a folder, a glob or a list of paths, not of {source!r:.80}.")
    given = list(source) if is_list else source
    if is_list and given and all(isinstance(path, str) and is_address(path) for path in given):
        for url in given:
            source_of(url)
        return tuple(map(remember_signed, given)), []
    there = discover(given)
    foreign = [(entry.path, entry.reason) for entry in there.foreign]
    files = []
    for found in there.found:
        if _is_picture(found.uri):
            files.append(found.uri)
        else:
            foreign.append((found.uri, "A group is made of pictures, and this is none."))
    if is_list and foreign:
        raise SourceError(f'No group was made: "{in_line(foreign[0][0], 200)}": {foreign[0][1]}')
    if not files:
        raise SourceError(f"There are no pictures in {given!r:.120}: a group needs at least one.")
    return tuple(files), foreign


def _is_picture(path: str) -> bool:
    kind = kind_of(shown(path))
    return kind is not None and kind.name == "image"


def _title(source: Any, files: tuple[str, ...]) -> str:
    if isinstance(source, (str, os.PathLike)):
        path = os.path.abspath(os.path.expanduser(source))  # noqa: PTH100, PTH111
        if os.path.isdir(path):  # noqa: PTH112
            return title_of(path)
    return title_of(files[0])


def _too_many(kind: GroupKind, n_frames: int) -> list[str]:
    if kind == "sequence" and n_frames > MOST_FRAMES:
        raise SourceError(f"A sequence of {n_frames:,} frames was given; {MOST_FRAMES:,} are allowed. Split it.")
    if kind == "sequence" and n_frames > MANY_FRAMES:
        return [f"The sequence has {n_frames:,} frames; up to {MANY_FRAMES:,} are recommended."]
    return []
