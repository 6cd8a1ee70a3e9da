"""A bar in a notebook cell: seen while it runs, gone without a trace on stderr when it is done."""

from __future__ import annotations

from typing import Any

import nbformat
from nbclient import NotebookClient

CELL = """
from nblabel.ops import progress
progress.DELAY_S = 0
with progress.shown("Adding", 3) as done:
    for _ in range(3):
        done(1)
"""


def run(cell: str) -> list[tuple[str, Any]]:
    """Everything the kernel sent for one cell, in order: (message type, content)."""
    seen: list[tuple[str, Any]] = []

    class Client(NotebookClient):
        def process_message(self, msg: Any, cell: Any, cell_index: int) -> Any:
            seen.append((msg["msg_type"], msg["content"]))
            return super().process_message(msg, cell, cell_index)

    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell)])
    Client(notebook, timeout=120, kernel_name="python3").execute()
    return seen


def test_a_bar_is_shown_in_the_cell_and_wiped_out_without_a_box_of_errors() -> None:
    seen = run(CELL)
    assert "stream" not in [kind for kind, _ in seen], "nothing is written to stdout or stderr"
    lines = [content["data"]["text/plain"] for kind, content in seen if "display_data" in kind]
    assert lines[0].startswith("Adding: ")
    assert lines[-1] == "", "the last word is an empty line"
