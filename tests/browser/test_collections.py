"""Through the collection builder in a real JupyterLab: save, drag tiles onto it, refresh, take out, subtract, send."""

from __future__ import annotations

from tests.browser.accessibility import serious
from tests.browser.lab import Lab
from tests.browser.notebook import Notebook
from tests.browser.pets import SAMPLES, Grid

BUILDER = "builder = project.collections.builder(size=64, height=720)\nbuilder"


class Builder(Grid):
    """The collection builder in an output cell."""

    def counts(self, text: str) -> None:
        self.root.locator(".brand .counts").get_by_text(text, exact=True).wait_for(state="attached")

    def collection(self, title: str):  # type: ignore[no-untyped-def]
        return self.root.locator(f"[data-collection='{title}']")

    def shows(self, title: str) -> None:
        self.root.locator(".head-line .title").get_by_text(title, exact=True).wait_for()

    def more(self, title: str) -> None:
        self.root.get_by_role("button", name="More about this collection").click()
        self.root.get_by_role("menuitem", name=title).click()

    @property
    def main(self):  # type: ignore[no-untyped-def]
        return self.root.get_by_role("dialog").locator(".btn.main")


def test_s0_16_to_s0_28_a_walk_through_the_builder_leaves_python_where_the_screen_is(lab: Lab) -> None:
    notebook = lab.notebook([SAMPLES, BUILDER]).run_all(120)
    builder = Builder(notebook).painted(12)
    total = int(notebook.py("len(project)"))
    save_what_is_shown(notebook, builder, total)
    drag_tiles_onto_it(notebook, builder)
    take_one_out_and_put_it_back_by_undo(notebook, builder)
    refresh_with_its_difference(notebook, builder)
    subtract(notebook, builder)
    send(notebook, builder)
    look(notebook, builder)


def save_what_is_shown(notebook: Notebook, builder: Builder, total: int) -> None:
    builder.counts(f"{total:,} items")
    builder.root.get_by_label("Search titles").fill("brick")
    builder.root.locator(".filters", has_text="brick").wait_for()
    found = int(notebook.py('len(project.search("brick"))'))
    builder.focus().press("Shift+S")
    builder.root.get_by_role("dialog").get_by_label("Title").fill("bricks")
    builder.root.get_by_role("dialog").get_by_label("Description").fill("walls")
    builder.main.click()
    builder.shows("bricks")
    builder.counts(f"{found} items of bricks")
    assert notebook.py('project.collections["bricks"].description') == "walls"
    assert notebook.py('set(item.tags for item in project.collections["bricks"])') == {("bricks",)}


def drag_tiles_onto_it(notebook: Notebook, builder: Builder) -> None:
    builder.root.locator(".shelved .bucket").first.click()
    builder.shows("All items")
    builder.painted(12)
    places = [
        place for place, tagged in enumerate(notebook.py("[bool(item.tags) for item in project[:8]]")) if not tagged
    ]
    builder.tile(places[0]).click()
    start, end = builder.tile(places[0]).bounding_box(), builder.collection("bricks").bounding_box()
    assert start
    assert end
    before = int(notebook.py('len(project.collections["bricks"])'))
    mouse = notebook.page.mouse
    mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
    mouse.down()
    mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] / 2, steps=8)
    builder.root.locator(".dragged", has_text="1 selected").wait_for()
    notebook.shot("collections-drag")
    mouse.up()
    builder.root.locator(".toast", has_text='Added 1 item to "bricks"').wait_for()
    assert int(notebook.py('len(project.collections["bricks"])')) == before + 1


def take_one_out_and_put_it_back_by_undo(notebook: Notebook, builder: Builder) -> None:
    builder.collection("bricks").click()
    builder.shows("bricks")
    held = int(notebook.py('len(project.collections["bricks"])'))
    builder.counts(f"{held} items of bricks")
    builder.painted(1)
    builder.focus().press("ArrowRight", "Delete")
    builder.counts(f"{held - 1} items of bricks")
    assert int(notebook.py('len(project.collections["bricks"])')) == held - 1
    builder.focus().press("u")
    builder.counts(f"{held} items of bricks")


def refresh_with_its_difference(notebook: Notebook, builder: Builder) -> None:
    notebook.py('project.filter(F["Content"].is_missing())[:3].classify("Content", "animal").op_id')
    notebook.py('project.filter(F["Content"] == "animal").save("animals").title')
    builder.collection("animals").click()
    builder.shows("animals")
    notebook.py('project[10:14].classify("Content", "animal").op_id')
    builder.focus().press("Shift+G")
    line = builder.root.locator(".plan-line", has_text="would add")
    line.wait_for()
    assert notebook.py('len(project.collections["animals"])') == 3
    line.get_by_role("button", name="Refresh").click()
    count = int(notebook.py('len(project.filter(F["Content"] == "animal"))'))
    builder.counts(f"{count} items of animals")
    assert notebook.py('len(project.collections["animals"])') == count


def subtract(notebook: Notebook, builder: Builder) -> None:
    builder.more("Combine with another collection…")
    dialog = builder.root.get_by_role("dialog")
    dialog.get_by_label("in the first, not in the second").check()
    builder.main.click()
    left = int(notebook.py('len(project.collections["animals"] - project.collections["bricks"])'))
    builder.root.get_by_role("button", name=f"Save {left} as a collection").wait_for()


def send(notebook: Notebook, builder: Builder) -> None:
    builder.collection("bricks").click()
    builder.shows("bricks")
    builder.root.get_by_role("button", name="Send ▸").click()
    dialog = builder.root.get_by_role("dialog")
    dialog.get_by_label("Classify on the way").select_option(label="Content")
    dialog.get_by_role("radio", name="thing").or_(dialog.get_by_role("button", name="thing")).first.click()
    dialog.get_by_label("Make a task of it").fill("batch 4")
    notebook.shot("collections-send")
    builder.main.click()
    builder.root.locator(".toast", has_text='Sent "bricks"').wait_for()
    assert notebook.py('len(project.filter(F["Content"] == "thing"))') > 0
    assert notebook.py("[task.name for task in project.tasks]") == ["batch 4"]


def look(notebook: Notebook, builder: Builder) -> None:
    builder.painted(1)
    notebook.shot("collections-light")
    assert serious(notebook.page) == []
    notebook.theme("dark")
    notebook.shot("collections-dark")
    notebook.page.set_viewport_size({"width": 760, "height": 900})
    builder.painted(1)
    notebook.shot("collections-narrow")
