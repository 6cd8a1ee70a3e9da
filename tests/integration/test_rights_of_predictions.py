"""Who may add the predictions of a source and delete them (S0.11): the admins, through whichever door."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.integration.page import Refused, opened

import nblabel as nb
from nblabel.domain.workflow import ROLES, Role
from nblabel.errors import NotAllowed
from nblabel.project import Project


def predicted(project: Project, answer: str = "cat") -> list[dict[str, object]]:
    ids = project.items.ids()[:6].tolist()
    return [{"item_id": one, "question": "Animal", "answer": answer, "confidence": 0.9} for one in ids]


def state(project: Project) -> Any:
    with project._session.db.read() as cur:
        rows = {
            name: cur.execute(f"SELECT * FROM {name}").rows() for name in ("prediction", "predicted_object", "source")
        }
        return rows | {"op": cur.execute("SELECT op_id, kind, counts FROM op").rows()}


# With Ben's project, and another handle that he has on it.
DOORS: dict[str, Callable[[Project, Project], object]] = {
    "add a source of one's own": lambda ben, _: ben.add_predictions(predicted(ben), source="mine"),
    "replace those that stand": lambda ben, _: ben.add_predictions(predicted(ben, "dog"), source="resnet"),
    "add by another handle": lambda _, again: again.add_predictions(predicted(again), source="again"),
    "delete": lambda ben, _: ben.predictions("vgg").delete(),
    "delete by another handle": lambda _, again: again.predictions("yolo").delete(),
}


@pytest.fixture
def team(project: Project) -> Project:
    """Three sources of predictions, and somebody in every role."""
    for source in ("resnet", "vgg", "yolo"):
        project.add_predictions(predicted(project), source=source)
    for role in ROLES:
        project.members.add(f"ben the {role}", role)
    return project


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("door", DOORS)
def test_s0_11_only_admins_add_and_delete_predictions(team: Project, role: Role, door: str) -> None:
    name, before = f"ben the {role}", state(team)
    with nb.open(team.path, annotator=name) as ben, nb.open(team.path, annotator=name) as again:
        if role == "admin":
            DOORS[door](ben, again)
            assert state(team) != before
            return
        with pytest.raises(NotAllowed, match=f"{role.capitalize()}s may not add or delete predictions: only admins"):
            DOORS[door](ben, again)
    assert state(team) == before


@pytest.mark.parametrize("role", ["reviewer", "annotator"])
def test_s0_11_an_undo_of_ones_own_is_no_way_to_delete_predictions(team: Project, role: Role) -> None:
    """Somebody who was an admin once added some and deleted others."""
    name = "ben the admin"
    with nb.open(team.path, annotator=name) as ben:
        added = ben.add_predictions(predicted(ben), source="mine")
        deleted = ben.predictions("vgg").delete()
        team.members.set_role(name, role)
        before = state(team)
        for call in (added.undo, deleted.undo, ben.undo):
            with pytest.raises(NotAllowed, match="only admins may"):
                call()
        assert state(team) == before
        team.members.set_role(name, "admin")
        assert deleted.undo().applied == added.undo().applied == 6


@pytest.mark.parametrize("role", ROLES)
def test_s0_11_to_accept_and_reject_them_goes_by_the_item(team: Project, role: Role) -> None:
    team.items[0].set_status("complete")
    with nb.open(team.path, annotator=f"ben the {role}") as ben:
        rejected = ben.predictions("resnet").reject(ben.items[:2])
        accepted = ben.predictions("vgg").accept(view=ben.items[:2])
        expected = (2, 0) if role == "admin" else (1, 1)
        assert (rejected.applied, rejected.blocked) == (accepted.applied, accepted.blocked) == expected
        assert accepted.undo().applied == rejected.undo().applied == expected[0]


@pytest.mark.usefixtures("comms")
@pytest.mark.parametrize("op", ["forget_predictions", "delete_predictions", "add_predictions"])
def test_s0_11_a_page_has_no_message_that_adds_or_deletes_them(team: Project, op: str) -> None:
    page = opened(team.items.grid())
    before = state(team)
    with pytest.raises(Refused) as refusal:
        page.write(op, source="resnet")
    assert refusal.value.code == "protocol"
    assert state(team) == before
