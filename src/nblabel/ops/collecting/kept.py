"""Queries that were kept by names alone, before they were kept with ids: made to survive a change of names."""

from __future__ import annotations

from nblabel.domain.naming import lost
from nblabel.domain.query_json import from_text, is_by_names, to_text
from nblabel.ops.work import Work
from nblabel.store.query import collections


def key_by_ids(work: Work) -> None:
    """Keep with ids what the ontology of now can tell; called before its names change.

    It says the same as before, so it is no change of its own: what stands and what stood (an undo brings it back) is rewritten in place.
    """
    for place, text in collections.kept_texts(work.cur, work.project_id):
        if not is_by_names(text):
            continue
        query = from_text(text, work.scope.ontology)
        if not lost(query, work.scope.ontology):
            collections.rewrite(work.cur, place, to_text(query, work.scope.ontology))
