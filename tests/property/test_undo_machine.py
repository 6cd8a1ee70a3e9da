"""do / undo / redo by two people in any order: the file equals a naive model, and the past stays what it was."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from tests.conftest import examples
from tests.property.pets import TREES, make, only, raw

from nblabel.domain.commands import Classify, Clear, Paint, Redo, SetStatus, Tag, Undo
from nblabel.domain.override import verdict
from nblabel.domain.workflow import ROLES, STATUSES, Role
from nblabel.errors import NblabelError, NotAllowed, OperationError
from nblabel.ops import Session, run
from nblabel.store.checking.verify import verify

ITEMS = 3
PEOPLE = ("ada", "ben")
people = st.sampled_from(PEOPLE)
items = st.sets(st.integers(1, ITEMS), min_size=1)
trees = st.sampled_from(TREES)
Key = tuple[Any, ...]


class Model:
    """Items as a dict, operations as what they changed, two stacks a person."""

    def __init__(self) -> None:
        self.state: dict[Key, Any] = {}
        self.deltas: dict[int, dict[Key, tuple[Any, Any]]] = {}
        self.by: dict[int, str] = {}
        self.undo_stack: dict[str, list[int]] = {who: [] for who in PEOPLE}
        self.redo_stack: dict[str, list[int]] = {who: [] for who in PEOPLE}
        self.undone: dict[int, int] = {}

    def change(self, who: str, op_id: int, wanted: dict[Key, Any]) -> None:
        """A new operation; `wanted` maps keys to their new value."""
        self.by[op_id] = who
        self._apply(op_id, wanted)
        if self.deltas[op_id]:
            self.undo_stack[who].append(op_id)
            self.redo_stack[who].clear()

    def drop(self, target: int) -> None:
        """Whoever had it to take back has it no more."""
        for stacks in (self.undo_stack, self.redo_stack):
            for stack in stacks.values():
                if target in stack:
                    stack.remove(target)

    def take_back(self, target: int, op_id: int) -> tuple[int, int]:
        """Undo (or redo) an operation; the items changed and kept."""
        by_item: dict[int, list[Key]] = {}
        for key in self.deltas[target]:
            by_item.setdefault(key[1], []).append(key)
        kept = {
            item
            for item, keys in by_item.items()
            if any(self.state.get(key) != self.deltas[target][key][1] for key in keys)
        }
        wanted = {key: before for key, (before, _) in self.deltas[target].items() if key[1] not in kept}
        self._apply(op_id, wanted)
        if wanted:
            self.undone[target] = op_id
        return len(by_item) - len(kept), len(kept)

    def in_force(self, op_id: int) -> tuple[int, bool]:
        holds = True
        while op_id in self.undone:
            op_id, holds = self.undone[op_id], not holds
        return op_id, holds

    def _apply(self, op_id: int, wanted: dict[Key, Any]) -> None:
        self.deltas[op_id] = {
            key: (self.state.get(key), value) for key, value in wanted.items() if self.state.get(key) != value
        }
        for key, value in wanted.items():
            self.state[key] = value
            if value is None:
                del self.state[key]


class UndoMachine(RuleBasedStateMachine):
    @initialize()
    def start(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.session = make(Path(self.folder.name) / "pets.duckdb", ITEMS)
        # Ben's handle hears of what Ada writes as another kernel's would: by reading.
        self.sessions = {"ada": self.session, "ben": Session(self.session.db, 1, "ben", "admin")}
        self.model = Model()
        self.past: dict[int, dict[str, list[Any]]] = {}
        self.created: dict[Key, int] = {}

    def teardown(self) -> None:
        if hasattr(self, "session"):
            try:
                for op_id, state in self.past.items():
                    assert raw(self.session, as_of=op_id) == state, f"as of {op_id}"
                with self.session.db.read() as cur:
                    assert verify(cur) == []
            finally:
                self.session.db.close()
                self.folder.cleanup()

    @rule(
        who=people,
        ids=items,
        tree=trees,
        override=st.booleans(),
        conflict=st.sampled_from(["same", "any"]),
        status=st.none() | st.sampled_from(STATUSES),
    )
    def classify(self, who: str, ids: set[int], tree: Any, override: bool, conflict: Any, status: Any) -> None:
        change = run(
            self.sessions[who],
            Classify(target=only(*ids), answer=tree, override=override, conflict=conflict, set_status=status),
        )
        written = [item for item in ids if self._verdict(item, tree, override, conflict) != "keep"]
        assert change.counts["applied"] == len(written)
        wanted: dict[Key, Any] = {
            ("label", item, tree.root): self._answer(change.op_id, item, tree) for item in written
        }
        if status:
            wanted |= {
                ("status", item): None if status == "annotate" and not self._status(item) else status
                for item in written
            }
        self._done(who, change, wanted)

    @rule(who=people, ids=items, root=st.sampled_from(sorted({tree.root for tree in TREES})))
    def clear(self, who: str, ids: set[int], root: int) -> None:
        change = run(self.sessions[who], Clear(target=only(*ids), root=root))
        self._done(who, change, {("label", item, root): None for item in ids})

    @rule(who=people, apply=items, erase=items, tree=trees)
    def paint(self, who: str, apply: set[int], erase: set[int], tree: Any) -> None:
        erase = erase - apply
        command = Paint(answer=tree, apply=only(*apply), erase=only(*erase) if erase else None)
        change = run(self.sessions[who], command)
        wanted: dict[Key, Any] = {("label", item, tree.root): None for item in erase}
        for item in apply:
            if self._verdict(item, tree, True, "same") != "keep":
                wanted["label", item, tree.root] = self._answer(change.op_id, item, tree)
        self._done(who, change, wanted)

    @rule(who=people, ids=items, status=st.sampled_from(STATUSES))
    def set_status(self, who: str, ids: set[int], status: Any) -> None:
        change = run(self.sessions[who], SetStatus(target=only(*ids), status=status))
        moved = [item for item in ids if (self._status(item) or "annotate") != status]
        self._done(who, change, {("status", item): status for item in moved})

    @rule(who=people, ids=items, tag=st.sampled_from(["night", "it's"]), remove=st.booleans())
    def tag(self, who: str, ids: set[int], tag: str, remove: bool) -> None:
        change = run(self.sessions[who], Tag(target=only(*ids), tag=tag, remove=remove))
        self._done(who, change, {("tag", item, tag): None if remove else True for item in ids})

    @rule(who=people)
    def undo(self, who: str) -> None:
        """One's own last operation, whatever the other did since."""
        if not self.model.undo_stack[who]:
            self._refused(who, Undo())
            return
        target = self.model.undo_stack[who][-1]
        assert self.model.by[target] == who
        change = run(self.sessions[who], Undo())
        assert change.undoes == target
        self._taken_back(who, target, change)

    @rule(who=people)
    def redo(self, who: str) -> None:
        if not self.model.redo_stack[who]:
            self._refused(who, Redo())
            return
        target = self.model.redo_stack[who][-1]
        change = run(self.sessions[who], Redo())
        assert change.undoes == target
        self._taken_back(who, target, change)

    @precondition(lambda self: self.model.deltas)
    @rule(who=people, data=st.data(), role=st.sampled_from(ROLES))
    def undo_one_of_the_past(self, who: str, data: st.DataObject, role: Role) -> None:
        """Also one of the other's, which only admins may."""
        asked = data.draw(st.sampled_from(sorted(self.model.deltas)))
        if self.model.by[asked] != who and role != "admin":
            self.sessions[who].role = role
            self._refused(who, Undo(op_id=asked), NotAllowed)
            self.sessions[who].role = "admin"
            return
        target, holds = self.model.in_force(asked)
        if not holds:
            self._refused(who, Undo(op_id=asked))
            return
        change = run(self.sessions[who], Undo(op_id=asked))
        self._taken_back(who, target, change)

    @invariant()
    def state_equals_the_model(self) -> None:
        if hasattr(self, "model"):
            assert self._state() == self.model.state

    def _taken_back(self, who: str, target: int, change: Any) -> None:
        self.model.drop(target)
        self.model.by[change.op_id] = who
        applied, kept = self.model.take_back(target, change.op_id)
        assert (change.counts["applied"], change.counts.get("kept", 0)) == (applied, kept)
        if applied:
            stacks = self.model.redo_stack if change.kind == "undo" else self.model.undo_stack
            stacks[who].append(change.op_id)
        self._remember(change)

    def _done(self, who: str, change: Any, wanted: dict[Key, Any]) -> None:
        if change.op_id:
            self.model.change(who, change.op_id, wanted)
            self._remember(change)
        else:
            assert all(self.model.state.get(key) == value for key, value in wanted.items())

    def _remember(self, change: Any) -> None:
        self.past[change.op_id] = raw(self.session)

    def _refused(self, who: str, command: Any, kind: type[NblabelError] = OperationError) -> None:
        before = raw(self.session)
        try:
            run(self.sessions[who], command)
        except kind:
            assert raw(self.session) == before
        else:
            raise AssertionError("was not refused")

    def _verdict(self, item: int, tree: Any, override: bool, conflict: Any) -> str:
        present = self.model.state.get(("label", item, tree.root))
        standing = "no_answer" if present is None else "same" if present[0] == _parts(tree) else "other"
        otherwise = any(key[:2] == ("label", item) and key[2] != tree.root for key in self.model.state)
        return verdict(standing, otherwise=otherwise, override=override, conflict=conflict)  # type: ignore[arg-type]

    def _answer(self, op_id: int, item: int, tree: Any) -> Any:
        """The content of a tree with its author: an edit keeps the operation that created the root answer."""
        present = self.model.state.get(("label", item, tree.root))
        return (_parts(tree), present[1] if present else op_id, op_id if present else None)

    def _status(self, item: int) -> str | None:
        return self.model.state.get(("status", item))

    def _state(self) -> dict[Key, Any]:
        rows = raw(self.session)
        parts: dict[Key, set[Any]] = {}
        author: dict[Key, Any] = {}
        for item, _, _, _, _, root, question, option, number, text, _, _, created, edited in rows["label"]:
            parts.setdefault(("label", item, root), set()).add((question, option, number, text))
            if question == root:
                author["label", item, root] = (created, edited)
        state: dict[Key, Any] = {key: (frozenset(rest), *author[key]) for key, rest in parts.items()}
        state |= {("status", item): status for item, status, _ in rows["status"]}
        return state | {("tag", item, tag): True for item, tag in rows["tag"]}


def _parts(tree: Any) -> frozenset[Any]:
    return frozenset(
        (part.question, option, part.number, part.text) for part in tree.parts for option in part.options or (None,)
    )


TestUndoMachine = UndoMachine.TestCase
TestUndoMachine.settings = settings(
    max_examples=examples(15), stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
