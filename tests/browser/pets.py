"""What the journeys share: notebooks with a project, and where things are in a widget."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import nblabel as nb

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Locator
    from tests.browser.notebook import Notebook

ONTOLOGY = """nb.Ontology(
    nb.Radio("Content", [
        "animal",
        nb.Option("person", nb.Radio("Role", ["astronaut", "officer", "photographer"])),
        nb.Option("texture", nb.Radio("Material", ["brick", "grass", "gravel"])),
        "thing",
    ]),
    nb.Checklist("Flags", ["blurry", "dark"]),
)"""
PROJECT = f"""import nblabel as nb
from nblabel import F
project = nb.open("pets.duckdb", annotator="ana")
project.ontology = {ONTOLOGY}"""
SAMPLES = f"{PROJECT}\nadded = project.add(nb.samples())"
GRID = "grid = project.grid(size=128)\ngrid"

PAINTED = """(grid, count) => {
  const box = grid.getBoundingClientRect();
  const inView = [...grid.querySelectorAll(".line:not([hidden]) .tile:not([hidden])")].filter(tile => {
    const { top, bottom } = tile.getBoundingClientRect();
    return bottom > box.top && top < box.bottom;
  });
  const done = tile => [".picture", ".note"].some(part => tile.querySelector(part)?.checkVisibility({visibilityProperty: true}));
  return inView.length >= count && inView.every(done);
}"""

CHIPS = "chips => chips.map(chip => chip.textContent + (chip.classList.contains('unsaved') ? '?' : ''))"


class Grid:
    """A grid in an output cell, found by what a user sees or hears of it."""

    def __init__(self, notebook: Notebook, index: int = 1, nth: int = 0) -> None:
        self.notebook, self.page = notebook, notebook.page
        self.root: Locator = notebook.cell(index).locator(".nbl").nth(nth)
        self.tiles: Locator = self.root.get_by_role("grid", name="Items")

    def painted(self, count: int = 1) -> Grid:
        """Wait until every tile in view shows its picture, or why it has none."""
        self.tiles.wait_for()
        handle = self.tiles.element_handle()
        self.page.wait_for_function(f"([grid, count]) => ({PAINTED})(grid, count)", arg=[handle, count])
        return self

    def tile(self, place: int) -> Locator:
        """The tile at a place (from 0) of those that are drawn."""
        columns = int(self.tiles.get_attribute("aria-colcount") or 1)
        row, column = divmod(place, columns)
        return self.tiles.locator(f".line[aria-rowindex='{row + 1}'] .tile[aria-colindex='{column + 1}']")

    def focus(self) -> Grid:
        self.tiles.focus()
        return self

    def press(self, *keys: str) -> Grid:
        for key in keys:
            self.page.keyboard.press(key)
        return self

    def drag(self, first: int, last: int) -> None:
        """Draw a rubber band from just outside the one tile into the other."""
        start, end = self.tile(first).bounding_box(), self.tile(last).bounding_box()
        assert start
        assert end
        mouse = self.page.mouse
        mouse.move(start["x"] - 3, start["y"] - 3)
        mouse.down()
        mouse.move(start["x"] + 30, start["y"] + 30, steps=4)
        mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] / 2, steps=6)
        mouse.up()

    def chips(self, place: int) -> list[str]:
        """The codes on a tile; an unsaved one ends with "?"."""
        return self.tile(place).locator(".chip").evaluate_all(CHIPS)

    def wait_chips(self, place: int, *codes: str) -> None:
        """Wait until a tile shows exactly these codes."""
        arg = [self.tile(place).element_handle(), json.dumps(codes, separators=(",", ":"))]
        self.page.wait_for_function(
            f"([tile, wanted]) => JSON.stringify(({CHIPS})([...tile.querySelectorAll('.chip')])) === wanted", arg=arg
        )

    def wait_focus(self, place: int) -> Grid:
        """Wait until the tile of this place has the focus, and see that it shows the item of that place."""
        self.tiles.locator(".tile.focused").and_(self.tile(place)).wait_for()
        title = self.notebook.py(f"grid.view[{place}].title")
        self.tiles.locator(f".tile.focused[title={json.dumps(title)}]").wait_for()
        return self

    def settled(self) -> Grid:
        """Wait until nothing waits for the kernel."""
        self.root.locator(".status .mid", has_text=re.compile("saved")).wait_for()
        return self

    def dialog(self) -> Locator:
        return self.root.get_by_role("dialog")

    def toast(self, text: str | re.Pattern[str]) -> Locator:
        return self.root.locator(".toast", has_text=text).last


def state(notebook: Notebook) -> tuple[Any, str, str]:
    """The answers that Python gives in the kernel, and what another process reads in the file: labels and items."""
    path: Path = notebook.folder / "pets.duckdb"
    notebook.run(
        "labels = project.labels.to_df()\nsaid = labels.to_csv(index=False), project.to_df().to_csv(index=False)"
    )
    with nb.open(path, read_only=True) as project:
        read = project.labels.to_df().to_csv(index=False), project.to_df().to_csv(index=False)
    assert notebook.py("said") == read, "what Python says in the kernel is not what is in the file"
    return read


STOOD = """([root, place]) => {
  const picture = root.querySelector(".picture img:not(.placeholder)");
  if (root.querySelector(".heading b")?.textContent !== place || !picture?.complete) return false;
  picture.seen ??= performance.now();
  return performance.now() - picture.seen > 250;
}"""


class Labeler:
    """A labeler in an output cell."""

    def __init__(self, notebook: Notebook, index: int = 1) -> None:
        self.notebook, self.page = notebook, notebook.page
        self.root: Locator = notebook.cell(index).locator(".nbl")

    def stands_at(self, place: int) -> Labeler:
        """Wait until the picture of a place has stood long enough to be answered: a slip answers nothing."""
        self.root.locator(".picture").wait_for()
        self.page.wait_for_function(STOOD, arg=[self.root.element_handle(), f"{place + 1:,}"])
        return self

    def focus(self) -> Labeler:
        self.root.locator(".picture").focus()
        return self

    def press(self, *keys: str) -> Labeler:
        for key in keys:
            self.page.keyboard.press(key)
        return self
