"""Plans before many items change, and a widget in a narrow output: what is shown there is whole."""

from __future__ import annotations

import pytest
from tests.browser.accessibility import serious
from tests.browser.lab import Lab
from tests.browser.pets import Grid

MANY = """import numpy as np, nblabel as nb
rng = np.random.default_rng(5)
project = nb.open("many.duckdb", annotator="ana")
_ = project.add([rng.integers(0, 255, (24, 32, 3), np.uint8) for _ in range(620)])
project.ontology = nb.Ontology(nb.Radio("Animal", ["cat", "dog"]), nb.Checklist("Flags", ["blurry", "dark"]))
ids = project.items.ids().tolist()
_ = project.items[:40].set_status("complete")
rows = [{"item_id": one, "question": "Animal", "answer": "cat", "confidence": 0.8} for one in ids[:600]]
_ = project.add_predictions(rows, source="resnet")"""
GRID = "grid = project.grid(height=560)\ngrid"
LABELER = "project.label(height=560)"
EXPLORER = "project.explorer(height=560)"
# Parts of a bar that stand out of it.
CUT = """root => [...root.querySelectorAll(".toolbar, .status, .filterbar, .predictbar")].flatMap(bar => {
  const box = bar.getBoundingClientRect();
  const parts = [...bar.querySelectorAll("button, select, input, .tab")].filter(part => part.checkVisibility());
  return parts.filter(part => {
    const { left, right, top, bottom } = part.getBoundingClientRect();
    return left < box.left - 1 || right > box.right + 1 || top < box.top - 1 || bottom > box.bottom + 1;
  }).map(part => `${bar.className}: ${part.title || part.textContent || part.ariaLabel}`);
})"""


def test_rejecting_and_accepting_many_shows_the_plan_by_status_and_one_key_takes_it_back(lab: Lab) -> None:
    notebook = lab.notebook([MANY, GRID]).run_all(120)
    grid = Grid(notebook).painted(4)
    grid.focus().press("Control+a", "Control+a", "x")
    dialog = grid.dialog()
    dialog.get_by_role("button", name="Reject 600", exact=True).wait_for()
    notebook.shot("plan-reject-light", grid.root)
    assert serious(notebook.page) == []
    assert notebook.py('len(project.predictions("resnet"))') == 600
    dialog.get_by_label("Include items in complete").uncheck()
    dialog.get_by_role("button", name="Reject 560", exact=True).click()
    dialog.get_by_role("button", name="Show the 560 changed").wait_for()
    notebook.until('len(project.predictions("resnet")) == 40')
    dialog.get_by_role("button", name="Done").click()
    grid.toast("560 items").wait_for()
    grid.focus().press("u")
    notebook.until('len(project.predictions("resnet")) == 600')
    grid.press("a")
    dialog.get_by_role("button", name="Accept 600", exact=True).click()
    dialog.get_by_role("button", name="Show the 600 changed").wait_for()
    notebook.until("len(project.labels) == 600")
    dialog.get_by_role("button", name="Undo").click()
    notebook.until("len(project.labels) == 0")


@pytest.mark.parametrize("px", [250, 400])
def test_nothing_is_cut_in_a_narrow_output(lab: Lab, px: int) -> None:
    notebook = lab.notebook([MANY, GRID, LABELER, EXPLORER]).run_all(120)
    for index in (1, 2, 3):
        grid = Grid(notebook, index)
        grid.root.evaluate("(root, px) => { root.getRootNode().host.style.width = `${px}px`; }", px)
        grid.root.locator(".toolbar").wait_for()
        grid.root.locator(".status .dot.idle").wait_for()
        notebook.shot(f"narrow-{index}-{px}", grid.root)
        assert grid.root.evaluate(CUT) == []
