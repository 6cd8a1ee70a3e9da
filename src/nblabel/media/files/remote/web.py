"""Objects over https: one request at a time, redirects followed by hand, each looked at like a first address."""

from __future__ import annotations

import errno
import os
import re
import threading
import time
import zlib
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http.client import HTTPException, HTTPResponse
from typing import NoReturn
from urllib.parse import quote, unquote, urljoin, urlsplit

from nblabel.errors import MediaProblem
from nblabel.media.files import policy
from nblabel.media.files.remote.learned import Facts
from nblabel.media.files.remote.line import Line, why

CHUNK = 256 * 1024
_REDIRECTS = {301, 302, 303, 307, 308}
_IDLE_S = 20.0
_IDLE_LINES = 8
_DOWN_S = 10.0
_RANGE = re.compile(r"bytes\s+(\d+)-(\d+)/(\d+|\*)", re.IGNORECASE)
_AGENT = "nblabel (https://pypi.org/project/nblabel)"
_lock = threading.Lock()
_idle: dict[tuple[str, str, int], list[tuple[float, Line]]] = {}
# A host that nobody answers at is not asked for each of a page of thumbnails.
_down: dict[tuple[str, int], tuple[float, str]] = {}


@dataclass(frozen=True, slots=True)
class Target:
    """Where one request goes."""

    scheme: str
    host: str
    port: int
    path: str
    login: str = ""


class Answer:
    """An answer whose head was read: status, headers, and a body to be read in pieces."""

    def __init__(self, line: Line, response: HTTPResponse, url: str) -> None:
        self.status = response.status
        self.headers = response.headers
        self.url = url
        self._line = line
        self._response = response
        self._is_done = False

    @property
    def length(self) -> int | None:
        """Bytes of the body, as the server says."""
        stated = self.headers.get("Content-Length", "")
        return int(stated) if stated.isdigit() and "chunked" not in self.headers.get("Transfer-Encoding", "") else None

    def chunks(self) -> Iterator[bytes]:
        """The body; raises MediaProblem where it breaks off or is not all there."""
        length, got = self.length, 0
        try:
            while data := self._response.read(CHUNK):
                got += len(data)
                yield data
        except (OSError, HTTPException) as problem:
            reason = why(problem, self._line.host) if isinstance(problem, TimeoutError) else ""
        else:
            reason = ""
            self._is_done = length is None or got == length
            if self._is_done:
                return
        unreachable(
            reason or f"The connection to {self._line.host} broke off after {_amount(got, length)}; try again later."
        )

    def close(self) -> None:
        """Let go; a connection that was read to its end is kept for the next request."""
        is_reusable = self._is_done and not self._response.will_close and self._response.isclosed()
        if is_reusable and self._line.sock is not None:
            _keep(self._line)
        else:
            self._response.close()
            self._line.close()


def ask(url: str, headers: dict[str, str]) -> Answer:
    """The answer to a GET, after redirects; raises MediaProblem, and never with the query of an address in it."""
    seen = 0
    first_host = ""
    while True:
        target = _target(url)
        first_host = first_host or target.host
        answer = _asked(target, url, headers, is_first=target.host == first_host)
        if answer.status not in _REDIRECTS:
            return answer
        onward = answer.headers.get("Location", "")
        answer.close()
        seen += 1
        if not onward:
            unreachable(f"The server {target.host} points elsewhere without saying where; give the final address.")
        if seen > policy.REMOTE.redirects:
            unreachable(f"The address points on more than {policy.REMOTE.redirects} times; give the final address.")
        url = _onward(url, onward)


def check_status(answer: Answer, expected: tuple[int, ...]) -> None:
    """Raise with a sentence for every answer but the expected ones."""
    if answer.status in expected:
        return
    answer.close()
    host, status = urlsplit(answer.url).hostname, answer.status
    if status in {404, 410}:
        unreachable(f"The server {host} says that nothing is there ({status}); check the address or remove the item.")
    if status in {401, 403, 407}:
        unreachable(
            f"The server {host} does not allow it ({status}); sign the address anew, or give one that may be read."
        )
    if status == 416:
        unreachable(f"The server {host} has less of the file than it said ({status}); try again later.")
    if status in {408, 425, 429} or status >= 500:
        unreachable(f"The server {host} cannot answer now ({status}); try again later.", is_passing=True)
    unreachable(f"The server {host} answered with the status {status}; check the address.")


def facts_in(answer: Answer) -> tuple[Facts, int]:
    """What an answer says about its object, and the place at which its body begins."""
    size, start, ranges = answer.length, 0, False
    if answer.status == 206:
        found = _RANGE.fullmatch(answer.headers.get("Content-Range", "").strip())
        if found is None:
            answer.close()
            unreachable("The server gave a part of the file without saying which; give another address of it.")
        start = int(found[1])
        size = int(found[3]) if found[3] != "*" else None
        ranges = size is not None
    elif answer.headers.get("Content-Encoding", "identity").lower() not in ("", "identity"):
        size = None
    etag, modified = (answer.headers.get(name, "")[:200] for name in ("ETag", "Last-Modified"))
    return Facts(size, etag, modified, ranges, time.time()), start


def unpacked(answer: Answer) -> Iterator[bytes]:
    """The body as the object's own bytes: gzip and deflate are undone piece by piece, never all at once."""
    coding = answer.headers.get("Content-Encoding", "").strip().lower()
    if coding in ("", "identity"):
        yield from answer.chunks()
        return
    if coding not in ("gzip", "x-gzip", "deflate"):
        unreachable(f'The server packs the file as "{coding[:20]}", which is not read; give another address of it.')
    inflate = zlib.decompressobj(wbits=47 if coding != "deflate" else 15)
    try:
        for packed in answer.chunks():
            rest = packed
            while rest:
                yield inflate.decompress(rest, CHUNK)
                rest = inflate.unconsumed_tail
        yield inflate.flush()
        is_whole = inflate.eof
    except zlib.error:
        is_whole = False
    if not is_whole:
        unreachable("What the server packed cannot be unpacked; try again later.")


def modified_ns(facts: Facts) -> int:
    """The time of an object as files have it; 0 where nobody says."""
    try:
        return int(parsedate_to_datetime(facts.modified).timestamp() * 1e9)
    except (ValueError, TypeError, OverflowError):
        return 0


def unreachable(reason: str, *, is_passing: bool = False) -> NoReturn:
    """Raise MediaProblem for what may go better another time: it is not remembered like a damaged file.

    Parameters
    ----------
    reason
        One sentence.
    is_passing
        The network or the server fails; nothing is said about the object, and an older copy of it is as good as any.
    """
    raise MediaProblem(reason) from OSError(errno.EAGAIN if is_passing else errno.EIO, "remote")


def is_passing(problem: BaseException) -> bool:
    """Whether this came from a network or a server that fails for now."""
    return isinstance(problem.__cause__, OSError) and problem.__cause__.errno == errno.EAGAIN


def _asked(target: Target, url: str, headers: dict[str, str], *, is_first: bool) -> Answer:
    policy.check_scheme(target.scheme, target.host, target.port)
    sent = {"User-Agent": _AGENT, "Accept": "*/*", "Accept-Encoding": "identity", **headers}
    if target.login and is_first:
        sent["Authorization"] = "Basic " + b64encode(target.login.encode()).decode()
    reason = ""
    for line in _lines(target):
        is_used = line.sock is not None
        try:
            line.begin()
            line.request("GET", target.path, headers=sent)
            return Answer(line, line.getresponse(), url)
        except MediaProblem:
            line.close()
            raise
        except (OSError, HTTPException, ValueError) as problem:
            is_connected = line.sock is not None
            line.close()
            reason = why(problem, target.host)
            # A kept connection may have been closed by the server in the meantime: that says nothing about the file.
            if is_used and not isinstance(problem, TimeoutError):
                continue
            if not is_connected:
                if len(_down) > 10_000:
                    _down.clear()
                _down[target.host, target.port] = (time.monotonic() + _DOWN_S, reason)
        break
    unreachable(reason, is_passing=True)


def _lines(target: Target) -> Iterator[Line]:
    """A kept connection where there is one, then a new one."""
    kept = _kept(target)
    if kept is not None:
        yield kept
    until, reason = _down.get((target.host, target.port), (0.0, ""))
    if time.monotonic() < until:
        unreachable(reason, is_passing=True)
    yield Line(target.scheme, target.host, target.port)


def _kept(target: Target) -> Line | None:
    now = time.monotonic()
    with _lock:
        lines = _idle.get((target.scheme, target.host, target.port), [])
        while lines:
            since, line = lines.pop()
            if now - since < _IDLE_S:
                return line
            line.close()
    return None


def _keep(line: Line) -> None:
    with _lock:
        lines = _idle.setdefault((line.scheme, line.host, line.port), [])
        if len(lines) < _IDLE_LINES:
            lines.append((time.monotonic(), line))
            return
    line.close()


def _target(url: str) -> Target:
    from nblabel.media.files.sources import source_of

    source = source_of(url)
    if source.scheme not in {"http", "https"}:
        raise MediaProblem("The address points on to something that is no https: address; give the final address.")
    parts = urlsplit(source.text)
    host = policy.plain_host(parts.hostname or "")
    port = parts.port or (443 if source.scheme == "https" else 80)
    path = quote(parts.path or "/", safe="%/:=@!$&'()*+,;~[]|")
    query = quote(parts.query, safe="%/:=@!$&'()*+,;~?[]|{}^`\"<>\\") if parts.query else ""
    login = unquote(parts.netloc.rpartition("@")[0])
    return Target(source.scheme, host, port, f"{path}?{query}" if query else path, login)


def _onward(url: str, location: str) -> str:
    try:
        return urljoin(url, location.strip().encode("latin-1", "replace").decode("utf-8", "replace"))
    except ValueError:
        unreachable("The address points on to one that makes no sense; give the final address.")


def _amount(got: int, length: int | None) -> str:
    return f"{got:,} bytes" if length is None else f"{got:,} of {length:,} bytes"


def hang_up() -> None:
    """Close the connections that are kept for further requests."""
    with _lock:
        lines = [line for kept in _idle.values() for _, line in kept]
        _idle.clear()
    for line in lines:
        line.close()


def _after_fork() -> None:
    """Connections are the parent's: used by both they would mix up answers."""
    global _lock
    _lock = threading.Lock()
    _idle.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
