"""The first page of a grid that mixes every kind of media beside the same page of plain pictures, in a real JupyterLab; nothing
is in a cache, so each tile is made while the page waits. The worker process starts once."""

from __future__ import annotations

import shutil
import tempfile
import time
from pathlib import Path

from tests.bench.chrome import Browser
from tests.bench.figures import Figure, p50
from tests.bench.lab_tab import LabTab
from tests.browser.lab import Server

import nblabel as nb
from nblabel.media.registry.kinds import medium_of
from nblabel.media.samples.samples import media_samples, samples
from nblabel.media.serving import show

OPEN = """import os
os.environ["NBLABEL_CACHE"] = {cache!r}
import nblabel as nb
project = nb.open({file!r}, annotator='ada')"""
ROUNDS = 5
TILES, SHOWN = 30, 20


def run(effort: float = 1) -> list[Figure]:
    """Both grids in turns, and the worker on its own."""
    rounds = max(2, round(ROUNDS * effort))
    with tempfile.TemporaryDirectory(prefix="nblabel-bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        files = {kind: _project(folder, kind) for kind in ("mixed", "pictures")}
        server, browser = Server(folder), Browser(folder / "profile")
        try:
            server.wait()
            found = [
                {kind: _first_page(browser, server, file, f"{number}-{kind}", folder) for kind, file in files.items()}
                for number in range(rounds)
            ]
        finally:
            browser.close()
            server.close()
    mixed, plain = (p50([row[kind] for row in found]) / 1000 for kind in ("mixed", "pictures"))
    first, second = _worker()
    return [
        Figure("20 tiles of all kinds mixed, no cache", mixed, "s", "20 tiles of pictures", plain, "<= 2 x"),
        Figure("a page of a PDF, worker process started for it", first, "ms", "another file, the worker warm", second),
    ]


def _project(folder: Path, kind: str) -> Path:
    """Thirty items: of the mixed one half are not plain pictures, the same number of each kind."""
    path = folder / f"{kind}.duckdb"
    pictures = [str(found) for found in sorted(samples(folder).glob("*/*"))[:: 1008 // TILES]][:TILES]
    own = [found for found in sorted(media_samples(folder).iterdir()) if found.suffix not in ("", ".gif")]
    others = [_copy(found, folder / f"copy-{number}") for number in range(1 + TILES // 2 // len(own)) for found in own]
    with nb.open(path, annotator="ada") as project:
        wanted = pictures if kind == "pictures" else _woven(pictures, others)
        project.add(wanted)
    return path


def _copy(path: Path, folder: Path) -> str:
    folder.mkdir(exist_ok=True)
    return shutil.copy(path, folder / path.name)


def _woven(pictures: list[str], others: list[str]) -> list[str]:
    return [path for pair in zip(pictures, others, strict=False) for path in pair][:TILES]


def _first_page(browser: Browser, server: Server, file: Path, number: str, folder: Path) -> float:
    """Milliseconds from running the cell until the first 20 pictures are painted, with an empty cache of thumbnails."""
    cache = folder / f"cache-{number}"
    cells = [OPEN.format(cache=str(cache), file=str(file)), "project.grid(height=700)"]
    lab = LabTab(browser, server, number, cells)
    try:
        lab.run(0)
        return float(lab.call("firstPictures", 1, SHOWN))
    finally:
        lab.close()


def _worker() -> tuple[float, float]:
    """Milliseconds of the first call, which starts the process, and of one on another file."""
    pages = medium_of(media_samples() / "report.pdf")
    times = []
    for medium in (pages, medium_of(media_samples() / "sweep.wav"), pages):
        start = time.perf_counter()
        show.thumbnail(medium, 128)
        times.append((time.perf_counter() - start) * 1000)
    return times[0], times[2]
