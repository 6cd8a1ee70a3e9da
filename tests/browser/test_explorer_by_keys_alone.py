"""The explorer's main loop without a mouse."""

from __future__ import annotations

from tests.browser.explorer import EXPLORER, SITES, Explorer
from tests.browser.lab import Lab
from tests.browser.notebook import Notebook

FOCUSED = "root => root.getRootNode().activeElement?.textContent?.trim() ?? ''"
IN_PANEL = "root => Boolean(root.getRootNode().activeElement?.closest('.explorer-panel'))"


def test_facet_brush_order_tabs_collection_and_undo_by_keys_alone(lab: Lab) -> None:
    notebook = lab.notebook([SITES, EXPLORER]).run_all(120)
    explorer = Explorer(notebook).painted(12)
    explorer.root.locator("[data-section=status] .bars").first.wait_for()
    filter_from_the_panel(notebook, explorer)
    brush(notebook, explorer)
    order_and_turn(notebook, explorer)
    collect(notebook, explorer)


def walk_to(explorer: Explorer, text: str) -> None:
    """Arrow down through the panel until a part says this."""
    for _ in range(60):
        if explorer.root.evaluate(FOCUSED).startswith(text):
            return
        explorer.press("ArrowDown")
    raise AssertionError(f"no arrow leads to {text}")


def filter_from_the_panel(notebook: Notebook, explorer: Explorer) -> None:
    explorer.focus()
    for _ in range(40):
        if explorer.root.evaluate(IN_PANEL):
            break
        explorer.press("Shift+Tab")
    walk_to(explorer, "Status")
    walk_to(explorer, "review")
    explorer.press("Enter")
    explorer.chips_shown("Status: review")
    explorer.counts("40 of 240 items")
    explorer.press("Enter")
    explorer.counts("240 items")


def brush(notebook: Notebook, explorer: Explorer) -> None:
    walk_to(explorer, "lux")
    explorer.press("ArrowRight")
    explorer.root.locator("[data-section='meta:lux'] .plot").wait_for()
    explorer.press("ArrowDown", "Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight")
    explorer.root.locator(".chipbar .filter", has_text="lux").wait_for()
    low = float(explorer.root.get_by_label("lux: from").input_value())
    assert 55 < low < 65
    notebook.until(f'len(explorer.view) == len(project.filter(F.meta["lux"] >= {low}))')
    explorer.press("ArrowDown", "ArrowDown")
    explorer.press("Control+a")
    notebook.page.keyboard.type("110")
    explorer.press("Enter")
    notebook.until('len(explorer.view) == len(project.filter(F.meta["lux"] >= 110))')
    # Tab leaves the panel at once
    explorer.press("Tab")
    assert not explorer.root.evaluate(IN_PANEL)


def order_and_turn(notebook: Notebook, explorer: Explorer) -> None:
    explorer.focus().press("Control+k").dialog().wait_for()
    notebook.page.keyboard.type("clear all filters")
    explorer.press("Enter")
    explorer.counts("240 items")
    explorer.press("o")
    explorer.root.get_by_label("Sort by").wait_for()
    notebook.page.keyboard.type("Title")
    explorer.press("Enter")
    explorer.root.locator(".btn.sort .now", has_text="Title").wait_for()
    explorer.press("Escape")
    explorer.focus().press("Shift+O")
    notebook.until('explorer.view[0].title.startswith("no 239")')
    explorer.press("t")
    explorer.counts("80 labels")
    explorer.press("t")
    explorer.root.locator(".empty h2", has_text="There are no predictions yet").wait_for()
    explorer.press("Alt+1")
    explorer.counts("240 items")


def collect(notebook: Notebook, explorer: Explorer) -> None:
    explorer.painted(8).focus().press("Control+Home", "Shift+ArrowRight", "Shift+ArrowRight")
    notebook.until("explorer.selected_count == 3")
    explorer.press("Alt+c")
    explorer.dialog().wait_for()
    notebook.page.keyboard.type("last three")
    explorer.press("Enter")
    notebook.until('"last three" in [collection.title for collection in project.collections]')
    assert notebook.py('len(project.collections["last three"])') == 3
    explorer.dialog().wait_for(state="detached")
    explorer.press("1")
    explorer.wait_chips(0, "ANI")
    explorer.press("Shift+C")
    explorer.dialog().wait_for()
    explorer.press("Escape")
    explorer.dialog().wait_for(state="detached")
    explorer.press("u")
    explorer.wait_chips(0)
    explorer.press("y")
    explorer.toast("Python copied").wait_for()
    assert notebook.page.evaluate("() => navigator.clipboard.readText()") == notebook.py("explorer.view.code()")
