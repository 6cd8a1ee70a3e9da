"""Tasks, reviews, assignments, members and comments in any order: each can be taken back, and all of it leaves nothing."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from tests.conftest import examples
from tests.property.pets import TREES, make, only

from nblabel.domain.commands import Classify, Clear, Command, Redo, SetStatus, Undo
from nblabel.domain.tasking import (
    Assign,
    CreateTask,
    DropTask,
    EditTask,
    ExtendTask,
    Move,
    Remark,
    Resolve,
    SetMember,
    SetTaskStatus,
    Status,
)
from nblabel.domain.workflow import ACTIONS, ROLES, STATUSES, may_edit, may_move
from nblabel.errors import NblabelError, OperationError
from nblabel.ops import run
from nblabel.store.checking.verify import verify

ITEMS = 3
NAMES = ("ana", "ben")  # the session is ada's, who stays admin
TABLES = ("label", "status", "tag", "changed", "task", "task_item", "assignment", "comment", "person")
items = st.sets(st.integers(1, ITEMS), min_size=1)


class Workflow(RuleBasedStateMachine):
    """What is refused changes nothing; what is done can be taken back."""

    @initialize()
    def start(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.session = make(Path(self.folder.name) / "pets.duckdb", ITEMS)
        self.tasks = 0
        self.comments = 0

    def teardown(self) -> None:
        if not hasattr(self, "session"):
            return
        self.become("admin")
        while self.do(Undo()):
            pass
        assert self.now() == {name: [] for name in TABLES}
        self.session.db.close()
        self.folder.cleanup()

    def now(self) -> dict[str, list[Any]]:
        with self.session.db.read() as cur:
            return {
                name: sorted(
                    cur.execute(f"SELECT * EXCLUDE (op_from, op_to) FROM {name} WHERE op_to IS NULL").rows(), key=str
                )
                for name in TABLES
            }

    def do(self, command: Command) -> bool:
        before = self.now()
        try:
            change = run(self.session, command)
        except NblabelError:
            assert self.now() == before
            return False
        if change.counts["applied"] and not isinstance(command, (Undo, Redo)):
            after = self.now()
            assert after != before
            # One step back is where it was, one step forth is where it is: whoever may do it may take it back.
            run(self.session, Undo(op_id=change.op_id))
            assert self.now() == before
            run(self.session, Redo())
            assert self.now() == after
        return bool(change.counts["applied"]) or not isinstance(command, (Undo, Redo))

    @rule(ids=items, tree=st.sampled_from(TREES), status=st.sampled_from([None, *STATUSES]), override=st.booleans())
    def classify(self, ids: set[int], tree: Any, status: Any, override: bool) -> None:
        self.do(Classify(target=only(*ids), answer=tree, override=override, set_status=status))

    @rule(ids=items, root=st.sampled_from([tree.root for tree in TREES]))
    def clear(self, ids: set[int], root: int) -> None:
        self.do(Clear(target=only(*ids), root=root))

    @rule(ids=items, action=st.sampled_from(ACTIONS))
    def move(self, ids: set[int], action: Any) -> None:
        self.do(Move(target=only(*ids), action=action, reason="again" if action == "reject" else ""))

    @rule(ids=items, status=st.sampled_from(STATUSES))
    def set_status(self, ids: set[int], status: Any) -> None:
        self.do(SetStatus(target=only(*ids), status=status))

    @rule(ids=items, name=st.sampled_from(["", *NAMES]), task=st.integers(0, 2))
    def assign(self, ids: set[int], name: str, task: int) -> None:
        self.do(Assign(shares=((name, only(*ids)),), task=task))

    @rule(ids=items, people=st.sets(st.sampled_from(NAMES)), pulling=st.booleans())
    def create(self, ids: set[int], people: set[str], pulling: bool) -> None:
        self.tasks += 1
        command = CreateTask(
            name=f"task {self.tasks}",
            target=only(*ids),
            assignees=() if pulling else tuple(sorted(people)),
            allocation="pulling" if pulling else "distribution",
            statuses=(Status("look"), Status("fine", done=True)),
        )
        self.do(command)

    @rule(task=st.integers(1, 3), ids=items, what=st.sampled_from(["edit", "extend", "drop", "status"]))
    def change(self, task: int, ids: set[int], what: str) -> None:
        commands: dict[str, Command] = {
            "edit": EditTask(task=task, priority=task),
            "extend": ExtendTask(task=task, target=only(*ids)),
            "drop": DropTask(task=task),
            "status": SetTaskStatus(task=task, target=only(*ids), status="fine"),
        }
        self.do(commands[what])

    @rule(name=st.sampled_from(NAMES), role=st.sampled_from([None, *ROLES]), is_new=st.booleans())
    def member(self, name: str, role: Any, is_new: bool) -> None:
        self.do(SetMember(name=name, role=role, is_new=is_new and role is not None))

    @rule(item=st.integers(1, ITEMS), reply=st.integers(0, 3), flag=st.booleans())
    def comment(self, item: int, reply: int, flag: bool) -> None:
        self.do(Remark(item=item, text="hm", reply_to=reply, is_flag=flag))

    @rule(comment=st.integers(1, 3), resolved=st.booleans())
    def resolve(self, comment: int, resolved: bool) -> None:
        self.do(Resolve(comment=comment, resolved=resolved))

    @rule()
    def undo(self) -> None:
        self.do(Undo())

    @rule()
    def redo(self) -> None:
        self.do(Redo())

    @rule(role=st.sampled_from(ROLES))
    def become(self, role: Any) -> None:
        """Another role, unless the list of members gives less."""
        self.session.asked = role
        self.session.role = role

    @invariant()
    def rules_hold(self) -> None:
        if hasattr(self, "session"):
            with self.session.db.read() as cur:
                assert verify(cur) == []


Workflow.TestCase.settings = settings(
    max_examples=examples(10), stateful_step_count=10, deadline=None, suppress_health_check=list(HealthCheck)
)
TestWorkflow = Workflow.TestCase


def test_a_move_that_edits_nothing_it_may_not_reach() -> None:
    """The two rules agree: whoever may bring an item on from a status may change it there."""
    for role in ROLES:
        for status in STATUSES:
            for whose in ("nobody", "me", "other"):
                if any(may_move(role, status, target, whose) for target in STATUSES):  # type: ignore[arg-type]
                    assert may_edit(role, status, whose)  # type: ignore[arg-type]


def test_what_is_undone_twice_is_refused(tmp_path: Path) -> None:
    session = make(tmp_path / "pets.duckdb", ITEMS)
    change = run(session, Move(target=only(1), action="submit"))
    run(session, Undo(op_id=change.op_id))
    with pytest.raises(OperationError, match="was undone already"):
        run(session, Undo(op_id=change.op_id))
    session.db.close()
