"""A million items: every place can be reached, and shows what belongs there."""

from __future__ import annotations

from tests.browser.lab import Lab
from tests.browser.pets import Grid

# a link to the folder of samples for every 1,008 items: as many paths as items, and nothing is copied
MILLION = """import pandas as pd, nblabel as nb
from pathlib import Path
tiles = sorted(str(path.relative_to(nb.samples())) for path in nb.samples().rglob("*.jpg"))
count, many = 1_000_000, Path("many")
many.mkdir()
for n in range(-(-count // len(tiles))):
    (many / str(n)).symlink_to(nb.samples())
paths = [f"many/{n // len(tiles)}/{tiles[n % len(tiles)]}" for n in range(count)]
project = nb.open("pets.duckdb")
added = project.add(pd.DataFrame({"path": paths, "title": [f"no {n}" for n in range(1, count + 1)]}))
project.ontology = nb.Ontology(nb.Radio("Content", ["animal", "thing"]))"""
SCROLLED = "([grid, title]) => ![...grid.querySelectorAll('.tile')].some(tile => tile.title === title)"


def test_a_jump_to_any_of_a_million_items_lands_on_it_and_the_wheel_goes_on_from_there(lab: Lab) -> None:
    notebook = lab.notebook([MILLION, "grid = project.grid(size=64)\ngrid"]).run_all(120)
    grid = Grid(notebook).painted(50)
    assert grid.root.locator(".brand .counts").inner_text() == "1,000,000 items"
    grid.focus()
    for place in (0, 499_999, 999_999, 123_456):
        grid.press("g")
        notebook.page.keyboard.type(f"{place + 1}")
        grid.press("Enter")
        assert grid.wait_focus(place).tile(place).get_attribute("title") == f"no {place + 1}"
        grid.painted(20)
    grid.press("Control+Home").wait_focus(0).press("Control+End").wait_focus(999_999)
    grid.tiles.hover()
    for _ in range(12):
        notebook.page.mouse.wheel(0, -700)
    notebook.page.wait_for_function(SCROLLED, arg=[grid.tiles.element_handle(), "no 1000000"])
    grid.painted(20)
    numbered = "tiles => tiles.map(tile => +tile.title.slice(3)).sort((a, b) => a - b)"
    numbers = grid.tiles.locator(".line:not([hidden]) .tile:not([hidden])").evaluate_all(numbered)
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    grid.press("Control+a", "Control+a")
    assert notebook.until("grid.selected_count == 1_000_000")
    assert notebook.py("grid.current") == 1_000_000
