"""Who works on which project: what every handler needs to know."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from nblabel.domain.changes import Change
from nblabel.domain.ontology import Ontology
from nblabel.domain.workflow import Role, as_role, has_rights_of
from nblabel.errors import NotAllowed, in_line, listing
from nblabel.ops.sight import Seen
from nblabel.store.file.cursor import Cursor
from nblabel.store.file.database import Database
from nblabel.store.file.projects import get_or_create
from nblabel.store.history.undo_stacks import UndoStacks
from nblabel.store.labels import ontology_rows
from nblabel.store.query import collections
from nblabel.store.reading.tiles import Tile
from nblabel.store.rows.fresh import Fresh
from nblabel.store.rows.held import Held
from nblabel.store.rows.scope import Kept, Scope
from nblabel.store.work import people

Key = tuple[str, Path, int]
Observer = Callable[[Change], object]

_OBSERVERS: dict[Key, list[Observer]] = {}
# Told which items have facts now that had none; facts are no change.
FactsObserver = Callable[[Sequence[int]], object]
_FACTS_OBSERVERS: dict[Key, list[FactsObserver]] = {}


@dataclass(frozen=True, slots=True)
class Outline:
    """Ontology and collections as they stood at a stamp of the file."""

    stamp: tuple[int, int] = (-1, -1)
    version: int = -1
    ontology: Ontology = field(default_factory=Ontology)
    collections: tuple[Kept, ...] = ()


@dataclass(slots=True)
class Session:
    """A project as one annotator works on it.

    Parameters
    ----------
    observers
        Told of each change after it is committed, outside of every lock. Sessions of one project in this process
        share them, so that a widget hears of what another handle wrote.
    asked
        The role asked for when it was opened, None for what the list of members says. The list may lower `role` later.
    """

    db: Database
    project_id: int
    annotator: str = ""
    role: Role = "admin"
    kind: str = "workflow"
    name: str = "default"
    observers: list[Observer] = field(default_factory=list)
    facts_observers: list[FactsObserver] = field(default_factory=list)
    # Called after a change of labels on frames, whose time stamps are to be kept.
    on_frames: Callable[[], object] | None = None
    is_closed: bool = False
    asked: Role | None = None
    is_listed: bool = True
    # Where each person is in a task at a stage: the search for the next item goes on there.
    places: dict[tuple[int, str, str], int] = field(default_factory=dict, repr=False)
    stacks: UndoStacks = field(init=False, repr=False)
    fresh: Fresh[Seen | Tile] = field(init=False, repr=False)
    held: Held = field(init=False, repr=False)
    _outline: Outline = field(default_factory=lambda: Outline(), repr=False)
    # Threads of widgets and of the reader of headers ask too: what one has read must not be undone by another.
    _lock: threading.RLock = field(default_factory=threading.RLock, repr=False)

    def __post_init__(self) -> None:
        self.stacks = UndoStacks(self.db, self.project_id, self.annotator)
        self.fresh = Fresh(self.db)
        self.held = Held(self.db)

    @classmethod
    def open(cls, db: Database, project: str, *, annotator: str, role: Role | None, kind: str) -> Session:
        """A session on the project of that name, which is made where the file has none.

        Raises
        ------
        NotAllowed
            Where members are listed, and this is none of them (unless to read only) or may do less than `role`.
        """
        record = get_or_create(db, project, kind)
        with db.read() as cur:
            listed = people.members(cur, record.project_id)
        granted = _granted(listed, annotator, role, read_only=db.read_only)
        key = _key(db, record.project_id)
        observers, readers = _OBSERVERS.setdefault(key, []), _FACTS_OBSERVERS.setdefault(key, [])
        made = cls(db, record.project_id, annotator, granted, record.kind, record.name, observers, readers)
        made.asked = role
        return made

    @property
    def key(self) -> Key:
        """What is told of this project, and nothing else, in this process: a copy of the file has its uuid too."""
        return _key(self.db, self.project_id)

    def close(self) -> None:
        """Release the file."""
        self.is_closed = True
        self.db.close()

    def ontology(self, cur: Cursor | None = None) -> Ontology:
        """The ontology in force; parsed again only when it has changed, here or in another process."""
        return self._outlined(cur).ontology

    def _outlined(self, cur: Cursor | None) -> Outline:
        """What stands now; without a cursor the file is asked only where that can have changed."""
        if cur is not None:
            return self._current(cur)
        known = self._outline
        if self.db.is_current(known.stamp):
            return known
        with self.db.read() as own:
            return self._current(own)

    def _current(self, cur: Cursor) -> Outline:
        """What stands now; one that was read is exchanged as a whole, never in parts."""
        known = self._outline
        if known.stamp == self.db.stamp:
            return known
        with self._lock:
            stamp, known = self.db.stamp, self._outline
            version, data = ontology_rows.current(cur, self.project_id, known.version)
            ontology = known.ontology
            if version != known.version:
                last_id = ontology_rows.last_id(cur, self.project_id)
                ontology = Ontology.from_dict({"questions": [], **data, "last_id": last_id})
            self._keep_to_list(people.members(cur, self.project_id))
            self._outline = Outline(stamp, version, ontology, collections.listed(cur, self.project_id))
            return self._outline

    def refuse_strangers(self) -> None:
        """Raise where the project has members and this is none of them any more."""
        if not self.is_listed:
            raise NotAllowed(
                f'"{in_line(self.annotator)}" is no member of the project "{self.name}" any more, so nothing was written. '
                "An admin lists members by project.members.add(name, role=)."
            )

    def _keep_to_list(self, listed: dict[str, str]) -> None:
        """What the list of members gives now holds for sessions that are open, too."""
        self.is_listed = not listed or self.annotator in listed
        if listed and self.is_listed:
            own = as_role(listed[self.annotator])
            asked = self.asked or own
            self.role = asked if has_rights_of(own, asked) else own

    def keep_ontology(self) -> None:
        """Take the known ontology (and collections) for current if nothing was committed since but a change that keeps it."""
        with self._lock:
            if self.db.is_next(self._outline.stamp):
                self._outline = replace(self._outline, stamp=self.db.stamp)

    def keep_on(self) -> None:
        """What is known still holds after a transaction of one's own that changed nothing of it, if it is the only one since."""
        self.keep_ontology()
        self.fresh.keep()

    def scope(self, as_of: int | None = None, cur: Cursor | None = None) -> Scope:
        """What reads of this project take; as of an operation, with the ontology of that time."""
        if as_of is None:
            now = self._outlined(cur)
            return Scope(self.project_id, now.ontology, collections=now.collections, cur=cur)
        if cur is None:
            with self.db.read() as own:
                return replace(self.scope(as_of, own), cur=None)
        kept = collections.listed(cur, self.project_id, as_of)
        return Scope(
            self.project_id, ontology_rows.of_time(cur, self.project_id, as_of), as_of, collections=kept, cur=cur
        )

    def tell(self, change: Change) -> None:
        """Let every observer hear of a change; what one of them raises is a warning, as the change is done already."""
        for observer in list(self.observers):
            try:
                observer(change)
            except Exception as error:
                warnings.warn(
                    f"Operation {change.op_id} is saved, but a listener of the project failed: {type(error).__name__}: {error}",
                    RuntimeWarning,
                    stacklevel=2,
                )


def _key(db: Database, project_id: int) -> Key:
    return db.uuid, db.path, project_id


def _granted(listed: dict[str, str], person: str, asked: Role | None, *, read_only: bool) -> Role:
    """The role in which somebody may open a project with these members."""
    if not listed:
        return asked or "admin"
    if person not in listed:
        if read_only:
            return "annotator"
        members = listing(f"{name} ({role})" for name, role in listed.items())
        raise NotAllowed(
            f'"{in_line(person)}" is no member of this project. Members: {members}. '
            "Give annotator= the name of one, open it with read_only=True, or ask an admin for project.members.add."
        )
    own = as_role(listed[person])
    if asked is not None and not has_rights_of(own, asked):
        raise NotAllowed(
            f'"{in_line(person)}" is {own} in this project and may not open it as {asked}. Leave role= out, or ask an admin '
            "for project.members.set_role."
        )
    return asked or own
