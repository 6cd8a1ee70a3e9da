"""The worker's own side: it opens what others made, within limits, and answers one request after another."""

from __future__ import annotations

import os
import pickle
import queue
import sys
import threading
from contextlib import suppress
from importlib import import_module
from typing import Any, BinaryIO, NamedTuple

from nblabel.errors import MediaProblem
from nblabel.media.files.beat import listen, still_working
from nblabel.media.files.loader import reason_of
from nblabel.media.worker.codec import packed, problem_parts, receive, send

# How it ends when it has nothing to do, or has grown too large: a new one is started with the next request.
REST = 87
_CALL_BYTES = 1_000_000_000


class Settings(NamedTuple):
    """What a worker is given at its start."""

    memory_bytes: int
    idle_s: float
    rest_above_bytes: int


class Request(NamedTuple):
    """One call of one method of one kind, with what the user allowed in the notebook: it is kept in memory only."""

    kind: str
    module: str
    method: str
    args: tuple[Any, ...]
    signed: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    # Where the notebook finds modules now, for a kind that is none of ours.
    path: tuple[str, ...] = ()


def serve(memory_bytes: int, idle_s: float, rest_above_bytes: int) -> None:
    """Answer until the notebook goes away, nothing was asked for long, or the memory has grown too large."""
    settings = Settings(memory_bytes, idle_s, rest_above_bytes)
    _stand_alone()
    _limit_memory(settings.memory_bytes)
    inbox, outbox = _pipes()
    requests: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(inbox, requests), daemon=True).start()
    listen(lambda: send(outbox, packed(["beat"])))
    _meet_kinds()
    send(outbox, packed(["ready"]))
    while True:
        try:
            request = requests.get(timeout=settings.idle_s)
        except queue.Empty:
            os._exit(REST)
        send(outbox, _answer(request))
        if memory_in_use() > settings.rest_above_bytes:
            os._exit(REST)


def memory_in_use() -> int:
    """Bytes of memory that this process holds, 0 where the system does not say."""
    return _statm(1)


def _statm(field: int) -> int:
    try:
        with open("/proc/self/statm", "rb") as file:  # noqa: PTH123
            return int(file.read().split()[field]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0


def _answer(data: bytes) -> Any:
    try:
        request: Request = pickle.loads(data)
        _allow(request)
        kind = _kind(request)
        _limit_call(getattr(kind, "call_bytes", _CALL_BYTES))
        return packed(["done", getattr(kind, request.method)(*request.args)])
    except Exception as problem:  # whatever a damaged file makes a library raise is a reason on a tile
        return problem_parts(problem, reason_of(problem))


def _allow(request: Request) -> None:
    if request.hosts:
        from nblabel.media.files.policy import allow_hosts

        allow_hosts(request.hosts)
    if request.signed:
        from nblabel.media.files.signatures import remember_signed

        for url in request.signed:
            remember_signed(url)


def _meet_kinds() -> None:
    """Import them before the first question, whose time is measured; what fails here fails again there, with a reason."""
    from nblabel.media.registry.kinds import load_own

    with suppress(Exception):
        load_own()


def _kind(request: Request) -> Any:
    from nblabel.media.registry.kinds import kind_named

    try:
        return kind_named(request.kind)
    except MediaProblem:
        if request.module == "__main__":
            raise MediaProblem(
                f'Kind "{request.kind}" was made in this notebook, which the worker process cannot see; '
                "put it into a module, or give it `in_worker = False`."
            ) from None
        sys.path[:] = request.path or sys.path
        try:
            import_module(request.module)
        except ImportError as problem:
            raise MediaProblem(
                f'Kind "{request.kind}" stands in module "{request.module}", which the worker process cannot import '
                f"({problem}); install it, or give the kind `in_worker = False`."
            ) from problem
        still_working()
        return kind_named(request.kind)


def _listen(inbox: BinaryIO, requests: queue.SimpleQueue[bytes]) -> None:
    try:
        while True:
            requests.put(bytes(receive(inbox)[0]))
    except (EOFError, OSError, ValueError):
        # The notebook is gone, and a decoder in the other thread would not notice for long.
        os._exit(0)


def _pipes() -> tuple[BinaryIO, BinaryIO]:
    """The two pipes to the notebook, out of reach of libraries that print."""
    inbox, outbox = os.fdopen(os.dup(0), "rb", 0), os.fdopen(os.dup(1), "wb", 0)
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    return inbox, outbox


def _stand_alone() -> None:
    """Ctrl-C in a terminal reaches every process of the group; only the notebook decides what it means."""
    import signal

    with suppress(ValueError, OSError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def _limit_call(most: int) -> None:
    """One call may take so much on top of what is held now, where the system can hold it to that."""
    held = _statm(0)
    if held and sys.platform == "linux":
        import resource

        with suppress(ValueError, OSError):
            _, hard = resource.getrlimit(resource.RLIMIT_AS)
            resource.setrlimit(resource.RLIMIT_AS, (held + most if hard < 0 else min(held + most, hard), hard))


def _limit_memory(most: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit; the deadline still holds
        return
    with suppress(ValueError, OSError):
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        most = most if hard < 0 else min(most, hard)
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
