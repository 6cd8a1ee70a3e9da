"""Answers on frames, frame by frame: the file equals a dict from frames to answers, whatever is written and undone."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from tests.conftest import examples
from tests.property.pets import ONTOLOGY, TREES, make, only, raw

from nblabel.domain.answers import AnswerTree
from nblabel.domain.commands import Classify, Clear, Paint, Redo, Undo
from nblabel.domain.frame_choice import Every
from nblabel.domain.frames import Frames
from nblabel.domain.operands import Answer
from nblabel.domain.override import verdict
from nblabel.domain.query import Compare, Missing, Query
from nblabel.domain.units import unit
from nblabel.ops import run
from nblabel.store.checking.verify import verify
from nblabel.store.history.receipts import behind
from nblabel.store.labels.rows import rows_of
from nblabel.store.query import views
from nblabel.store.reading import positions

ITEMS, FRAMES = 2, 10
ROOTS = sorted({tree.root for tree in TREES})
units = st.sets(st.tuples(st.integers(1, ITEMS), st.integers(0, FRAMES - 1)), min_size=1, max_size=8)
spans = st.none() | st.tuples(st.integers(0, FRAMES - 1), st.integers(0, FRAMES - 1)).map(
    lambda ends: Frames(min(ends), max(ends))
)
trees = st.sampled_from(TREES)
_EVERY = Every()
_FLAGS = ONTOLOGY.root("Flags").ident
Key = tuple[int, int, int]  # item, frame, classification
Value = tuple[AnswerTree, int]  # the answer, and the operation that gave it


class FramesMachine(RuleBasedStateMachine):
    @initialize()
    def start(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.session = make(Path(self.folder.name) / "pets.duckdb", ITEMS, kind="video")
        self.state: dict[Key, Value] = {}
        self.deltas: dict[int, dict[Key, tuple[Value | None, Value | None]]] = {}
        self.by_frame: dict[int, bool] = {}
        self.undo_stack: list[int] = []
        self.redo_stack: list[int] = []
        self.past: dict[int, dict[str, list[Any]]] = {}

    def teardown(self) -> None:
        if hasattr(self, "session"):
            for op_id, state in self.past.items():
                assert raw(self.session, as_of=op_id) == state, f"as of {op_id}"
            self.session.db.close()
            self.folder.cleanup()

    @rule(chosen=units, tree=trees, override=st.booleans(), conflict=st.sampled_from(["same", "any"]))
    def classify_frames(self, chosen: set[tuple[int, int]], tree: AnswerTree, override: bool, conflict: Any) -> None:
        standing = {key: self._standing(key, tree) for key in chosen}
        verdicts = {
            key: verdict(found, otherwise=self._otherwise(key, tree), override=override, conflict=conflict)
            for key, found in standing.items()
        }
        command = Classify(target=_these(chosen), answer=tree, override=override, conflict=conflict)
        change = run(self.session, command)
        written = {key for key, found in verdicts.items() if found != "keep"}
        over = {key for key, found in verdicts.items() if found == "overwrite"}
        assert (change.counts["applied"], change.counts.get("overwritten", 0)) == (len(written), len(over))
        self._done(change, {(*key, tree.root): (tree, change.op_id) for key in written}, by_frame=True)
        if change.op_id:
            self._behind(change.op_id, applied=written, overwritten=over, skipped=chosen - written)

    @rule(chosen=units, root=st.sampled_from(ROOTS))
    def clear_frames(self, chosen: set[tuple[int, int]], root: int) -> None:
        change = run(self.session, Clear(target=_these(chosen), root=root))
        cleared = {key for key in chosen if (*key, root) in self.state}
        assert change.counts["applied"] == len(cleared)
        self._done(change, {(*key, root): None for key in cleared}, by_frame=True)
        if change.op_id:
            self._behind(change.op_id, applied=cleared, skipped=chosen - cleared)

    @rule(apply=units, erase=units, tree=trees)
    def paint_frames(self, apply: set[tuple[int, int]], erase: set[tuple[int, int]], tree: AnswerTree) -> None:
        erase = erase - apply
        command = Paint(answer=tree, apply=_these(apply), erase=_these(erase) if erase else None)
        change = run(self.session, command)
        wanted: dict[Key, Value | None] = {(*key, tree.root): None for key in erase}
        wanted |= {(*key, tree.root): (tree, change.op_id) for key in apply if self._standing(key, tree) != "same"}
        self._done(change, wanted, by_frame=True)

    @rule(item=st.integers(1, ITEMS), tree=trees, span=spans)
    def classify_item(self, item: int, tree: AnswerTree, span: Frames | None) -> None:
        before = raw(self.session)["label"]
        change = run(self.session, Classify(target=only(item), answer=tree, frames=span, override=True))
        if not change.op_id:
            assert raw(self.session)["label"] == before
        keys = _frames_of(item, span) if change.op_id else []
        self._done(change, {(*key, tree.root): (tree, change.op_id) for key in keys}, by_frame=False)

    @rule(item=st.integers(1, ITEMS), root=st.sampled_from(ROOTS), span=spans)
    def clear_item(self, item: int, root: int, span: Frames | None) -> None:
        change = run(self.session, Clear(target=only(item), root=root, frames=span))
        self._done(change, {(*key, root): None for key in _frames_of(item, span)}, by_frame=False)

    @precondition(lambda self: self.undo_stack)
    @rule()
    def undo(self) -> None:
        target = self.undo_stack[-1]
        self._taken_back(target, run(self.session, Undo()))

    @precondition(lambda self: self.undo_stack)
    @rule(data=st.data())
    def undo_an_earlier_one(self, data: st.DataObject) -> None:
        target = data.draw(st.sampled_from(self.undo_stack))
        self._taken_back(target, run(self.session, Undo(op_id=target)))

    @precondition(lambda self: self.redo_stack)
    @rule()
    def redo(self) -> None:
        target = self.redo_stack[-1]
        self._taken_back(target, run(self.session, Redo()))

    @invariant()
    def every_frame_answers_as_the_dict_does(self) -> None:
        if not hasattr(self, "session"):
            return
        found: dict[Key, set[Any]] = {}
        with self.session.db.read() as cur:
            assert verify(cur) == []
            rows = cur.execute(
                "SELECT item_id, coalesce(frame_from, 0), coalesce(frame_to, 9), root, question, option, number, text "
                "FROM label WHERE op_to IS NULL"
            ).rows()
        for item, first, last, root, *answer in rows:
            for frame in range(first, last + 1):
                found.setdefault((item, frame, root), set()).add(tuple(answer))
        assert found == {key: _answers(tree) for key, (tree, _) in self.state.items()}

    @invariant()
    def queries_find_the_frames(self) -> None:
        if not hasattr(self, "session") or not self.deltas:
            return
        every = Query(where=()).by_frame(_EVERY)
        cat = every.filtered(Compare(Answer("Animal"), "==", "cat"))
        bare = every.filtered(Missing(Answer("Flags")))
        with self.session.db.read() as cur:
            scope = self.session.scope(cur=cur)
            cats, without = (set(views.ids(cur, scope, query).tolist()) for query in (cat, bare))
            ids = views.ids(cur, scope, every)
            place = positions.next_unanswered(cur, scope, ids, -1, 1, ROOTS[0])
        keys = [(item, frame) for item in range(1, ITEMS + 1) for frame in range(FRAMES)]
        assert cats == {unit(*key) for key in keys if self._option((*key, ROOTS[0])) == "cat"}
        assert without == {unit(*key) for key in keys if (*key, _FLAGS) not in self.state}
        unanswered = [number for number, key in enumerate(keys) if (*key, ROOTS[0]) not in self.state]
        assert place == (unanswered[0] if unanswered else -1)

    def _taken_back(self, target: int, change: Any) -> None:
        """Frames (or, of an operation on items, items) that were changed again since are left alone."""
        delta = self.deltas[target]
        changed = {key for key, (_, after) in delta.items() if self.state.get(key) != after}
        if not self.by_frame[target]:
            kept = {key[0] for key in changed}
            changed = {key for key in delta if key[0] in kept}
        applied = {key for key in delta if key not in changed}
        of = (lambda keys: {key[:2] for key in keys}) if self.by_frame[target] else lambda keys: {k[0] for k in keys}
        assert (change.counts["applied"], change.counts.get("kept", 0)) == (len(of(applied)), len(of(changed)))
        is_undo = change.kind == "undo"
        self._write(change.op_id, {key: delta[key][0] for key in applied})
        self.by_frame[change.op_id] = self.by_frame[target]
        for stack in (self.undo_stack, self.redo_stack):
            stack[:] = [op for op in stack if op != target]
        if applied:
            (self.redo_stack if is_undo else self.undo_stack).append(change.op_id)
        self.past[change.op_id] = raw(self.session)

    def _done(self, change: Any, wanted: dict[Key, Value | None], *, by_frame: bool) -> None:
        if not change.op_id:
            return
        self._write(change.op_id, wanted)
        self.by_frame[change.op_id] = by_frame
        if self.deltas[change.op_id]:
            self.undo_stack.append(change.op_id)
            self.redo_stack.clear()
        self.past[change.op_id] = raw(self.session)

    def _write(self, op_id: int, wanted: dict[Key, Value | None]) -> None:
        self.deltas[op_id] = {
            key: (self.state.get(key), value) for key, value in wanted.items() if self.state.get(key) != value
        }
        for key, value in wanted.items():
            self.state.pop(key, None)
            if value is not None:
                self.state[key] = value

    def _behind(self, op_id: int, **outcomes: set[tuple[int, int]]) -> None:
        with self.session.db.read() as cur:
            scope = self.session.scope(cur=cur)
            for outcome, keys in outcomes.items():
                found = views.ids(cur, scope, behind(cur, op_id, outcome)).tolist()
                assert found == [unit(*key) for key in sorted(keys)], outcome

    def _standing(self, key: tuple[int, int], tree: AnswerTree) -> Any:
        found = self.state.get((*key, tree.root))
        return "no_answer" if found is None else "same" if found[0] == tree else "other"

    def _otherwise(self, key: tuple[int, int], tree: AnswerTree) -> bool:
        return any((*key, root) in self.state for root in ROOTS if root != tree.root)

    def _option(self, key: Key) -> object:
        found = self.state.get(key)
        return found[0].describe(ONTOLOGY)["Animal"] if found else None


def _these(keys: set[tuple[int, int]]) -> Query:
    return only(*(unit(*key) for key in keys))


def _frames_of(item: int, span: Frames | None) -> list[tuple[int, int]]:
    frames = range(span.first, span.last + 1) if span else range(FRAMES)
    return [(item, frame) for frame in frames]


def _answers(tree: AnswerTree) -> set[Any]:
    return {(row.question, row.option, row.number, row.text) for row in rows_of(tree)}


TestFrames = FramesMachine.TestCase
TestFrames.settings = settings(
    max_examples=examples(15), stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
)
