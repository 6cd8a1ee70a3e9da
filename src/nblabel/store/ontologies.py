"""The ontology of a project as it was at any time."""

from __future__ import annotations

import json

from nblabel.domain.ontology import Ontology
from nblabel.store.cursor import Cursor
from nblabel.store.piece import together
from nblabel.store.scope import Scope


def of_time(cur: Cursor, project_id: int, as_of: int | None = None) -> Ontology:
    """The ontology in force now, or after operation `as_of`; an empty one where there was none."""
    scope = Scope(project_id, Ontology(), as_of)
    piece = together("SELECT data FROM ontology WHERE {} ORDER BY op_from DESC LIMIT 1", scope.rows())
    text = cur.execute(piece.sql, piece.values).value()
    return Ontology.from_dict(json.loads(text)) if text else Ontology()
