"""What a widget shows when there is nothing, when a change is refused, and when others change things."""

from __future__ import annotations

from tests.browser.lab import Lab
from tests.browser.notebook import Notebook
from tests.browser.pets import GRID, PROJECT, SAMPLES, Grid

STRICT = """admin = project
_ = admin.items[:3].set_status("complete")
project = nb.open("pets.duckdb", annotator="ben", role="annotator")
ben = project.grid(size=128, height=420)
ben"""


def test_an_empty_project_says_how_to_add_items_and_the_grid_is_there_once_they_are(lab: Lab) -> None:
    notebook = lab.notebook([PROJECT, GRID, "added = project.add(nb.samples())"])
    notebook.run_cell(0)
    notebook.run_cell(1)
    grid = Grid(notebook)
    grid.root.get_by_role("heading", name="This project has no items yet").wait_for()
    notebook.shot("grid-empty", grid.root)
    grid.root.get_by_role("button", name="Copy").click()
    assert 'project.add("photos/")' in notebook.page.evaluate("() => navigator.clipboard.readText()")
    notebook.run_cell(2, timeout_s=120)
    grid.painted(20)
    nothing_matches(notebook, grid)


def nothing_matches(notebook: Notebook, grid: Grid) -> None:
    grid.root.locator(".bucket", has_text="animal").click()
    field = grid.root.get_by_role("searchbox", name="Search titles")
    field.fill("no such title")
    grid.root.get_by_role("heading", name="No items match 2 filters").wait_for()
    assert notebook.py("len(grid.view)") == 0
    notebook.shot("grid-no-match", grid.root)
    empty = grid.root.locator(".empty")
    empty.get_by_role("button", name="Remove the filter").last.click()
    grid.root.get_by_role("heading", name="No items match 1 filter").wait_for()
    empty.get_by_role("button", name="Clear all").click()
    grid.painted(20)
    assert notebook.until("len(grid.view)") == 1008


def test_views_and_widgets_of_a_project_stay_equal_and_a_refused_change_goes_back_with_its_reason(lab: Lab) -> None:
    small = "grid = project.grid(size=64, height=360)\ngrid"
    notebook = lab.notebook([SAMPLES, small, "grid", "other = project[:50].grid(height=360)\nother", STRICT])
    notebook.run_all(120)
    grids = [Grid(notebook, index).painted(3) for index in (1, 2, 3, 4)]
    grids[0].tile(4).click()
    grids[0].press("1")
    for grid in grids:
        grid.wait_chips(4, "ANI")
    notebook.run('_ = admin[1].classify("Content", "thing")')
    for grid in grids:
        grid.wait_chips(1, "THI")
    refused(notebook, grids[3])
    assert [grid.chips(0) for grid in grids] == [[], [], [], []]
    grids[2].focus().press("u")
    for grid in grids:
        grid.wait_chips(1 if notebook.py("admin.to_df()['Content'].isna()[1]") else 4)


def refused(notebook: Notebook, grid: Grid) -> None:
    before = notebook.py("len(project.history())")
    grid.tile(0).click()
    grid.press("2")
    note = grid.tile(0).locator(".note.refused")
    note.wait_for()
    notebook.shot("grid-refused", grid.root)
    assert "complete" in note.inner_text()
    box, tile = note.bounding_box(), grid.tile(0).bounding_box()
    assert box
    assert tile
    assert box["height"] < tile["height"] * 0.6, "the reason hides the picture"
    assert grid.chips(0) == []
    assert notebook.py("len(project.history())") == before
