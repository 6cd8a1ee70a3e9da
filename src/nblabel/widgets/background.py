"""Runs the long requests of a page beside the kernel's own thread, so that it hears a cancel and answers everybody else."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from nblabel.domain.job import Job
from nblabel.widgets.lanes import Content, Errand, Lane, lane_of
from nblabel.widgets.steps import Steps, Tell
from nblabel.wire import messages as wire
from nblabel.wire.exploring import CancelArgs
from nblabel.wire.messages import WRITES

# Above so many items a write is no click any more.
MOST_AT_ONCE = 500

# A newer one of these takes the place of an older one: by what its args say, or whatever they say ("").
REPLACES = {
    "facets": "names",
    "histogram": "field",
    "plan": "",
    "change_plan": "",
    "accept_plan": "target",
    "reject_plan": "",
    "refresh_plan": "title",
}
LONG = frozenset({*REPLACES, "measure"})
# Another ranking; where it compares pictures, these are measured first.
RANKS = frozenset({"query", "refresh"})
MEASURED = ("like:", "metric:", "diversity")
# Writes that name no items, and are seldom short.
LONG_WRITES = frozenset(
    {"undo", "redo", "send", "collect_titles", "set_rules", "refresh_collection", "drop_collection", "allocation"}
)

Answer = Callable[[Content], object]


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
        self._writes = lane_of(path)
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
        if op in RANKS:
            self._stop_ranking()
        # A click that comes while a bulk job writes goes behind it, and the kernel's thread stays free.
        if not (op in LONG or compares(op, args) or (is_write and (is_long(op, args) or self._writes.is_busy))):
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

    def _stop_ranking(self) -> None:
        """Nobody waits for an older ranking once another is asked for."""
        with self._lock:
            older = [errand for errand in self._errands.values() if errand.content["op"] in RANKS]
        for errand in older:
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


def compares(op: str, args: Mapping[str, Any]) -> bool:
    """Whether a query sorts, groups or filters by what may have to be measured first."""
    query = args.get("query") if op in RANKS else None
    if not isinstance(query, dict):
        return False
    parts = [part for name in ("sort", "filters") if isinstance(query.get(name), list) for part in query[name]]
    fields = [part.get("field") for part in parts if isinstance(part, dict)] + [query.get("group")]
    return any(isinstance(field, str) and field.startswith(MEASURED) for field in fields)


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
