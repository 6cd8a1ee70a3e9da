"""The override rule over a file equals the pure rule item by item, and the plan equals what is then done."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import examples
from tests.property.pets import ONTOLOGY, TREES, make, only, raw

from nblabel.domain.commands import Classify, Clear, SetStatus
from nblabel.domain.frames import Frames
from nblabel.domain.override import verdict
from nblabel.domain.query import InReceipt, Query
from nblabel.domain.tasking import Assign
from nblabel.domain.workflow import ROLES, STATUSES, may_edit
from nblabel.errors import NotAllowed
from nblabel.ops import Session, plan, run
from nblabel.store.checking.verify import verify
from nblabel.store.labels.standing import target_ids
from nblabel.store.query.compile import select_set

ITEMS = 8
trees = st.sampled_from(TREES)
answers = st.dictionaries(
    st.tuples(st.integers(1, ITEMS), st.sampled_from(sorted({tree.root for tree in TREES}))), trees
)


@contextmanager
def project(**how: Any) -> Iterator[Session]:
    with tempfile.TemporaryDirectory() as folder:
        session = make(Path(folder) / "pets.duckdb", ITEMS, **how)
        try:
            yield session
        finally:
            session.db.close()


@settings(max_examples=examples(15), deadline=None)
@given(
    given=answers,
    statuses=st.dictionaries(st.integers(1, ITEMS), st.sampled_from(STATUSES)),
    tree=trees,
    override=st.booleans(),
    conflict=st.sampled_from(["same", "any"]),
    role=st.sampled_from(ROLES),
    status=st.none() | st.just("review"),
    owners=st.dictionaries(st.integers(1, ITEMS), st.sampled_from(["ada", "ben"])),
)
def test_s0_6_s0_11_plan_and_change_follow_the_pure_rules_on_any_project(
    given: Any, statuses: Any, tree: Any, override: bool, conflict: Any, role: Any, status: Any, owners: Any
) -> None:
    with project() as session:
        present = {}
        for (item, _), own in given.items():
            run(session, Classify(target=only(item), answer=own, override=True))
            present[item, own.root] = own
        for item, moved in statuses.items():
            run(session, SetStatus(target=only(item), status=moved))
        for item, person in owners.items():
            run(session, Assign(shares=((person, only(item)),)))
        session.role = role
        whose = {item: "me" if person == session.annotator else "other" for item, person in owners.items()}
        expected = {
            item: "blocked"
            if not may_edit(role, statuses.get(item, "annotate"), whose.get(item, "nobody"))  # type: ignore[arg-type]
            else _expected(item, present, tree, override, conflict)
            for item in range(1, ITEMS + 1)
        }
        command = Classify(target=Query(), answer=tree, override=override, conflict=conflict, set_status=status)
        before = raw(session)
        planned = plan(session, command)
        assert raw(session) == before
        change = run(session, command)
        count = lambda *words: sum(outcome in words for outcome in expected.values())  # noqa: E731
        assert change.counts.get("applied") == count("write", "overwrite") == planned.will_change
        assert change.counts.get("overwritten", 0) == count("overwrite") == planned.overwrites
        assert change.counts.get("skipped", 0) == count("keep") == planned.skipped
        assert change.counts.get("blocked", 0) == count("blocked") == planned.blocked
        assert planned.items == ITEMS == sum(row.no_answer + row.same + row.other for row in planned.rows)
        assert [row.status for row in planned.rows] == list(STATUSES)
        _check_rows(planned, present, statuses, tree)
        for outcome, verdicts in {
            "applied": ("write", "overwrite"), "overwritten": ("overwrite",), "skipped": ("keep",), "blocked": ("blocked",),
        }.items():  # fmt: skip
            behind = [item for item in expected if expected[item] in verdicts]
            assert _behind(session, change.op_id, outcome) == behind


def _expected(item: int, present: Any, tree: Any, override: bool, conflict: Any) -> str:
    otherwise = any(other == item and root != tree.root for other, root in present)
    return verdict(_standing(item, present, tree), otherwise=otherwise, override=override, conflict=conflict)


def _standing(item: int, present: Any, tree: Any) -> Any:
    own = present.get((item, tree.root))
    return "no_answer" if own is None else "same" if own == tree else "other"


def _check_rows(planned: Any, present: Any, statuses: Any, tree: Any) -> None:
    for row in planned.rows:
        items = [item for item in range(1, ITEMS + 1) if statuses.get(item, "annotate") == row.status]
        standings = [_standing(item, present, tree) for item in items]
        assert [row.no_answer, row.same, row.other] == [
            standings.count(name) for name in ("no_answer", "same", "other")
        ]
        free = [item for item in items if (item, tree.root) not in present]
        assert row.otherwise == sum(any(other == item for other, _ in present) for item in free)


def _behind(session: Session, op_id: int, outcome: str) -> list[int]:
    with session.db.read() as cur:
        scope = session.scope(cur=cur)
        assert select_set(Query(), scope)
        return target_ids(cur, scope, Query(where=(InReceipt(op_id, outcome),))).tolist()


frames = st.tuples(st.integers(0, 9), st.integers(0, 9)).map(lambda ends: Frames(min(ends), max(ends)))
ANIMALS = [tree for tree in TREES if tree.root == ONTOLOGY["Animal"].ident]


@settings(max_examples=examples(15), deadline=None)
@given(
    steps=st.lists(
        st.tuples(st.none() | frames, st.none() | st.sampled_from(ANIMALS), st.booleans()), min_size=1, max_size=8
    )
)
def test_d2_d12_an_answer_on_frames_replaces_whole_trees_on_those_frames_only(steps: Any) -> None:
    with project(kind="video") as session:
        model: dict[int, Any] = {}
        for span, tree, override in steps:
            touched = range(span.first, span.last + 1) if span else range(10)
            if tree is None:
                run(session, Clear(target=only(1), root=ANIMALS[0].root, frames=span))
                model = {frame: own for frame, own in model.items() if frame not in touched}
            else:
                run(session, Classify(target=only(1), answer=tree, override=override, frames=span))
                if override or not any(frame in model for frame in touched):
                    model |= dict.fromkeys(touched, tree)
            assert _by_frame(session) == {frame: _rows(own) for frame, own in model.items()}
            with session.db.read() as cur:
                assert verify(cur) == []


def _by_frame(session: Session) -> dict[int, set[Any]]:
    found: dict[int, set[Any]] = {}
    for _, _, _, first, last, _, question, option, number, text, *_ in raw(session)["label"]:
        for frame in range(first or 0, 10 if last is None else last + 1):
            found.setdefault(frame, set()).add((question, option, number, text))
    return found


def _rows(tree: Any) -> set[Any]:
    return {
        (part.question, option, part.number, part.text) for part in tree.parts for option in part.options or (None,)
    }


def test_s0_11_a_single_item_that_is_closed_to_the_role_is_refused_by_name() -> None:
    with project() as session:
        run(session, SetStatus(target=only(3), status="complete"))
        session.role = "annotator"
        before = raw(session)
        with pytest.raises(NotAllowed, match=r"frame-3.*complete"):
            run(session, Classify(target=only(3), answer=TREES[0]))
        assert raw(session) == before
