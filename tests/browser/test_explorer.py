"""Through the explorer by mouse: filter, brush, search, sort, group, tabs, save, collect; Python sees the same."""

from __future__ import annotations

from tests.browser.explorer import EXPLORER, SITES, Explorer
from tests.browser.lab import Lab
from tests.browser.notebook import Notebook


def test_s0_13_to_s0_19_a_walk_through_the_explorer_leaves_python_where_the_screen_is(lab: Lab) -> None:
    notebook = lab.notebook([SITES, EXPLORER]).run_all(120)
    explorer = Explorer(notebook).painted(12)
    explorer.counts("240 items")
    filter_by_facet_and_brush(notebook, explorer)
    search_sort_and_group(notebook, explorer)
    turn_to_the_labels_and_back(notebook, explorer)
    save_the_filter(notebook, explorer)
    collect_the_selection(notebook, explorer)


def filter_by_facet_and_brush(notebook: Notebook, explorer: Explorer) -> None:
    explorer.bucket("meta:site", "south").click()
    explorer.chips_shown("site: south")
    explorer.counts("80 of 240 items")
    assert notebook.py("len(explorer.view)") == 80
    plot = explorer.section("meta:lux").locator(".plot")
    plot.scroll_into_view_if_needed()
    box = plot.bounding_box()
    assert box
    middle = box["y"] + box["height"] / 2
    notebook.page.mouse.move(box["x"] + box["width"] / 2, middle)
    notebook.page.mouse.down()
    notebook.page.mouse.move(box["x"] + box["width"] - 1, middle, steps=5)
    notebook.page.mouse.up()
    explorer.root.locator(".chipbar .filter", has_text="lux").wait_for()
    low = float(explorer.section("meta:lux").get_by_label("lux: from").input_value())
    assert 55 < low < 65
    kept = notebook.py('sorted(item.meta["lux"] for item in explorer.view)')
    assert len(kept) == notebook.py(f'len(project.filter(F.meta["site"] == "south", F.meta["lux"] >= {low}))')
    assert kept[0] >= low
    explorer.bucket("meta:site", "south").locator(".n", has_text=str(len(kept))).wait_for()
    explorer.root.get_by_role("button", name="Clear all").click()
    explorer.counts("240 items")


def search_sort_and_group(notebook: Notebook, explorer: Explorer) -> None:
    explorer.root.get_by_label("Search titles").fill("no 0")
    explorer.counts("100 of 240 items")
    explorer.root.get_by_role("button", name="Sort").click()
    explorer.root.get_by_label("Sort by").select_option("title")
    explorer.root.get_by_role("button", name="Ascending").click()
    explorer.root.locator(".btn.sort .now", has_text="Title ↓").wait_for()
    explorer.press("Escape")
    notebook.until('explorer.view[0].title.startswith("no 099")')
    explorer.root.get_by_label("Group by").select_option(label="site")
    explorer.root.locator(".groupbar", has_text="group 1 of 3").wait_for()
    explorer.root.get_by_role("button", name="Next group").click()
    explorer.root.locator(".groupbar", has_text="group 2 of 3").wait_for()
    explorer.root.get_by_label("Group by").select_option("")
    explorer.root.get_by_role("button", name="Remove the filter title contains").click()
    explorer.counts("240 items")


def turn_to_the_labels_and_back(notebook: Notebook, explorer: Explorer) -> None:
    explorer.tab("Labels").click()
    explorer.counts("80 labels")
    explorer.painted(8)
    assert explorer.chips(0) == ["ANI"]
    explorer.bucket("status", "review").click()
    explorer.counts("13 labels")
    explorer.tab("Data").click()
    explorer.counts("40 of 240 items")
    explorer.chips_shown("Status: review")
    assert notebook.py("len(explorer.view)") == 40
    explorer.tab("Predictions").click()
    explorer.root.locator(".empty", has_text="add_predictions").or_(explorer.root.locator(".empty h2")).first.wait_for()
    explorer.tab("Data").click()
    explorer.counts("40 of 240 items")


def save_the_filter(notebook: Notebook, explorer: Explorer) -> None:
    explorer.painted(8).focus().press("Shift+K")
    explorer.dialog().get_by_label("Name").fill("in review")
    explorer.press("Enter")
    notebook.until('"in review" in project.views')
    explorer.root.get_by_role("button", name="Remove the filter Status").click()
    explorer.counts("240 items")
    explorer.bucket("kept", "in review").click()
    explorer.counts("40 of 240 items")
    assert notebook.py('project.views["in review"].ids().tolist() == explorer.view.ids().tolist()')


def collect_the_selection(notebook: Notebook, explorer: Explorer) -> None:
    explorer.painted(8).focus().press("Control+a", "Control+a")
    notebook.until("explorer.selected_count == 40")
    explorer.root.locator(".collects").click()
    dialog = explorer.dialog()
    dialog.get_by_label("Title").fill("night")
    dialog.get_by_label("Description").fill("dark pictures")
    dialog.get_by_role("button", name="Create with 40 items").click()
    explorer.toast("night").wait_for()
    assert notebook.py('len(project.collections["night"])') == 40
    assert notebook.py('project.collections["night"].description') == "dark pictures"
    assert notebook.py('len(project.filter(F.tags.has("night")))') == 40, "its title is no tag of the members (S0.18)"
    explorer.bucket("collections", "night").click()
    explorer.root.locator(".chipbar .filter", has_text="collection night").wait_for()
    explorer.root.get_by_role("button", name="Remove the filter collection night").click()
