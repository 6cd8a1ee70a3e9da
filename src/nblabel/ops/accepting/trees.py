"""Predicted answer trees on their items and frames, and what of them is sure enough (S3.8, D6, D7)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from nblabel.domain.ontology import Ontology
from nblabel.domain.units import frames_of
from nblabel.store.predictions.reading import PredictedRows
from nblabel.store.predictions.writing import WHOLE
from nblabel.store.rows.spans import pairs


@dataclass(frozen=True, slots=True)
class Trees:
    """Predicted rows, and the tree each belongs to; the other arrays have one place a tree.

    `at` is the place of its item (or frame) among the ids asked for, `origin` the tree it was cut from, `is_sure` marks the rows
    that are at or above the threshold with all they rest on. A tree without its top question extends a label.
    """

    rows: PredictedRows
    tree: np.ndarray
    at: np.ndarray
    item: np.ndarray
    first: np.ndarray
    last: np.ndarray
    is_whole: np.ndarray
    root: np.ndarray
    origin: np.ndarray
    has_root: np.ndarray
    is_sure: np.ndarray

    def __len__(self) -> int:
        return len(self.item)

    @property
    def alive(self) -> np.ndarray:
        """How many sure rows each tree has."""
        return np.bincount(self.tree[self.is_sure], minlength=len(self))

    @property
    def bounds(self) -> tuple[np.ndarray, np.ndarray]:
        """First and last frame as they are stored: WHOLE for whole items."""
        return np.where(self.is_whole, WHOLE, self.first), np.where(self.is_whole, WHOLE, self.last)

    def without(self, rows: np.ndarray) -> Trees:
        """The same with these rows (a mask) left out."""
        return replace(self, is_sure=self.is_sure & ~rows)


def trees(found: PredictedRows, ids: np.ndarray, *, of_frames: bool) -> Trees:
    """The trees of rows that stand on the items `ids` (ascending); on single frames, a tree for each frame."""
    import pandas as pd

    key = found.group_id
    if not found.is_whole.all():
        key = pd.factorize(key)[0].astype(np.int64) * (2**31) + found.first
    origin, _ = pd.factorize(key)
    at = places(ids, found.item_id) if not of_frames else np.empty(0, np.int64)
    first, last, is_whole, rows, tree = found.first, found.last, found.is_whole, found, origin.astype(np.int64)
    if of_frames:
        hit = pairs(ids, found.item_id, found.first, found.last)
        rows, at = found.only(hit.row), hit.unit
        first = last = frames_of(ids)[hit.unit]
        is_whole = np.zeros(len(first), bool)
        origin = origin[hit.row]
        tree = pd.factorize(origin.astype(np.int64) * len(ids) + at)[0].astype(np.int64)
    leading = _leading(tree)
    has_root = np.zeros(len(leading), bool)
    has_root[tree[rows.question == rows.root]] = True
    return Trees(
        rows, tree, at[leading], rows.item_id[leading], first[leading], last[leading], is_whole[leading],
        rows.root[leading], origin[leading].astype(np.int64), has_root, np.ones(len(rows), bool),
    )  # fmt: skip


def places(ids: np.ndarray, values: np.ndarray) -> np.ndarray:
    """The place of each value among the ids (ascending), where all of them are."""
    if not (len(ids) and int(ids[-1] - ids[0]) + 1 == len(ids)):
        return np.searchsorted(ids, values)
    found: np.ndarray = values - ids[0]
    return found


def distinct(idents: np.ndarray) -> np.ndarray:
    """The different ids of questions or options, ascending: there are few, and they are small, so they are counted."""
    return np.flatnonzero(np.bincount(idents)) if len(idents) else idents


def sure(ontology: Ontology, found: Trees, threshold: float) -> Trees:
    """Without the rows below the threshold, and without those that rest on them."""
    rows, tree = found.rows, found.tree
    alive = rows.confidence >= threshold
    asked = set(distinct(rows.question).tolist())
    for place in ontology.places:
        if not place.path or place.question.ident not in asked:
            continue
        question, option = place.path[-1]
        nested = rows.question == place.question.ident
        is_asked, is_chosen = np.zeros(len(found), bool), np.zeros(len(found), bool)
        is_asked[tree[rows.question == question.ident]] = True
        is_chosen[tree[alive & (rows.question == question.ident) & (rows.option == option.ident)]] = True
        alive &= ~nested | is_chosen[tree] | ~is_asked[tree]
    stands = ~found.has_root
    stands[tree[alive & (rows.question == rows.root)]] = True
    return replace(found, is_sure=alive & stands[tree])


def entries(ontology: Ontology, found: Trees) -> dict[int, np.ndarray]:
    """Of trees without a top question: for each question that rests on a label, which trees it stands in."""
    rows, tree = found.rows, found.tree
    made: dict[int, np.ndarray] = {}
    if found.has_root.all():
        return made
    loose = found.is_sure & ~found.has_root[tree]
    asked = set(distinct(rows.question[loose]).tolist())
    for place in ontology.places:
        if not place.path or place.question.ident not in asked:
            continue
        is_asked, own = np.zeros(len(found), bool), np.zeros(len(found), bool)
        is_asked[tree[loose & (rows.question == place.path[-1][0].ident)]] = True
        own[tree[loose & (rows.question == place.question.ident)]] = True
        if (own & ~is_asked).any():
            made[place.question.ident] = own & ~is_asked
    return made


def _leading(tree: np.ndarray) -> np.ndarray:
    """The first row of each tree."""
    leading = np.zeros(int(tree.max(initial=-1)) + 1, np.int64)
    leading[tree[::-1]] = np.arange(len(tree))[::-1]
    return leading
