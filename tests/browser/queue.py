"""The queue in an output cell, found by what a user sees or hears of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.browser.pets import STOOD

if TYPE_CHECKING:
    from playwright.sync_api import Locator
    from tests.browser.notebook import Notebook

PHOTOS = """import shutil
from pathlib import Path
import nblabel as nb
from nblabel import F
Path("photos").mkdir(exist_ok=True)
for number, path in enumerate(sorted(nb.samples().rglob("*.jpg"))[::84]):
    shutil.copy(path, f"photos/photo {number + 1:02d}.jpg")
project = nb.open("work.duckdb", annotator="max", role="admin")
project.add("photos/")
project.ontology = nb.Ontology(nb.Radio("Animal", ["cat", "dog", "neither"], required=True))"""

STANDS = "([root, title]) => root.querySelector('.heading .title')?.textContent === title"
HAS_STOOD = f"""([root, title]) => ({STANDS})([root, title]) &&
  ({STOOD})([root, root.querySelector('.heading b')?.textContent])"""
# Items that are pulled have no place to be counted by.
PULLED_STOOD = f"""([root, title]) => {{
  const picture = root.querySelector(".picture img:not(.placeholder)");
  if (!({STANDS})([root, title]) || !picture?.complete) return false;
  picture.seen ??= performance.now();
  return performance.now() - picture.seen > 250;
}}"""


class Queue:
    """A queue, or the labeler in its place while one works."""

    def __init__(self, notebook: Notebook, index: int = 1) -> None:
        self.notebook, self.page = notebook, notebook.page
        self.root: Locator = notebook.cell(index).locator(".nbl")
        self.entries = self.root.get_by_role("list", name="Tasks").get_by_role("button")

    def lists(self, *entries: str) -> Queue:
        """Wait until these stand in the list, each as "name: what is left"."""
        said = """([root, wanted]) => JSON.stringify([...root.querySelectorAll(".task")].map(task =>
          `${task.querySelector(".name b").textContent}: ${task.querySelector(".facts span").textContent}`)) === wanted"""
        import json

        wanted = json.dumps(entries, separators=(",", ":"))
        self.page.wait_for_function(said, arg=[self.root.element_handle(), wanted])
        return self

    def focus(self) -> Queue:
        """Put the keys into the widget, as a click or Tab does."""
        self.root.locator("[data-home]").first.focus()
        return self

    def press(self, *keys: str) -> Queue:
        for key in keys:
            self.page.keyboard.press(key)
        return self

    def stands_at(self, title: str, *, pulled: bool = False) -> Queue:
        """Wait until the picture of this name has stood long enough to be answered."""
        arg = [self.root.element_handle(), title]
        self.page.wait_for_function(PULLED_STOOD if pulled else HAS_STOOD, arg=arg)
        return self

    def says(self, text: str) -> Queue:
        """Wait for words on the screen."""
        self.root.get_by_text(text).first.wait_for()
        return self


def photo(number: int) -> str:
    """The title of the n-th picture."""
    return f"photo {number:02d}.jpg"
