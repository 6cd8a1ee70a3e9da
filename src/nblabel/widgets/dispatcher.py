"""Turns messages from the page into calls: always a reply, whatever was sent."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from nblabel.domain import job
from nblabel.errors import Interrupted, MediaProblem, NblabelError, NotAllowed, NotMeasured, ProtocolError
from nblabel.wire import messages
from nblabel.wire.values import Value

logger = logging.getLogger(__name__)

Buffers = list[bytes]
Handler = Callable[[Any], Value | tuple[Value, Buffers]]


@dataclass(frozen=True, slots=True)
class Reply:
    """A message for the page with its buffers."""

    content: dict[str, Any]
    buffers: Buffers


class Dispatcher:
    """Answers requests with the handlers it was given, one an op.

    No exception leaves it: a mistake of the user is answered with its sentence, a bug with its kind.
    """

    def __init__(self, handlers: Mapping[str, Handler]) -> None:
        self._handlers = dict(handlers)

    def answer(self, content: object) -> Reply:
        """The reply to one message, well formed or not."""
        rid = content.get("rid") if isinstance(content, dict) else None
        rid = rid if isinstance(rid, str) else ""
        try:
            result, buffers = self._run(content)
        except Exception as problem:
            return Reply({"v": messages.VERSION, "rid": rid, "ok": False, "error": _error(problem)}, [])
        return Reply({"v": messages.VERSION, "rid": rid, "ok": True, "result": msgspec.to_builtins(result)}, buffers)

    def _run(self, content: object) -> tuple[Value, Buffers]:
        op, args = _parsed(content)
        job.current().check()
        done = self._handlers[op](args)
        return done if isinstance(done, tuple) else (done, [])

    def knows(self, op: str) -> bool:
        """Whether there is a handler for this op."""
        return op in self._handlers


def _parsed(content: object) -> tuple[str, Value]:
    if not isinstance(content, dict):
        raise ProtocolError(f"A message must be an object with v, rid, op and args, not {type(content).__name__}.")
    version, op = content.get("v"), content.get("op")
    if version != messages.VERSION:
        raise ProtocolError(f"The page speaks version {version!r}, the kernel {messages.VERSION}: reload the page.")
    if not isinstance(content.get("rid"), str) or not content["rid"]:
        raise ProtocolError("A request needs a rid, a text that no other request of the page has.")
    if not isinstance(op, str) or op not in messages.ARGS:
        raise ProtocolError(f"There is no op {str(op)[:40]!r}. There are: {', '.join(messages.ARGS)}.")
    try:
        return op, msgspec.convert(content.get("args", {}), messages.ARGS[op])
    except (msgspec.ValidationError, TypeError, RecursionError) as problem:
        raise ProtocolError(f"The args of {op} are malformed: {problem}.") from problem


def _error(problem: Exception) -> dict[str, Any]:
    if isinstance(problem, NblabelError):
        return msgspec.to_builtins(messages.Error(_code(problem), str(problem)))
    logger.exception("a widget request failed")
    text = f"{type(problem).__name__}: {problem}"[:500]
    return msgspec.to_builtins(
        messages.Error("bug", text, "This is a defect of nblabel; the kernel's log has the details.")
    )


def _code(problem: NblabelError) -> str:
    if isinstance(problem, NotAllowed):
        return "not_allowed"
    if isinstance(problem, ProtocolError):
        return "protocol"
    if isinstance(problem, Interrupted):
        return "cancelled"
    if isinstance(problem, NotMeasured):
        return "not_measured"
    return "media" if isinstance(problem, MediaProblem) else "refused"
