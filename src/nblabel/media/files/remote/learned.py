"""What servers said about their objects: size, version, when it was asked. Kept on disk, lost without harm."""

from __future__ import annotations

import os
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path

from nblabel.media.files.cache_file import CacheFile
from nblabel.media.files.places import cache_folder

_MOST_HELD = 100_000
_HELD_S = 10.0
_SCHEMA = """
pragma synchronous = off;
create table if not exists address (
    key blob primary key, size integer, etag text not null, modified text not null, ranges integer not null,
    token blob not null, checked real not null
);
"""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a server said about an object.

    Parameters
    ----------
    size
        Its bytes; None where the server did not say.
    etag, modified
        Its version and time, as the server writes them.
    ranges
        Whether parts of it can be asked for.
    checked
        When it was last asked, in seconds of the system's clock.
    token
        Empty until the object changed for the first time since we know it; then another one with each change.
    """

    size: int | None = None
    etag: str = ""
    modified: str = ""
    ranges: bool = False
    checked: float = 0.0
    token: bytes = b""

    @property
    def version(self) -> bytes:
        """16 bytes that tell one version of the object from another."""
        return blake2b(repr((self.size, self.etag, self.modified)).encode(), digest_size=16).digest()


class Learned:
    """Facts by address. Nothing here raises: what cannot be kept is asked for again."""

    def __init__(self, folder: str | os.PathLike[str] | None = None) -> None:
        self.path = Path(folder or cache_folder()) / "addresses.sqlite"
        self._start()

    def _start(self) -> None:
        """Everything that must not be shared with a parent process."""
        self._pid = os.getpid()
        self._lock = threading.RLock()
        self._held: OrderedDict[bytes, tuple[float, Facts | None]] = OrderedDict()
        self._file = CacheFile(self.path, lambda file: file.executescript(_SCHEMA))

    def get(self, key: bytes) -> Facts | None:
        """What is known of an address."""
        self._check_process()
        with self._lock:
            held = self._held.get(key)
            # The worker process learns too, so what is held here is looked up again now and then.
            if held is not None and time.monotonic() - held[0] < _HELD_S:
                return held[1]
            row = self._try("select size, etag, modified, ranges, checked, token from address where key = ?", (key,))
            if row is None and held is not None and held[1] is not None:
                found: Facts | None = held[1]
            else:
                found = Facts(row[0], row[1], row[2], bool(row[3]), row[4], row[5]) if row else None
            self._hold(key, found)
            return found

    def put(self, key: bytes, facts: Facts) -> Facts:
        """Keep what was learned now; gives it back with the token that tells whether the object changed."""
        self._check_process()
        with self._lock:
            known = self.get(key)
            token = b"" if known is None else known.token if known.version == facts.version else facts.version
            facts = replace(facts, token=token)
            self._hold(key, facts)
            values = (key, facts.size, facts.etag, facts.modified, facts.ranges, facts.token, facts.checked)
            self._try("insert or replace into address values (?, ?, ?, ?, ?, ?, ?)", values)
            return facts

    def forget(self, key: bytes) -> None:
        """Ask anew the next time, whatever is known."""
        known = self.get(key)
        if known is not None:
            self.put(key, replace(known, checked=0.0))

    def token(self, key: bytes) -> bytes:
        """What an address's fingerprint is made with besides the address."""
        facts = self.get(key)
        return b"" if facts is None else facts.token

    def _hold(self, key: bytes, facts: Facts | None) -> None:
        self._held[key] = (time.monotonic(), facts)
        self._held.move_to_end(key)
        while len(self._held) > _MOST_HELD:
            self._held.popitem(last=False)

    def _try(self, sql: str, values: tuple[object, ...]) -> tuple | None:
        rows: list[tuple] = []
        self._file.run(lambda file: rows.extend(file.execute(sql, values)))
        return rows[0] if rows else None

    def _check_process(self) -> None:
        if self._pid != os.getpid():
            _of_parents.append(self._file)
            self._start()


# Connections of a parent process: closing one in the child would let go of the parent's file.
_of_parents: list[CacheFile] = []
_shared: dict[Path, Learned] = {}
_shared_lock = threading.Lock()


def learned() -> Learned:
    """The facts of this user."""
    folder = cache_folder()
    if folder not in _shared:
        with _shared_lock:
            _shared.setdefault(folder, Learned(folder))
    return _shared[folder]
