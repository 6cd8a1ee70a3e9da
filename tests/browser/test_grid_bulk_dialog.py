"""The bulk dialog from end to end: statuses ticked, a job that is cancelled, and a result that opens just its items (S0.9, S0.23)."""

from __future__ import annotations

from tests.browser.accessibility import serious
from tests.browser.lab import Lab
from tests.browser.pets import Grid
from tests.browser.test_grid_predictions import PICTURES

LABELLED = """project.items[:30].classify("Color", "red")
project.items[10:30].set_status("review")
project.items[25:40].set_status("complete")
None"""
GRID = "grid = project.grid(size=128)\ngrid"
HOLD = """
import threading
from nblabel.domain.job import Job
gate, step = threading.Event(), Job.step
def held(self, text, done, total):
    step(self, text, done, total)
    if "Saving" in text:
        gate.wait(20)
Job.step = held
"""


def test_statuses_are_ticked_a_job_is_cancelled_and_the_result_opens_just_its_items(lab: Lab) -> None:
    notebook = lab.notebook([PICTURES, LABELLED, GRID]).run_all(120)
    grid = Grid(notebook, 2).painted(12)
    assert grid.root.get_by_role("button", name="Classify…", exact=True).is_disabled()
    grid.root.get_by_text("Select items to classify them together.").wait_for()
    grid.focus().press("Control+a", "Control+a", "Shift+C")
    dialog = grid.dialog()
    dialog.get_by_label("Classification").select_option("Color")
    dialog.get_by_role("button", name="green").click()
    dialog.get_by_role("radio", name="Overwrite").click()
    dialog.get_by_role("button", name="Classify 60", exact=True).wait_for()
    dialog.get_by_role("alert").filter(has_text="5 of them complete").wait_for()
    notebook.shot("bulk-critical", grid.root)
    assert serious(notebook.page) == []
    dialog.get_by_role("checkbox", name="Include items in complete").click()
    apply = dialog.get_by_role("button", name="Classify 45", exact=True)
    apply.wait_for()
    assert dialog.get_by_role("alert").count() == 0
    notebook.run(HOLD)
    apply.click()
    grid.root.locator(".bulk progress").wait_for()
    dialog.get_by_role("button", name="Cancel the job").click()
    notebook.until("gate.set() is None")
    dialog.get_by_text("Cancelled: nothing was written.").wait_for()
    notebook.run("Job.step = step")
    assert notebook.py("(project.to_df().Color == 'green').sum() == 0")
    apply.click()
    dialog.get_by_role("button", name="Show the 25 overwritten").click()
    dialog.wait_for(state="detached")
    notebook.until("len(grid.view) == 25")
    assert notebook.py("{item.labels['Color'] for item in grid.view} == {'green'}")
    assert notebook.py("{item.status for item in grid.view} == {'annotate', 'review'}")
    grid.focus().press("u")
    notebook.until("(project.to_df().Color == 'red').sum() == 30")
