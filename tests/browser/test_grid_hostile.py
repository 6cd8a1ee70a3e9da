"""Text and pictures that want to break the page: shown as text, stored as given, and the kernel lives."""

from __future__ import annotations

from pathlib import Path

from tests.browser.lab import Lab
from tests.browser.notebook import Notebook
from tests.browser.pets import GRID, Grid

INJECTION = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>'
TEXTS = [
    INJECTION,
    "\"'`;DROP TABLE label;--",
    "two\nlines\tand a tab",
    "\u05e9\u05dc\u05d5\u05dd \u202eright to left",
    "\U0001f431\u200d\U0001f464 ninja cat",
    "${1+1} {{7*7}} %s \\u0000",
]
PROJECT = f"""import numpy as np, pandas as pd, nblabel as nb
texts = {TEXTS!r}
project = nb.open("pets.duckdb", annotator='<b onclick="x">ana</b>')
paths = sorted(str(path) for path in nb.samples().rglob("*.jpg"))[:6]
_ = project.add(pd.DataFrame({{"path": paths, "title": texts, "note": texts}}))
project.ontology = nb.Ontology(nb.Radio(texts[0], [nb.Option(text) for text in texts]))
_ = project.items[:1].tag(texts[0])"""
PICTURES = """from pathlib import Path
import nblabel as nb
project = nb.open("pets.duckdb")
project.ontology = nb.Ontology(nb.Radio("Fit", ["yes", "no"]))
added = project.add(Path("hostile"))"""
STRANGERS = "() => [window.hacked, document.querySelectorAll('.jp-OutputArea script, .jp-OutputArea [onerror]').length]"


def test_hostile_titles_options_and_tags_are_shown_as_text_and_stored_as_given(lab: Lab) -> None:
    notebook = lab.notebook([PROJECT, GRID])
    notebook.page.on("dialog", lambda dialog: (_ for _ in ()).throw(AssertionError(dialog.message)))
    notebook.run_all(120)
    grid = Grid(notebook).painted(6)
    assert [grid.tile(place).get_attribute("title") for place in range(6)] == TEXTS
    grid.root.locator(".question .option .name").nth(5).wait_for()
    assert grid.root.locator(".question .option .name").all_text_contents() == TEXTS
    for place, key in enumerate("123456"):
        grid.tile(place).click()
        grid.press(key)
        grid.tile(place).locator(".chip").wait_for()
    grid.settled()
    assert notebook.until("[item.title for item in project.items]") == TEXTS
    assert notebook.py("project.to_df()[texts[0]].tolist()") == TEXTS
    assert notebook.py("project.to_df()['tags'].tolist()[0]") == [INJECTION]
    grid.press("Shift+H")
    grid.dialog().locator(".past li").nth(5).wait_for()
    assert INJECTION in grid.dialog().inner_text()
    grid.press("Escape", "Control+a", "Shift+C")
    grid.dialog().get_by_label("Classification").select_option(index=1)
    grid.press("Escape", "/")
    notebook.page.keyboard.type("onerror")
    assert INJECTION in grid.dialog().get_by_role("option").first.inner_text()
    grid.press("Escape")
    grid.root.get_by_role("searchbox", name="Search titles").fill("<script>")
    notebook.until("len(grid.view) == 1")
    assert notebook.page.evaluate(STRANGERS) == [None, 0]
    assert grid.root.locator("script, [onerror], [onclick], .tile b").count() == 0


def test_the_hostile_pictures_are_tiles_with_reasons_and_can_be_labelled(lab: Lab, shared_data: Path) -> None:
    notebook = lab.notebook([PICTURES, GRID], files={"hostile": shared_data / "media/hostile"}).run_all(120)
    grid = Grid(notebook)
    count = notebook.py("len(project)")
    grid.painted(min(count, 20))
    notebook.shot("grid-hostile", grid.root)
    reasons_of_all(notebook, grid, count)
    grid.press("Control+Home")
    broken = grid.root.locator(".tile:has(.note:not([hidden]))").first
    broken.click()
    grid.press("1")
    broken.locator(".chip").wait_for()
    assert notebook.until('len(project.filter(nb.F["Fit"] == "yes"))') == 1


def reasons_of_all(notebook: Notebook, grid: Grid, count: int) -> None:
    """Each item is a picture, or says why it is none; the giants among them are refused by their headers."""
    seen: dict[str, str] = {}
    grid.focus().press("Control+Home")
    while len(seen) < count:
        grid.painted()
        for tile in grid.tiles.locator(".line:not([hidden]) .tile:not([hidden])").all():
            note = tile.locator(".note")
            seen[tile.get_attribute("title") or ""] = note.inner_text() if note.is_visible() else ""
        grid.press("PageDown")
    assert "40000" in seen["bomb_1bit_40000x40000.png"].replace(",", "").replace(" ", "")
    assert seen["empty.jpg"]
    assert seen["one_pixel.png"] == ""
    assert notebook.py("1 + 1") == 2
