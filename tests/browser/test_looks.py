"""What axe-core says of the widgets in each state, and how they look: with NBLABEL_SHOTS=1 the picture of the README is made."""

from __future__ import annotations

import os
import shutil

import pytest
from tests.browser.accessibility import serious
from tests.browser.lab import Lab
from tests.browser.notebook import Notebook
from tests.browser.pets import Grid, Labeler
from tests.conftest import REPOSITORY

LABELLED = """import random
import nblabel as nb
paths = sorted(nb.samples().rglob("*.jpg"))
random.Random(3).shuffle(paths)
project = nb.open("pets.duckdb", annotator="ana")
project.ontology = nb.Ontology(
    nb.Radio("Content", [
        "animal",
        nb.Option("person", nb.Radio("Role", ["astronaut", "officer", "photographer"])),
        nb.Option("texture", nb.Radio("Material", ["brick", "grass", "gravel"])),
        "thing",
    ], description="What the picture shows most of", required=True),
    nb.Checklist("Flags", ["blurry", "dark", "cut off"]),
    nb.Number("Quality", min=0, max=5, step=1),
    nb.Text("Note"),
)
_ = project.add(paths)
for word, answer in {"cat": "animal", "coffee": "thing", "rocket": "thing"}.items():
    _ = project.items[:500].search(word).classify("Content", answer)
for word in ("brick", "grass", "gravel"):
    _ = project.items[:500].search(word).classify("Content", {"Content": "texture", "Material": word})
_ = project.items[:500].search("astronaut").classify("Content", {"Content": "person", "Role": "astronaut"})
_ = project.items[:60].set_status("review")
_ = project.items[:30].set_status("complete")
_ = project.items[3:9].classify("Flags", ["dark"])"""
GRID = "grid = project.grid(height=640)\ngrid"
LABELER = "labeler = project.label()\nlabeler"
MINIMAL = 'project.label(layout="minimal", height=520)'
OPEN = {"palette": "Control+k", "keys": "?", "history": "Shift+H", "label": "/", "goto": "g"}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious_in_the_grid_and_what_opens_over_it(lab: Lab, theme: str) -> None:
    notebook = lab.notebook([LABELLED, GRID], theme=theme).run_all(120)
    grid = Grid(notebook).painted(20)
    grid.root.locator(".bucket .n").first.wait_for()
    grid.drag(1, 12)
    picture(notebook, grid, theme)
    nothing_serious(notebook, f"grid-{theme}", grid)
    for name, key in OPEN.items() if theme == "light" else [("palette", "Control+k"), ("history", "Shift+H")]:
        grid.focus().press(key)
        grid.dialog().wait_for()
        nothing_serious(notebook, f"grid-{theme}-{name}", grid)
        grid.press("Escape")
    bulk(notebook, grid, theme)
    for width in (900, 520):
        notebook.page.set_viewport_size({"width": width, "height": 1000})
        grid.painted(6)
        nothing_serious(notebook, f"grid-{theme}-{width}", grid)


def nothing_serious(notebook: Notebook, name: str, widget: Grid | Labeler) -> None:
    notebook.shot(name, widget.root)
    assert serious(notebook.page) == [], name


def bulk(notebook: Notebook, grid: Grid, theme: str) -> None:
    grid.focus().press("Control+a", "Control+a", "Shift+C")
    dialog = grid.dialog()
    dialog.get_by_label("Classification").select_option("Content")
    dialog.get_by_role("button", name="texture").click()
    dialog.get_by_role("radio", name="Overwrite").check()
    dialog.locator(".critical").wait_for()
    nothing_serious(notebook, f"grid-{theme}-bulk", grid)
    grid.press("Escape")
    grid.root.get_by_role("button", name="Clear selection").last.click()


def picture(notebook: Notebook, grid: Grid, theme: str) -> None:
    """The picture of the README shows the grid while it is being labelled."""
    if theme == "light" and os.environ.get("NBLABEL_SHOTS"):
        shutil.copy(notebook.shot("grid", grid.root), REPOSITORY / "docs/grid.png")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious_in_the_labeler(lab: Lab, theme: str) -> None:
    notebook = lab.notebook([LABELLED, LABELER, MINIMAL], theme=theme).run_all(120)
    labeler = Labeler(notebook)
    labeler.root.locator(".heading b").wait_for()
    place = int(labeler.root.locator(".heading b").inner_text()) - 1
    labeler.stands_at(place).focus().press("3")
    labeler.root.locator("fieldset.active", has_text="Material").last.wait_for()
    nothing_serious(notebook, f"labeler-{theme}", labeler)
    Labeler(notebook, 2).stands_at(place)
    nothing_serious(notebook, f"labeler-{theme}-minimal", Labeler(notebook, 2))
    notebook.page.set_viewport_size({"width": 520, "height": 1000})
    labeler.stands_at(place)
    nothing_serious(notebook, f"labeler-{theme}-520", labeler)
