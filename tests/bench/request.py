"""A page without a browser: the messages of a grid, answered by the handlers that a widget gives its dispatcher."""

from __future__ import annotations

import itertools
from typing import Any
from uuid import uuid4

from nblabel.view import View
from nblabel.widgets.board import Board
from nblabel.widgets.handlers import dispatcher_of
from nblabel.wire import messages as wire


class Kernel:
    """Answers as the kernel does, without the way there and back."""

    def __init__(self, view: View) -> None:
        self.board = Board(view)
        self._dispatcher = dispatcher_of(self.board, {}, "grid")
        self._numbers = itertools.count(1)

    @property
    def gen(self) -> int:
        """The ranking in force."""
        return self.board.ranking.gen

    def ask(self, op: str, **args: Any) -> dict[str, Any]:
        """The result of one message."""
        content = self._dispatcher.answer(
            {"v": wire.VERSION, "rid": f"r{next(self._numbers)}", "op": op, "args": args}
        ).content
        if not content["ok"]:
            raise RuntimeError(f"{op}: {content['error']['message']}")
        result: dict[str, Any] = content["result"]
        return result

    def classify(self, ids: list[int], question: int, option: int) -> dict[str, Any]:
        """What a number key sends."""
        answers = [{"question": question, "options": [option]}]
        op_id = uuid4().hex
        return self.ask("classify", op_id=op_id, target={"ids": ids}, question=question, answers=answers, override=True)
