"""While the widget has the focus every key is its own, and afterwards the notebook's again."""

from __future__ import annotations

import string
from typing import Any

from tests.browser.lab import Lab
from tests.browser.notebook import Notebook
from tests.browser.pets import GRID, SAMPLES, Grid

SPY = """() => {
  window.executed = [];
  jupyterapp.commands.commandExecuted.connect((_, { id }) => window.executed.push(id));
}"""
# what JupyterLab runs by itself, whatever is typed
ITS_OWN = ("widget", "docmanager:", "filebrowser:", "property-inspector")
NAMED = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "PageUp", "PageDown"]
NAMED += ["Space", "Enter", "Backspace", "Delete", "Insert"]
PLAIN = [*string.ascii_lowercase, *string.ascii_uppercase, *string.digits, *"!\"#$%&'()*,-./:;<=>?@[\\]^_`{|}~", *NAMED]
# Ctrl with these is the browser's: new tab, new window, close, print, save, reload, the address line, its zoom
BROWSERS = set("tnwpsrlojdhgeq")
HELD = [f"Control+{key}" for key in [*string.ascii_lowercase, *string.digits, *NAMED] if key not in BROWSERS]
HELD += [f"Shift+{key}" for key in NAMED] + [f"Alt+{key}" for key in [*"abdefmnuvxz", *"0123", "Enter"]]
HELD += ["Control+Shift+Enter", "Control+Shift+z", "Control+Shift+-", "Control+Shift+ArrowDown"]
# where the focus is after a key: on the tiles, on something in the widget, over the tiles, or lost
FOCUSED = """root => {
  const at = root.getRootNode().activeElement;
  if (!at) return "lost";
  if (root.querySelector("[role=dialog], [role=menu], .preview, .peek") || document.fullscreenElement) return "over";
  return at.getAttribute("role") === "grid" ? "tiles" : "elsewhere";
}"""


def sources(notebook: Notebook) -> list[Any]:
    return [(cell["cell_type"], cell["source"], cell.get("execution_count")) for cell in notebook.cells()]


def executed(notebook: Notebook) -> list[str]:
    ran: list[str] = notebook.page.evaluate("() => window.executed.splice(0)")
    return [command for command in ran if not command.startswith(ITS_OWN)]


def test_no_key_typed_in_the_grid_reaches_the_notebook_and_two_escapes_give_the_keys_back(lab: Lab) -> None:
    notebook = lab.notebook([SAMPLES, GRID, "last = 1"]).run_all(120)
    grid = Grid(notebook).painted(20)
    before = sources(notebook)
    notebook.page.evaluate(SPY)
    grid.focus()
    for key in [*PLAIN, *HELD]:
        type_into_the_tiles(notebook, grid, key)
    assert executed(notebook) == []
    assert sources(notebook) == before
    fields_keep_their_keys(notebook, grid)
    two_escapes(notebook, grid, before)
    # the keys also closed panels and changed sizes, which the browser remembers
    notebook.page.evaluate("() => localStorage.clear()")


def type_into_the_tiles(notebook: Notebook, grid: Grid, key: str) -> None:
    """Press a key, see that the focus stays in the widget, and close what it opened."""
    grid.press(key)
    at = grid.root.evaluate(FOCUSED)
    assert at != "lost", f"{key} took the focus out of the widget"
    if at == "over":
        grid.press("Escape")
    if at != "tiles":
        grid.focus()


def fields_keep_their_keys(notebook: Notebook, grid: Grid) -> None:
    """Keys typed into the search field search; none of them labels."""
    grid.settled()
    labels = notebook.py("project.labels.to_df().to_csv()")
    field = grid.root.get_by_role("searchbox", name="Search titles")
    field.focus()
    notebook.page.keyboard.type("1234567890 brick_uUsrxabcdd")
    assert field.input_value() == "1234567890 brick_uUsrxabcdd"
    field.fill("brick")
    notebook.until("len(grid.view) == 72")
    assert notebook.py("project.labels.to_df().to_csv()") == labels
    assert executed(notebook) == []


def two_escapes(notebook: Notebook, grid: Grid, before: list[Any]) -> None:
    grid.focus().press("Escape", "Escape")
    notebook.page.keyboard.press("b")
    notebook.page.wait_for_function(
        "count => jupyterapp.shell.currentWidget.content.widgets.length === count", arg=len(before) + 1
    )
    assert "notebook:insert-cell-below" in executed(notebook)
    notebook.page.keyboard.press("ArrowUp")
    assert "notebook:move-cursor-up" in executed(notebook)
