"""The stacks followed one operation at a time equal those said from the whole history."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from nblabel.domain.stacks import SETUP, Stacks

Op = tuple[int, str, int | None, bool]


@st.composite
def histories(draw: st.DrawFn) -> list[Op]:
    ops: list[Op] = []
    for op_id in range(1, draw(st.integers(1, 25))):
        back = [op for op in ops if op[3] and op[0] not in {undone for _, _, undone, _ in ops}]
        if back and draw(st.booleans()):
            target = draw(st.sampled_from(back))
            ops.append((op_id, "redo" if target[1] == "undo" else "undo", target[0], draw(st.booleans())))
        else:
            kind = draw(st.sampled_from(["classify", "tag", *sorted(SETUP)]))
            ops.append((op_id, kind, None, draw(st.booleans())))
    return ops


def naive(ops: list[Op]) -> tuple[list[int], list[int]]:
    undone = {undoes for _, _, undoes, _ in ops}
    fresh = [op_id for op_id, kind, _, changed in ops if changed and kind not in ("undo", "redo")]
    latest = max(fresh, default=0)
    standing = [(op_id, kind) for op_id, kind, _, changed in ops if changed and op_id not in undone]
    return (
        [op_id for op_id, kind in standing if kind != "undo"],
        [op_id for op_id, kind in standing if kind == "undo" and op_id > latest],
    )


def labels_of(ops: list[Op]) -> list[Op]:
    passed: set[int | None] = set()
    for op_id, kind, undoes, _ in ops:
        if kind in SETUP or undoes in passed:
            passed.add(op_id)
    return [op for op in ops if op[0] not in passed]


@given(histories())
def test_the_stacks_are_those_of_the_whole_history(ops: list[Op]) -> None:
    every, labels = Stacks(), Stacks(labels_only=True)
    for op_id, kind, undoes, changed in ops:
        every.feed(op_id, kind, undoes=undoes, changed=changed)
        labels.feed(op_id, kind, undoes=undoes, changed=changed)
    assert (list(every.undo), list(every.redo)) == naive(ops)
    assert (list(labels.undo), list(labels.redo)) == naive(labels_of(ops))
