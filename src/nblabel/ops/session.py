"""Who works on which project: what every handler needs to know."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from nblabel.domain.changes import Change
from nblabel.domain.ontology import Ontology
from nblabel.domain.workflow import Role
from nblabel.store import ontology_rows
from nblabel.store.cursor import Cursor
from nblabel.store.database import Database
from nblabel.store.scope import Scope

Observer = Callable[[Change], None]


@dataclass(slots=True)
class Session:
    """A project as one annotator works on it.

    Parameters
    ----------
    observers
        Told of each change after it is committed, outside of every lock.
    """

    db: Database
    project_id: int
    annotator: str = ""
    role: Role = "admin"
    kind: str = "workflow"
    observers: list[Observer] = field(default_factory=list)
    _version: tuple[int, Ontology] = field(default=(-1, Ontology()), repr=False)

    def ontology(self, cur: Cursor | None = None) -> Ontology:
        """The ontology in force; parsed again only when it has changed, here or in another process."""
        if cur is None:
            with self.db.read() as own:
                return self.ontology(own)
        known, ontology = self._version
        version, data = ontology_rows.current(cur, self.project_id, known)
        if version != known:
            ontology = Ontology.from_dict(data)
            self._version = (version, ontology)
        return ontology

    def scope(self, as_of: int | None = None, cur: Cursor | None = None) -> Scope:
        """What reads of this project take."""
        return Scope(self.project_id, self.ontology(cur), as_of)

    def tell(self, change: Change) -> None:
        """Let every observer hear of a change."""
        for observer in list(self.observers):
            observer(change)
