"""What axe-core says of the explorer in each state, and how it looks: the pictures lie in `shots`."""

from __future__ import annotations

import pytest
from tests.browser.accessibility import serious
from tests.browser.explorer import EXPLORER, SITES, Explorer
from tests.browser.lab import Lab
from tests.browser.notebook import PANEL, Notebook

MORE = """import numpy as np
predicted = pd.DataFrame({
    "item_id": project.items.ids()[:200],
    "question": "Content",
    "answer": (["animal", "thing", "texture", "person"] * 50),
    "confidence": np.linspace(0.3, 0.99, 200),
})
_ = project.add_predictions(predicted, source="resnet")
_ = project.filter(F.meta["site"] == "south").save("blurry night", description="taken after nine")
_ = project.keep_view("bright", project.filter(F.meta["lux"] > 60))"""
OPEN = {"order": "o", "code": "Shift+Y", "keep": "Shift+K", "keys": "?", "palette": "Control+k"}
UNTIL_TOLD = """import time
from pathlib import Path
while not Path("go").exists():
    time.sleep(0.02)"""
NO_SUBSHELLS = f"() => {{ {PANEL}.sessionContext.session.kernel.commsOverSubshells = 'disabled'; }}"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious_in_the_explorer_and_what_opens_over_it(lab: Lab, theme: str) -> None:
    notebook = lab.notebook([f"{SITES}\n{MORE}", EXPLORER], theme=theme).run_all(180)
    explorer = Explorer(notebook).painted(12)
    explorer.bucket("status", "annotate").click()
    explorer.counts("200 of 240 items")
    explorer.section("meta:lux").locator(".plot").wait_for()
    explorer.focus().press("Control+Home", "Shift+ArrowRight")
    fine(notebook, explorer, f"explorer-{theme}")
    for name, key in OPEN.items() if theme == "light" else [("order", "o"), ("code", "Shift+Y")]:
        explorer.focus().press(key)
        explorer.dialog().wait_for()
        fine(notebook, explorer, f"explorer-{theme}-{name}")
        explorer.press("Escape")
        explorer.dialog().wait_for(state="detached")
    explorer.focus().press("Alt+c")
    explorer.dialog().get_by_label("Title").fill("dusk")
    explorer.dialog().get_by_label("Description").wait_for()
    fine(notebook, explorer, f"explorer-{theme}-collect")
    explorer.press("Escape")
    explorer.tab("Predictions").click()
    explorer.counts("200 predictions")
    explorer.painted(8)
    fine(notebook, explorer, f"explorer-{theme}-predictions")
    explorer.tab("Data").click()
    explorer.root.get_by_label("Group by").select_option(label="site")
    explorer.root.locator(".groupbar").wait_for()
    for width in (900, 560):
        notebook.page.set_viewport_size({"width": width, "height": 1000})
        explorer.painted(4)
        no_button_is_cut_off(explorer)
        fine(notebook, explorer, f"explorer-{theme}-{width}")


def no_button_is_cut_off(explorer: Explorer) -> None:
    beyond = """root => [...root.querySelectorAll(".toolbar button, .explorer-bar :is(button, input, select)")]
      .filter(part => part.checkVisibility() && part.getBoundingClientRect().right > root.getBoundingClientRect().right)
      .map(part => part.getAttribute("aria-label") ?? part.textContent)"""
    assert explorer.root.evaluate(beyond) == []


def fine(notebook: Notebook, explorer: Explorer, name: str) -> None:
    notebook.shot(name, explorer.root)
    assert serious(notebook.page) == [], name


def test_nothing_there_nothing_found_and_a_busy_kernel_are_told_apart(lab: Lab) -> None:
    empty = 'import nblabel as nb\nnothing = nb.open("none.duckdb").explorer()\nnothing'
    notebook = lab.notebook([SITES, EXPLORER, empty, UNTIL_TOLD])
    notebook.page.evaluate(NO_SUBSHELLS)
    for index in (0, 1, 2):
        notebook.run_cell(index, timeout_s=180)
    nothing = Explorer(notebook, 2)
    nothing.root.get_by_text("project.explorer()").wait_for()
    fine(notebook, nothing, "explorer-empty")
    explorer = Explorer(notebook).painted(12)
    explorer.root.get_by_label("Search titles").fill("nowhere")
    explorer.root.get_by_text("No items match 1 filter").wait_for()
    fine(notebook, explorer, "explorer-no-match")
    explorer.root.get_by_role("button", name="Show all items").click()
    explorer.counts("240 items")
    notebook.run_cell(3, wait=False)
    explorer.painted(8).focus()
    explorer.tab("Labels").click()
    explorer.root.get_by_text("Kernel busy.").wait_for()
    assert explorer.tab("Labels").get_attribute("aria-selected") == "true", "what is wanted does not show at once"
    fine(notebook, explorer, "explorer-busy")
    (notebook.folder / "go").touch()
    notebook.wait_until_run()
    explorer.counts("80 labels")
