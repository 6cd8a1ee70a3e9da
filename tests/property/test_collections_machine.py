"""Adding, removing, refreshing, renaming, freezing, undo and redo in any order: collections equal Python sets, and their
titles are the tags of just their members."""

from __future__ import annotations

import copy
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from tests.conftest import examples
from tests.property.pets import ONTOLOGY, make, only

from nblabel.domain.answers import answer
from nblabel.domain.changes import Change
from nblabel.domain.collecting import (
    Collect,
    DropCollection,
    EditCollection,
    RefreshCollection,
    SaveCollection,
    SetRules,
)
from nblabel.domain.commands import Classify, Clear, Command, Redo, Undo
from nblabel.domain.fields import F
from nblabel.domain.query import InCollection, Query
from nblabel.domain.units import item_of, unit
from nblabel.errors import CollectionError, OperationError
from nblabel.ops import run
from nblabel.store.checking.verify import verify
from nblabel.store.collections import members
from nblabel.store.query import views
from nblabel.store.reading import tiles

ITEMS, FRAMES = 4, 5
TITLES = ("night", "dusk", "calm")
items = st.sets(st.integers(1, ITEMS), min_size=1)
frames = st.sets(st.tuples(st.integers(1, ITEMS), st.integers(0, FRAMES - 1)).map(lambda at: unit(*at)), min_size=1)
titles = st.sampled_from(TITLES)
picks = st.integers(0, 5)
CATS, DOGS = Query().filtered(F["Animal"] == "cat"), Query().filtered(F["Animal"] == "dog")
QUERIES = {"cat": CATS, "dog": DOGS}


@dataclass
class Shelf:
    """One collection: what its rules found when it was last asked, and what was done by hand."""

    rule: str | None
    live: bool
    ruled: set[int] = field(default_factory=set)
    added: set[int] = field(default_factory=set)
    removed: set[int] = field(default_factory=set)


@dataclass
class World:
    """What everything is, as plain sets."""

    animals: dict[int, str] = field(default_factory=dict)
    shelves: dict[str, Shelf] = field(default_factory=dict)

    def found(self, rule: str | None) -> set[int]:
        return {item for item, animal in self.animals.items() if animal == rule}

    def members(self, shelf: Shelf) -> set[int]:
        ruled = self.found(shelf.rule) if shelf.live else shelf.ruled
        return (ruled - shelf.removed) | shelf.added


class CollectionsMachine(RuleBasedStateMachine):
    @initialize()
    def start(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.session = make(Path(self.folder.name) / "pets.duckdb", ITEMS)
        self.world = World()
        self.undo_stack: list[World] = []
        self.redo_stack: list[World] = []
        self._classify({1, 2}, "cat")

    def pick(self, number: int) -> str:
        """The title of a collection there is."""
        return sorted(self.world.shelves)[number % len(self.world.shelves)]

    def teardown(self) -> None:
        if hasattr(self, "session"):
            with self.session.db.read() as cur:
                assert verify(cur) == []
            self.session.close()
            self.folder.cleanup()

    def change(self, command: Command, world: World) -> Change:
        """Carry out; `world` is what it should make of everything."""
        change = run(self.session, command)
        if change.op_id:
            self.undo_stack.append(self.world)
            self.redo_stack.clear()
        else:
            assert world == self.world
        self.world = world
        return change

    def copied(self) -> World:
        return copy.deepcopy(self.world)

    @rule(ids=items, animal=st.sampled_from(["cat", "dog"]))
    def classify(self, ids: set[int], animal: str) -> None:
        self._classify(ids, animal)

    def _classify(self, ids: set[int], animal: str) -> None:
        world = self.copied()
        if all(world.animals.get(item) == animal for item in ids):
            return
        world.animals |= dict.fromkeys(ids, animal)
        self.change(Classify(target=only(*ids), answer=answer(ONTOLOGY, "Animal", animal), override=True), world)

    @rule(ids=items)
    def clear(self, ids: set[int]) -> None:
        world = self.copied()
        if not ids & world.animals.keys():
            return
        for item in ids:
            world.animals.pop(item, None)
        self.change(Clear(target=only(*ids), root=ONTOLOGY.root("Animal").ident), world)

    @rule(title=titles, what=st.sampled_from(["cat", "dog"]), live=st.booleans())
    def save(self, title: str, what: str, live: bool) -> None:
        world = self.copied()
        ids = world.found(what)
        if title in world.shelves or (not ids and not live):
            return
        world.shelves[title] = Shelf(what, live, set() if live else ids)
        self.change(SaveCollection(target=QUERIES[what], title=title, live=live), world)

    @rule(title=titles, ids=st.one_of(items, frames))
    def save_a_selection(self, title: str, ids: set[int]) -> None:
        world = self.copied()
        if title in world.shelves:
            return
        world.shelves[title] = Shelf(None, False, added=set(ids))
        self.change(SaveCollection(target=only(*ids), title=title), world)

    @precondition(lambda self: self.world.shelves)
    @rule(at=picks, ids=st.one_of(items, frames), remove=st.booleans())
    def collect(self, at: int, ids: set[int], remove: bool) -> None:
        title, world = self.pick(at), self.copied()
        shelf = world.shelves[title]
        held = world.members(shelf)
        is_mixed = self.sort_of(shelf) not in (None, self.sort(ids))
        command = Collect(title=title, target=only(*ids), remove=remove)
        if is_mixed and not remove:
            try:
                run(self.session, command)
            except CollectionError:
                return
            raise AssertionError("frames were added to items")
        if remove:
            gone = ids & held
            shelf.ruled, shelf.added = shelf.ruled - gone, shelf.added - gone
            shelf.removed |= gone if shelf.rule else set()
        else:
            new = ids - held
            shelf.removed, shelf.added = shelf.removed - new, shelf.added | new
        change = self.change(command, world)
        assert change.counts.get("applied", 0) == len(ids & held if remove else ids - held)

    @precondition(lambda self: self.world.shelves)
    @rule(at=picks)
    def refresh(self, at: int) -> None:
        title, world = self.pick(at), self.copied()
        shelf = world.shelves[title]
        if shelf.rule is None:
            return
        if not shelf.live:
            shelf.ruled = world.found(shelf.rule) - shelf.removed - shelf.added
        self.change(RefreshCollection(title=title), world)

    @precondition(lambda self: self.world.shelves)
    @rule(at=picks, what=st.sampled_from(["cat", "dog"]))
    def set_rules(self, at: int, what: str) -> None:
        title, world = self.pick(at), self.copied()
        shelf = world.shelves[title]
        if shelf.rule == what or self.sort_of(shelf) == "frames":
            return
        shelf.rule = what
        if not shelf.live:
            shelf.ruled = world.found(what) - shelf.removed - shelf.added
        self.change(SetRules(title=title, query=QUERIES[what]), world)

    @precondition(lambda self: self.world.shelves)
    @rule(at=picks, live=st.booleans())
    def turn(self, at: int, live: bool) -> None:
        title, world = self.pick(at), self.copied()
        shelf = world.shelves[title]
        if shelf.rule is None:
            return
        if shelf.live != live:
            shelf.live = live
            shelf.ruled = set() if live else world.found(shelf.rule) - shelf.removed - shelf.added
        self.change(EditCollection(title=title, live=live), world)

    @precondition(lambda self: self.world.shelves)
    @rule(at=picks, other=titles)
    def rename(self, at: int, other: str) -> None:
        title, world = self.pick(at), self.copied()
        if other in world.shelves:
            return
        world.shelves[other] = world.shelves.pop(title)
        self.change(EditCollection(title=title, new_title=other), world)

    @precondition(lambda self: self.world.shelves)
    @rule(at=picks)
    def drop(self, at: int) -> None:
        title, world = self.pick(at), self.copied()
        del world.shelves[title]
        self.change(DropCollection(title=title), world)

    @precondition(lambda self: self.undo_stack)
    @rule()
    def undo(self) -> None:
        run(self.session, Undo())
        self.redo_stack.append(self.world)
        self.world = self.undo_stack.pop()

    @precondition(lambda self: self.redo_stack)
    @rule()
    def redo(self) -> None:
        run(self.session, Redo())
        self.undo_stack.append(self.world)
        self.world = self.redo_stack.pop()

    @precondition(lambda self: len(self.undo_stack) > 2)
    @rule(back=st.integers(1, 6))
    def undo_an_old_one(self, back: int) -> None:
        """Whatever is undone out of order: the rules of the file hold. (The model goes on with what the file says.)"""
        with self.session.db.read() as cur:
            latest = int(cur.execute("SELECT max(op_id) FROM op").value())
        try:
            run(self.session, Undo(op_id=max(3, latest - back)))
        except OperationError:
            return
        with self.session.db.read() as cur:
            assert verify(cur) == []
        self.resync()

    def resync(self) -> None:
        with self.session.db.read() as cur:
            scope = self.session.scope(cur=cur)
            found = tiles.tiles(cur, scope, range(1, ITEMS + 1))
            names = {option.ident: option.name for option in ONTOLOGY["Animal"].choices}
            animals = {
                tile.id: names[part.options[0]] for tile in found for part in tile.parts if part.options[0] in names
            }
            shelves = {}
            for kept in scope.collections:
                rule = next((name for name in QUERIES if kept.query and f'"{name}"' in kept.query), None)
                ways = [set(members.listed(cur, 1, kept, (way,)).tolist()) for way in ("rule", "added", "removed")]
                shelves[kept.title] = Shelf(rule, kept.is_live, *ways)
        self.world = World(animals, shelves)
        self.undo_stack.clear()
        self.redo_stack.clear()

    @invariant()
    def collections_are_sets(self) -> None:
        if not hasattr(self, "session"):
            return
        with self.session.db.read() as cur:
            scope = self.session.scope(cur=cur)
            assert {kept.title: kept.is_live for kept in scope.collections} == {
                title: shelf.live for title, shelf in self.world.shelves.items()
            }
            for kept in scope.collections:
                shelf = self.world.shelves[kept.title]
                wanted = self.world.members(shelf)
                assert set(members.now(cur, scope, kept).tolist()) == wanted
                query = Query(where=(InCollection(kept.title),))
                assert set(views.ids(cur, scope, query).tolist()) == {item_of(ident) for ident in wanted}
            tagged = {tile.id: set(tile.tags) for tile in tiles.tiles(cur, scope, range(1, ITEMS + 1))}
            assert tagged == {
                item: {
                    title
                    for title, shelf in self.world.shelves.items()
                    if item in {item_of(ident) for ident in self.world.members(shelf)}
                }
                for item in range(1, ITEMS + 1)
            }

    def sort(self, ids: set[int]) -> str:
        return "frames" if max(ids) > 2**32 else "items"

    def sort_of(self, shelf: Shelf) -> str | None:
        """What it holds: with rules that are asked, items."""
        if shelf.live:
            return "items"
        held = shelf.ruled | shelf.added | shelf.removed
        return self.sort(held) if held else None


TestCollectionsMachine = CollectionsMachine.TestCase
TestCollectionsMachine.settings = settings(
    max_examples=examples(12), stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)
