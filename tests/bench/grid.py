"""The grid in a real JupyterLab in Chromium, over bare CDP, times taken in the page: tiles of the samples stand for any number
of items, by reference, and their thumbnails are in the cache as after a first look. Every start of a grid has a fresh page
and a fresh kernel with the project open; runs on different sizes alternate."""

from __future__ import annotations

import time

import numpy as np
from tests.bench.chrome import Tab
from tests.bench.desk import SHOW, Desk, desk_of
from tests.bench.figures import Figure, p50, p95
from tests.bench.lab_tab import SCRIPT, LabTab
from tests.bench.stolen import left_alone

SMALL, LARGE = 1_000, 1_000_000
STARTS = 5
PLAIN = """
import base64, io
from IPython.display import HTML
from PIL import Image
def thumbnail(path):
    with Image.open(path) as image:
        image.thumbnail((128, 128)); buffer = io.BytesIO(); image.save(buffer, "JPEG", quality=75)
    return "data:image/jpeg;base64," + base64.b64encode(buffer.getvalue()).decode()
HTML("<div>" + "".join(f"<img src='{thumbnail(path)}'>" for path in PATHS) + "</div>")
"""
ECHO = '''
import anywidget
class Echo(anywidget.AnyWidget):
    _esm = """export default { render({ model, el }) {
      el.innerHTML = "<div id='bench-echo' tabindex='0' data-lm-suppress-shortcuts='true'>0</div>";
      const said = el.firstChild;
      said.onkeydown = () => model.send({ n: Number(said.textContent) + 1 });
      model.on("msg:custom", ({ n }) => { said.textContent = n; });
    } }"""
    def __init__(self):
        super().__init__()
        self.on_msg(lambda _, content, buffers: self.send(content))
Echo()
'''
EMPTY = "data:text/html,<body style='height:6000000px'>"


def run(small: int = SMALL, large: int = LARGE, effort: float = 1) -> list[Figure]:
    """All of it; `effort` below 1 does less of each."""
    with desk_of(small, large) as desk:
        return [
            *starts(desk, small, large, max(1, round(STARTS * effort))),
            *wheel(desk, large, max(1, round(3 * effort))),
            *jumps(desk, large),
            *clicks(desk, small, large, max(5, round(60 * effort))),
        ]


def starts(desk: Desk, small: int, large: int, rounds: int) -> list[Figure]:
    """From running the cell to twenty pictures."""
    _start(desk, small)
    rows = [left_alone(lambda: (_start(desk, small), _start(desk, large), _plain(desk))) for _ in range(rounds)]
    first, first_large, plain = (p50([row[at] for row in rows]) / 1000 for at in range(3))
    again, again_large = (p50(_again(desk, items, rounds)) / 1000 for items in (small, large))
    html = "20 bare Pillow thumbnails as HTML output"
    return [
        Figure(f"cell to 20 pictures, {small:,} items", first, "s", html, plain, "< 1 s"),
        Figure(f"cell to 20 pictures, {large:,} items", first_large, "s", f"at {small:,} items", first, "<= 1.5 x"),
        Figure(f"the cell run again, {small:,} items", again, "s", html, plain),
        Figure(f"the cell run again, {large:,} items", again_large, "s", f"at {small:,} items", again),
    ]


def _start(desk: Desk, items: int) -> float:
    with desk.notebook(desk.opening(items), SHOW) as lab:
        lab.run(0)
        return float(lab.call("firstPictures", 1, 20))


def _again(desk: Desk, items: int, rounds: int) -> list[float]:
    with desk.grid(items) as lab:
        return [float(lab.call("firstPictures", 1, 20)) for _ in range(rounds)]


def _plain(desk: Desk) -> float:
    with desk.notebook("1", f"PATHS = {desk.pictures[:20]!r}\n{PLAIN}") as lab:
        lab.run(0)
        return float(lab.call("firstPictures", 1, 20))


def wheel(desk: Desk, items: int, rounds: int) -> list[Figure]:
    """Frames while the wheel turns, beside those of a page that holds nothing; rounds that the host cuts up are run again."""
    ours: list[float] = []
    empty: list[float] = []
    with desk.grid(items) as lab:
        blank = desk.browser.tab()
        blank.go(EMPTY)
        blank.until("document.body")
        blank.js(SCRIPT.read_text(encoding="utf-8"))
        for _ in range(rounds):
            pair = left_alone(lambda: (_frames(lab.tab, *lab.call("middle")), _frames(blank, 500, 500)))
            ours, empty = ours + pair[0], empty + pair[1]
        blank.close()
    peer = "an empty page"
    return [
        Figure(f"wheel over {items:,} items, frame p50", p50(ours), "ms", peer, p50(empty)),
        Figure(f"wheel over {items:,} items, frame p95", p95(ours), "ms", peer, p95(empty), "<= 2.5 x"),
    ]


def _frames(tab: Tab, x: float, y: float) -> list[float]:
    """Times between frames in four seconds of thirty notches a second."""
    tab.do("Page.bringToFront")
    tab.js("bench.record()")
    tab.wheel(x, y, notches=120, every_s=1 / 30)
    return list(np.diff(tab.js("bench.recorded()")))


def jumps(desk: Desk, items: int) -> list[Figure]:
    """To a number, and with the scroll bar; every tile in view must show the item of its place."""
    wrong, times, checked = 0, [], 0
    with desk.grid(items) as lab:
        for number in (items // 2, items - 1, 0):
            time_ms, bad, seen = _jump(lab, number)
            times, wrong, checked = [*times, time_ms], wrong + bad, checked + seen
        for part in (0.5, 1, 0):
            times.append(float(lab.call("drag", part)))
            shown = lab.call("where")["shown"]
            places = [place for place, _ in shown]
            target = min(round(part * items), items - 1)
            wrong += sum(place != number for place, number in shown) + (
                not min(places) - len(places) <= target <= max(places) + len(places)
            )
            checked += len(shown)
    return [
        Figure(f"jumps to 0, 50, 100 % of {items:,}: wrong of {checked} tiles", wrong, "tiles", target="<= 0 tiles"),
        Figure("a jump, until all tiles in view are painted", p50(times), "ms"),
    ]


def _jump(lab: LabTab, number: int) -> tuple[float, int, int]:
    lab.tab.click(*lab.call("firstTile"))
    lab.tab.key("g", "KeyG", text="g", virtual=71)
    lab.tab.until("document.querySelector('.nblabel').shadowRoot.activeElement?.matches('input')")
    lab.tab.do("Input.insertText", text=str(number + 1))
    lab.call("watchJump", number)
    lab.tab.key("Enter", "Enter", text="\r", virtual=13)
    time_ms = float(lab.tab.js("jumped"))
    shown = lab.call("where")["shown"]
    is_there = any(place == number for place, _ in shown)
    return time_ms, sum(place != found for place, found in shown) + (not is_there), len(shown)


def clicks(desk: Desk, small: int, large: int, times: int) -> list[Figure]:
    """A number key on a focused tile, until the status bar says saved; a third of a second apart."""
    saved = {items: _saved(desk, items, times) for items in (small, large)}
    echo = _echoed(desk, times)
    peer = "a bare anywidget that sends a message back"
    return [
        *(
            Figure(f"key to saved on screen, {items:,} items, p50", p50(found), "ms", peer, p50(echo), "< 60 ms")
            for items, found in saved.items()
        ),
        *(
            Figure(f"key to saved on screen, {items:,} items, p95", p95(found), "ms", peer, p95(echo))
            for items, found in saved.items()
        ),
    ]


def _saved(desk: Desk, items: int, times: int) -> list[float]:
    with desk.grid(items) as lab:
        lab.tab.click(*lab.call("firstTile"))
        found = []
        for _ in range(times + 3):
            lab.tab.key("ArrowRight", "ArrowRight", virtual=39)
            time.sleep(0.3)
            digit = lab.call("otherDigit")
            lab.call("watchSaved")
            lab.tab.digit(digit)
            found.append(float(lab.tab.js("saved")))
        return found[3:]


def _echoed(desk: Desk, times: int) -> list[float]:
    with desk.notebook("1", ECHO) as lab:
        lab.run(0)
        lab.run(1)
        lab.tab.until("document.querySelector('#bench-echo')")
        lab.tab.js("document.querySelector('#bench-echo').focus()")
        found = []
        for _ in range(times + 3):
            time.sleep(0.3)
            lab.call("watchEcho")
            lab.tab.digit(1)
            found.append(float(lab.tab.js("saved")))
        return found[3:]
