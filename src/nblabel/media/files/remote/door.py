"""The file behind an address: from disk where it is kept and known to hold, else fetched once, whole or in parts."""

from __future__ import annotations

import io
import os
import stat
import threading
import time
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import replace
from hashlib import blake2b
from typing import BinaryIO, cast

from nblabel.errors import MediaProblem, MissingExtra
from nblabel.media.files import policy
from nblabel.media.files.remote.kept import kept
from nblabel.media.files.remote.learned import Facts, learned
from nblabel.media.files.remote.objects import Begun, RemoteObject, WebObject
from nblabel.media.files.remote.parts import PART, PartFile
from nblabel.media.files.remote.web import is_passing, modified_ns, unreachable
from nblabel.media.files.signatures import signed
from nblabel.media.files.sources import Source, address_key

_turns = [threading.Lock() for _ in range(64)]
# What just failed is not asked for again by each repaint of a page.
_failed: OrderedDict[bytes, tuple[float, str, BaseException | None]] = OrderedDict()
_failing = threading.Lock()


def open_remote(source: Source, most_bytes: int) -> tuple[BinaryIO, os.stat_result]:
    """The object's bytes, seekable, with its size and time; raises MediaProblem.

    Parameters
    ----------
    source
        An address of a scheme that is opened.
    most_bytes
        Largest object that the caller can take.
    """
    url = signed(source.text)
    key = address_key(url)
    # One thread fetches, the others that want the same object wait for what it brings.
    with _turns[key[0] % len(_turns)]:
        file, facts = _opened(source.scheme, url, key, most_bytes)
    if not facts.size:
        file.close()
        raise MediaProblem("The file is empty (0 bytes); copy it again from where it came from.")
    return file, _as_of_a_file(facts.size, modified_ns(facts))


def _as_of_a_file(size: int, mtime_ns: int) -> os.stat_result:
    """Size and time where readers of files look for them."""
    seconds = mtime_ns // 10**9
    fields = (stat.S_IFREG | 0o444, 0, 0, 1, 0, 0, size, seconds, seconds, seconds)
    return os.stat_result(fields, {"st_mtime_ns": mtime_ns})


def _opened(scheme: str, url: str, key: bytes, most_bytes: int) -> tuple[BinaryIO, Facts]:
    known = learned().get(key)
    copy = None if known is None or is_in_parts(known) else kept().open(_name(key), known.size)
    if known is not None and time.time() - known.checked < policy.REMOTE.fresh_s:
        if copy is not None:
            return copy, known
        if is_in_parts(known):
            _check_size(known, most_bytes)
            return _in_parts(object_of(scheme, url), key, known), known
    try:
        _refuse_repeated(url)
        there = object_of(scheme, url)
        begun = there.begin(known if copy is not None or (known is not None and is_in_parts(known)) else None)
    except MediaProblem as problem:
        if copy is not None and known is not None and is_passing(problem):
            return copy, known
        _remember_failure(url, problem)
        raise
    try:
        return _taken(begun, there, known, copy, key, most_bytes)
    except MediaProblem as problem:
        _remember_failure(url, problem)
        raise
    finally:
        begun.close()


def object_of(scheme: str, url: str) -> RemoteObject:
    """What can fetch this address."""
    if scheme in {"http", "https"}:
        return WebObject(url)
    from nblabel.media.files.remote.stores import StoreObject

    return StoreObject(scheme, url)


def is_in_parts(facts: Facts) -> bool:
    """Whether only the parts that are read are fetched."""
    return facts.ranges and facts.size is not None and facts.size > policy.REMOTE.whole_bytes


def _taken(
    begun: Begun, there: RemoteObject, known: Facts | None, copy: BinaryIO | None, key: bytes, most_bytes: int
) -> tuple[BinaryIO, Facts]:
    """What the first answer brings, kept for the next time."""
    facts = begun.facts
    _check_size(facts, most_bytes)
    is_same = known is not None and known.version == facts.version and bool(facts.etag or facts.modified)
    if copy is not None and (begun.chunks is None or is_same):
        return copy, learned().put(key, replace(facts, checked=time.time()))
    if copy is not None:
        copy.close()
    if is_in_parts(facts):
        file = _in_parts(there, key, facts, begun.chunks)
    else:
        file = kept().keep(_name(key), begun.chunks or (), min(most_bytes, policy.REMOTE.unranged_bytes))
        size = os.fstat(file.fileno()).st_size
        if facts.size not in (None, size):
            file.close()
            unreachable(f"The server gave {size:,} bytes of a file of {facts.size:,}; try again later.")
        facts = replace(facts, size=size)
    return file, learned().put(key, replace(facts, checked=time.time()))


def _in_parts(there: RemoteObject, key: bytes, facts: Facts, chunks: Iterator[bytes] | None = None) -> BinaryIO:
    parts = PartFile(there, key, facts)
    if chunks is not None:
        head = bytearray()
        for chunk in chunks:
            head += chunk
            if len(head) >= PART:
                break
        parts.keep_first(bytes(head))
    return cast("BinaryIO", io.BufferedReader(parts, 64 * 1024))


def _check_size(facts: Facts, most_bytes: int) -> None:
    if facts.size is not None and facts.size > most_bytes:
        raise MediaProblem(
            f"The file has {facts.size / 1e6:,.0f} MB and at most {most_bytes / 1e6:,.0f} are opened; add a smaller copy."
        )
    most = policy.REMOTE.unranged_bytes
    if facts.size is not None and facts.size > most and not facts.ranges:
        raise MediaProblem(
            f"The file has {facts.size / 1e6:,.0f} MB, its server gives no parts of it, and at most {most / 1e6:,.0f} "
            "are fetched as a whole; add a smaller copy."
        )


def _name(key: bytes) -> str:
    """What the whole object is called on disk; a later version takes the place of an earlier one."""
    return key.hex()


def _refuse_repeated(url: str) -> None:
    until, reason, cause = _failed.get(_failure_key(url), (0.0, "", None))
    if time.monotonic() < until:
        raise MediaProblem(reason) from cause


def _remember_failure(url: str, problem: MediaProblem) -> None:
    if isinstance(problem, MissingExtra) or isinstance(problem.__cause__, PermissionError):
        return  # costs no wait, and holds no longer than until the package is installed or the host allowed
    with _failing:
        _failed[_failure_key(url)] = (time.monotonic() + policy.REMOTE.failed_s, str(problem), problem.__cause__)
        while len(_failed) > 10_000:
            _failed.popitem(last=False)


def _failure_key(url: str) -> bytes:
    # With its signature: an address that is signed anew is tried at once.
    return blake2b(url.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _after_fork() -> None:
    """A lock that another thread of the parent held stays locked in the child."""
    global _failing
    _failing = threading.Lock()
    _turns[:] = [threading.Lock() for _ in _turns]


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
