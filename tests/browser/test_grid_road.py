"""The road of a first afternoon: select, label, classify in bulk, undo, reload, restart. The same state everywhere."""

from __future__ import annotations

import re

from tests.browser.lab import Lab
from tests.browser.notebook import Notebook
from tests.browser.pets import GRID, SAMPLES, Grid, state

PLAN = """
plan = project.items.classify("Content", {"Content": "texture", "Material": "brick"}, dry_run=True)
rows = plan.table.drop(index="total").reset_index(names="status").to_dict("records")
"""
DIALOG_ROWS = """rows => rows.map(row => [...row.cells].map(cell => cell.innerText.replace(/[^a-z0-9]/g, "")))"""


def test_drag_key_plan_bulk_toast_undo_reload_and_restart_leave_screen_python_and_file_alike(lab: Lab) -> None:
    notebook = lab.notebook([SAMPLES, GRID]).run_all(120)
    grid = Grid(notebook).painted(20)
    label_a_rubber_band(notebook, grid)
    label_three_as_complete(notebook, grid)
    before = state(notebook)
    after = classify_all(notebook, grid)
    assert after != before
    undo_by_the_toast(notebook, grid)
    assert state(notebook) == before, "undo did not give back the label table, byte for byte"
    notebook.save()
    notebook.reload()
    same_after(notebook, before)
    notebook.restart()
    notebook.run_all(120)
    same_after(notebook, before)


def label_a_rubber_band(notebook: Notebook, grid: Grid) -> None:
    grid.drag(0, 6)
    chosen = grid.tiles.locator(".tile[aria-selected=true]").count()
    assert chosen == notebook.until(f"grid.selected_count == {chosen} and grid.selected_count") == 4
    # dashed until the kernel has answered
    with_kernel_held(notebook, lambda: (grid.press("1"), grid.wait_chips(0, "ANI?")))
    grid.wait_chips(0, "ANI")
    grid.wait_chips(6, "ANI")
    assert grid.chips(2) == []
    assert notebook.py('sorted(project.filter(F["Content"] == "animal").ids().tolist())') == [1, 2, 6, 7]
    assert notebook.py("sorted(grid.selected.ids().tolist())") == [1, 2, 6, 7]


def with_kernel_held(notebook: Notebook, act) -> None:  # type: ignore[no-untyped-def]
    """Do something in the page while the kernel cannot answer."""
    notebook.run("hold = grid._dispatcher._run; import threading; gate = threading.Event()")
    notebook.run("grid._dispatcher._run = lambda content: (gate.wait(20), hold(content))[1]")
    act()
    notebook.run("grid._dispatcher._run = hold; gate.set()")


def label_three_as_complete(notebook: Notebook, grid: Grid) -> None:
    """Another answer, in another status, so that the plan has something to tell apart."""
    grid.tile(10).click()
    grid.tile(12).click(modifiers=["Shift"])
    grid.press("3", "s")
    grid.wait_chips(12, "TEX")
    notebook.until('len(project.filter(F.status == "review")) == 3')


def classify_all(notebook: Notebook, grid: Grid) -> tuple[object, ...]:
    grid.focus().press("Control+a", "Control+a")
    assert notebook.until("grid.selected_count > 900 and grid.selected_count") == 1008
    grid.press("Shift+C")
    dialog = grid.dialog()
    assert dialog.get_by_label("Classification").locator("option").all_inner_texts()[1:] == ["Content", "Flags"]
    assert dialog.get_by_label("Classification").input_value() == "0", "a classification is chosen beforehand (S0.20)"
    dialog.get_by_label("Classification").select_option("Content")
    assert dialog.get_by_role("button", name="brick").count() == 0, "a nested question stands there unasked (S0.21)"
    dialog.get_by_role("button", name="texture").click()
    dialog.get_by_role("button", name="brick").click()
    assert dialog.get_by_role("radio", name="Keep existing answers").is_checked(), "override is not off (S0.22)"
    apply = dialog.get_by_role("button", name="Classify 1,001", exact=True)
    apply.and_(notebook.page.locator(":enabled")).wait_for()
    notebook.run(PLAN)
    planned = [
        [str(row[name]) for name in ("status", "no_answer", "same", "other", "will_change")]
        for row in notebook.py("rows")
    ]
    assert dialog.locator("tbody tr").evaluate_all(DIALOG_ROWS) == planned
    assert notebook.py("plan.will_change") == 1001
    apply.click()
    dialog.get_by_role("button", name="Show the 1,001 changed").wait_for()
    grid.press("Enter")  # Done has the focus
    dialog.wait_for(state="detached")
    assert notebook.py('project.to_df()["Material"].value_counts().to_dict()') == {"brick": 1001}
    return state(notebook)


def undo_by_the_toast(notebook: Notebook, grid: Grid) -> None:
    grid.toast("Content = texture").get_by_role("button", name="Undo").click()
    grid.toast("Undid").wait_for()
    grid.wait_chips(4)
    grid.wait_chips(0, "ANI")
    # the button is gone, and the keys are still the widget's
    grid.press("Shift+H")
    past = grid.dialog().locator(".past li")
    past.nth(4).wait_for()
    assert re.match(r"Undid.*Content = texture, Material = brick on 1,001 items", past.nth(0).inner_text())
    assert "undone" in past.nth(1).inner_text()
    assert notebook.py('project.history()["what"].tolist()[1]') in past.nth(1).inner_text()
    grid.press("Escape")


def same_after(notebook: Notebook, before: object) -> None:
    grid = Grid(notebook).painted(20)
    assert (grid.chips(0), grid.chips(2), grid.chips(6), grid.chips(12)) == (["ANI"], [], ["ANI"], ["TEX"])
    assert state(notebook) == before
