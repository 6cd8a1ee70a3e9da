"""A forked process: it cannot open a file anew that its parent had open, for DuckDB would hand it the parent's instance."""

from __future__ import annotations

import os
import weakref
from typing import Protocol


class Forkable(Protocol):
    """What holds a file open."""

    def shut(self, timeout_s: float = ...) -> None:
        """Close the file."""

    def forget_parent(self) -> None:
        """Start anew in a child."""


def enlist(engine: Forkable) -> None:
    """From now on it is closed before a fork, and told of one."""
    _everyone.add(engine)


def keep_for_parent(*things: object) -> None:
    """Never destroy these here: they are the parent's."""
    _parents.append(things)


def _before() -> None:
    for engine in list(_everyone):
        engine.shut(timeout_s=1.0)


def _after_in_child() -> None:
    for engine in list(_everyone):
        engine.forget_parent()


_everyone: weakref.WeakSet[Forkable] = weakref.WeakSet()
_parents: list[object] = []

if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_before, after_in_child=_after_in_child)
