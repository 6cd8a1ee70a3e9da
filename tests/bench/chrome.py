"""Chromium over bare CDP with no domain enabled. Playwright watches every websocket frame, which slows the big ones down."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
from scripts import chromium
from websocket import create_connection

FLAGS = [
    "--headless=new",
    "--remote-debugging-port=0",
    "--remote-allow-origins=*",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--no-first-run",
    # a background tab would draw once a second
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
]
START_S = 30
ANSWER_S = 120


class Failed(RuntimeError):
    """The page threw, or refused a command."""


class Tab:
    """One page of the browser."""

    def __init__(self, browser: Browser, address: str, ident: str) -> None:
        self.ident = ident
        self._browser = browser
        self._socket = create_connection(address, timeout=ANSWER_S)
        self._numbers = itertools.count(1)

    def do(self, method: str, **params: Any) -> dict[str, Any]:
        """Send a CDP command, and wait for its answer."""
        number = self.send(method, **params)
        while (answer := json.loads(self._socket.recv())).get("id") != number:
            pass
        if "error" in answer:
            raise Failed(f"{method}: {answer['error']['message']}")
        result: dict[str, Any] = answer["result"]
        return result

    def send(self, method: str, **params: Any) -> int:
        """Send a CDP command, and go on."""
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": params}))
        return number

    def js(self, expression: str) -> Any:
        """The value of an expression, a promise awaited."""
        said = self.do(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True, userGesture=True
        )
        if "exceptionDetails" in said:
            details = said["exceptionDetails"]
            raise Failed(details.get("exception", {}).get("description") or details["text"])
        return said["result"].get("value")

    def go(self, address: str) -> None:
        """Load another address."""
        self.do("Page.navigate", url=address)

    def until(self, expression: str, timeout_s: float = 60) -> None:
        """Ask the page until the expression is true."""
        end = time.monotonic() + timeout_s
        while not self._holds(expression):
            if time.monotonic() > end:
                raise Failed(f"{expression} is not true after {timeout_s} s")
            time.sleep(0.05)

    def key(self, key: str, code: str, *, text: str = "", modifiers: int = 0, virtual: int = 0) -> None:
        """Press a key and let it go."""
        which = {"key": key, "code": code, "modifiers": modifiers, "windowsVirtualKeyCode": virtual}
        self.do(
            "Input.dispatchKeyEvent",
            type="keyDown" if text else "rawKeyDown",
            **which,
            **({"text": text} if text else {}),
        )
        self.do("Input.dispatchKeyEvent", type="keyUp", **which)

    def digit(self, digit: int) -> None:
        """Press a number key."""
        self.key(str(digit), f"Digit{digit}", text=str(digit), virtual=48 + digit)

    def click(self, x: float, y: float) -> None:
        """Click with the left button."""
        for kind in ("mousePressed", "mouseReleased"):
            self.do("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def wheel(self, x: float, y: float, notches: int, every_s: float, pixels: float = 100) -> None:
        """Turn the wheel, a notch at a time and without waiting for the page."""
        start = time.monotonic()
        for turned in range(notches):
            number = self.send("Input.dispatchMouseEvent", type="mouseWheel", x=x, y=y, deltaX=0, deltaY=pixels)
            time.sleep(max(0.0, start + (turned + 1) * every_s - time.monotonic()))
        while json.loads(self._socket.recv()).get("id") != number:
            pass

    def heap_bytes(self) -> int:
        """What JavaScript holds after its garbage was collected."""
        self.do("HeapProfiler.enable")
        for _ in range(2):
            self.do("HeapProfiler.collectGarbage")
        self.do("HeapProfiler.disable")
        return int(self.do("Runtime.getHeapUsage")["usedSize"])

    def close(self) -> None:
        """Close the page."""
        self._browser.call("DELETE", f"close/{self.ident}")
        self._socket.close()

    def _holds(self, expression: str) -> bool:
        try:
            return bool(self.js(f"Boolean({expression})"))
        except Failed:
            return False  # between two documents


class Browser:
    """A headless Chromium with a profile in `folder`."""

    def __init__(self, folder: Path, size: tuple[int, int] = (1920, 1080)) -> None:
        found = chromium.find()
        if found is None:
            raise Failed(chromium.ADVICE)
        flags = [*FLAGS, f"--user-data-dir={folder}", f"--window-size={size[0]},{size[1]}"]
        flags += ["--no-sandbox"] if os.geteuid() == 0 else []
        none = subprocess.DEVNULL
        self.process = subprocess.Popen([found, *flags, "about:blank"], stdin=none, stdout=none, stderr=none)
        self._port = _port(folder / "DevToolsActivePort")

    def tab(self) -> Tab:
        """A new page, in front."""
        made = self.call("PUT", "new?about:blank")
        tab = Tab(self, made["webSocketDebuggerUrl"], made["id"])
        tab.do("Page.bringToFront")
        return tab

    def processes(self) -> list[psutil.Process]:
        """All processes of the browser, its own first."""
        own = psutil.Process(self.process.pid)
        return [own, *own.children(recursive=True)]

    def call(self, method: str, path: str) -> Any:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self._port}/json/{path}", method="GET" if method == "DELETE" else method
        )
        with urllib.request.urlopen(request, timeout=START_S) as answer:
            text = answer.read().decode()
        return json.loads(text) if text.startswith(("{", "[")) else text

    def close(self) -> None:
        """End the browser."""
        self.process.terminate()
        self.process.wait(15)


def _port(path: Path) -> int:
    end = time.monotonic() + START_S
    while not (lines := path.read_text().split() if path.exists() else []):
        if time.monotonic() > end:
            raise Failed("Chromium did not say its port")
        time.sleep(0.02)
    return int(lines[0])


def renderers(processes: list[psutil.Process]) -> list[psutil.Process]:
    """The processes that draw pages, the largest first."""
    found = [process for process in processes if _is_renderer(process)]
    return sorted(found, key=memory_bytes, reverse=True)


def memory_bytes(process: psutil.Process, measure: Callable[[Any], int] = lambda info: info.pss) -> int:
    """Its own memory and its share of what it shares (PSS); 0 once it has ended."""
    try:
        return measure(process.memory_full_info())
    except psutil.NoSuchProcess:
        return 0


def _is_renderer(process: psutil.Process) -> bool:
    try:
        return "--type=renderer" in process.cmdline()
    except psutil.NoSuchProcess:
        return False
