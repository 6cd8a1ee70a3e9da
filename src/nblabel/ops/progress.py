"""A progress bar for calls that take longer than a moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

Progress = Callable[[int], object]


@contextmanager
def shown(text: str, total: int, progress: Progress | None = None) -> Iterator[Progress]:
    """What to call with the number of things just done: `progress` where given, else a bar that shows after a second."""
    if progress is not None:
        yield progress
        return
    from tqdm import tqdm

    with tqdm(total=total, desc=text, delay=1, leave=False, unit_scale=True) as bar:
        yield bar.update
