"""The page's half of a widget, without a browser: messages go through the public comm path."""

from __future__ import annotations

import itertools
import json
from typing import Any

import comm
from comm.base_comm import BaseComm

from nblabel.widgets.base import Panel

_numbers = itertools.count(1)


class RecordingComm(BaseComm):
    """Keeps what the kernel publishes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.sent: list[tuple[dict[str, Any], list[bytes]]] = []
        super().__init__(*args, **kwargs)

    def publish_msg(
        self,
        msg_type: str,
        data: Any = None,
        metadata: Any = None,
        buffers: Any = None,
        **keys: Any,
    ) -> None:
        if msg_type == "comm_msg" and data and data.get("method") == "custom":
            self.sent.append((data["content"], list(buffers or [])))


class Refused(AssertionError):
    """The kernel answered with an error."""

    def __init__(self, error: dict[str, str]) -> None:
        super().__init__(error["message"])
        self.code = error["code"]


class Page:
    """Asks a widget as its page would."""

    def __init__(self, widget: Panel) -> None:
        self.widget = widget
        self.comm: RecordingComm = widget.comm  # type: ignore[assignment]

    def send(self, content: object) -> list[tuple[dict[str, Any], list[bytes]]]:
        """Everything that the kernel published while it handled the message."""
        before = len(self.comm.sent)
        self.comm.handle_msg({"content": {"data": {"method": "custom", "content": content}}, "buffers": []})
        return self.comm.sent[before:]

    def ask(self, op: str, /, **args: Any) -> dict[str, Any]:
        """The result of a request; `Refused` where it is an error."""
        return self.ask_with_buffers(op, **args)[0]

    def ask_with_buffers(self, op: str, /, **args: Any) -> tuple[dict[str, Any], list[bytes]]:
        rid = f"r{next(_numbers)}"
        sent = self.send({"v": 1, "rid": rid, "op": op, "args": args})
        ((content, buffers),) = [(content, buffers) for content, buffers in sent if content.get("rid") == rid]
        content = json.loads(json.dumps(content))
        if not content["ok"]:
            raise Refused(content["error"])
        return content["result"], buffers

    def write(self, op: str, op_id: str = "", /, **args: Any) -> dict[str, Any]:
        """A write with an operation id of its own."""
        return self.ask(op, op_id=op_id or f"op-of-test-{next(_numbers)}", **args)

    def events(self, name: str) -> list[dict[str, Any]]:
        """The data of the events of that name, oldest first."""
        return [content["data"] for content, _ in self.comm.sent if content.get("ev") == name]


def opened(widget: Panel) -> Page:
    """The page of a widget that was made while `recording` was in force."""
    return Page(widget)


def install(monkeypatch: Any) -> None:
    """Make widgets open a recording comm instead of none."""
    monkeypatch.setattr(comm, "create_comm", lambda *args, **kwargs: RecordingComm(*args, **kwargs))
