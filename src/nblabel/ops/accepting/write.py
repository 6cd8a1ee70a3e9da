"""Writing what was decided to be accepted: closing what is replaced, and opening the new rows."""

from __future__ import annotations

import numpy as np

from nblabel.domain.frames import LAST_FRAME
from nblabel.ops.accepting.trees import Trees, distinct
from nblabel.ops.accepting.weigh import Weighed, only_written
from nblabel.ops.work import Work
from nblabel.store.labels import writing as labels
from nblabel.store.predictions import accepted
from nblabel.store.predictions import reading as predicted
from nblabel.store.predictions.accepted import AcceptedRows
from nblabel.store.predictions.reading import LabelRows
from nblabel.store.rows.chosen import ascending

_UNKNOWN = np.iinfo(np.int64).max


def write_accepted(work: Work, made: Weighed) -> None:
    """Close the old rows of what is overwritten, and open rows of the model."""
    hit = made.writes[made.hit_tree]
    hit_label, hit_tree = made.hit_label[hit], made.hit_tree[hit]
    rows = _rows(work, made, hit_label, hit_tree)
    if made.labels is not None:
        _close(work, made, made.labels, hit_label, hit_tree)
    accepted.write(work.cur, work.project_id, work.op_id, rows)


def _rows(work: Work, made: Weighed, hit_label: np.ndarray, hit_tree: np.ndarray) -> AcceptedRows:
    found = only_written(made)
    run, leads, first, last = _runs(found, made.bearer)
    own = np.flatnonzero(found.is_sure & leads[found.tree])
    tree, rows = found.tree[own], found.rows
    question, group = rows.question[own], run[tree]
    asked = distinct(question)
    # A slot is one question of one run: it has one label, whose rows are the options of a checklist.
    slot = group * len(asked) + np.searchsorted(asked, question)
    is_taken = np.zeros((int(run.max()) + 1) * len(asked), bool)
    is_taken[slot] = True
    number = np.cumsum(is_taken) - 1
    count = int(number[-1]) + 1
    ids, created = work.new_labels(count) + np.arange(count), np.full(count, work.op_id)
    if len(hit_label) and made.labels is not None:
        said = made.labels.question[hit_label]
        place = np.minimum(np.searchsorted(asked, said), len(asked) - 1)
        former = run[hit_tree] * len(asked) + place
        hit = (asked[place] == said) & is_taken[former]
        _take_over(made.labels, hit_label[hit], number[former[hit]], ids, created)
    label = number[slot]
    edited = np.where(created == work.op_id, 0, work.op_id)
    label_id = ids[label]
    group_id = np.zeros(int(run.max()) + 1, np.int64)
    is_root = question == rows.root[own]
    group_id[group[is_root]] = label_id[is_root]
    extends = (made.bearer >= 0) & (run >= 0)
    if extends.any() and made.labels is not None:
        group_id[run[extends]] = made.labels.group_id[made.bearer[extends]]
    whole = found.is_whole[tree]
    return AcceptedRows(
        label_id=label_id,
        group_id=group_id[group],
        item_id=rows.item_id[own],
        first=np.where(whole, -1, first[group]),
        last=np.where(whole, -1, last[group]),
        root=rows.root[own],
        question=question,
        option=rows.option[own],
        number=rows.number[own],
        text=None if rows.text is None else rows.text[own],
        confidence=rows.confidence[own],
        created_op=created[label],
        edited_op=edited[label],
    )


def _runs(found: Trees, bearer: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Written trees that were cut from one and follow one another are one again: the run of each tree (-1: not written),
    whether it is the one of its run that is written, and the first and last frame of each run.
    """
    run = np.full(len(found), -1, np.int64)
    written = np.flatnonzero(found.alive > 0)
    order = written
    if not found.is_whole[written].all():
        order = written[np.lexsort((found.first[written], found.origin[written]))]
    follows = (np.diff(found.origin[order]) == 0) & (found.first[order[1:]] == found.last[order[:-1]] + 1)
    # Those that extend labels stay apart: each goes with the label on its frame.
    follows &= bearer[order[1:]] < 0
    starts = np.concatenate(([True], ~follows))
    run[order] = np.cumsum(starts) - 1
    ends = np.concatenate((~follows, [True]))
    leads = np.zeros(len(found), bool)
    leads[order[starts]] = True
    return run, leads, found.first[order[starts]], found.last[order[ends]]


def _take_over(former: LabelRows, rows: np.ndarray, place: np.ndarray, ids: np.ndarray, created: np.ndarray) -> None:
    """Put the identity and the author of former answers in place of fresh ones; of several the oldest (S4.42, S4.43)."""
    for known, target in ((former.label_id, ids), (former.created_op, created)):
        oldest = np.full(len(target), _UNKNOWN)
        np.minimum.at(oldest, place, known[rows])
        np.copyto(target, oldest, where=oldest != _UNKNOWN)


def _close(work: Work, made: Weighed, former: LabelRows, hit_label: np.ndarray, hit_tree: np.ndarray) -> None:
    found = made.found
    by_item = found.is_whole & found.has_root & made.overwrites
    for root in distinct(found.root[by_item]).tolist():
        items = ascending(found.item[by_item & (found.root == root)])
        labels.close(work.cur, work.project_id, work.op_id, items, root, None)
    on_frames = ~(found.is_whole & found.has_root)[hit_tree]
    row, tree = hit_label[on_frames], hit_tree[on_frames]
    copied: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
    borne_row, borne_tree = _borne(made, former)
    # A tree that extends a label on some of its frames cuts all of that label, and what it does not replace goes on there.
    replaced = set(zip(row.tolist(), tree.tolist(), strict=True))
    going_on = np.array(
        [pair not in replaced for pair in zip(borne_row.tolist(), borne_tree.tolist(), strict=True)], bool
    )
    if len(borne_row):
        copied.append((borne_row[going_on], found.first[borne_tree[going_on]], found.last[borne_tree[going_on]]))
    pairs = np.unique(np.column_stack([np.concatenate([row, borne_row]), np.concatenate([tree, borne_tree])]), axis=0)
    if not len(pairs):
        return
    row, tree = pairs[:, 0], pairs[:, 1]
    copied.append(_remains(former.chosen(np.arange(len(former))), _lasts(work, former, row), row, found, tree))
    places, firsts, lasts = (np.concatenate(part) for part in zip(*copied, strict=True))
    accepted.cut(work.cur, work.op_id, former.row[np.unique(row)], former.row[places], firsts, lasts)


def _borne(made: Weighed, former: LabelRows) -> tuple[np.ndarray, np.ndarray]:
    """All rows of labels that stand on more frames than the tree that extends them, with that tree."""
    extends = np.flatnonzero((made.bearer >= 0) & made.writes)
    found = made.found
    bearer = made.bearer[extends]
    is_same = (former.first[bearer] == found.first[extends]) & (former.last[bearer] == found.last[extends])
    extends, bearer = extends[~is_same], bearer[~is_same]
    rows: list[np.ndarray] = []
    for place in bearer.tolist():
        same_label = (former.group_id == former.group_id[place]) & (former.item_id == former.item_id[place])
        rows.append(np.flatnonzero(same_label & (former.first == former.first[place])))
    counts = [len(own) for own in rows]
    return (np.concatenate(rows) if rows else np.empty(0, np.int64)), np.repeat(extends, counts)


def _lasts(work: Work, former: LabelRows, row: np.ndarray) -> np.ndarray:
    """The last frame of each label row; of those on whole items as far as it is known."""
    lasts = former.last.copy()
    whole = np.unique(row[former.is_whole[row]])
    if len(whole):
        items = ascending(np.unique(former.item_id[whole]))
        known = predicted.last_frames(work.cur, items)
        lasts[whole] = known[np.searchsorted(items, former.item_id[whole])]
    known_lasts: np.ndarray = np.minimum(lasts, LAST_FRAME)
    return known_lasts


def _remains(
    former: dict[str, np.ndarray], lasts: np.ndarray, row: np.ndarray, found: Trees, tree: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What is left of label rows outside of the trees that they are paired with: row, first and last frame of each piece."""
    order = np.lexsort((found.first[tree], row))
    row, tree = row[order], tree[order]
    starts = np.concatenate(([True], np.diff(row) != 0))
    ends = np.concatenate((starts[1:], [True]))
    before = np.where(starts, former["first"][row], np.concatenate(([0], found.last[tree][:-1] + 1)))
    places = np.concatenate([row, row[ends]])
    first = np.concatenate([before, found.last[tree[ends]] + 1])
    last = np.concatenate([found.first[tree] - 1, lasts[row[ends]]])
    left = first <= last
    return places[left], first[left], last[left]
