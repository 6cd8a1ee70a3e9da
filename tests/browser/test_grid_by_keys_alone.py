"""The grid's main loop without a mouse."""

from __future__ import annotations

from tests.browser.lab import Lab
from tests.browser.pets import GRID, SAMPLES, Grid


def test_the_grid_is_driven_from_the_first_tile_to_undo_by_keys_alone(lab: Lab) -> None:
    notebook = lab.notebook([SAMPLES, GRID]).run_all(120)
    grid = Grid(notebook).painted(20)
    columns = int(grid.tiles.get_attribute("aria-colcount") or 0)
    grid.focus().press("Control+Home", "Shift+ArrowRight", "Shift+ArrowDown")
    assert notebook.until(f"grid.selected_count == {columns + 2} and grid.selected_count")
    grid.press("3")
    grid.wait_chips(0, "TEX")
    # the nested question is active now: the same row of keys answers it
    grid.press("2")
    grid.wait_chips(columns + 1, "TEX", "GRA")
    assert notebook.until('project.to_df()["Material"].value_counts().to_dict()') == {"grass": columns + 2}
    grid.press("u")
    grid.wait_chips(0, "TEX")
    grid.press("Shift+U")
    grid.wait_chips(0, "TEX", "GRA")
    grid.press("Escape", "g")
    notebook.page.keyboard.type("531")
    grid.press("Enter")
    grid.wait_focus(530)
    grid.press("/")
    notebook.page.keyboard.type("photog")
    grid.press("Enter")
    assert notebook.until('project[530].labels and project.to_df()["Role"][530]') == "photographer"
    grid.press(">").wait_focus(531).press("r")
    notebook.until('project.to_df()["Role"].value_counts().to_dict() == {"photographer": 2}')
    grid.press("Backspace")
    notebook.until('project.to_df()["Role"].value_counts().to_dict() == {"photographer": 1}')
    grid.press("Control+End", "i", "Shift+C")
    grid.dialog().wait_for()
    grid.press("Escape", "Control+k")
    notebook.page.keyboard.type("clear selection")
    grid.press("Enter")
    notebook.until("grid.selected_count == 0")
