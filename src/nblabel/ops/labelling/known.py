"""How one item stands to an answer, told from what was seen of it before: most clicks are on what is on the screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from nblabel.domain.answers import AnswerTree
from nblabel.domain.commands import Classify
from nblabel.domain.ontology import Ontology
from nblabel.domain.override import Standing
from nblabel.domain.questions.base import Part
from nblabel.domain.workflow import ASSIGNEES, STATUSES, Assignee
from nblabel.ops.session import Session
from nblabel.ops.sight import Seen, Sight, seen
from nblabel.ops.targets import given_ids
from nblabel.store.labels.standing import STANDINGS, Former, Standings


def known(session: Session, ontology: Ontology, command: Classify) -> Standings | None:
    """The facts of the one item meant; None where they must be read."""
    ids = given_ids(command.target)
    if ids is None or len(ids) != 1 or command.frames is not None:
        return None
    before = seen(session.fresh.get(int(ids[0])))
    if before is None:
        return None
    roots = _roots(ontology)
    if any(sight.part.question not in roots for sight in before.parts):
        return None
    mine = [sight for sight in before.parts if roots[sight.part.question] == command.answer.root]
    return Standings(
        np.array([int(ids[0])]),
        np.array([STATUSES.index(before.status)], np.int8),
        np.array([STANDINGS.index(_standing(mine, command.answer))], np.int8),
        np.array([not mine and bool(before.parts)]),
        _former(int(ids[0]), mine),
        np.array([ASSIGNEES.index(_whose(before, session.annotator))], np.int8),
    )


def answered(seen: Seen, ontology: Ontology, tree: AnswerTree, columns: Mapping[str, np.ndarray]) -> Seen:
    """What the one item is after `tree` was written on it, so that the next click on it reads nothing either.

    `columns` are those that `store.labels.write` gives.
    """
    roots = _roots(ontology)
    others = tuple(sight for sight in seen.parts if roots.get(sight.part.question) != tree.root)
    own = tuple(
        Sight(part, True, int(columns[f"label_{place}"][0]), int(columns[f"created_{place}"][0]))
        for place, part in enumerate(tree.parts)
    )
    return Seen(seen.status, (*others, *own), seen.assignees)


def _whose(seen: Seen, person: str) -> Assignee:
    if not seen.assignees:
        return "nobody"
    return "me" if person in seen.assignees else "other"


def _roots(ontology: Ontology) -> dict[int, int]:
    return {place.question.ident: place.root.ident for place in ontology.places}


def _standing(mine: Sequence[Sight], tree: AnswerTree) -> Standing:
    if not mine:
        return "no_answer"
    is_same = all(sight.is_whole for sight in mine) and _content([sight.part for sight in mine]) == _content(tree.parts)
    return "same" if is_same else "other"


def _content(parts: Sequence[Part]) -> set[tuple[object, ...]]:
    return {(part.question, tuple(sorted(part.options)), part.number, part.text) for part in parts}


def _former(ident: int, mine: Sequence[Sight]) -> Former:
    columns = [(ident, sight.part.question, sight.label, sight.created) for sight in mine]
    return Former(*np.array(columns, np.int64).reshape(len(columns), 4).T)
