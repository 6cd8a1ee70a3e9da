"""Rows of predictions that cannot be kept: of unknown items, on frames that are not there, or said twice."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from nblabel.domain.frames import LAST_FRAME
from nblabel.domain.ontology import Ontology
from nblabel.ops.predicting.answers import Answered
from nblabel.ops.predicting.table import Given
from nblabel.store.file.cursor import Cursor
from nblabel.store.predictions import items as predicted_items
from nblabel.store.predictions.writing import WHOLE
from nblabel.store.rows.scope import Scope

MOST_PROBLEMS = 1000


@dataclass(slots=True)
class Failures:
    """Rows given that are left out, each with its first reason."""

    given: Given
    many: list[tuple[np.ndarray, str]] = field(default_factory=list)

    def add(self, rows: np.ndarray, reason: str) -> None:
        """These rows (ascending, each once) fail for one reason."""
        if len(rows):
            self.many.append((rows, reason))

    def mask(self) -> np.ndarray:
        """Which rows fail."""
        failed = np.zeros(len(self.given), bool)
        for rows, _ in self.many:
            failed[rows] = True
        return failed

    def __len__(self) -> int:
        return int(self.mask().sum())

    def told(self) -> tuple[tuple[str, str], ...]:
        """The first ones, in the order given."""
        reasons: dict[int, str] = {}
        for rows, reason in self.many:
            for row in rows[:MOST_PROBLEMS].tolist():
                reasons.setdefault(row, reason)
        return tuple((self.given.called(row), reasons[row]) for row in sorted(reasons)[:MOST_PROBLEMS])


@dataclass(frozen=True, slots=True)
class Checked:
    """One place a row to be stored; `group` numbers the trees (an item, frames and a top question).

    `joined`, one place a group: the group id of standing predictions that it goes on, -1 where it is a new one.
    """

    row: np.ndarray
    item_id: np.ndarray
    first: np.ndarray
    last: np.ndarray
    root: np.ndarray
    question: np.ndarray
    option: np.ndarray
    number: np.ndarray
    text: np.ndarray | None
    confidence: np.ndarray
    group: np.ndarray
    joined: np.ndarray

    def __len__(self) -> int:
        return len(self.row)

    def without(self, failures: Failures) -> Checked:
        """Those whose given row has not failed, groups numbered anew."""
        kept = ~failures.mask()[self.row]
        if kept.all():
            return self
        numbers = np.full(len(self.joined), -1, np.int64)
        present = np.unique(self.group[kept])
        numbers[present] = np.arange(len(present))
        columns: dict[str, Any] = {
            name: getattr(self, name)[kept]
            for name in ("row", "item_id", "first", "last", "root", "question", "option", "number", "confidence")
        }
        text = None if self.text is None else self.text[kept]
        return replace(self, **columns, text=text, group=numbers[self.group[kept]], joined=self.joined[present])


def without_strangers(cur: Cursor, scope: Scope, given: Given, answers: Answered, failures: Failures) -> Checked:
    """The rows whose item is known, and is the only one of its title, and has these frames."""
    items, reasons = found_items(cur, scope, given)
    for reason, rows in reasons.items():
        failures.add(rows, reason)
    check_frames(cur, scope, given, items, failures)
    kept = answers.chosen(~failures.mask()[answers.row])
    row = kept.row
    first, last = given.first[row], given.last[row]
    made = Checked(
        row, items[row], first, last, kept.root, kept.question, kept.option, kept.number, kept.text,
        given.confidence[row], np.zeros(len(row), np.int64), np.empty(0, np.int64),
    )  # fmt: skip
    group = _numbered(made.item_id, made.root, first, last)
    return replace(made, group=group, joined=np.full(int(group.max(initial=-1)) + 1, -1, np.int64))


def found_items(cur: Cursor, scope: Scope, given: Given) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """The item of each row, and the rows without one, by reason."""
    if given.item_id is not None:
        is_known = predicted_items.known(cur, scope, given.item_id)
        return given.item_id, {"there is no such item in this project": np.flatnonzero(~is_known)}
    assert given.title is not None
    found, count = predicted_items.by_title(cur, scope, given.title)
    return found, {
        "no item has this title": np.flatnonzero(count == 0),
        "several items have this title: name the item by item_id": np.flatnonzero(count > 1),
    }


def check_frames(cur: Cursor, scope: Scope, given: Given, items: np.ndarray, failures: Failures) -> None:
    """Let rows fail whose frames the item has not."""
    framed = np.flatnonzero((given.first != WHOLE) & ~failures.mask())
    if not len(framed):
        return
    n_frames = predicted_items.n_frames(cur, scope, items[framed])
    beyond = framed[(n_frames > 0) & (given.last[framed] >= n_frames)]
    failures.add(beyond, "the item ends before this frame")


def _numbered(item: np.ndarray, root: np.ndarray, first: np.ndarray, last: np.ndarray) -> np.ndarray:
    """A number for each different combination, from 0."""
    import pandas as pd

    key = item * (int(root.max(initial=0)) + 1) + root
    if (first != WHOLE).any():
        own, frames = pd.factorize(key)[0], pd.factorize((first + 1) * (LAST_FRAME + 1) + last)[0]
        key = own.astype(np.int64) * (int(frames.max(initial=0)) + 1) + frames
    numbers: np.ndarray = pd.factorize(key)[0].astype(np.int64)
    return numbers


def without_twins(ontology: Ontology, checked: Checked, failures: Failures) -> Checked:
    """Of several answers to one question on the same frames the surest; of ranges that overlap the earlier one."""
    checked = _surest(ontology, checked, failures)
    return _apart(checked, failures)


def _surest(ontology: Ontology, checked: Checked, failures: Failures) -> Checked:
    import pandas as pd

    lists = [place.question.ident for place in ontology.places if place.question.kind == "checklist"]
    option = np.where(np.isin(checked.question, lists), checked.option, 0)
    span = max(int(checked.question.max(initial=0)), int(option.max(initial=0))) + 1
    key = checked.group * span + np.where(option > 0, option, checked.question)
    if not pd.Series(key).duplicated().any():
        return checked
    order = np.lexsort((checked.row, -checked.confidence, key))
    is_later = np.concatenate(([False], np.diff(key[order]) == 0))
    rows = np.unique(checked.row[order[is_later]])
    failures.add(rows, "a surer answer to the same question stands in another row")
    return checked.without(failures)


def _apart(checked: Checked, failures: Failures) -> Checked:
    if not (checked.first != WHOLE).any():
        return checked
    leading = np.unique(checked.group, return_index=True)[1]
    first, last = np.maximum(checked.first[leading], 0), checked.last[leading]
    last = np.where(last == WHOLE, LAST_FRAME, last)
    slot = _numbered(checked.item_id[leading], checked.root[leading], np.full(len(leading), WHOLE), last)
    order = np.lexsort((last, first, slot))
    slot, first, last = slot[order], first[order], last[order]
    # Offsets keep the slots apart, so that one running maximum serves them all.
    reach = np.maximum.accumulate(slot * (LAST_FRAME + 2) + last)
    overlaps = np.concatenate(([False], slot[1:] * (LAST_FRAME + 2) + first[1:] <= reach[:-1]))
    late = np.zeros(len(leading), bool)
    late[order[overlaps]] = True
    failures.add(
        np.unique(checked.row[late[checked.group]]), "its frames overlap those of another row to the same question"
    )
    return checked.without(failures)
