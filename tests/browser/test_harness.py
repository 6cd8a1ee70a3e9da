"""The harness must see what a user sees, above all what goes wrong."""

from __future__ import annotations

import pytest
from tests.browser.accessibility import serious
from tests.browser.lab import Lab
from tests.browser.notebook import KernelError

COUNTER = '''
import anywidget, traitlets
class Counter(anywidget.AnyWidget):
    _esm = """
    export default { render({ model, el }) {
      const button = document.createElement("button");
      const draw = () => { button.textContent = `count ${model.get("count")}`; };
      button.onclick = () => { model.set("count", model.get("count") + 1); model.save_changes(); };
      model.on("change:count", draw); draw(); el.append(button);
    } };
    """
    count = traitlets.Int(0).tag(sync=True)
counter = Counter()
'''
THROWS = """
import anywidget
class Broken(anywidget.AnyWidget):
    _esm = "export default { render({ el }) { el.append('x'); throw new Error('the widget broke'); } };"
Broken()
"""
THROWS_LATER = THROWS.replace(
    "throw new Error('the widget broke')", "el.onclick = () => { throw new Error('the widget broke'); }"
)


def test_a_click_reaches_python_and_python_reaches_the_page(lab: Lab) -> None:
    notebook = lab.notebook([COUNTER, "counter"]).run_all()
    button = notebook.out(1).get_by_role("button")
    button.click()
    assert notebook.until("counter.count") == 1
    notebook.run("counter.count = 41")
    notebook.page.wait_for_selector("button:text('count 41')")
    button.click()
    assert notebook.until("counter.count == 42 and counter.count") == 42
    assert notebook.shot("harness").stat().st_size > 10_000


def test_the_kernel_outlives_a_reload_and_a_restart_clears_it(lab: Lab) -> None:
    notebook = lab.notebook(["x = 5"]).run_all()
    notebook.reload()
    assert notebook.py("x") == 5
    notebook.restart()
    with pytest.raises(KernelError, match="NameError"):
        notebook.py("x")
    assert notebook.run_all().py("x") == 5


def test_an_error_in_a_cell_is_raised(lab: Lab) -> None:
    with pytest.raises(KernelError, match="ZeroDivisionError"):
        lab.notebook(["1 / 0"]).run_all()


def test_an_error_in_kernel_code_is_raised(lab: Lab) -> None:
    notebook = lab.notebook(["print('hello')"]).run_all()
    assert notebook.text(0) == "hello\n"
    with pytest.raises(KernelError, match="ZeroDivisionError"):
        notebook.run("1 / 0")


def test_a_widget_that_throws_while_it_renders_fails_its_test_though_the_cell_is_green(lab: Lab) -> None:
    notebook = lab.notebook([THROWS]).run_all()
    notebook.page.get_by_text("the widget broke").first.wait_for()
    assert any("the widget broke" in problem for problem in lab.close_notebooks())


def test_a_widget_that_throws_in_a_handler_can_be_forgiven(lab: Lab) -> None:
    notebook = lab.notebook([THROWS_LATER]).run_all()
    notebook.out(0).get_by_text("x", exact=True).click()
    assert any("the widget broke" in problem for problem in notebook.forgive())
    assert notebook.problems() == []


def test_a_dark_page_is_dark(lab: Lab) -> None:
    notebook = lab.notebook(["1"], theme="dark", size=(800, 600))
    assert notebook.page.locator("body").get_attribute("data-jp-theme-light") == "false"


def test_what_a_screen_reader_cannot_name_is_found_inside_a_shadow_root(lab: Lab) -> None:
    shadow = COUNTER.replace("el.append(button)", "el.attachShadow({ mode: 'open' }).append(button)")
    good = lab.notebook([shadow, "counter"]).run_all()
    good.out(1).get_by_role("button").wait_for()
    assert serious(good.page) == []
    bad = lab.notebook(
        [shadow.replace("`count ${", "`${").replace('model.get("count")}`', '""}`'), "counter"]
    ).run_all()
    bad.out(1).get_by_role("button").wait_for(state="attached")
    assert any("button-name" in finding for finding in serious(bad.page))
