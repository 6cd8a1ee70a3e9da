"""Who works on which project: what every handler needs to know."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from nblabel.domain.changes import Change
from nblabel.domain.ontology import Ontology
from nblabel.domain.workflow import Role
from nblabel.ops.sight import Seen
from nblabel.store import collections, ontology_rows
from nblabel.store.cursor import Cursor
from nblabel.store.database import Database
from nblabel.store.fresh import Fresh
from nblabel.store.projects import get_or_create
from nblabel.store.scope import Kept, Scope
from nblabel.store.undo_stacks import UndoStacks

Observer = Callable[[Change], object]

_OBSERVERS: dict[tuple[str, int], list[Observer]] = {}
# Told which items have facts now that had none; facts are no change.
FactsObserver = Callable[[Sequence[int]], object]
_FACTS_OBSERVERS: dict[tuple[str, int], list[FactsObserver]] = {}


@dataclass(slots=True)
class Session:
    """A project as one annotator works on it.

    Parameters
    ----------
    observers
        Told of each change after it is committed, outside of every lock. Sessions of one project in this process
        share them, so that a widget hears of what another handle wrote.
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
    stacks: UndoStacks = field(init=False, repr=False)
    fresh: Fresh[Seen] = field(init=False, repr=False)
    _version: tuple[int, Ontology] = field(default=(-1, Ontology()), repr=False)
    _collections: tuple[Kept, ...] = field(default=(), repr=False)
    _stamp: tuple[int, int] = field(default=(-1, -1), repr=False)

    def __post_init__(self) -> None:
        self.stacks = UndoStacks(self.db, self.project_id)
        self.fresh = Fresh(self.db)

    @classmethod
    def open(cls, db: Database, project: str, *, annotator: str, role: Role, kind: str) -> Session:
        """A session on the project of that name, which is made where the file has none."""
        record = get_or_create(db, project, kind)
        observers = _OBSERVERS.setdefault((db.uuid, record.project_id), [])
        readers = _FACTS_OBSERVERS.setdefault((db.uuid, record.project_id), [])
        return cls(db, record.project_id, annotator, role, record.kind, record.name, observers, readers)

    def close(self) -> None:
        """Release the file."""
        self.is_closed = True
        self.db.close()

    def ontology(self, cur: Cursor | None = None) -> Ontology:
        """The ontology in force; parsed again only when it has changed, here or in another process."""
        if cur is None:
            with self.db.read() as own:
                return self.ontology(own)
        stamp, (known, ontology) = self.db.stamp, self._version
        if stamp == self._stamp:
            return ontology
        version, data = ontology_rows.current(cur, self.project_id, known)
        if version != known:
            last_id = ontology_rows.last_id(cur, self.project_id)
            ontology = Ontology.from_dict({"questions": [], **data, "last_id": last_id})
            self._version = (version, ontology)
        self._collections = collections.listed(cur, self.project_id)
        self._stamp = stamp
        return ontology

    def keep_ontology(self) -> None:
        """Take the known ontology (and collections) for current if nothing was committed since but the one change that is known to keep it."""
        if self.db.is_next(self._stamp):
            self._stamp = self.db.stamp

    def scope(self, as_of: int | None = None, cur: Cursor | None = None) -> Scope:
        """What reads of this project take; as of an operation, with the ontology of that time."""
        if as_of is None:
            ontology = self.ontology(cur)
            return Scope(self.project_id, ontology, collections=self._collections, cur=cur)
        if cur is None:
            with self.db.read() as own:
                return self.scope(as_of, own)
        kept = collections.listed(cur, self.project_id, as_of)
        return Scope(self.project_id, ontology_rows.of_time(cur, self.project_id, as_of), as_of, collections=kept, cur=cur)

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
