"""A progress bar for calls that take longer than a moment."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

Progress = Callable[[int], object]

DELAY_S = 1.0


@contextmanager
def shown(text: str, total: int, progress: Progress | None = None) -> Iterator[Progress]:
    """What to call with the number of things just done: `progress` where given, else a bar that shows after a second."""
    if progress is not None:
        yield progress
        return
    from tqdm import tqdm

    with tqdm(total=total, desc=text, delay=DELAY_S, leave=False, unit_scale=True, file=_cell()) as bar:
        yield bar.update


class CellLine:
    """A line in a notebook cell that can be written over and wiped out.

    On stderr the bar would stand in a pink box, and an empty box would stay behind; a widget of tqdm's stays in the
    saved notebook as one that cannot be found.
    """

    encoding = "utf-8"  # without it tqdm draws its bar with #

    def __init__(self) -> None:
        self._handle: Any = None

    def write(self, text: str) -> None:
        """Show the last line of the text."""
        from IPython.display import display

        line = text.strip("\r\n ")
        if self._handle is not None:
            self._handle.update({"text/plain": line}, raw=True)
        elif line:
            self._handle = display({"text/plain": line}, raw=True, display_id=True)  # type: ignore[no-untyped-call]

    def flush(self) -> None:
        """Nothing waits: every line is shown at once."""


def _cell() -> CellLine | None:
    """A line of the running cell; None outside of a notebook, where the bar goes to stderr."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    return CellLine() if shell is not None and hasattr(shell, "kernel") else None
