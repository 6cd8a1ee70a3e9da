"""Predictions, objects and labels in any order, undone and redone: what was is what comes back, and the past stays."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pandas as pd
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from tests.conftest import examples
from tests.property.pets import ONTOLOGY, TREES, make, only

from nblabel import shapes
from nblabel.domain.answers import answer
from nblabel.domain.commands import Classify, Redo, SetOntology, Undo
from nblabel.domain.frames import Frames
from nblabel.domain.marking import AddObject, DeleteObjects, MoveObject, SetAttribute
from nblabel.domain.objects import Box
from nblabel.domain.ontology import Ontology
from nblabel.domain.predicting import Accept, Reject
from nblabel.domain.questions.base import Option
from nblabel.domain.questions.radio import Radio
from nblabel.domain.questions.text import Text
from nblabel.domain.units import unit
from nblabel.errors import OperationError, PredictionError
from nblabel.ops import run
from nblabel.ops.predicting.predict import add_predictions
from nblabel.store.checking.verify import verify
from nblabel.store.rows.intervals import ATTRIBUTE, LABEL, OBJECT, PREDICTED_OBJECT, PREDICTION

ITEMS, FRAMES = 2, 10  # as many as `make` gives them
EARS = Radio("Ears", ["up", Option("down", Text("Why"))], dynamic=True)
WHOLE = Ontology(*ONTOLOGY.questions, Box("Head", [EARS]))
HEAD = WHOLE.object_class("Head").ident
ROOT = WHOLE.attributes(HEAD).questions[0].ident
TABLES = (LABEL, PREDICTION, OBJECT, ATTRIBUTE, PREDICTED_OBJECT)

items = st.integers(1, ITEMS)
spans = st.none() | st.tuples(st.integers(0, FRAMES - 1), st.integers(0, FRAMES - 1)).map(sorted)
sources = st.sampled_from(["resnet", "vgg"])
SAID: list[tuple[str, Any]] = [
    ("Animal", "cat"),
    ("Animal", "dog"),
    ("Animal", {"Animal": "dog", "Breed": "pug"}),
    ("Breed", "beagle"),
    ("Flags", ["dark"]),
    ("Flags", ["dark", "cut"]),
    ("Quality", 3),
    ("Head", shapes.Box(1, 1, 2, 2)),
]
said = st.sampled_from(SAID)
said_of = SAID.__getitem__
answers = st.sampled_from(["up", {"Ears": "down", "Why": "tired"}, {"Ears": "down"}, None])
boxes = st.integers(1, 3).map(lambda size: shapes.Box(0, 0, size, size))


class PredictionsMachine(RuleBasedStateMachine):
    @initialize()
    def start(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.session = make(Path(self.folder.name) / "pets.duckdb", ITEMS)
        run(self.session, SetOntology(data=WHOLE.to_dict()))
        self.states: dict[int, dict[str, Any]] = {}
        self.latest = 0
        self.taken_back = False
        self.before: dict[str, Any] = {}
        self._remember(3)
        self.predict(
            [(1, said_of(2), None, 0.9), (2, said_of(2), None, 0.5), (2, said_of(4), None, 0.2)], "resnet", "labels"
        )
        self.predict([(1, said_of(0), [2, 5], 0.9), (2, said_of(7), None, 0.9)], "vgg", "labels")
        self.classify(1, TREES[0], [4, 7])
        self.classify(2, TREES[4], None)

    def teardown(self) -> None:
        if hasattr(self, "session"):
            try:
                for op_id, state in self.states.items():
                    assert self._state(op_id) == state, f"as of {op_id}"
            finally:
                self.session.db.close()
                self.folder.cleanup()

    @rule(
        rows=st.lists(st.tuples(items, said, spans, st.sampled_from([0.2, 0.5, 0.9])), min_size=1, max_size=4),
        source=sources,
        parents=st.sampled_from(["labels", "labels+predictions"]),
    )
    def predict(self, rows: Any, source: str, parents: Any) -> None:
        given = [
            {
                "item_id": item,
                "question": question,
                "answer": None if question == "Head" else value,
                "shape": value if question == "Head" else None,
                "frame_from": span and span[0],
                "frame_to": span and span[1],
                "confidence": confidence,
            }
            for item, (question, value), span, confidence in rows
        ]
        self._done(add_predictions(self.session, pd.DataFrame(given), name=source, parents=parents))

    @rule(
        ids=st.sets(items, min_size=1),
        frames=st.none() | st.sets(st.integers(0, FRAMES - 1), min_size=1),
        source=sources,
        threshold=st.sampled_from([0.0, 0.5, 0.9]),
        override=st.booleans(),
    )
    def accept(self, ids: Any, frames: Any, source: str, threshold: float, override: bool) -> None:
        target = self._target(ids, frames)
        try:
            self._done(run(self.session, Accept(target=target, source=source, threshold=threshold, override=override)))
        except PredictionError:
            return  # no such source yet
        again = run(self.session, Accept(target=target, source=source, threshold=threshold, override=override))
        assert not again.op_id, "what was accepted is not accepted twice"

    @rule(
        ids=st.sets(items, min_size=1),
        frames=st.none() | st.sets(st.integers(0, FRAMES - 1), min_size=1),
        source=sources,
    )
    def reject(self, ids: Any, frames: Any, source: str) -> None:
        try:
            self._done(run(self.session, Reject(target=self._target(ids, frames), source=source)))
        except PredictionError:
            return

    @rule(item=items, tree=st.sampled_from(TREES), span=spans)
    def classify(self, item: int, tree: Any, span: Any) -> None:
        frames = None if span is None else Frames(*span)
        self._done(run(self.session, Classify(target=only(item), answer=tree, frames=frames, override=True)))

    @rule(item=items, shape=boxes, span=spans)
    def mark(self, item: int, shape: Any, span: Any) -> None:
        frames = Frames(*(span or (0, 0)))
        self._done(run(self.session, AddObject(item=item, cls=HEAD, shape=shape, frames=frames)))

    @precondition(lambda self: self._objects())
    @rule(data=st.data(), shape=boxes, span=spans)
    def move(self, data: Any, shape: Any, span: Any) -> None:
        chosen = data.draw(st.sampled_from(self._objects()))
        self._done(run(self.session, MoveObject(object_id=chosen, shape=shape, frames=Frames(*(span or (0, 0))))))

    @precondition(lambda self: self._objects())
    @rule(data=st.data(), value=answers, span=spans)
    def attribute(self, data: Any, value: Any, span: Any) -> None:
        chosen = data.draw(st.sampled_from(self._objects()))
        tree = None if value is None else answer(WHOLE.attributes(HEAD), "Ears", value)
        frames = None if span is None else Frames(*span)
        self._done(run(self.session, SetAttribute(object_id=chosen, root=ROOT, answer=tree, frames=frames)))

    @precondition(lambda self: self._objects())
    @rule(data=st.data())
    def delete(self, data: Any) -> None:
        chosen = data.draw(st.sampled_from(self._objects()))
        self._done(run(self.session, DeleteObjects(object_ids=(chosen,))))

    @precondition(lambda self: self.latest > 3)
    @rule()
    def undo_the_last(self) -> None:
        """All of it comes back: nothing was changed since."""
        change = run(self.session, Undo(op_id=self.latest))
        assert "kept" not in change.counts
        self.states[change.op_id] = self._state(None)
        assert self.states[change.op_id] == self.before
        change = run(self.session, Redo())
        assert "kept" not in change.counts
        self.states[change.op_id] = self._state(None)
        assert self.states[change.op_id] == self.states[self.latest]
        self.latest = change.op_id

    @rule()
    def undo_whatever_comes_next(self) -> None:
        try:
            self._done(run(self.session, Undo(labels_only=True)))
        except OperationError:
            return
        self.latest = 0

    @invariant()
    def rules_hold(self) -> None:
        if hasattr(self, "session"):
            with self.session.db.read() as cur:
                assert verify(cur) == []

    def _target(self, ids: Any, frames: Any) -> Any:
        if frames is None:
            return only(*ids)
        from nblabel.domain.frame_choice import Every

        units = [unit(item, frame) for item in ids for frame in frames]
        return only(*ids).by_frame(Every()).filtered(*only(*units).where)

    def _done(self, change: Any) -> None:
        if change.op_id:
            self._remember(change.op_id)

    def _remember(self, op_id: int) -> None:
        self.before = self.states.get(max(self.states, default=0), {})
        self.states[op_id] = self._state(None)
        self.latest = op_id

    def _objects(self) -> list[int]:
        with self.session.db.read() as cur:
            rows = cur.execute('SELECT DISTINCT object_id FROM "object" WHERE op_to IS NULL ORDER BY 1').rows()
        return [ident for (ident,) in rows]

    def _state(self, as_of: int | None) -> dict[str, Any]:
        """The rows that stand, without when they began."""
        scope = self.session.scope(as_of)
        found = {}
        with self.session.db.read() as cur:
            for table in TABLES:
                where = scope.rows()
                named = ", ".join(f'"{name}"' for name in table.content)
                rows = cur.execute(f'SELECT {named} FROM "{table.name}" WHERE {where.sql}', where.values).rows()
                found[table.name] = sorted(map(repr, rows))
        return found


PredictionsMachine.TestCase.settings = settings(
    max_examples=examples(6), stateful_step_count=10, deadline=None, suppress_health_check=list(HealthCheck)
)
TestPredictions = PredictionsMachine.TestCase
