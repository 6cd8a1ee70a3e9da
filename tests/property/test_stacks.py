"""The stacks of each person followed one operation at a time equal those said from the whole history."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from nblabel.domain.stacks import SETUP, Stacks

PEOPLE = ("ada", "ben")
# Its number, kind, what it takes back, whether it changed anything, and who did it.
Op = tuple[int, str, int | None, bool, str]


@st.composite
def histories(draw: st.DrawFn) -> list[Op]:
    ops: list[Op] = []
    for op_id in range(1, draw(st.integers(1, 25))):
        back = [op for op in ops if op[3] and op[0] not in {op[2] for op in ops}]
        who = draw(st.sampled_from(PEOPLE))
        if back and draw(st.booleans()):
            target = draw(st.sampled_from(back))
            ops.append((op_id, "redo" if target[1] == "undo" else "undo", target[0], draw(st.booleans()), who))
        else:
            kind = draw(st.sampled_from(["classify", "tag", *sorted(SETUP)]))
            ops.append((op_id, kind, None, draw(st.booleans()), who))
    return ops


def naive(ops: list[Op], person: str) -> tuple[list[int], list[int]]:
    undone = {undoes for _, _, undoes, _, _ in ops}
    own = [op for op in ops if op[4] == person]
    fresh = [op_id for op_id, kind, _, changed, _ in own if changed and kind not in ("undo", "redo")]
    latest = max(fresh, default=0)
    standing = [(op_id, kind) for op_id, kind, _, changed, _ in own if changed and op_id not in undone]
    return (
        [op_id for op_id, kind in standing if kind != "undo"],
        [op_id for op_id, kind in standing if kind == "undo" and op_id > latest],
    )


def labels_of(ops: list[Op]) -> list[Op]:
    passed: set[int | None] = set()
    for op_id, kind, undoes, _, _ in ops:
        if kind in SETUP or undoes in passed:
            passed.add(op_id)
    return [op for op in ops if op[0] not in passed]


@given(histories())
def test_the_stacks_are_those_of_the_whole_history(ops: list[Op]) -> None:
    for person in PEOPLE:
        every, labels = Stacks(), Stacks(labels_only=True)
        for op_id, kind, undoes, changed, who in ops:
            every.feed(op_id, kind, own=who == person, undoes=undoes, changed=changed)
            labels.feed(op_id, kind, own=who == person, undoes=undoes, changed=changed)
        assert (list(every.undo), list(every.redo)) == naive(ops, person)
        assert (list(labels.undo), list(labels.redo)) == naive(labels_of(ops), person)


@given(histories())
def test_d5_each_standing_operation_is_one_persons_to_take_back(ops: list[Op]) -> None:
    undos = [op_id for person in PEOPLE for op_id in naive(ops, person)[0]]
    undone = {undoes for _, _, undoes, _, _ in ops}
    assert sorted(undos) == [op for op, kind, _, changed, _ in ops if changed and kind != "undo" and op not in undone]
