"""Thumbnails that were made before: a SQLite file of the user, with the latest ones in memory."""

from __future__ import annotations

import atexit
import os
import sqlite3
import threading
import time
import weakref
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from pathlib import Path

from nblabel.domain.medium import Medium
from nblabel.media.files.cache_file import CacheFile
from nblabel.media.files.places import cache_folder
from nblabel.media.files.sources import fingerprint
from nblabel.media.pictures.thumbnail import QUALITY, Thumb
from nblabel.media.serving.memory import MemoryCache

# Raise it when thumbnails of the same file come out different, so that old ones are not shown again.
CODE_VERSION = 1
_open_caches: weakref.WeakSet[ThumbnailCache] = weakref.WeakSet()
# Connections of a parent process: closing one in the child would let go of the parent's file.
_left_open: list[CacheFile] = []
_BATCH = 64
_AT_ONCE = 500
_HELD_BYTES = 64 * 2**20
_SCHEMA = """
pragma synchronous = normal;
create table if not exists thumb (
    key blob primary key, size integer not null, width integer not null, height integer not null,
    used integer not null, bytes blob not null
);
create index if not exists thumb_used on thumb (used, size);
"""


def thumb_key(medium: Medium, px: int) -> bytes:
    """Key of a thumbnail: changes with the file, the size asked for and the code; raises OSError when the file is gone."""
    about = fingerprint(medium) + f"{px} {QUALITY} {CODE_VERSION}".encode()
    if medium.kind != "image" or medium.frame is not None:
        about += f" {medium.kind} {medium.frame}".encode()
    return blake2b(about, digest_size=16).digest()


class ThumbnailCache:
    """Thumbnails by key; reads and writes in batches, least recently used ones leave first.

    A cache may be lost at any time, so nothing here raises: a damaged file is made anew, what another process holds is
    written later, and where nothing can be written the memory alone serves.

    Parameters
    ----------
    folder
        Where `thumbnails.sqlite` lives; the cache folder of the user by default.
    limit_bytes
        Bytes of thumbnails kept on disk.
    memory_bytes
        Bytes of thumbnails kept in memory.
    """

    def __init__(
        self,
        folder: str | os.PathLike[str] | None = None,
        limit_bytes: int = 2 * 2**30,
        *,
        memory_bytes: int = 64 * 2**20,
    ) -> None:
        self.path = Path(folder or cache_folder()) / "thumbnails.sqlite"
        self.limit_bytes = limit_bytes
        self.memory = MemoryCache(memory_bytes)
        self._start()
        _open_caches.add(self)

    def _start(self) -> None:
        """Everything that must not be shared with a parent process."""
        self._pid = os.getpid()
        self._lock = threading.RLock()
        self._waiting_lock = threading.Lock()
        self._file = CacheFile(self.path, self._prepare)
        self._stored_bytes = 0
        self._waiting: dict[bytes, Thumb] = {}
        self._touched: set[bytes] = set()

    def get_many(self, keys: Iterable[bytes]) -> dict[bytes, Thumb]:
        """Those of the thumbnails that are there."""
        self._check_process()
        wanted = list(dict.fromkeys(keys))
        ready = {key: thumb for key in wanted if (thumb := self.memory.get(key)) is not None}
        missing = [key for key in wanted if key not in ready]
        for start in range(0, len(missing), _AT_ONCE):
            ready.update(self._read(missing[start : start + _AT_ONCE]))
        return ready

    def put(self, key: bytes, thumb: Thumb) -> None:
        """Keep a thumbnail: in memory now, on disk with the next batch."""
        self._check_process()
        self.memory.put(key, thumb)
        with self._waiting_lock:
            self._waiting[key] = thumb
            is_full = len(self._waiting) >= _BATCH
        if is_full:
            self.flush()

    def flush(self, *, is_last: bool = False) -> bool:
        """Write what waits to be written, and say whether it is all on disk; what is not stays for the next time.

        Parameters
        ----------
        is_last
            There is no next time: wait some seconds for a process that holds the file.
        """
        self._check_process()
        with self._lock:
            if self._file.is_paused and not is_last:
                return False
            with self._waiting_lock:
                waiting, self._waiting = self._waiting, {}
                touched, self._touched = self._touched, set()
            if not waiting and not touched:
                return True
            is_written = self._file.run(lambda file: self._write(file, waiting, touched), is_last=is_last)
            if not is_written and not self._file.is_off:
                self._keep(waiting, touched)
            return is_written

    def close(self) -> None:
        """Write what waits and let go of the file; the next call opens it again."""
        self.flush(is_last=True)
        with self._lock:
            self._file.close()

    @property
    def stored_bytes(self) -> int:
        """Bytes of thumbnails on disk."""
        with self._lock:
            self._file.run(self._measure)
            return self._stored_bytes

    def _keep(self, waiting: dict[bytes, Thumb], touched: set[bytes]) -> None:
        """Take back what could not be written, without the oldest of what is too much to hold."""
        with self._waiting_lock:
            self._waiting = waiting | self._waiting
            self._touched |= touched
            over = sum(len(thumb.bytes) for thumb in self._waiting.values()) - _HELD_BYTES
            while over > 0:
                over -= len(self._waiting.pop(next(iter(self._waiting))).bytes)

    def _read(self, keys: list[bytes]) -> dict[bytes, Thumb]:
        with self._waiting_lock:
            ready = {key: self._waiting[key] for key in keys if key in self._waiting}
        left = [key for key in keys if key not in ready]
        with self._lock:
            rows: list[tuple[bytes, bytes, int, int]] = []
            marks = ",".join("?" * len(left))
            query = f"select key, bytes, width, height from thumb where key in ({marks})"
            self._file.run(lambda file: rows.extend(file.execute(query, left)))
        for key, data, width, height in rows:
            ready[key] = Thumb(data, width, height)
            self.memory.put(key, ready[key])
        with self._waiting_lock:
            self._touched.update(row[0] for row in rows)
        return ready

    def _write(self, file: sqlite3.Connection, thumbs: Mapping[bytes, Thumb], touched: set[bytes]) -> None:
        now = time.time_ns()
        with file:
            file.execute("begin immediate")
            file.executemany("update thumb set used = ? where key = ?", ((now, key) for key in touched))
            file.executemany(
                "insert or replace into thumb values (?, ?, ?, ?, ?, ?)",
                ((key, len(t.bytes), t.width, t.height, now + i, t.bytes) for i, (key, t) in enumerate(thumbs.items())),
            )
            self._stored_bytes += sum(len(thumb.bytes) for thumb in thumbs.values())
            if self._stored_bytes > self.limit_bytes:
                self._evict(file)

    def _evict(self, file: sqlite3.Connection) -> None:
        """Drop the oldest until a tenth is free, so that this is rare; other processes write too, so measure first."""
        over = self._measure(file) - self.limit_bytes
        if over <= 0:
            return
        file.execute(
            "delete from thumb where rowid in (select rowid from ("
            "  select rowid, sum(size) over (order by used, rowid) - size as before from thumb) where before < ?)",
            (over + self.limit_bytes // 10,),
        )
        self._measure(file)

    def _prepare(self, file: sqlite3.Connection) -> None:
        file.executescript(_SCHEMA)
        self._measure(file)

    def _measure(self, file: sqlite3.Connection) -> int:
        stored: int = file.execute("select coalesce(sum(size), 0) from thumb").fetchone()[0]
        self._stored_bytes = stored
        return stored

    def _check_process(self) -> None:
        # A connection carried over a fork corrupts the file, and a lock held by another thread stays locked.
        if self._pid != os.getpid():
            _left_open.append(self._file)
            self._start()


def _flush_all() -> None:
    for cache in list(_open_caches):
        cache.flush(is_last=True)


atexit.register(_flush_all)
