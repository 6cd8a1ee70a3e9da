"""Runs the long requests of a page beside the kernel's own thread, so that it hears a cancel and answers everybody else."""

from __future__ import annotations

import atexit
import math
import threading
import time
import weakref
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nblabel.domain.job import Job
from nblabel.wire import messages as wire
from nblabel.wire.exploring import CancelArgs
from nblabel.wire.messages import WRITES

# Above so many items a write is no click any more.
MOST_AT_ONCE = 500
STEPS_PER_S = 20
ENDS_WITHIN_S = 2.0

# A newer one of these takes the place of an older one: by what its args say, or whatever they say ("").
REPLACES = {"facets": "names", "histogram": "field", "plan": "", "accept_plan": "target", "refresh_plan": "title"}
LONG = frozenset({*REPLACES, "measure"})
# Writes that name no items, and are seldom short.
LONG_WRITES = frozenset(
    {"undo", "redo", "send", "collect_titles", "set_rules", "refresh_collection", "drop_collection", "allocation"}
)

Content = Mapping[str, Any]
Answer = Callable[[Content], object]
Tell = Callable[[wire.Progress], object]


@dataclass(frozen=True, slots=True)
class Errand:
    """A request on its way in the background."""

    content: Content
    job: Job
    answer: Answer

    def run(self) -> None:
        """Answer it as its job; the answer of one that was stopped is an error."""
        with self.job.as_current():
            self.answer(self.content)


class Lane:
    """Errands one after the other, in a thread that lives while there are any."""

    def __init__(self) -> None:
        self._waiting: deque[Errand] = deque()
        self._running: Errand | None = None
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        _lanes.add(self)

    @property
    def is_busy(self) -> bool:
        """Whether an errand runs or waits."""
        return self._thread is not None

    def put(self, errand: Errand) -> None:
        """Run the errand after those that wait; at once, on this thread, where there can be no other."""
        with self._lock:
            self._waiting.append(errand)
            if self._thread is not None:
                return
            self._thread = threading.Thread(target=self._work, name="nblabel-job", daemon=True)
            thread = self._thread
        try:
            thread.start()
        except RuntimeError:  # Pyodide has no threads
            self._work()

    def end(self, timeout_s: float) -> None:
        """Drop what waits, and wait for what runs: a count is stopped, a write is let through."""
        with self._lock:
            self._waiting.clear()
            thread, running = self._thread, self._running
        if running is not None and running.content["op"] not in WRITES:
            running.job.cancel()
        if thread is not None and thread is not threading.current_thread():
            thread.join(timeout_s)

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._waiting:
                    self._thread = self._running = None
                    return
                errand = self._running = self._waiting.popleft()
            errand.run()
            del errand


class Background:
    """The long requests of one widget: counts each in a thread of its own, writes of one file one after the other.

    Parameters
    ----------
    path
        The label file: all widgets on it share one lane of writes.
    answer
        Answers a request and sends the reply, on whichever thread it is called.
    tell
        Sends how far a job is.
    """

    def __init__(self, path: Path, answer: Answer, tell: Tell) -> None:
        self._answer = answer
        self._tell = tell
        self._writes = _lane_of(path)
        self._errands: dict[str, Errand] = {}
        self._lock = threading.Lock()

    def takes(self, content: object) -> bool:
        """Whether the request is long, and now runs in the background."""
        if not isinstance(content, dict):
            return False
        rid, op, args = content.get("rid"), content.get("op"), content.get("args")
        if not (isinstance(rid, str) and rid and isinstance(op, str) and isinstance(args, dict)):
            return False  # what is malformed is soon answered
        is_write = op in WRITES
        # A click that comes while a bulk job writes goes behind it, and the kernel's thread stays free.
        if not (op in LONG or (is_write and (is_long(op, args) or self._writes.is_busy))):
            return False
        self._start(content, op, args, self._writes if is_write else Lane())
        return True

    def cancel(self, args: CancelArgs) -> wire.Empty:
        """Stop the request of this rid or op_id, whether it runs or waits."""
        with self._lock:
            meant = [errand for rid, errand in self._errands.items() if args.id in (rid, errand.job.id)]
        for errand in meant:
            errand.job.cancel()
        return wire.Empty()

    def close(self) -> None:
        """Stop the counts; what writes is written."""
        with self._lock:
            asked = [errand for errand in self._errands.values() if errand.content["op"] not in WRITES]
        for errand in asked:
            errand.job.cancel()

    def _start(self, content: Content, op: str, args: Mapping[str, Any], lane: Lane) -> None:
        rid = content["rid"]
        ident = args.get("op_id") if isinstance(args.get("op_id"), str) else rid
        steps = Steps(str(ident), self._tell)
        errand = Errand(content, Job(str(ident), steps), lambda content: self._run(content, steps))
        with self._lock:
            if rid in self._errands:
                return  # sent again by a page that grew impatient: it will be answered
            older = [other for other in self._errands.values() if _replaces(content, other.content)]
            self._errands[rid] = errand
        for other in older:
            other.job.cancel()
        lane.put(errand)

    def _run(self, content: Content, steps: Steps) -> None:
        try:
            self._answer(content)
        finally:
            steps.end()
            with self._lock:
                self._errands.pop(content["rid"], None)


class Steps:
    """What a job tells of itself, at most twenty times a second; the latest is never left out.

    Parameters
    ----------
    ident
        What the page knows the job by.
    tell
        Sends how far it is.
    """

    def __init__(self, ident: str, tell: Tell) -> None:
        self._ident = ident
        self._tell = tell
        self._lock = threading.Lock()
        self._said_at = -math.inf
        self._timer: threading.Timer | None = None
        self._latest: wire.Progress | None = None

    def __call__(self, text: str, done: int, total: int) -> None:
        """Say it now, or soon."""
        with self._lock:
            self._latest = wire.Progress(text, done, total, self._ident)
            waiting = self._said_at + 1 / STEPS_PER_S - time.monotonic()
            if waiting > 0:
                if self._timer is None:
                    self._timer = threading.Timer(waiting, self._say)
                    self._timer.daemon = True
                    self._timer.start()
                return
        self._say()

    def end(self) -> None:
        """Say nothing any more: it is answered."""
        with self._lock:
            self._latest = None
            if self._timer is not None:
                self._timer.cancel()

    def _say(self) -> None:
        with self._lock:
            latest, self._latest, self._timer = self._latest, None, None
            self._said_at = time.monotonic()
        if latest is not None:
            self._tell(latest)


def is_long(op: str, args: Mapping[str, Any]) -> bool:
    """Whether a write may take longer than a click should."""
    if op in LONG_WRITES:
        return True
    target = args.get("target")
    if isinstance(target, dict):
        return not 0 < _length(target.get("ids")) <= MOST_AT_ONCE
    return _length(args.get("ids")) + _length(args.get("erase")) > MOST_AT_ONCE


def _length(given: object) -> int:
    return len(given) if isinstance(given, list) else 0


def _replaces(newer: Content, older: Content) -> bool:
    """Whether nobody waits for the older one any more: it asks the same of the same ranking, or of one that is gone."""
    op = newer["op"]
    if op not in REPLACES or older["op"] != op:
        return False
    by, now, then = REPLACES[op], newer["args"], older["args"]
    return not by or now.get("gen") != then.get("gen") or now.get(by) == then.get(by)


def _lane_of(path: Path) -> Lane:
    with _registry:
        lane = _by_path.get(path)
        if lane is None:
            lane = _by_path[path] = Lane()
        return lane


def _end_all() -> None:
    for lane in list(_lanes):
        lane.end(ENDS_WITHIN_S)


_registry = threading.Lock()
_by_path: weakref.WeakValueDictionary[Path, Lane] = weakref.WeakValueDictionary()
_lanes: weakref.WeakSet[Lane] = weakref.WeakSet()
atexit.register(_end_all)
