"""Predictions in the grid: sixty pictures of which 54 are predicted right, done in ten actions and undone by one key."""

from __future__ import annotations

import re

import pytest
from tests.browser.accessibility import serious
from tests.browser.lab import Lab
from tests.browser.notebook import Notebook
from tests.browser.pets import Grid

PICTURES = """import numpy as np, pandas as pd, nblabel as nb
from nblabel import F
from pathlib import Path
from PIL import Image
names = ["red", "green", "blue"]
colors = {"red": (200, 40, 40), "green": (40, 150, 60), "blue": (40, 80, 200)}
truth = {f"picture-{place:02}.png": names[place % 3] for place in range(60)}
Path("pictures").mkdir()
for place, (title, name) in enumerate(truth.items()):
    noise = np.random.default_rng(place).integers(0, 40, (120, 120, 3))
    Image.fromarray((np.array(colors[name]) * 0.8 + noise).astype("uint8")).save(f"pictures/{title}")
wrong = {f"picture-{place:02}.png": names[(place + 1) % 3] for place in (4, 11, 18, 25, 33, 41)}
project = nb.open("colors.duckdb", annotator="ana")
project.add("pictures")
project.ontology = nb.Ontology(nb.Radio("Color", names), nb.Checklist("Flags", ["blurry", "dark"]))
rows = [
    {"title": title, "question": "Color", "answer": wrong.get(title, name), "confidence": 0.62 if title in wrong else 0.9 + place / 1000}
    for place, (title, name) in enumerate(truth.items())
]
project.add_predictions(pd.DataFrame(rows), source="resnet")"""
GRID = "grid = project.grid(size=128, height=760)\ngrid"
# What the browser itself saw of hands: presses of a button, keys that are no mere modifiers.
COUNT = """() => {
  window.actions = [];
  const note = event => event.isTrusted && window.actions.push(event.type === "keydown" ? event.key : "click");
  for (const type of ["pointerdown", "keydown"]) document.addEventListener(type, note, { capture: true });
}"""


@pytest.fixture
def notebook(lab: Lab) -> Notebook:
    return lab.notebook([PICTURES, GRID]).run_all(120)


def wrong_by_truth(notebook: Notebook) -> dict[str, list[int]]:
    """Places of the pictures that are predicted wrongly, by what they show."""
    notebook.run("order = [item.title for item in grid.view]")
    found = notebook.py("[(order.index(title), truth[title]) for title in wrong]")
    return {name: [place for place, is_ in found if is_ == name] for name in ("red", "green", "blue")}


def test_sixty_pictures_of_which_54_are_predicted_right_take_ten_actions_and_one_key_undoes_them(
    notebook: Notebook,
) -> None:
    grid = Grid(notebook).painted(20)
    grid.focus()
    grid.tile(0).locator(".chip.predicted").wait_for()
    notebook.shot("predictions-light", grid.root)
    wrong = wrong_by_truth(notebook)
    notebook.page.evaluate(COUNT)
    for key, places in enumerate(wrong.values(), 1):
        first, *others = places
        grid.tile(first).click()
        for place in others:
            box = grid.tile(place).bounding_box()
            assert box
            grid.tile(place).click(position={"x": box["width"] - 12, "y": 12})
        grid.press(str(key))
    grid.root.get_by_role("button", name="Accept all 54", exact=True).click()
    actions = notebook.page.evaluate("window.actions")
    assert len(actions) <= 10, actions
    grid.toast("on 54 items").wait_for()
    assert notebook.until("project.labels.to_df().groupby('item_id').size().sum() == 60")
    notebook.run("slips = {i.title: i.labels['Color'] for i in project.items if i.labels['Color'] != truth[i.title]}")
    assert notebook.py("slips") == {}
    grid.focus().press("u")
    notebook.until("len(project.labels.to_df()) == 6")
    grid.root.get_by_role("button", name="Accept all 54", exact=True).wait_for()
    assert grid.tile(wrong["red"][0]).locator(".chip:not(.predicted)").count() == 1
    assert len(actions) == 10


def test_a_tile_says_what_is_predicted_and_how_sure_that_is(notebook: Notebook) -> None:
    grid = Grid(notebook).painted(20)
    grid.tile(0).locator(".chip.predicted").wait_for()
    assert grid.tile(0).get_attribute("aria-label") == "picture-00.png, red, predicted 90 percent, not reviewed"
    grid.focus().press("ArrowRight", "a")
    notebook.until("len(project.labels.to_df()) == 1")
    grid.tile(0).locator(".chip:not(.predicted):not(.unsaved)").wait_for()
    assert grid.tile(0).get_attribute("aria-label") == "picture-00.png, red, not reviewed"
    assert serious(notebook.page) == []


def test_the_slider_shows_the_surer_ones_alone_and_counts_them_before_anything_is_written(notebook: Notebook) -> None:
    grid = Grid(notebook).painted(20)
    grid.root.get_by_role("button", name="Accept all 60", exact=True).wait_for()
    slider = grid.root.get_by_role("slider", name="Least confidence shown")
    slider.fill("90")
    grid.root.get_by_role("button", name="Accept all 54", exact=True).wait_for()
    assert grid.chips(4) == []
    assert grid.chips(5) == ["BLU"]
    grid.root.get_by_text("6 less sure").wait_for()
    assert notebook.py("len(project.labels.to_df())") == 0
    grid.root.get_by_role("button", name="Accept all 54", exact=True).click()
    notebook.until("len(project.labels.to_df()) == 54")
    assert grid.chips(4) == []


def test_groups_by_prediction_stand_under_headings_and_one_key_accepts_the_rest_of_each(notebook: Notebook) -> None:
    grid = Grid(notebook).painted(20)
    grid.root.get_by_label("Group by").select_option(label="Predicted Color by resnet")
    first = grid.tiles.get_by_role("heading").first
    first.wait_for()
    assert re.fullmatch(r"(red|green|blue) \d+", first.inner_text())
    notebook.shot("predictions-groups-light", grid.root)
    count = int(first.inner_text().split()[1])
    grid.painted(10).focus().press("ArrowRight", "x")
    grid.tiles.get_by_role("button", name=f"A · Accept the rest ({count - 1})").wait_for()
    grid.press("Shift+A")
    notebook.until(f"len(project.labels.to_df()) == {count - 1}")
    grid.tiles.locator(".heading.current").filter(has_not_text=first.inner_text().split()[0]).wait_for()
    grid.focus().press("u", "u")
    notebook.until("len(project.labels.to_df()) == 0")
    assert serious(notebook.page) == []


def test_what_is_refused_is_taken_back_on_the_tile_with_its_reason(lab: Lab) -> None:
    reopened = (
        'project.items[0].classify("Color", "green")\nproject.items.set_status("complete")\nproject.close()\n'
        'project = nb.open("colors.duckdb", annotator="ben", role="annotator")'
    )
    notebook = lab.notebook([PICTURES, reopened, GRID]).run_all(120)
    grid = Grid(notebook, 2).painted(20)
    grid.focus().press("ArrowRight", "ArrowRight", "a")
    grid.tile(1).locator(".note.refused").wait_for()
    assert grid.chips(1) == ["GRE"]
    assert grid.tile(1).locator(".chip.predicted").count() == 1


def test_the_selection_goes_into_a_collection_by_a_key_and_a_few_letters(notebook: Notebook) -> None:
    grid = Grid(notebook).painted(20)
    grid.tile(3).click()
    grid.tile(6).click(modifiers=["Shift"])
    grid.press("c")
    notebook.page.keyboard.type("hard cases")
    grid.press("Enter")
    grid.toast("hard cases").wait_for()
    notebook.until('len(project.collections["hard cases"].items) == 4')
    grid.tile(8).click()
    grid.press("c")
    notebook.page.keyboard.type("hard")
    grid.press("Enter")
    notebook.until('len(project.collections["hard cases"].items) == 5')
