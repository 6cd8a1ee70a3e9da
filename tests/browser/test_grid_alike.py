"""Finding what looks like a picture: one key, and the way back."""

from __future__ import annotations

from tests.browser.colors import COLORS
from tests.browser.lab import Lab
from tests.browser.pets import Grid


def test_m_brings_what_looks_like_the_focused_tile_to_the_front_and_says_how_in_python(lab: Lab) -> None:
    notebook = lab.notebook([COLORS, "grid = project.grid(size=128)\ngrid"]).run_all(120)
    grid = Grid(notebook).painted(12)
    grid.focus().press("ArrowRight", "ArrowRight")
    grid.wait_focus(1).press("m")
    notebook.until("[truth[item.title] for item in grid.view[:4]] == ['green'] * 4", 120)
    assert notebook.py("grid.view[0].title") == "picture-01.png"
    assert notebook.py("list(eval(grid.view.code()).ids()) == list(project.filter().like(project.items[1]).ids())")
    for place in range(4):
        title = notebook.py(f"grid.view[{place}].title")
        grid.tile(place).and_(grid.root.locator(f"[title='{title}']")).wait_for()
    assert notebook.py("len(grid.view)") == 12
    grid.root.get_by_label("Sort by").select_option(label="As added")
    grid.tile(0).and_(grid.root.locator("[title='picture-00.png']")).wait_for()
