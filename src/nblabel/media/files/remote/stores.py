"""Objects in S3 and Google Cloud Storage, through fsspec; the scheme is ours, so that none of its chains is ever parsed."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any, TypeVar

from nblabel.errors import MediaProblem
from nblabel.media.files import policy
from nblabel.media.files.beat import still_working
from nblabel.media.files.remote.learned import Facts
from nblabel.media.files.remote.objects import Begun
from nblabel.media.files.remote.web import unreachable

T = TypeVar("T")
_PIECE = 8 * 1024 * 1024
_NAMES = {"s3": "S3", "gs": "Google Cloud Storage"}


class StoreObject:
    """An object in a bucket, with the credentials that the user's own tools use."""

    def __init__(self, scheme: str, url: str) -> None:
        self._scheme = scheme
        self._path = url.partition("://")[2] if "://" in url else url
        self._files = _file_system(scheme)

    def begin(self, known: Facts | None) -> Begun:
        """Ask for its size and version, then for its bytes in pieces."""
        about = self._ask(lambda: self._files.info(self._path))
        if about.get("type") == "directory" or about.get("size") is None:
            unreachable("This is a folder of the bucket, not a file; add its files instead.")
        etag = str(about.get("ETag") or about.get("etag") or about.get("md5Hash") or about.get("generation") or "")
        facts = Facts(int(about["size"]), etag, _modified(about), ranges=True, checked=time.time())
        if known is not None and known.version == facts.version:
            return Begun(facts, None, _nothing)
        return Begun(facts, self._pieces(facts), _nothing)

    def read(self, start: int, stop: int, facts: Facts) -> bytes:
        """A part of it."""
        return bytes(self._ask(lambda: self._files.cat_file(self._path, start=start, end=stop)))

    def _pieces(self, facts: Facts) -> Iterator[bytes]:
        got, size = 0, facts.size or 0
        while got < size:
            piece = self.read(got, min(got + _PIECE, size), facts)
            if not piece:
                unreachable(f"The bucket gave {got:,} of {size:,} bytes; try again later.")
            got += len(piece)
            yield piece

    def _ask(self, work: Callable[[], T]) -> T:
        result = _in_time(work, policy.REMOTE.total_s)
        if isinstance(result, BaseException):
            unreachable(_why(result, _NAMES[self._scheme]))
        return result


def _file_system(scheme: str) -> Any:
    from nblabel.media.files.extras import missing_extra

    reason = ""
    try:
        import fsspec

        return fsspec.filesystem(scheme)
    except ImportError:
        pass
    except Exception as problem:  # credentials that make no sense, an unreadable configuration
        reason = _why(problem, _NAMES[scheme])
    if reason:
        unreachable(reason)
    raise missing_extra(f"{_NAMES[scheme]} ({scheme}:)", "remote")


def _in_time(work: Callable[[], T], seconds: float) -> T | BaseException:
    """What the work gives or raises; a TimeoutError when it takes too long (it is left behind then)."""
    results: queue.SimpleQueue[T | BaseException] = queue.SimpleQueue()

    def do() -> None:
        try:
            results.put(work())
        except BaseException as problem:
            results.put(problem)

    threading.Thread(target=do, daemon=True, name="nblabel-bucket").start()
    ends = time.monotonic() + seconds
    while (left := ends - time.monotonic()) > 0:
        still_working()
        try:
            return results.get(timeout=min(0.5, left))
        except queue.Empty:
            continue
    return TimeoutError()


def _why(problem: BaseException, name: str) -> str:
    """One sentence; what a library says may hold a signed address, so only the kind of its error is used."""
    if isinstance(problem, MediaProblem):
        return str(problem)
    if isinstance(problem, FileNotFoundError):
        return f"{name} says that nothing is there; check the address or remove the item."
    if isinstance(problem, TimeoutError):
        return f"{name} took too long to answer; try again later."
    said = type(problem).__name__
    if isinstance(problem, PermissionError) or "Credential" in said or "Auth" in said or "Forbidden" in said:
        return f"{name} does not allow it; sign in with its own tools, or give an address that may be read."
    return f"{name} could not be read ({said}); try again later."


def _modified(about: dict[str, Any]) -> str:
    value = about.get("LastModified") or about.get("mtime") or about.get("updated")
    if isinstance(value, (int, float)):
        value = datetime.fromtimestamp(value, UTC)
    if isinstance(value, datetime):
        return format_datetime(value.astimezone(UTC), usegmt=True)
    return str(value or "")[:200]


def _nothing() -> None:
    pass
