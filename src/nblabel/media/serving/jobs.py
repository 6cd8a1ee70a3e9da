"""What the thumbnail pool works on: a request that waits, the pictures it waits for, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, Generic, NamedTuple, TypeVar

from nblabel.domain.medium import Medium
from nblabel.media.pictures.thumbnail import Thumb

K = TypeVar("K", bound=Hashable)


class Page(NamedTuple, Generic[K]):
    """What came of a request: pictures, reasons, and the keys to ask for again."""

    ready: dict[K, Thumb]
    failed: dict[K, str]
    pending: list[K]


@dataclass(eq=False, slots=True)
class Wait:
    """One request: what it has heard while it waited, and whom to tell afterwards."""

    channel: Hashable
    on_done: Callable[[Any, Thumb | str], object] | None
    answers: dict[Hashable, Thumb | str | None] = field(default_factory=dict)
    is_open: bool = True


@dataclass(eq=False, slots=True)
class Job:
    """One thumbnail to make; several requests may wait for it. `is_slow`: it waits for the worker process or a server."""

    stamp: bytes | None
    medium: Medium
    px: int
    is_slow: bool = False
    is_started: bool = False
    waits: list[tuple[Wait, Hashable]] = field(default_factory=list)


def sort_in(key: K, answer: Thumb | str | None, page: Page[K]) -> None:
    """Put an answer where it belongs on the page."""
    if answer is None:
        page.pending.append(key)
    elif isinstance(answer, Thumb):
        page.ready[key] = answer
    else:
        page.failed[key] = answer


def is_lasting(problem: Exception) -> bool:
    """False for what may be better next time although the file stays the same: permissions, a lost disk, memory."""
    cause = problem.__cause__ or problem
    return not isinstance(cause, MemoryError) and not (isinstance(cause, OSError) and cause.errno is not None)
