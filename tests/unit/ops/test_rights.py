"""Every way to write, held against the pure rule of role, status and assignee (S0.11), of what others hold too (S1.21)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.property.pets import ONTOLOGY, make, only

from nblabel import shapes
from nblabel.domain.answers import answer
from nblabel.domain.commands import (
    Classify,
    Clear,
    Command,
    ItemCommand,
    Paint,
    Redo,
    SetOntology,
    SetStatus,
    Tag,
    Undo,
)
from nblabel.domain.frames import Frames
from nblabel.domain.marking import AddObject, DeleteObjects, MoveObject, SetAttribute
from nblabel.domain.objects import Box
from nblabel.domain.ontology import Ontology
from nblabel.domain.predicting import Accept, Reject
from nblabel.domain.query import Ids, Query
from nblabel.domain.questions.radio import Radio
from nblabel.domain.tasking import Assign, CreateTask, Move, SetTaskStatus, Status
from nblabel.domain.workflow import (
    ACTIONS,
    ASSIGNEES,
    MOVES,
    ROLES,
    STATUSES,
    Assignee,
    Role,
    may_act,
    may_edit,
    may_move,
)
from nblabel.domain.workflow import Status as WorkflowStatus
from nblabel.errors import NblabelError, NotAllowed
from nblabel.ops import Session, run
from nblabel.ops.holding import is_through_task
from nblabel.ops.predicting.predict import add_predictions
from nblabel.store.file.marker import log_of
from nblabel.store.work import holds

WHOLE = Ontology(*ONTOLOGY.questions, Box("Head", [Radio("Ears", ["up", "down"])]))
HEAD = WHOLE.object_class("Head").ident
EARS = WHOLE.attributes(HEAD).questions[0].ident
CAT, DOG = (answer(WHOLE, "Animal", name) for name in ("cat", "dog"))
DARK, CUT = (answer(WHOLE, "Flags", [name]) for name in ("dark", "cut"))
GOOD = answer(WHOLE, "Quality", 4)
PLACES: list[tuple[WorkflowStatus, Assignee]] = list(product(STATUSES, ASSIGNEES))
PICTURE = Frames(0, 0)
HELD = [item for item, (_, whose) in enumerate(PLACES, 1) if whose == "held"]


def seen_as(whose: Assignee, command: Command) -> Assignee:
    """What is held is so through a task; otherwise it is another's, as what was given to them."""
    return "other" if whose == "held" and not is_through_task(command) else whose


def through_task(command: Command) -> Command:
    """The same through the task of all items, where a command can name one."""
    return replace(command, task=1) if isinstance(command, ItemCommand) else command


class World:
    """Items, one of each status and assignee; Ben has one role. What is held, cleo has open in a task of all items."""

    def __init__(self, path: Path, role: Role) -> None:
        self.path = path
        self.ada = make(path, len(PLACES))
        self.ben = Session(self.ada.db, 1, "ben", "admin")
        self.prepare()
        for item, (status, whose) in enumerate(PLACES, 1):
            if whose in ("me", "other"):
                run(self.ada, Assign(shares=(("ben" if whose == "me" else "cleo", only(item)),)))
            run(self.ada, SetStatus(target=only(item), status=status))
        self.keep_open()
        self.ben.role = role

    def keep_open(self) -> None:
        """What moves on is held by nobody, so that it is taken again."""
        now = datetime.now(UTC)
        with self.ada.db.write() as cur:
            for item in HELD:
                holds.hold(cur, self.ada.scope(cur=cur), 1, item, "cleo", now, now + timedelta(hours=1))

    def prepare(self) -> None:
        """What was before."""

    def state(self) -> Any:
        """Changes with everything that is committed: the log beside the file grows."""
        return [beside.stat().st_size for beside in (self.path, log_of(self.path)) if beside.exists()]


class Written(World):
    """Where Ben wrote on each item before."""

    def prepare(self) -> None:
        run(self.ada, SetOntology(data=WHOLE.to_dict()))
        every = range(1, len(PLACES) + 1)
        for source in ("resnet", "vgg"):
            rows = [{"item_id": item, "question": "Animal", "answer": "cat", "confidence": 0.9} for item in every]
            add_predictions(self.ada, rows, name=source)
        self.task = 1
        run(self.ada, CreateTask(name="batch", target=Query(), statuses=(Status("look"),)))
        run(self.ada, Classify(target=Query(), answer=DOG))
        run(self.ada, Tag(target=Query(), tag="day"))
        self.objects = {item: self._mark(item) for item in every}
        self.done = {item: self._do(Classify(target=only(item), answer=GOOD)) for item in every}
        self.tagged = {item: self._do(Tag(target=only(item), tag="dusk")) for item in every}
        self.rejected = {item: self._do(Reject(target=only(item), source="vgg", root=CAT.root)) for item in every}
        self.undone = {}
        for item in every:
            done = self._do(Classify(target=only(item), answer=DARK))
            self.undone[item] = self._do(Undo(op_id=done))

    def _do(self, command: Command) -> int:
        return run(self.ben, command).op_id

    def _mark(self, item: int) -> list[int]:
        box = shapes.Box(1, 1, 5, 5)
        for _ in range(2):
            run(self.ada, AddObject(item=item, cls=HEAD, shape=box, frames=PICTURE))
        with self.ada.db.read() as cur:
            rows = cur.execute("SELECT DISTINCT object_id FROM object WHERE item_id = ? ORDER BY 1", [item]).rows()
        return [ident for (ident,) in rows]


# Each way to change what an item carries, in an order in which none of them takes another one's work away.
EDITS: dict[str, Callable[[Written, int], Command]] = {
    "classify": lambda _, item: Classify(target=only(item), answer=CAT, override=True),
    "clear": lambda _, item: Clear(target=only(item), root=CAT.root),
    "paint": lambda _, item: Paint(answer=DOG, apply=only(item)),
    "erase": lambda _, item: Paint(answer=DOG, erase=only(item)),
    "tag": lambda _, item: Tag(target=only(item), tag="night"),
    "untag": lambda _, item: Tag(target=only(item), tag="day", remove=True),
    "accept": lambda _, item: Accept(target=only(item), source="resnet"),
    "reject": lambda _, item: Reject(target=only(item), source="resnet"),
    "mark an object": lambda _, item: AddObject(item=item, cls=HEAD, shape=shapes.Box(2, 2, 3, 3), frames=PICTURE),
    "move an object": lambda world, item: MoveObject(
        object_id=world.objects[item][0], shape=shapes.Box(3, 3, 3, 3), frames=PICTURE
    ),
    "an attribute": lambda world, item: SetAttribute(
        object_id=world.objects[item][0], root=EARS, answer=answer(WHOLE.attributes(HEAD), "Ears", "up")
    ),
    "delete an object": lambda world, item: DeleteObjects(object_ids=(world.objects[item][1],)),
    "status of a task": lambda world, item: SetTaskStatus(task=world.task, target=only(item), status="look"),
    "undo an answer": lambda world, item: Undo(op_id=world.done[item]),
    "undo a tag": lambda world, item: Undo(op_id=world.tagged[item]),
    "undo a rejection": lambda world, item: Undo(op_id=world.rejected[item]),
    "redo an answer": lambda world, item: Undo(op_id=world.undone[item]),
}


@pytest.mark.parametrize("role", ROLES)
def test_s0_11_every_way_to_write_has_the_verdict_of_the_rule(tmp_path: Path, role: Role) -> None:
    world = Written(tmp_path / "pets.duckdb", role)
    for item, (status, whose) in enumerate(PLACES, 1):
        for name, edit in EDITS.items():
            own, through = edit(world, item), through_task(edit(world, item))
            if whose == "held" and is_through_task(through):
                _hold(world, through, may_edit(role, status, "held"), (name, status, "through a task"))
            _hold(world, own, may_edit(role, status, seen_as(whose, own)), (name, status, whose))
    world.ada.db.close()


@pytest.mark.parametrize("role", ROLES)
def test_s0_11_the_keys_of_undo_and_redo_have_it_too(tmp_path: Path, role: Role) -> None:
    """The last thing done, and the last undone, on an item of each status and assignee."""
    world = World(tmp_path / "pets.duckdb", role)

    def as_admin(command: Command) -> None:
        world.ben.role = "admin"
        run(world.ben, command)
        world.ben.role = role

    for item, (status, whose) in enumerate(PLACES, 1):
        allowed = may_edit(role, status, seen_as(whose, Undo()))
        as_admin(Classify(target=only(item), answer=CUT, override=True))
        _hold(world, Undo(), allowed, ("undo", status, whose))
        if not allowed:
            as_admin(Undo())
        _hold(world, Redo(), allowed, ("redo", status, whose))
    world.ada.db.close()


@pytest.mark.parametrize("role", ROLES)
def test_s0_11_a_status_is_set_where_the_rule_has_a_way(tmp_path: Path, role: Role) -> None:
    world = World(tmp_path / "pets.duckdb", role)
    run(world.ada, CreateTask(name="batch", target=Query()))
    for item, (status, whose) in enumerate(PLACES, 1):
        for target in STATUSES:
            if status != target:
                allowed = may_move(role, status, target, seen_as(whose, Undo()))
                _hold_moving(world, SetStatus(target=only(item), status=target), allowed, (status, target, whose))
                run(world.ada, SetStatus(target=only(item), status=status))
        for action in ACTIONS:
            if (action, status) in MOVES and status != MOVES[action, status].target:
                allowed = may_act(role, action, status, seen_as(whose, Undo()))
                move = Move(target=only(item), action=action, reason="no")
                _hold_moving(world, move, allowed, (status, action, whose))
                run(world.ada, SetStatus(target=only(item), status=status))
    world.ada.db.close()


def _hold_moving(world: World, move: SetStatus | Move, allowed: bool, where: tuple[str, str, Assignee]) -> None:
    if where[-1] == "held":
        world.keep_open()
        _hold(world, through_task(move), False, (*where, "through a task"))
    _hold(world, move, allowed, where)


BULK: dict[str, Callable[[Query], Command]] = {
    "classify": lambda target: Classify(target=target, answer=CAT, override=True),
    "paint": lambda target: Paint(answer=DOG, apply=target),
    "clear": lambda target: Clear(target=target, root=CAT.root),
    "tag": lambda target: Tag(target=target, tag="night"),
    "untag": lambda target: Tag(target=target, tag="day", remove=True),
    "accept": lambda target: Accept(target=target, source="resnet"),
    "reject": lambda target: Reject(target=target, source="resnet"),
}


FREE = ("nobody", "held")


@pytest.mark.parametrize("through", [False, True])
@pytest.mark.parametrize("role", ROLES)
def test_s0_11_of_many_items_just_those_are_changed_that_the_rule_gives(
    tmp_path: Path, role: Role, through: bool
) -> None:
    world = Written(tmp_path / "pets.duckdb", role)
    target = Query().filtered(Ids(tuple(range(1, len(PLACES) + 1))))
    if through:  # every item is given to somebody in the task, as bulk changes there need
        free = Query().filtered(Ids(tuple(item for item, (_, whose) in enumerate(PLACES, 1) if whose in FREE)))
        run(world.ada, Assign(shares=(("ben", free),), task=1))
    for name, bulk in BULK.items():
        command = through_task(bulk(target)) if through else bulk(target)
        closed = [
            item
            for item, (status, whose) in enumerate(PLACES, 1)
            if not may_edit(role, status, seen_as(whose, command))
        ]
        change = run(world.ben, command)
        counts = (change.counts["applied"], change.counts.get("blocked", 0))
        assert counts == (len(PLACES) - len(closed), len(closed)), name
        assert set(change.items).isdisjoint(closed), name
        with world.ada.db.read() as cur:
            listed = cur.execute(
                "SELECT item_id FROM op_item WHERE op_id = ? AND outcome = 'blocked' ORDER BY 1", [change.op_id]
            ).arrays()["item_id"]
        assert np.array_equal(listed, closed), name
    world.ada.db.close()


def _hold(world: World, command: Command, allowed: bool, where: object) -> None:
    before = world.state()
    try:
        run(world.ben, command)
    except NotAllowed:
        verdict = False
    except NblabelError as problem:  # pragma: no cover
        raise AssertionError(f"{where}: {problem}") from problem
    else:
        verdict = True
    assert verdict == allowed, where
    assert (world.state() == before) != allowed, where
