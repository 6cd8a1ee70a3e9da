"""Open JupyterLab on the quickstart notebook, or with --headless execute it and say what it did."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

NOTEBOOK = Path(__file__).resolve().parent.parent / "notebooks/quickstart.ipynb"


def main(arguments: list[str]) -> None:
    if not NOTEBOOK.exists():
        sys.exit(f"{NOTEBOOK} is not there: is this a whole clone?")
    if "--headless" in arguments:
        execute()
    else:
        open_lab()


def open_lab() -> None:
    """Hand this process over to JupyterLab, which prints its address where it cannot open a browser."""
    repository = NOTEBOOK.parent.parent
    command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={repository}"]
    command.append(f"--LabApp.default_url=/lab/tree/{NOTEBOOK.relative_to(repository).as_posix()}")
    if not _has_display():
        print("There is no display here: open the address with the token that is printed below.", flush=True)
        command.append("--no-browser")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")
    os.execv(sys.executable, command)


def execute() -> None:
    """Run the notebook from start to end in a scratch folder."""
    import nbformat
    from nbclient import NotebookClient

    notebook: Any = nbformat.read(NOTEBOOK, as_version=4)  # type: ignore[no-untyped-call]
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        # the kernel would warn that its loopback connection is not encrypted
        options: dict[str, Any] = {"timeout": 600, "kernel_name": "python3", "extra_arguments": ["--log-level=ERROR"]}
        NotebookClient(notebook, resources={"metadata": {"path": folder}}, **options).execute()
    count = sum(cell.cell_type == "code" for cell in notebook.cells)
    print(last_words(notebook))
    print(f"{NOTEBOOK.name}: {count} cells ran from start to end in {time.monotonic() - began:.1f} s.")


def last_words(notebook: Any) -> str:
    """Return what the last cell that says anything says: the notebook ends by telling what it labelled."""
    for cell in reversed(notebook.cells):
        said = "".join(map(_text, cell.get("outputs", []))).strip()
        if said:
            return said
    return "The notebook said nothing."


def _text(output: Any) -> str:
    return str(output.get("text") or output.get("data", {}).get("text/plain", ""))


def _has_display() -> bool:
    return sys.platform in {"darwin", "win32"} or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


if __name__ == "__main__":
    main(sys.argv[1:])
