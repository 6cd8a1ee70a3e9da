"""The requirements of roles and rights, as a user of the Python API and a page meet them."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.integration.page import Refused, opened
from tests.integration.workflow import other, refused, state

import nblabel as nb
from nblabel.domain.workflow import ASSIGNEES, ROLES, STATUSES, Role, may_edit
from nblabel.errors import NotAllowed, OperationError, TaskError
from nblabel.project import Project
from nblabel.view import View


def test_s0_4_a_manual_qa_project_refuses_bulk_and_writes_nothing(tmp_path: Path, pictures: Path) -> None:
    with nb.open(tmp_path / "qa.duckdb", annotator="ada", kind="manual_qa") as project:
        project.add(pictures)
        project.ontology = nb.Ontology(nb.Radio("Animal", ["cat", "dog"]))
        refused(project, lambda: project.items.classify("Animal", "cat"), "needs a project with a workflow.*manual_qa")
        task = project.tasks.create("all", project.items, assignees=["ada"])
        refused(project, lambda: task.classify("Animal", "cat"), "manual_qa")
        assert project.items[0].classify("Animal", "cat").applied == 1


# Held is what goes through a task: tests/integration/test_holds.py, tests/unit/ops/test_rights.py.
COMBINATIONS = [(status, whose) for status, whose in itertools.product(STATUSES, ASSIGNEES) if whose != "held"]


@pytest.mark.usefixtures("comms")
@pytest.mark.parametrize("role", ROLES)
def test_s0_11_every_combination_has_one_verdict_by_python_page_and_other_handle(project: Project, role: Role) -> None:
    """Classify, clear and paint on three items of each status and assignee, from three doors."""
    project.items.classify("Animal", "dog")
    for place, (status, whose) in enumerate(COMBINATIONS):
        group = project.items[3 * place : 3 * place + 3]
        if whose != "nobody":
            group.assign("ben" if whose == "me" else "cleo")
        group.set_status(status)
    animal = project.ontology.root("Animal")
    cat = [{"question": animal.ident, "options": [animal.choices[0].ident]}]
    with other(project, "ben", role) as first, other(project, "ben", role) as second:
        widget = first.items.grid()
        page = opened(widget)
        gen = page.ask("hello", client="t", protocol=widget.protocol)["gen"]
        for place, (status, whose) in enumerate(COMBINATIONS):
            own = first.items[3 * place : 3 * place + 3]
            item = int(own.ids()[0])
            page.ask("rows", gen=gen, first=3 * place, count=3)  # so that the click is decided on what was seen
            forged = {"target": {"ids": [item]}, "question": animal.ident}
            painted = {"question": animal.ident, "answers": cat}
            doors: dict[str, Callable[[], Any]] = {
                "a click": partial(page.write, "classify", answers=cat, override=True, **forged),
                "python": partial(own[0].classify, "Animal", "neither", override=True),
                "another handle": partial(second.items[3 * place + 1].classify, "Animal", "cat", override=True),
                "clear": partial(own[2].clear, "Animal"),
                "clear by message": partial(page.write, "clear", **forged),
                "paint": partial(page.write, "paint", ids=[item], erase=[], **painted),
                "erase": partial(page.write, "paint", ids=[], erase=[item], **painted),
            }
            _hold_to(project, doors, may_edit(role, status, whose), (status, whose))
            _hold_bulk_to(project, own, may_edit(role, status, whose))
        widget.close()


def _hold_to(project: Project, doors: dict[str, Callable[[], Any]], allowed: bool, where: object) -> None:
    for name, door in doors.items():
        before = state(project)
        try:
            door()
            verdict = True
        except NotAllowed:
            verdict = False
        except Refused as refusal:
            verdict = refusal.code != "not_allowed"
        assert verdict == allowed, (name, where)
        assert (state(project) == before) != allowed, (name, where)


def _hold_bulk_to(project: Project, own: View, allowed: bool) -> None:
    before = state(project)["label"]
    bulk = own.classify("Animal", "neither", override=True)
    assert (bulk.applied, bulk.blocked) == ((3, 0) if allowed else (0, 3))
    assert own.classify("Animal", "cat", override=True, dry_run=True).blocked == (0 if allowed else 3)
    assert (state(project)["label"] == before) != allowed


def test_s0_11_an_undo_is_no_way_around_the_rights(project: Project) -> None:
    mine = project.items[0].classify("Animal", "cat")
    project.items[0].assign("cleo")
    members = project.members.add("ben")
    project.members.add("rea", "reviewer")
    task = project.tasks.create("batch", project.items[:2])
    with other(project, "ben") as ben, other(project, "rea") as rea:
        for operation in (mine, members):
            says = "Annotators may not undo .* it was done by ada, and you are ben"
            refused(project, lambda operation=operation: ben.undo(operation.op_id), says)  # type: ignore[misc]
        refused(project, lambda: rea.undo(), "nothing that you .rea. did", OperationError)
        with other(project, "ada", "reviewer") as demoted:
            refused(project, lambda: demoted.undo(), "Reviewers may not undo .*: only admins may")
            project.items[1].set_status("complete")
            refused(project, lambda: demoted.undo(), "Reviewers may not undo")
        project.submit(project.items[2])
        approval = rea.approve(rea.items[2])
        assert rea.undo().applied == 1, "her own approval she may take back"
        rea.redo()
        with other(project, "rea") as again:
            assert again.undo(approval.op_id).applied == 1
    assert len(task.items) == 2


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda project: project.members.add("zoe"), "may not change who works on the project"),
        (lambda project: project.members.set_role("ben", "admin"), "may not change who works"),
        (lambda project: project.tasks.create("mine", project.items), "may not make tasks"),
        (lambda project: project.tasks["batch"].edit(priority=3), "may not change tasks"),
        (lambda project: project.tasks["batch"].add(project.items), "may not add to tasks"),
        (lambda project: project.tasks.remove("batch"), "may not remove tasks"),
        (lambda project: project.items[0].assign("ben"), "may not assign items"),
        (lambda project: project.tasks["batch"].unassign(project.items[0]), "may not assign items"),
        (lambda project: project.approve(project.items[5]), "may not approve"),
        (lambda project: project.reject(project.items[5], reason="no"), "may not reject"),
        (lambda project: project.reopen(project.items[6]), "may not reopen"),
        (lambda project: project.items[5].set_status("annotate"), "may not"),
        (lambda project: project.items[5].set_status("complete"), "may not move items to complete"),
        (lambda project: project.submit(project.items[1]), "assigned to rea, and you are ben"),
        (lambda project: project.tasks["batch"].set_status(project.items[1], "look"), "assigned to rea"),
    ],
)
def test_s0_11_what_is_not_an_annotators_is_refused(project: Project, call: Any, says: str) -> None:
    project.members.add("ben")
    project.members.add("rea", "reviewer")
    project.tasks.create("batch", project.items[:2], assignees=["ben", "rea"], statuses=["look"])
    project.items[5].set_status("review")
    project.items[6].set_status("complete")
    with other(project, "ben") as ben:
        refused(project, lambda: call(ben), says)


def test_nobody_gets_more_rights_than_the_list_gives_and_changes_of_it_hold_at_once(project: Project) -> None:
    project.members.add("ana")
    assert dict(project.members.to_df().itertuples(index=False)) == {"ada": "admin", "ana": "annotator"}
    refused(
        project,
        lambda: other(project, "ana", "reviewer"),
        '"ana" is annotator in this project and may not open it as reviewer',
    )
    refused(project, lambda: other(project, "zoe"), '"zoe" is no member of this project. Members: ada .admin., ana')
    with nb.open(project.path, annotator="zoe", read_only=True) as looking:
        assert (looking.role, len(looking)) == ("annotator", 40)
    project.members.set_role("ana", "reviewer")
    project.items[:2].set_status("review")
    with other(project, "ana") as ana, other(project, "ana", "annotator") as lower:
        assert (ana.role, lower.role) == ("reviewer", "annotator")
        ana.items[0].classify("Animal", "cat")
        refused(project, lambda: lower.items[1].classify("Animal", "cat"), "it is in review")
        project.members.set_role("ana", "annotator")
        refused(project, lambda: ana.items[1].classify("Animal", "cat"), "Annotators may not change")
        project.members.remove("ana")
        refused(project, lambda: ana.items[3].classify("Animal", "cat"), "is no member of the project")
        project.undo()
        ana.items[3].classify("Animal", "cat")


def test_the_list_of_members_keeps_an_admin_and_says_what_is_wrong(project: Project) -> None:
    refused(project, lambda: project.members.add("ada", "reviewer"), "The first member is an admin", TaskError)
    project.members.add("ada", "admin")
    project.members.add("ana")
    refused(project, lambda: project.members.remove("ada"), "ana would be left without one", TaskError)
    refused(project, lambda: project.members.set_role("ada", "reviewer"), "Somebody must stay admin", TaskError)
    refused(project, lambda: project.members.add("ana"), '"ana" is a member already, as annotator', TaskError)
    refused(
        project, lambda: project.members.set_role("anna", "admin"), 'No member "anna".*Did you mean "ana"', TaskError
    )
    refused(project, lambda: project.items.assign("anna"), 'No member "anna"', TaskError)
    for _ in range(2):
        project.undo()
    assert len(project.members) == 0


@pytest.mark.parametrize("role", ["reviewer", "annotator"])
def test_s0_11_items_and_questions_are_the_admins_and_so_is_taking_them_back(project: Project, role: str) -> None:
    before = len(project), project.ontology, len(project.history())
    with nb.open(project.path, annotator="zoe", role=role) as other:  # type: ignore[arg-type]
        for change in (
            lambda: other.add([np.zeros((8, 8, 3), np.uint8)]),
            lambda: other.register({"images": [{"objectUrl": "https://example.org/a.jpg"}]}),
            lambda: setattr(other, "ontology", nb.Ontology(nb.Text("Other"))),
            lambda: other.dataset("night", title="Night"),
            lambda: other.undo(1),
        ):
            with pytest.raises(PermissionError, match=r"nly (ada and )?admins may"):
                change()
    assert (len(project), project.ontology, len(project.history())) == before
