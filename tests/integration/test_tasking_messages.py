"""The queue and the review screen, as their page speaks to the kernel."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests.integration.page import Page, Refused, opened

import nblabel as nb
from nblabel import F
from nblabel.domain.units import unit
from nblabel.project import Project

pytestmark = pytest.mark.usefixtures("comms")


@pytest.fixture
def page(project: Project) -> Iterator[Page]:
    widget = project.grid()
    made = opened(widget)
    made.ask("hello", client="test", protocol=widget.protocol)
    yield made
    widget.close()


def ids(project: Project, *places: int) -> list[int]:
    every = project.items.ids().tolist()
    return [every[place] for place in places]


def work(page: Page, name: str) -> dict[str, Any]:
    (found,) = [task for task in page.ask("queue")["tasks"] if task["name"] == name]
    return found


def test_items_move_through_the_workflow_and_each_reply_has_its_line_of_python(project: Project, page: Page) -> None:
    chosen = ids(project, 0, 1)
    page.ask("rows", gen=page.ask("hello", client="t", protocol="")["gen"], first=0, count=5)
    done = page.write("move", action="submit", target={"ids": chosen})
    assert done["counts"] == {"applied": 2}
    assert [row["status"] for row in done["rows"]] == ["review", "review"]
    assert done["code"].startswith("project.submit(")
    eval(done["code"], {"project": project, "F": F})  # the same once more: there already
    assert project.items[0].status == "review"
    with pytest.raises(Refused, match="A rejection needs a reason"):
        page.write("move", action="reject", target={"ids": chosen[:1]})
    back = page.write("move", action="reject", target={"ids": chosen[:1]}, reason="box too loose")
    assert back["rows"][0]["reason"] == "box too loose"
    page.write("move", action="approve", target={"ids": chosen[1:]})
    assert [project.items[place].status for place in (0, 1)] == ["annotate", "complete"]
    page.write("undo")
    assert project.items[1].status == "review"


def test_the_queue_tells_what_is_open_for_whom(project: Project, page: Page) -> None:
    project.tasks.create("batch 4", project.items[:10], assignees=["ada", "ben"], due="2027-01-31", priority=2)
    project.tasks.create("rest", project.items[10:20], allocation="pulling")
    project.submit(project.items[:2])
    project.reject(project.items[1], reason="wrong class")
    queue = page.ask("queue")
    assert [task["name"] for task in queue["tasks"]] == ["batch 4", "rest"]
    assert queue["team"] == {"annotate": 39, "review": 1, "complete": 0}
    mine = work(page, "batch 4")
    assert (mine["items"], mine["annotate"], mine["review"], mine["returned"]) == (5, 3, 1, 1)
    assert (mine["notes"], mine["due"], mine["priority"], mine["unassigned"]) == (["wrong class"], "2027-01-31", 2, 0)
    rest = work(page, "rest")
    assert (rest["items"], rest["annotate"], rest["unassigned"]) == (10, 10, 0)
    assert queue["person"] == "ada"
    assert set(queue["people"]) == {"ada", "ben"}
    assert queue["done_today"] == 1


@pytest.mark.parametrize(
    ("stage", "count"), [("annotate", 3), ("review", 1), ("returned", 1), ("all", 10), ("unassigned", 0)]
)
def test_a_task_opens_at_a_stage_with_what_is_mine(project: Project, page: Page, stage: str, count: int) -> None:
    task = project.tasks.create("batch 4", project.items[:10], assignees=["ada", "ben"])
    project.submit(project.items[:2])
    project.reject(project.items[1], reason="wrong class")
    shown = page.ask("open_task", task=task.id, stage=stage)
    assert shown["count"] == count
    view = eval(shown["code"], {"project": project, "F": F})
    assert len(view) == count
    assert page.ask("hello", client="t", protocol="")["task"]["name"] == "batch 4"
    assert page.ask("open_task", task=0, stage="all")["count"] == 40


def test_next_gives_an_item_with_its_place_and_holds_it(project: Project, page: Page) -> None:
    task = project.tasks.create("rest", project.items[:5], allocation="pulling")
    page.ask("open_task", task=task.id)
    first = page.ask("next", task=task.id)
    assert (first["id"], first["pos"], first["left"]) == (ids(project, 0)[0], 0, 5)
    assert first["until"].endswith("+00:00")
    assert page.ask("next", task=task.id)["id"] == first["id"], "a page that starts again goes on where it was"
    with nb.open(project.path, annotator="ben") as ben:
        assert ben.tasks["rest"].next_item().id == ids(project, 1)[0]
    page.write("move", action="submit", target={"ids": [first["id"]]}, task=task.id)
    second = page.ask("next", task=task.id, done=first["id"])
    assert (second["id"], second["left"]) == (ids(project, 2)[0], 4)
    assert work(page, "rest")["held"] == ["ben"]
    for _ in range(3):
        second = page.ask("next", task=task.id, done=second["id"])
    assert second["id"] == ids(project, 2)[0], "what was left undone comes round again"


def test_when_others_have_the_rest_open_next_names_them(project: Project, page: Page) -> None:
    task = project.tasks.create("rest", project.items[:1], allocation="pulling")
    with nb.open(project.path, annotator="ben") as ben:
        ben.tasks["rest"].next_item()
    assert page.ask("next", task=task.id) == {"id": 0, "pos": -1, "left": 1, "until": "", "held": ["ben"], "lease_s": 0}


def test_a_pulled_task_says_in_its_hello_that_bulk_is_off_and_refuses_it(project: Project, page: Page) -> None:
    task = project.tasks.create("rest", project.items[:5], allocation="pulling")
    widget = task.grid()
    grid = opened(widget)
    hello = grid.ask("hello", client="t", protocol=widget.protocol)
    assert "it is pulled" in hello["bulk_refused"]
    assert hello["count"] == 5
    animal = project.ontology.root("Animal")
    answers = [{"question": animal.ident, "options": [animal.choices[0].ident]}]
    with pytest.raises(Refused, match="Bulk changes are off") as refused:
        grid.write(
            "classify", target={"gen": hello["gen"], "all": True}, question=animal.ident, answers=answers, task=task.id
        )
    assert refused.value.code == "not_allowed"
    done = page.write("allocation", task=task.id, allocation="distribution")
    assert done["code"] == "project.tasks['rest'].edit(allocation='distribution')"
    assert grid.ask("hello", client="t", protocol=widget.protocol)["bulk_refused"] == ""
    widget.close()


def test_s1_16_no_message_of_a_pulled_tasks_page_changes_several_items(project: Project) -> None:
    """However the page names them, and whatever task it says: what it shows is the task's."""
    task = project.tasks.create("rest", project.items[:5], allocation="pulling")
    animal = project.ontology.root("Animal")
    every = project.items[:5].ids().tolist()
    project.add_predictions(
        [{"item_id": one, "question": "Animal", "answer": "cat", "confidence": 0.9} for one in every], source="resnet"
    )
    answers = [{"question": animal.ident, "options": [animal.choices[0].ident]}]
    widget = task.grid()
    page = opened(widget)
    gen = page.ask("hello", client="t", protocol=widget.protocol)["gen"]
    several = {"all": {"gen": gen, "all": True}, "two": {"ids": every[:2]}}
    for target in several.values():
        writes: dict[str, dict[str, Any]] = {
            "classify": {"question": animal.ident, "answers": answers},
            "clear": {"question": animal.ident},
            "tag": {"tag": "night"},
            "set_status": {"status": "review"},
            "move": {"action": "submit"},
            "accept": {"source": "resnet"},
            "reject": {"source": "resnet"},
        }
        for op, args in writes.items():
            with pytest.raises(Refused, match="Bulk changes are off") as refused:
                page.write(op, target=target, **args)
            assert refused.value.code == "not_allowed", op
        for op, args in (("plan", writes["classify"]), ("accept_plan", writes["accept"])):
            with pytest.raises(Refused, match="Bulk changes are off"):
                page.ask(op, target=target, **args)
    with pytest.raises(Refused, match="Bulk changes are off"):
        page.write("paint", question=animal.ident, answers=answers, ids=every[:1], erase=every[1:2])
    assert page.write("accept", target={"ids": every[:1]}, source="resnet")["counts"] == {"applied": 1}
    widget.close()


def test_items_are_given_to_people_and_get_a_status_of_the_task(project: Project, page: Page) -> None:
    task = project.tasks.create("batch", project.items[:5], statuses=[nb.Status("expert review"), "look"])
    chosen = ids(project, 0, 1)
    given = page.write("assign", target={"ids": chosen}, person="ben", task=task.id)
    assert given["counts"] == {"applied": 2}
    assert project.items[0].assignee == "ben"
    eval(given["code"], {"project": project, "F": F})
    page.write("assign", target={"ids": chosen[:1]}, person="", task=task.id)
    assert project.items[0].assignee is None
    with pytest.raises(Refused, match="assigned to nobody"):
        page.write("task_status", task=task.id, target={"ids": chosen}, status="expert review")
    page.write("assign", target={"ids": chosen[:1]}, person="cleo", task=task.id)
    moved = page.write("task_status", task=task.id, target={"ids": chosen}, status="expert review")
    assert moved["code"].endswith(", 'expert review')")
    stays = page.write("move", action="submit", target={"ids": chosen}, task=task.id, status="look")
    assert stays["counts"] == {"applied": 2}
    assert [project.items[place].status for place in (0, 1)] == ["annotate", "annotate"]
    with pytest.raises(Refused, match='has no status "done"'):
        page.write("task_status", task=task.id, target={"ids": chosen}, status="done")


def test_s1_21_a_page_shares_out_in_one_operation_and_admins_are_left_out(project: Project, page: Page) -> None:
    for name, role in (("ben", "annotator"), ("cleo", "annotator"), ("rea", "reviewer")):
        project.members.add(name, role)
    task = project.tasks.create("batch", project.items[:4])
    queue = page.ask("queue")
    assert (queue["people"], queue["annotators"], queue["reviewers"]) == (
        ["ada", "ben", "cleo", "rea"], ["ben", "cleo"], ["rea"]
    )  # fmt: skip
    done = page.write("share", task=task.id, people=queue["annotators"])
    assert (done["counts"], done["code"]) == ({"applied": 4}, "project.tasks['batch'].share(['ben', 'cleo'])")
    assert done["text"] == 'Assigned 2 items to ben, Assigned 2 items to cleo in "batch"'
    page.write("undo")
    assert eval(done["code"], {"project": project}).applied == 4


def rows(widget: Any) -> dict[int, dict[str, Any]]:
    page = opened(widget)
    hello = page.ask("hello", client="t", protocol=widget.protocol)
    return {row["id"]: row for row in page.ask("rows", gen=hello["gen"], first=0, count=50)["rows"]}


def test_s1_15_a_row_shows_the_status_of_the_task_that_is_viewed(project: Project) -> None:
    first, second = ids(project, 0, 1)
    made = [
        project.tasks.create(name, project.items[:5], assignees=["ada"], statuses=["look", "fine"]) for name in "abc"
    ]
    for task, status in zip(made, ("look", "fine", "look"), strict=True):
        task.set_status(project.items[0], status)
    made[1].set_status(project.items[1], "look")
    everywhere = rows(project.grid())
    assert everywhere[first]["task_status"] == "a: look, b: fine +1"
    assert everywhere[second]["task_status"] == "b: look"
    assert "task_status" not in everywhere[ids(project, 2)[0]]
    for task, status in zip(made, ("look", "fine", "look"), strict=True):
        assert rows(task.grid())[first]["task_status"] == status
        assert rows(task.items.filter(F.status == "annotate")[:3].label())[first]["task_status"] == status
    assert "task_status" not in rows(made[0].grid())[second]
    queue = opened(project.queue())
    queue.ask("hello", client="t", protocol="")
    gen = queue.ask("open_task", task=made[1].id)["gen"]
    assert [row.get("task_status") for row in queue.ask("rows", gen=gen, first=0, count=2)["rows"]] == ["fine", "look"]
    project.items[0].classify("Animal", "cat")
    explorer = opened(project.explorer())
    gen = explorer.ask("hello", client="t", protocol="")["gen"]
    found = explorer.ask("query", gen=gen, query={"tab": "labels"}, selection={})
    assert explorer.ask("rows", gen=found["gen"], first=0, count=1)["rows"][0]["task_status"] == "a: look, b: fine +1"
    made[1].edit(name="batch")
    assert rows(project.grid())[first]["task_status"] == "a: look, batch: fine +1"


def test_comments_are_made_answered_and_resolved(project: Project, page: Page) -> None:
    item = ids(project, 4)[0]
    made = page.write("comment", id=item, text="is this a pug?", x=0.25, y=0.5)
    (said,) = page.ask("comments", ids=[item])["comments"]
    assert (said["id"], said["text"], said["by"], said["x"], said["y"]) == (item, "is this a pug?", "ada", 0.25, 0.5)
    assert said["at"].endswith("+00:00")
    page.write("comment", id=item, text="yes", reply_to=said["comment"])
    page.write("comment", id=unit(item, 0), text="", is_flag=True)
    found = page.ask("comments", ids=[item])["comments"]
    assert [one["reply_to"] for one in found] == [0, said["comment"], 0]
    assert found[2]["id"] == unit(item, 0)
    assert found[2]["is_flag"]
    page.write("resolve", comment=said["comment"])
    assert [one["is_resolved"] for one in page.ask("comments", ids=[item])["comments"]] == [True, False, False]
    page.write("undo")
    assert not page.ask("comments", ids=[item])["comments"][0]["is_resolved"]
    eval(made["code"], {"project": project, "F": F})
    assert len(project.items[4].comments) == 4
    with pytest.raises(Refused, match="A comment needs a text"):
        page.write("comment", id=item, text=" ")
    with pytest.raises(Refused, match="shares of the picture"):
        page.write("comment", id=item, text="out", x=2.0, y=0.5)


def test_every_op_of_the_workflow_has_its_answer(page: Page) -> None:
    ops = (
        "move",
        "assign",
        "share",
        "task_status",
        "next",
        "keep",
        "queue",
        "open_task",
        "allocation",
        "comment",
        "resolve",
        "comments",
    )
    assert all(page.widget._dispatcher.knows(op) for op in ops)


def test_the_queue_counts_what_somebody_was_given_in_a_task_for_the_whole_project_too(project: Project) -> None:
    project.tasks.create("four", project[:4], assignees=["ana"])
    with nb.open(project.path, annotator="ana", role="annotator") as own:
        assert opened(own.queue()).ask("queue")["annotate"] == 4
