"""Which handler carries out which command: one file each, registering itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from nblabel.domain.changes import Change
from nblabel.domain.commands import Command
from nblabel.ops.work import Work

C = TypeVar("C", bound=Command)
Handler = Callable[[Work, C], Change]

HANDLERS: dict[type[Command], Handler[Any]] = {}


def handles(command: type[C]) -> Callable[[Handler[C]], Handler[C]]:
    """Decorator: this function carries out that command."""

    def register(handler: Handler[C]) -> Handler[C]:
        if command in HANDLERS:
            raise ValueError(f"{command.__name__} has a handler already: {HANDLERS[command].__name__}")
        HANDLERS[command] = handler
        return handler

    return register
