"""What accepting would do to each item: predictions held against the labels that stand (D1, D2, D7)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from nblabel.domain.ontology import Ontology
from nblabel.domain.predicting import Accept
from nblabel.domain.units import item_of, mean_frames
from nblabel.ops.accepting.objects import WeighedObjects, weigh_objects
from nblabel.ops.accepting.trees import Trees, distinct, entries, sure, trees
from nblabel.ops.session import Session
from nblabel.ops.targets import editable_mask, resolved
from nblabel.store.file.cursor import Cursor
from nblabel.store.predictions import parents as predicted_parents
from nblabel.store.predictions import reading as predicted
from nblabel.store.predictions.reading import LabelRows
from nblabel.store.rows.chosen import ascending
from nblabel.store.rows.scope import Scope

_FRAME_BITS = 32


@dataclass(frozen=True, slots=True)
class Weighed:
    """Masks over `ids` (items, or frames of them), no id in two but `overwritten` within `accepted`; and over the trees.

    `hit_label` and `hit_tree` pair label rows with the trees that they share frames (and questions) with; `bearer` is, for a tree
    that extends a label, a row of that label, else -1.
    """

    ids: np.ndarray
    codes: np.ndarray
    found: Trees
    labels: LabelRows | None
    hit_label: np.ndarray
    hit_tree: np.ndarray
    bearer: np.ndarray
    writes: np.ndarray
    overwrites: np.ndarray
    accepted: np.ndarray
    overwritten: np.ndarray
    kept: np.ndarray
    same: np.ndarray
    below: np.ndarray
    none: np.ndarray
    blocked: np.ndarray
    objects: WeighedObjects


def weigh(cur: Cursor, session: Session, scope: Scope, command: Accept, source_id: int) -> Weighed:
    """Decide for each item of the target; the plan and the change itself both ask this."""
    ids = resolved(cur, scope, command.target)
    of_frames = mean_frames(ids)
    items = ascending(item_of(ids)) if of_frames else ids
    is_open, codes, _ = editable_mask(session, cur, scope, ids)
    kinds = {place.question.kind for place in scope.ontology.places}
    rows = predicted.predicted_rows(cur, scope, source_id, items, command.root, has_text="text" in kinds)
    found = sure(scope.ontology, trees(rows, ids, of_frames=of_frames), command.threshold)
    has_any, below = _marks(ids, found.at), _marks(ids, found.at[found.alive == 0])
    found, resting = _resting(cur, scope, found)
    labels, hit_label, hit_tree, bearer = _paired(cur, scope, found, resting)
    alive = found.alive
    has_label = np.bincount(hit_tree, minlength=len(found))
    is_same = (has_label == alive) & (has_label > 0)
    if labels is not None and is_same.any():
        is_same &= np.bincount(hit_tree[_match(found, labels, hit_label, hit_tree)], minlength=len(found)) == alive
    may = (alive > 0) & is_open[found.at]
    other = may & (has_label > 0) & ~is_same
    writes = (may & (has_label == 0)) | (other if command.override else np.zeros(len(found), bool))
    accepted = _marks(ids, found.at[writes])
    blocked = _marks(ids, found.at[(alive > 0) & ~is_open[found.at]])
    kept = _marks(ids, found.at[other & ~writes]) & ~accepted
    same = _marks(ids, found.at[may & is_same]) & ~accepted & ~kept
    overwrites = writes & (has_label > 0)
    marked = weigh_objects(cur, scope, command, source_id, ids, is_open)
    accepted, blocked = accepted | marked.accepted, blocked | marked.blocked
    kept, same = kept & ~accepted, same & ~accepted
    below = (below & has_any | marked.below) & ~(accepted | blocked | kept | same)
    return Weighed(
        ids=ids,
        codes=codes,
        found=found,
        labels=labels,
        hit_label=hit_label,
        hit_tree=hit_tree,
        bearer=bearer,
        writes=writes,
        overwrites=overwrites,
        accepted=accepted,
        overwritten=_marks(ids, found.at[overwrites]),
        kept=kept,
        same=same,
        below=below,
        none=~(accepted | blocked | kept | same | below),
        blocked=blocked,
        objects=marked,
    )


def _marks(ids: np.ndarray, places: np.ndarray) -> np.ndarray:
    marks = np.zeros(len(ids), bool)
    marks[places] = True
    return marks


def _resting(cur: Cursor, scope: Scope, found: Trees) -> tuple[Trees, dict[int, np.ndarray]]:
    """Without nested answers whose parent is not labelled so; and the trees that rest on a label, by question."""
    resting: dict[int, np.ndarray] = {}
    for ident, own in entries(scope.ontology, found).items():
        question, option = scope.ontology.place(ident).path[-1]
        chosen = np.flatnonzero(own)
        first, last = found.bounds
        columns = {"item_id": found.item[chosen], "first": first[chosen], "last": last[chosen]}
        stands = predicted_parents.labelled(cur, scope, columns, question.ident, option.ident)
        lost = np.zeros(len(found), bool)
        lost[chosen[~stands]] = True
        below = _below(scope.ontology, ident)
        found = found.without(lost[found.tree] & np.isin(found.rows.question, below))
        resting[ident] = own & ~lost
    return found, resting


def _below(ontology: Ontology, ident: int) -> list[int]:
    """A question and all that are nested in it."""
    return [
        place.question.ident
        for place in ontology.places
        if place.question.ident == ident or ident in [question.ident for question, _ in place.path]
    ]


def _paired(
    cur: Cursor, scope: Scope, found: Trees, resting: dict[int, np.ndarray]
) -> tuple[LabelRows | None, np.ndarray, np.ndarray, np.ndarray]:
    nothing, bearer = np.empty(0, np.int64), np.full(len(found), -1, np.int64)
    alive = found.alive > 0
    if not alive.any():
        return None, nothing, nothing, bearer
    roots = distinct(found.root[alive])
    labels = predicted.label_rows(cur, scope, ascending(found.item[alive]), roots)
    several = [_of_root(labels, found, alive, root) for root in roots.tolist()]
    hit_label, hit_tree = (np.concatenate(part) for part in zip(*several, strict=True))
    if not resting:
        return labels, hit_label, hit_tree, bearer
    counts = found.has_root[hit_tree]
    for ident, own in resting.items():
        parent = scope.ontology.place(ident).path[-1][0].ident
        bears = own[hit_tree] & (labels.question[hit_label] == parent)
        bearer[hit_tree[bears]] = hit_label[bears]
        counts |= own[hit_tree] & np.isin(labels.question[hit_label], _below(scope.ontology, ident))
    return labels, hit_label[counts], hit_tree[counts], bearer


def _of_root(labels: LabelRows, found: Trees, alive: np.ndarray, root: int) -> tuple[np.ndarray, np.ndarray]:
    """The pairs of label rows and trees of one top question that share a frame."""
    own = np.flatnonzero(alive & (found.root == root))
    rows = np.flatnonzero(labels.root == root)
    if found.is_whole[own].all():
        return _by_item(labels, found, own, rows)
    first, last = _key(found.item[own], found.first[own]), _key(found.item[own], found.last[own])
    order = np.argsort(first, kind="stable")
    low = np.searchsorted(last[order], _key(labels.item_id[rows], labels.first[rows]), "left")
    high = np.searchsorted(first[order], _key(labels.item_id[rows], labels.last[rows]), "right")
    counts = np.maximum(high - low, 0)
    begins = np.cumsum(counts) - counts
    place = np.repeat(low, counts) + np.arange(int(counts.sum())) - np.repeat(begins, counts)
    return np.repeat(rows, counts), own[order[place]]


def _by_item(labels: LabelRows, found: Trees, own: np.ndarray, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The same where every tree stands on a whole item: each item has one."""
    low, high = int(found.item[own].min()), int(found.item[own].max())
    trees_at = np.full(high - low + 1, -1, np.int64)
    trees_at[found.item[own] - low] = own
    items = labels.item_id[rows]
    inside = (items >= low) & (items <= high)
    tree = trees_at[np.where(inside, items - low, 0)]
    hit = inside & (tree >= 0)
    return rows[hit], tree[hit]


def _key(items: np.ndarray, frames: np.ndarray) -> np.ndarray:
    key: np.ndarray = (items.astype(np.int64) << _FRAME_BITS) + frames
    return key


def _match(found: Trees, labels: LabelRows, hit_label: np.ndarray, hit_tree: np.ndarray) -> np.ndarray:
    """For each pair whether the label row says what a row of the tree does, on all frames of the tree."""
    import pandas as pd

    covers: np.ndarray = (labels.first[hit_label] <= found.first[hit_tree]) & (
        labels.last[hit_label] >= found.last[hit_tree]
    )
    own = found.is_sure
    content, tree = found.rows.content[own], found.tree[own]
    if found.alive.max(initial=0) <= 1:
        said = np.zeros(len(found), np.int64)
        said[tree] = content
        covers &= said[hit_tree] == labels.content[hit_label]
        return covers
    codes, uniques = pd.factorize(np.concatenate([content, labels.content[hit_label]]))
    keys = np.concatenate([tree, hit_tree]) * len(uniques) + codes
    covers &= np.isin(keys[len(tree) :], keys[: len(tree)])
    return covers


def only_written(made: Weighed) -> Trees:
    """The trees with just the rows that are to be written."""
    return replace(made.found, is_sure=made.found.is_sure & made.writes[made.found.tree])
