"""One notebook in one page of the browser, with its kernel."""

from __future__ import annotations

import ast
import re
import time
from pathlib import Path
from queue import Empty
from typing import TYPE_CHECKING, Any

from jupyter_client.blocking.client import BlockingKernelClient

if TYPE_CHECKING:
    from playwright.sync_api import ConsoleMessage, Error, Locator, Page
    from tests.browser.lab import Server

SHOTS = Path(__file__).parent / "shots"
KERNEL_S = 60
# How often to look for what stays once it is there: by default Playwright has a frame drawn for each look.
LASTING_MS = 50
ANSI = re.compile(r"\x1b\[[0-9;]*m")
# anywidget imports a widget's module from a blob: address, so its errors carry that or anywidget's own name
OF_A_WIDGET = re.compile(r"blob:|anywidget|nblabel|widget manager", re.IGNORECASE)
NOISE = re.compile(r"ResizeObserver loop|favicon")
THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}
PANEL = "jupyterapp.shell.currentWidget"
IS_READY = f"""() => {{
  const panel = window.jupyterapp && {PANEL};
  return panel?.context?.isReady && panel.sessionContext?.session?.kernel?.status === "idle";
}}"""
RUN = """([command, index]) => {
  const notebook = jupyterapp.shell.currentWidget.content;
  if (index !== null) { notebook.deselectAll(); notebook.activeCellIndex = index; }
  window.hasRun = false;
  jupyterapp.commands.execute(command).finally(() => { window.hasRun = true; });
}"""
CELLS = f"() => {PANEL}.content.widgets.map(cell => cell.model.toJSON())"
FAILED_WIDGETS = """() => [...document.querySelectorAll('.jp-OutputArea-output')].map(e => e.innerText)
  .filter(t => /Error displaying widget|\\[anywidget\\]|Click to show javascript error/.test(t))"""


class KernelError(AssertionError):
    """Code that a test ran in the kernel raised."""


class Notebook:
    """What a test holds: the Playwright `page`, the kernel, and what the browser complained of.

    `py` and `run` talk to the kernel directly, not through the page, so they also work while the page is reloading.
    """

    def __init__(self, page: Page, server: Server, folder: Path) -> None:
        self.folder = folder
        self.console: list[str] = []
        self.widget_errors: list[str] = []
        self.page, self._server = page, server
        self.page.set_default_timeout(30_000)
        self.page.on("console", self._on_console)
        self.page.on("pageerror", self._on_page_error)
        self._kernel: BlockingKernelClient | None = None
        self._theme = "light"

    # -- life ---------------------------------------------------------------------------------------------------------
    def open(self, theme: str) -> None:
        # a workspace of its own, or JupyterLab would restore the notebooks of earlier tests
        path = f"lab/workspaces/{self.folder.name}/tree/{self.folder.name}/notebook.ipynb"
        self.page.goto(f"{self._server.address}/{path}?token={self._server.token}", wait_until="domcontentloaded")
        self.page.wait_for_function(IS_READY, timeout=90_000, polling=LASTING_MS)
        self.page.evaluate("() => jupyterapp.shell.collapseLeft()")
        # JupyterLab keeps the theme as a setting of the server, so an earlier test may have left another one
        self.theme(theme)

    def reload(self) -> None:
        """Load the page again; the kernel lives on."""
        self.open(self._theme)

    def restart(self) -> None:
        """Restart the kernel; the page lives on."""
        self.page.evaluate(f"() => {PANEL}.sessionContext.session.kernel.restart()")
        self.page.wait_for_function(IS_READY, polling=LASTING_MS)

    def save(self) -> None:
        self.page.evaluate(f"() => {PANEL}.context.save()")

    def close(self) -> None:
        if self._kernel:
            self._kernel.stop_channels()
        self.page.close()
        for session in self._server.ask("GET", "api/sessions"):
            if session["path"].startswith(f"{self.folder.name}/"):
                self._server.ask("DELETE", f"api/sessions/{session['id']}")

    # -- cells --------------------------------------------------------------------------------------------------------
    def run_all(self, timeout_s: float = 60) -> Notebook:
        """Run every cell, wait until all are done, and raise what a cell raised."""
        self._run("notebook:run-all-cells", None, timeout_s)
        self.raise_cell_errors()
        return self

    def run_cell(self, index: int, *, timeout_s: float = 60, wait: bool = True) -> None:
        """Run one cell; with `wait=False` it is left running."""
        self._run("notebook:run-cell", index, timeout_s if wait else 0)
        if wait:
            self.raise_cell_errors()

    def wait_until_run(self, timeout_s: float = 60) -> None:
        """Wait for the cells that were started last."""
        self.page.wait_for_function("window.hasRun", timeout=timeout_s * 1000, polling=LASTING_MS)
        self.page.wait_for_function(IS_READY, timeout=timeout_s * 1000, polling=LASTING_MS)

    def _run(self, command: str, index: int | None, timeout_s: float) -> None:
        self.page.evaluate(RUN, [command, index])
        if timeout_s:
            self.wait_until_run(timeout_s)

    def cells(self) -> list[dict[str, Any]]:
        """Each cell as it would be saved."""
        cells: list[dict[str, Any]] = self.page.evaluate(CELLS)
        return cells

    def cell(self, index: int) -> Locator:
        return self.page.locator(".jp-Notebook .jp-Cell").nth(index)

    def out(self, index: int) -> Locator:
        """The output area of a cell; locators look into open shadow roots."""
        return self.cell(index).locator(".jp-OutputArea").first

    def text(self, index: int) -> str:
        """What a cell printed or showed as plain text."""
        outputs = self.cells()[index].get("outputs", [])
        return "".join("".join(o.get("text", o.get("data", {}).get("text/plain", ""))) for o in outputs)

    # -- kernel -------------------------------------------------------------------------------------------------------
    def py(self, expression: str) -> Any:
        """The value of an expression in the kernel, or its repr where it is no plain literal."""
        said = self._execute("", {"value": expression})["user_expressions"]["value"]
        if said["status"] != "ok":
            raise KernelError(f"{expression}: {said['ename']}: {said['evalue']}")
        shown = said["data"]["text/plain"]
        try:
            return ast.literal_eval(shown)
        except (ValueError, SyntaxError):
            return shown

    def run(self, code: str) -> None:
        """Run code in the kernel without a cell."""
        reply = self._execute(code, {})
        if reply["status"] != "ok":
            raise KernelError(ANSI.sub("", "\n".join(reply["traceback"])))

    def until(self, expression: str, timeout_s: float = 15) -> Any:
        """Ask the kernel until the expression is true, and return its value."""
        end = time.monotonic() + timeout_s
        while not (value := self.py(expression)):
            if time.monotonic() > end:
                raise AssertionError(f"{expression} is still {value!r} after {timeout_s} s")
            self.page.wait_for_timeout(20)
        return value

    def _execute(self, code: str, expressions: dict[str, str]) -> dict[str, Any]:
        client = self._client()
        request = client.execute(code, store_history=False, user_expressions=expressions, allow_stdin=False)
        while True:
            try:
                reply = client.get_shell_msg(timeout=KERNEL_S)
            except Empty:
                raise KernelError(f"The kernel did not answer within {KERNEL_S} s: {code or expressions}") from None
            if reply["parent_header"].get("msg_id") == request:
                content: dict[str, Any] = reply["content"]
                return content

    def _client(self) -> BlockingKernelClient:
        if self._kernel is None:
            kernel_id = self.page.evaluate(f"() => {PANEL}.sessionContext.session.kernel.id")
            client = BlockingKernelClient()
            client.load_connection_file(str(self._server.state / f"runtime/kernel-{kernel_id}.json"))
            client.start_channels(stdin=False, hb=False, control=False)
            self._kernel = client
        return self._kernel

    # -- page ---------------------------------------------------------------------------------------------------------
    def theme(self, name: str) -> None:
        """Change to the `"light"` or the `"dark"` theme of JupyterLab."""
        self._theme = name
        self.page.evaluate("t => jupyterapp.commands.execute('apputils:change-theme', {theme: t})", THEMES[name])
        self.page.wait_for_selector(f"body[data-jp-theme-name='{THEMES[name]}']", state="attached")

    def shot(self, name: str, locator: Locator | None = None) -> Path:
        """Take a picture of the page, or of a part of it, into `tests/browser/shots`, and return its path."""
        path = SHOTS / f"{name}.png"
        path.parent.mkdir(exist_ok=True)
        (locator or self.page).screenshot(path=str(path))
        return path

    # -- what went wrong ----------------------------------------------------------------------------------------------
    def problems(self) -> list[str]:
        """Errors of widgets: those leave their cell green, and only the console tells."""
        shown = [] if self.page.is_closed() else self.page.evaluate(FAILED_WIDGETS)
        return [*self.widget_errors, *(" ".join(text.split())[:300] for text in shown)]

    def forgive(self) -> list[str]:
        """Return the errors so far and forget them: for a test that provokes one."""
        found = self.problems()
        self.widget_errors.clear()
        self.page.evaluate("() => jupyterapp.commands.execute('notebook:clear-all-cell-outputs')")
        return found

    def raise_cell_errors(self) -> None:
        errors = [o for cell in self.cells() for o in cell.get("outputs", []) if o["output_type"] == "error"]
        if errors:
            raise KernelError(ANSI.sub("", "\n".join(errors[0]["traceback"])))

    def _on_console(self, message: ConsoleMessage) -> None:
        self.console.append(f"{message.type}: {message.text}")
        if message.type == "error":
            self._note(f"{message.text} ({message.location.get('url', '')})")

    def _on_page_error(self, error: Error) -> None:
        self._note(f"uncaught {error.message}\n{error.stack or ''}")

    def _note(self, text: str) -> None:
        if OF_A_WIDGET.search(text) and not NOISE.search(text):
            self.widget_errors.append(text)
