"""Memory while a grid is used in a real JupyterLab in Chromium. Heap and kernel are read once the caches are full (after many
screens of PageDown) and again after as many screens more. PSS is a process's own memory and its share of what it shares with
others; the peer is the same server and browser with a notebook that only says 1."""

from __future__ import annotations

import psutil
from tests.bench.chrome import memory_bytes, renderers
from tests.bench.desk import Desk, desk_of
from tests.bench.figures import Figure
from tests.bench.lab_tab import LabTab

MIDDLE, LARGE = 100_000, 1_000_000
SCREENS = 500


def run(middle: int = MIDDLE, large: int = LARGE, screens: int = SCREENS) -> list[Figure]:
    """Is it flat, and how much is it."""
    with desk_of(middle, large) as desk:
        return [*flatness(desk, large, screens), *memory(desk, middle)]


def flatness(desk: Desk, items: int, screens: int) -> list[Figure]:
    """Memory after many screens, once its caches are full, and after as many again."""
    with desk.grid(items) as lab:
        kernel = lab.kernel()
        lab.tab.click(*lab.call("firstTile"))
        figures = []
        states = [_state(lab, kernel)]
        for _ in range(2):
            _page_down(lab, screens)
            states.append(_state(lab, kernel))
    _, full, after = states
    names = ("browser heap", "kernel memory (RSS)")
    for name, before, now in zip(names, full, after, strict=True):
        said = f"{name} after {2 * screens} screens"
        figures.append(Figure(said, now, "MB", f"after {screens}", before, "<= 1.1 x"))
    return figures


def _page_down(lab: LabTab, screens: int) -> None:
    for _ in range(screens):
        lab.tab.key("PageDown", "PageDown", virtual=34)
        lab.call("complete")


def _state(lab: LabTab, kernel: psutil.Process) -> tuple[float, float]:
    lab.settle()
    return lab.tab.heap_bytes() / 2**20, kernel.memory_info().rss / 2**20


def memory(desk: Desk, items: int) -> list[Figure]:
    """PSS of kernel, tab, the rest of the browser, and server, with a grid and with a notebook that says `1`."""
    with desk.notebook("1") as lab:
        lab.run(0)
        bare = _processes(desk, lab)
    with desk.grid(items) as lab:
        lab.tab.click(*lab.call("firstTile"))
        _page_down(lab, 30)
        ours = _processes(desk, lab)
    peer = "a notebook that only says 1"
    figures = [Figure(f"{name}, {items:,} items (PSS)", ours[name], "MB", peer, bare[name]) for name in ours]
    totals = {"kernel + tab": ("kernel", "tab"), "kernel + tab + server": ("kernel", "tab", "server")}
    for name, parts in totals.items():
        own, plain = (sum(found[part] for part in parts) for found in (ours, bare))
        figures.append(Figure(f"{name}, {items:,} items (PSS)", own, "MB", peer, plain, "< 512 MB"))
    return figures


def _processes(desk: Desk, lab: LabTab) -> dict[str, float]:
    lab.settle(2.5)
    lab.tab.heap_bytes()
    browser = desk.browser.processes()
    tab = renderers(browser)[0]
    groups = {
        "kernel": [lab.kernel()],
        "tab": [tab],
        "rest of the browser": [process for process in browser if process.pid != tab.pid],
        "server": [psutil.Process(desk.server.process.pid)],
    }
    return {name: sum(map(memory_bytes, processes)) / 2**20 for name, processes in groups.items()}
