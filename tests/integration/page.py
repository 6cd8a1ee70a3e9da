"""The page's half of a widget, without a browser: messages go through the public comm path."""

from __future__ import annotations

import itertools
import json
import threading
from collections.abc import Callable
from typing import Any

import comm
from comm.base_comm import BaseComm

from nblabel.widgets.base import Panel

WITHIN_S = 30.0
_numbers = itertools.count(1)


class RecordingComm(BaseComm):
    """Keeps what the kernel publishes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.sent: list[tuple[dict[str, Any], list[bytes]]] = []
        self._news = threading.Condition()
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
            with self._news:
                self.sent.append((data["content"], list(buffers or [])))
                self._news.notify_all()

    def wait_for(self, is_it: Callable[[dict[str, Any]], bool], since: int = 0) -> tuple[dict[str, Any], list[bytes]]:
        """The first message after the first `since` ones that is meant, as soon as there is one."""

        def found() -> tuple[dict[str, Any], list[bytes]] | None:
            return next((sent for sent in self.sent[since:] if is_it(sent[0])), None)

        with self._news:
            message = self._news.wait_for(found, WITHIN_S)
        assert message is not None, f"no such message within {WITHIN_S} s"
        return message


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
        """Everything that the kernel published while it handled the message; long requests are answered later."""
        before = len(self.comm.sent)
        self.comm.handle_msg({"content": {"data": {"method": "custom", "content": content}}, "buffers": []})
        return self.comm.sent[before:]

    def start(self, op: str, /, **args: Any) -> str:
        """Send a request and do not wait; its rid."""
        rid = f"r{next(_numbers)}"
        self.send({"v": 1, "rid": rid, "op": op, "args": args})
        return rid

    def answer(self, rid: str) -> tuple[dict[str, Any], list[bytes]]:
        """The result of a request with its buffers, as soon as it is there; `Refused` where it is an error."""
        content, buffers = self.comm.wait_for(lambda content: content.get("rid") == rid)
        content = json.loads(json.dumps(content))
        if not content["ok"]:
            raise Refused(content["error"])
        return content["result"], buffers

    def ask(self, op: str, /, **args: Any) -> dict[str, Any]:
        """The result of a request; `Refused` where it is an error."""
        return self.ask_with_buffers(op, **args)[0]

    def ask_with_buffers(self, op: str, /, **args: Any) -> tuple[dict[str, Any], list[bytes]]:
        return self.answer(self.start(op, **args))

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
