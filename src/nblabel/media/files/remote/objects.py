"""One object behind an address: how its first answer is asked for, and how parts of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from nblabel.errors import MediaProblem
from nblabel.media.files import policy
from nblabel.media.files.remote.learned import Facts
from nblabel.media.files.remote.web import Answer, ask, check_status, facts_in, unpacked, unreachable

_PIECE = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Begun:
    """A first answer: what it says, the object's bytes from the start on (None: unchanged), and how to let go of it."""

    facts: Facts
    chunks: Iterator[bytes] | None
    close: Callable[[], None]


class RemoteObject(Protocol):
    """What an address leads to."""

    def begin(self, known: Facts | None) -> Begun:
        """Ask for it; with `known` facts only if it changed since."""

    def read(self, start: int, stop: int, facts: Facts) -> bytes:
        """A part of it, of that version."""


class WebObject:
    """An object over https."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._final = url

    def begin(self, known: Facts | None) -> Begun:
        """One request brings the whole of a small object, the head of a large one, or that nothing changed."""
        answer = ask(self._url, {"Range": f"bytes=0-{policy.REMOTE.whole_bytes - 1}", **_conditions(known)})
        if answer.status == 304 and known is not None:
            answer.close()
            return Begun(known, None, _nothing)
        if answer.status in {206, 416} and not _is_useful_part(answer):
            answer.close()
            answer = ask(self._url, {})
        check_status(answer, (200, 206))
        self._final = answer.url
        facts, start = facts_in(answer)
        if start:
            answer.close()
            unreachable("The server gave another part of the file than was asked for; give another address of it.")
        chunks = self._completed(answer, facts) if answer.status == 206 else unpacked(answer)
        return Begun(facts, chunks, answer.close)

    def read(self, start: int, stop: int, facts: Facts) -> bytes:
        """A part; where the address that was pointed on to has expired, it is asked for again."""
        try:
            return self._part(self._final, start, stop, facts)
        except MediaProblem:
            if self._final == self._url:
                raise
        self._final = self._url
        return self._part(self._url, start, stop, facts)

    def _part(self, url: str, start: int, stop: int, facts: Facts) -> bytes:
        answer = ask(url, {"Range": f"bytes={start}-{stop - 1}"})
        try:
            check_status(answer, (200, 206))
            found, first = facts_in(answer)
            if answer.status != 206 or first != start or found.version != facts.version:
                unreachable("The file changed on its server while it was read; open it again.")
            data = bytearray()
            for chunk in answer.chunks():
                data += chunk
                if len(data) > stop - start:
                    unreachable("The server gave more than was asked for; give another address of the file.")
            self._final = answer.url
            return bytes(data)
        finally:
            answer.close()

    def _completed(self, answer: Answer, facts: Facts) -> Iterator[bytes]:
        """The body and, where the server gives less at once than was asked for, the rest."""
        got = 0
        for chunk in answer.chunks():
            got += len(chunk)
            yield chunk
        while got < (facts.size or 0):
            piece = self.read(got, min(got + _PIECE, facts.size or 0), facts)
            got += len(piece)
            yield piece
            if not piece:
                unreachable("The server gave less of the file than it said; try again later.")


def _conditions(known: Facts | None) -> dict[str, str]:
    if known is None:
        return {}
    if known.etag:
        return {"If-None-Match": known.etag}
    return {"If-Modified-Since": known.modified} if known.modified else {}


def _is_useful_part(answer: Answer) -> bool:
    """Whether a 206 can be built on: it says of how much it is a part, and its bytes are the object's own."""
    is_packed = answer.headers.get("Content-Encoding", "identity").strip().lower() not in ("", "identity")
    total = answer.headers.get("Content-Range", "").rpartition("/")[2]
    return answer.status == 206 and not is_packed and total.isdigit()


def _nothing() -> None:
    pass
