"""A large object as a file of which only the parts that are read are fetched."""

from __future__ import annotations

import io
import os
import threading
from hashlib import blake2b
from typing import Any, Protocol

from nblabel.media.files.remote import kept as files
from nblabel.media.files.remote.kept import kept
from nblabel.media.files.remote.learned import Facts
from nblabel.media.files.remote.web import unreachable

PART = 512 * 1024
_LONGEST_RUN = 16


class PartReader(Protocol):
    """What can give bytes `start` to `stop` of an object of this version."""

    def read(self, start: int, stop: int, facts: Facts) -> bytes:
        """The bytes; raises MediaProblem."""


class PartFile(io.RawIOBase):
    """Read-only and seekable; parts come from memory, from disk, or from the server, in longer runs when read in order.

    Parameters
    ----------
    reader
        Who fetches.
    key
        What stands for the address.
    facts
        Size and version of the object.
    """

    def __init__(self, reader: PartReader, key: bytes, facts: Facts) -> None:
        self._reader = reader
        self._facts = facts
        self._size = facts.size or 0
        self._name = blake2b(key + facts.version, digest_size=16).hexdigest()
        self._place = 0
        self._next = -1
        self._run = 1
        self._turn = threading.Lock()

    def readable(self) -> bool:
        """Always."""
        return True

    def seekable(self) -> bool:
        """Always."""
        return True

    def tell(self) -> int:
        """The place of the next byte."""
        return self._place

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place; nothing is fetched yet."""
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._place, os.SEEK_END: self._size}[whence]
        if base + offset < 0:
            raise ValueError(f"A place before the start of the file was asked for: {base + offset}.")
        self._place = base + offset
        return self._place

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer up to the end of a part."""
        if self._place >= self._size:
            return 0
        number, inside = divmod(self._place, PART)
        with self._turn:
            data = self._part(number)
        view = memoryview(buffer).cast("B")
        count = min(len(view), len(data) - inside)
        view[:count] = data[inside : inside + count]
        self._place += count
        return count

    def keep_first(self, data: bytes) -> None:
        """Take over what arrived with the first answer."""
        if len(data) >= min(PART, self._size):
            self._keep(0, data[:PART])

    def _part(self, number: int) -> bytes:
        name = self._part_name(number)
        held = files.recent.get(name)
        if held is not None:
            return held
        file = kept().open(name, min(PART, self._size - number * PART))
        if file is not None:
            with file:
                data = file.read()
            files.recent.put(name, data)
            return data
        return self._fetched(number)

    def _fetched(self, number: int) -> bytes:
        self._run = min(2 * self._run, _LONGEST_RUN) if number == self._next else 1
        start, stop = number * PART, min((number + self._run) * PART, self._size)
        data = self._reader.read(start, stop, self._facts)
        if len(data) != stop - start:
            unreachable(f"The server gave {len(data):,} bytes where {stop - start:,} were asked for; try again later.")
        self._next = number + self._run
        for place in range(0, len(data), PART):
            self._keep(number + place // PART, data[place : place + PART])
        return data[:PART]

    def _keep(self, number: int, data: bytes) -> None:
        name = self._part_name(number)
        files.recent.put(name, data)
        kept().keep(name, (data,), PART).close()

    def _part_name(self, number: int) -> str:
        return f"{self._name}-{number}"
