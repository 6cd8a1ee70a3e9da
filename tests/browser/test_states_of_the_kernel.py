"""A kernel that is busy, gone or restarted: labelling goes on, nothing is lost and nothing is done twice."""

from __future__ import annotations

from tests.browser.lab import Lab
from tests.browser.notebook import PANEL, Notebook
from tests.browser.pets import GRID, SAMPLES, Grid

UNTIL_TOLD = """import time
from pathlib import Path
while not Path("go").exists():
    time.sleep(0.02)
Path("go").unlink()"""
# as in hosts without subshells: messages of widgets wait for the running cell
NO_SUBSHELLS = f"() => {{ {PANEL}.sessionContext.session.kernel.commsOverSubshells = 'disabled'; }}"
DONE = 'project.history()["what"].tolist()[::-1][2:]'


def label(grid: Grid, place: int, key: str, code: str) -> None:
    grid.tile(place).click()
    grid.press(key)
    grid.wait_chips(place, code)


def let_go(notebook: Notebook) -> None:
    (notebook.folder / "go").touch()
    notebook.wait_until_run()


def test_changes_made_while_a_cell_runs_are_saved_during_it_where_the_host_has_subshells(lab: Lab) -> None:
    notebook = lab.notebook([SAMPLES, GRID, UNTIL_TOLD])
    notebook.run_cell(0, timeout_s=120)
    notebook.run_cell(1)
    grid = Grid(notebook).painted(20)
    notebook.run_cell(2, wait=False)
    label(grid, 0, "1", "ANI")
    assert notebook.page.evaluate("() => window.hasRun") is False
    let_go(notebook)
    assert notebook.py("project[0].status") == "annotate"


def test_changes_made_while_the_kernel_is_busy_wait_are_counted_and_flow_in_order(lab: Lab) -> None:
    notebook = lab.notebook([SAMPLES, GRID, UNTIL_TOLD])
    notebook.page.evaluate(NO_SUBSHELLS)
    notebook.run_cell(0, timeout_s=120)
    notebook.run_cell(1)
    grid = Grid(notebook).painted(20)
    notebook.run_cell(2, wait=False)
    for place, (key, code) in enumerate((("1", "ANI?"), ("4", "THI?"), ("1", "ANI?"))):
        label(grid, place, key, code)
    grid.root.get_by_text("Kernel busy, 3 changes wait.").wait_for()
    notebook.shot("grid-busy", grid.root)
    let_go(notebook)
    grid.wait_chips(2, "ANI")
    in_order = [f"Set Content = {answer} on 1 item" for answer in ("animal", "thing", "animal")]
    assert notebook.py(DONE) == in_order
    grid.root.get_by_text("Kernel busy").wait_for(state="detached")
    survive_a_restart(notebook, grid, in_order)


def survive_a_restart(notebook: Notebook, grid: Grid, before: list[str]) -> None:
    """One change that was saved though its answer was lost, two that never reached the kernel."""
    notebook.run("grid.send = lambda *args: None")
    label(grid, 5, "1", "ANI?")
    notebook.until(f"len({DONE}) == 4")
    label(grid, 6, "4", "THI?")
    label(grid, 7, "1", "ANI?")
    notebook.restart()
    notebook.page.evaluate(NO_SUBSHELLS)
    notebook.run_cell(0)
    notebook.run_cell(1)
    again = Grid(notebook).painted(20)
    again.wait_chips(5, "ANI")
    again.wait_chips(6, "THI")
    again.wait_chips(7, "ANI")
    again.settled()
    assert notebook.py(DONE) == [*before, *before]
    assert notebook.py("project.verify()") == []
