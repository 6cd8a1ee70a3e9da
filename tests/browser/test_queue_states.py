"""The queue as it looks: light and dark, wide and narrow, with nothing to do, with a busy kernel, to an admin."""

from __future__ import annotations

import pytest
from tests.browser.accessibility import serious
from tests.browser.lab import Lab
from tests.browser.notebook import Notebook
from tests.browser.queue import PHOTOS, Queue, photo
from tests.browser.test_states_of_the_kernel import NO_SUBSHELLS, UNTIL_TOLD, let_go

WORLD = """project.tasks.create("batch 4", project[:4], assignees=["ana"], priority=2, due="2020-01-31")
project.tasks.create("street night", project[4:8], description="Night shots of the harbour road.")
project.tasks.create("hard cases", project[8:], allocation="pulling", statuses=[nb.Status("ok", done=True)])
project[:6].classify("Animal", "cat")
project.submit(project[:6])
project.reject(project[1], reason="too loose on the left")
project.approve(project[2])
project[2].classify("Animal", "dog", override=True)
project[3].comment("one or two?", x=0.3, y=0.4)"""
ADMIN = "queue = project.queue()\nqueue"
ANA = 'mine = nb.open("work.duckdb", annotator="ana", role="annotator")\nqueue = mine.queue()\nqueue'


def nothing_serious(notebook: Notebook, name: str, queue: Queue) -> None:
    notebook.shot(name, queue.root)
    assert serious(notebook.page) == [], name


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious_in_the_queue_the_review_and_what_opens_over_them(lab: Lab, theme: str) -> None:
    notebook = lab.notebook([f"{PHOTOS}\n{WORLD}", ADMIN], theme=theme).run_all(120)
    queue = Queue(notebook).says("too loose on the left")
    nothing_serious(notebook, f"queue-{theme}", queue)
    queue.focus().press("Control+k").says("Start at the first open item").press("Escape")
    queue.press("ArrowDown", "Enter").stands_at(photo(1))
    nothing_serious(notebook, f"review-{theme}", queue)
    queue.press("n").stands_at(photo(4)).says("one or two?").press("x")
    queue.says("said before")
    nothing_serious(notebook, f"review-{theme}-return", queue)
    queue.press("Escape", "c", "Enter")
    queue.says("Say")
    nothing_serious(notebook, f"review-{theme}-comment", queue)
    notebook.page.set_viewport_size({"width": 620, "height": 900})
    queue.press("Escape").stands_at(photo(4))
    nothing_serious(notebook, f"review-{theme}-narrow", queue)
    queue.press("Escape").says("Team")
    nothing_serious(notebook, f"queue-{theme}-narrow", queue)


def test_s1_21_an_admin_gives_out_what_nobody_has_and_lets_a_task_be_pulled(lab: Lab) -> None:
    people = 'project.members.add("ana", role="annotator")\nproject.members.add("ben", role="annotator")'
    notebook = lab.notebook([f"{PHOTOS}\n{people}\ntask = project.tasks.create('night', project[:4])", ADMIN]).run_all(
        120
    )
    queue = Queue(notebook).lists("night: 4 left", "All of the project: 12 left")
    queue.root.get_by_role("button", name="Give out 4").click()
    queue.root.get_by_role("menuitem", name="ben").click()
    notebook.until("task.progress().by_person == (('ben', 4, 0),)")
    queue.says("Everything is somebody's.")
    queue.root.get_by_role("radio", name="Pull").click()
    notebook.until("task.allocation == 'pulling'")
    queue.says("Each one who asks gets the next one.")
    queue.root.locator(".toast").last.get_by_role("button", name="Undo").click()
    notebook.until("task.allocation == 'distribution'")


def test_while_the_kernel_is_busy_one_goes_on_and_what_was_submitted_flows_in_order(lab: Lab) -> None:
    notebook = lab.notebook([PHOTOS, ANA, UNTIL_TOLD])
    notebook.page.evaluate(NO_SUBSHELLS)
    notebook.run_cell(0, timeout_s=120)
    notebook.run("task = project.tasks.create('batch 4', project[:3], assignees=['ana'])")
    notebook.run_cell(1)
    queue = Queue(notebook).lists("batch 4: 3 left").focus().press("Enter").stands_at(photo(1))
    notebook.run_cell(2, wait=False)
    queue.focus().press("1", "s").stands_at(photo(2)).press("2", "s")
    queue.says("Kernel busy, 4 changes wait.")
    notebook.shot("queue-busy", queue.root)
    let_go(notebook)
    notebook.until("[project[place].status for place in range(3)] == ['review', 'review', 'annotate']")
    queue.stands_at(photo(3)).press("3", "s").says("All done: 3 submitted")
    notebook.shot("queue-done", queue.root)
    assert serious(notebook.page) == []


def test_nothing_to_do_and_a_blind_review(lab: Lab) -> None:
    empty = 'idle = nb.open("work.duckdb", annotator="eve", role="annotator")\nqueue = idle.queue()\nqueue'
    blind = """ana = nb.open("work.duckdb", annotator="ana", role="annotator")
ana.filter(F.status == "annotate").classify("Animal", "cat")
ana.submit(ana.items)
queue = nb.open("work.duckdb", annotator="rita", role="reviewer").queue(blind=True)
queue"""
    assigned = 'project.tasks.create("all", project.items, assignees=["ana"])'
    notebook = lab.notebook([f"{PHOTOS}\n{assigned}", empty, blind]).run_all(120)
    Queue(notebook).says("Nothing to do for you")
    notebook.shot("queue-nothing", Queue(notebook).root)
    queue = Queue(notebook, 2).focus().press("Enter").stands_at(photo(1))
    queue.root.get_by_role("group", name="Labels of this picture").get_by_text("cat").wait_for()
    assert queue.root.get_by_text("ana").count() == 0
