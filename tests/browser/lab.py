"""A real JupyterLab in a real Chromium: one server and one browser for the whole run, a fresh page for each notebook.

Nothing here sleeps for a while and hopes: whatever is waited for is a condition with a time limit.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from itertools import count
from pathlib import Path
from typing import Any

import nbformat
from playwright.sync_api import sync_playwright
from tests.browser import kernels
from tests.browser.notebook import Notebook
from tests.conftest import REPOSITORY

SETTINGS = {
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "docmanager-extension/plugin": {"autosave": False},
    # off-screen cells would be skipped by the browser, and a widget in them would have no size
    "notebook-extension/tracker": {"windowingMode": "none"},
}
CHROMIUM_FLAGS = ["--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", "--hide-scrollbars"]
START_S = 90


class Server:
    """JupyterLab on loopback with a token, its own settings, and a folder of its own to serve."""

    def __init__(self, folder: Path) -> None:
        self.root, self.state = folder / "root", folder / "state"
        self.root.mkdir()
        self._write_settings()
        self.token, self.address = secrets.token_hex(16), f"http://127.0.0.1:{_free_port()}"
        self.log = folder / "server.log"
        self._kernels = self._start_kernels(folder / "kernels.socket")
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                self._command(),
                cwd=self.root,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def _start_kernels(self, address: Path) -> subprocess.Popen[bytes]:
        kernels.write_spec(self.state / "data", address)
        command = [sys.executable, "-m", kernels.__name__, str(address)]
        return subprocess.Popen(command, cwd=REPOSITORY, env=self._environment(), stdin=subprocess.PIPE)

    def _write_settings(self) -> None:
        for name, values in SETTINGS.items():
            path = self.state / f"settings/@jupyterlab/{name}.jupyterlab-settings"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(values))

    def _command(self) -> list[str]:
        options = {
            "ServerApp.ip": "127.0.0.1",
            "ServerApp.port": self.address.rsplit(":", 1)[1],
            "ServerApp.port_retries": 0,
            "ServerApp.root_dir": self.root,
            "IdentityProvider.token": self.token,
            "LabApp.expose_app_in_browser": True,
            "LabApp.extension_manager": "readonly",
            "LabApp.check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
            # should the tests be killed, the server ends by itself
            "MappingKernelManager.cull_idle_timeout": 600,
            "MappingKernelManager.cull_connected": True,
            "ServerApp.shutdown_no_activity_timeout": 900,
        }
        flags = [f"--{name}={value}" for name, value in options.items()]
        return [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", *flags]

    def _environment(self) -> dict[str, str]:
        folders = {
            "JUPYTERLAB_SETTINGS_DIR": "settings",
            "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
            "JUPYTER_CONFIG_DIR": "config",
            "JUPYTER_RUNTIME_DIR": "runtime",
            "JUPYTER_PATH": "data",
            "IPYTHONDIR": "ipython",
        }
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
        own = {name: str(self.state / folder) for name, folder in folders.items()}
        return {**os.environ, **own, "PATH": path, "JUPYTER_PLATFORM_DIRS": "1", "PYDEVD_DISABLE_FILE_VALIDATION": "1"}

    def wait(self) -> None:
        """Return once it answers, or raise with what it logged."""
        end = time.monotonic() + START_S
        while time.monotonic() < end and self.process.poll() is None:
            try:
                self.ask("GET", "api/status")
                return
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.1)
        raise RuntimeError(f"JupyterLab did not start:\n{self.log.read_text(errors='replace')[-3000:]}")

    def ask(self, method: str, path: str) -> Any:
        headers = {"Authorization": f"token {self.token}"}
        request = urllib.request.Request(f"{self.address}/{path}", method=method, headers=headers)
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.loads(answer.read() or "null")

    def close(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._kernels.communicate()  # its input ends, and so does it


class Lab:
    """The server and the browser; `notebook` opens a page."""

    def __init__(self, folder: Path, chromium: str) -> None:
        self.server = Server(folder)
        self._numbers = count(1)
        try:
            self._open_browser(chromium, folder / "chromium")
            self.server.wait()
        except BaseException:  # also where the run is interrupted meanwhile
            self.server.close()
            raise
        self.opened: list[Notebook] = []

    def _open_browser(self, chromium: str, profile: Path) -> None:
        self._playwright = sync_playwright().start()
        flags = [*CHROMIUM_FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
        # one context for all pages, with a profile on disk: only there does Chromium keep what it compiled of
        # JupyterLab's own files, a quarter of the time of opening a page
        self._context = self._playwright.chromium.launch_persistent_context(
            profile, executable_path=chromium, args=flags, permissions=["clipboard-read", "clipboard-write"]
        )

    def notebook(
        self,
        cells: list[str],
        *,
        size: tuple[int, int] = (1400, 1000),
        theme: str = "light",
        files: dict[str, Path] | None = None,
    ) -> Notebook:
        """Open a new notebook of these code cells; nothing has run yet.

        Parameters
        ----------
        cells
            The source of each code cell.
        size
            Width and height of the page.
        theme
            `"light"` or `"dark"`.
        files
            What to copy beside the notebook, name to path; the kernel runs in that folder.
        """
        number = next(self._numbers)
        folder = self.server.root / f"{number:03d}"
        folder.mkdir()
        for name, path in (files or {}).items():
            (shutil.copytree if path.is_dir() else shutil.copy2)(path, folder / name)
        document = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in cells])
        document.metadata["kernelspec"] = {"name": kernels.NAME, "display_name": kernels.NAME, "language": "python"}
        nbformat.write(document, folder / "notebook.ipynb")
        page = self._context.new_page()
        page.set_viewport_size({"width": size[0], "height": size[1]})
        opened = Notebook(page, self.server, folder)
        self.opened.append(opened)
        opened.open(theme)
        return opened

    def close_notebooks(self) -> list[str]:
        """Close every page and kernel, and return what went wrong in their widgets."""
        problems = [problem for notebook in self.opened for problem in notebook.problems()]
        for notebook in self.opened:
            notebook.close()
        self.opened.clear()
        return problems

    def close(self) -> None:
        self._context.close()
        self._playwright.stop()
        self.server.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
