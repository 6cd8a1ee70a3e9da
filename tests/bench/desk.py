"""A JupyterLab, a Chromium, and label files of several sizes whose items stand for the tiles of the samples."""

from __future__ import annotations

import os
import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from tests.bench.chrome import Browser
from tests.bench.lab_tab import LabTab
from tests.bench.world import build
from tests.browser.lab import Server

from nblabel.media.samples.samples import samples
from nblabel.media.serving.pool import ThumbnailPool

OPEN = "import nblabel as nb\nproject = nb.open({!r}, annotator='ada')"
SHOW = "project.grid()"


@contextmanager
def desk_of(*sizes: int) -> Iterator[Desk]:
    """A desk in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="nblabel-bench-", ignore_cleanup_errors=True) as name:
        desk = Desk(Path(name), sizes)
        try:
            yield desk
        finally:
            desk.close()


class Desk:
    """Server, browser, and the label files by their number of items."""

    def __init__(self, folder: Path, sizes: tuple[int, ...]) -> None:
        os.environ["NBLABEL_CACHE"] = str(folder / "cache")
        self.pictures = [str(path) for path in sorted(samples(folder).glob("*/*"))]
        random.Random(7).shuffle(self.pictures)
        pool = ThumbnailPool()
        pool.request(list(enumerate(self.pictures)), 128, wait_s=600)
        pool.close()
        self.files = {items: folder / f"world-{items}.duckdb" for items in sizes}
        for items, path in self.files.items():
            build(path, items, pictures=self.pictures).db.close()
        self.server = Server(folder)
        self.browser = Browser(folder / "profile")
        self.server.wait()
        self._numbers = count(1)

    @contextmanager
    def notebook(self, *cells: str) -> Iterator[LabTab]:
        """A new notebook with a new kernel."""
        opened = LabTab(self.browser, self.server, f"{next(self._numbers):03d}", list(cells))
        try:
            yield opened
        finally:
            opened.close()

    def opening(self, items: int) -> str:
        """The cell that opens the file of so many items."""
        return OPEN.format(str(self.files[items]))

    @contextmanager
    def grid(self, items: int) -> Iterator[LabTab]:
        """A notebook that shows the grid, complete."""
        with self.notebook(self.opening(items), SHOW) as lab:
            lab.run(0)
            lab.run(1)
            lab.call("complete")
            yield lab

    def close(self) -> None:
        """End both."""
        self.browser.close()
        self.server.close()
