"""A notebook of JupyterLab in a tab of Chromium, driven over bare CDP."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import nbformat
import psutil
from tests.bench.chrome import Browser
from tests.browser.lab import Server

SCRIPT = Path(__file__).with_name("lab_tab.js")
PANEL = "jupyterapp.shell.currentWidget"
IS_READY = (
    f"window.jupyterapp && {PANEL}?.context?.isReady && {PANEL}.sessionContext?.session?.kernel?.status === 'idle'"
)


class LabTab:
    """One notebook, with functions of `lab_tab.js` in its page."""

    def __init__(self, browser: Browser, server: Server, name: str, cells: list[str]) -> None:
        self._server, self._name = server, name
        folder = server.root / name
        folder.mkdir()
        document = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in cells])
        document.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
        nbformat.write(document, folder / "notebook.ipynb")
        self.tab = browser.tab()
        path = f"lab/workspaces/{name}/tree/{name}/notebook.ipynb"
        self.tab.go(f"{server.address}/{path}?token={server.token}")
        self.tab.until(IS_READY, 120)
        self.tab.js("jupyterapp.shell.collapseLeft()")
        self.tab.js(SCRIPT.read_text(encoding="utf-8"))

    def call(self, function: str, *args: object) -> Any:
        """What a function of `lab_tab.js` returns."""
        return self.tab.js(f"bench.{function}({', '.join(map(json.dumps, args))})")

    def run(self, index: int) -> None:
        """Run a cell to its end."""
        self.call("run", index)
        self.tab.until(IS_READY)
        if error := self.call("errorOf", index):
            raise RuntimeError(error)

    def kernel(self) -> psutil.Process:
        """The process of the kernel."""
        ident = self.tab.js(f"{PANEL}.sessionContext.session.kernel.id")
        children = psutil.Process(self._server.process.pid).children(recursive=True)
        return next(child for child in children if any(ident in word for word in child.cmdline()))

    def settle(self, quiet_s: float = 1.5) -> None:
        """Wait for what is under way to end."""
        self.tab.until(IS_READY)
        time.sleep(quiet_s)

    def close(self) -> None:
        """Close the page and end its kernel."""
        self.tab.close()
        for session in self._server.ask("GET", "api/sessions"):
            if session["path"].startswith(f"{self._name}/"):
                self._server.ask("DELETE", f"api/sessions/{session['id']}")
