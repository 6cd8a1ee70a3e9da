"""Operations, the past and other projects, where they are not what was asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.integration.bad_input.world import World, refused

from nblabel import F
from nblabel.errors import OperationError
from nblabel.project import Project


def test_items_of_another_project_are_not_found_in_this_one(world: World) -> None:
    strangers = [int(ident) for ident in world.other.items.ids()[:2]]
    refused(world, lambda world: world.project.filter(F.id.is_in(strangers)).tag("x"), "belongs to another one")
    refused(world, lambda world: world.project.filter(F.id.is_in([10**9])).classify("Animal", "cat"), "No item with")


def test_an_operation_of_another_project_is_not_undone_here(world: World) -> None:
    receipt = world.other[:1].tag("theirs")
    refused(world, lambda world: world.project.undo(receipt.op_id), f"No operation {receipt.op_id} in this project")
    assert len(world.project.filter(F.receipt(receipt.op_id, "applied"))) == 0
    receipt.undo()


OPERATIONS: dict[str, Callable[[Project], object]] = {
    "undo of what never was": lambda project: project.undo(99_999),
    "undo of a text": lambda project: project.undo("last"),  # type: ignore[arg-type]
    "undo of True": lambda project: project.undo(True),
    "undo of a fraction": lambda project: project.undo(1.0),  # type: ignore[arg-type]
    "at what never was": lambda project: project.at(99_999),
    "at a fraction": lambda project: project.at(1.5),  # type: ignore[arg-type]
    "at a text": lambda project: project.at("yesterday"),  # type: ignore[arg-type]
    "before the beginning": lambda project: project.at(-1),
    "a history of a text": lambda project: project.history("all"),  # type: ignore[arg-type]
    "a history below 0": lambda project: project.history(-1),
    "redo of nothing": lambda project: project.redo(),
    "a listener that cannot be called": lambda project: project.observe(3),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_that_is_not_there_is_refused(world: World, name: str) -> None:
    refused(world, lambda world: OPERATIONS[name](world.project), "", OperationError)


PAST: dict[str, Callable[[Any], object]] = {
    "classify": lambda view: view.classify("Animal", "cat"),
    "a plan": lambda view: view.classify("Animal", "cat", dry_run=True),
    "clear": lambda view: view.clear("Animal"),
    "tag": lambda view: view.tag("x"),
    "set_status": lambda view: view.set_status("review"),
    "an item": lambda view: view[0].classify("Animal", "cat"),
}


@pytest.mark.parametrize("name", PAST)
def test_the_past_can_be_read_only(world: World, name: str) -> None:
    past = world.project.at(2).items
    refused(world, lambda world: PAST[name](past), "as of operation 2: it can be read only", OperationError)


def test_a_listener_that_fails_does_not_make_a_saved_change_look_lost(world: World) -> None:
    def fail(change: object) -> None:
        raise RuntimeError("out of ink")

    stop = world.project.observe(fail)
    with pytest.warns(RuntimeWarning, match=r"Operation \d+ is saved, but a listener .*out of ink"):
        receipt = world.project[:1].tag("heard")
    stop()
    stop()
    assert len(world.project.filter(F.tags.has("heard"))) == 1
    receipt.undo()
