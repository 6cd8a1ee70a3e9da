"""Indexes that were made before: a small SQLite file of the user, with the latest ones in memory."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections import OrderedDict
from contextlib import closing, suppress
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from nblabel.media.files.loader import reason_of
from nblabel.media.files.places import cache_folder
from nblabel.media.files.sources import fingerprint
from nblabel.media.kinds.video.index import Index, packed, unpacked

if TYPE_CHECKING:
    from nblabel.domain.medium import Medium

# Raise it when the same file gives another index, so that old ones are made anew.
CODE_VERSION = 1
MOST_BYTES = 256 * 2**20
MOST_IN_MEMORY = 16
_LOCK_WAIT_S = 0.5
_SCHEMA = "create table if not exists video (key blob primary key, used integer not null, bytes blob not null)"
# Oldest first, until what is left fits.
_EVICT = """
delete from video where rowid in (select rowid from (
  select rowid, sum(length(bytes)) over (order by used desc, rowid desc) as kept from video) where kept > ?)
"""


def index_key(medium: Medium) -> bytes:
    """Key of an index: changes with the file and the code; raises MediaProblem when the file is gone."""
    from nblabel.errors import MediaProblem

    try:
        return blake2b(fingerprint(medium) + f"video {CODE_VERSION}".encode(), digest_size=16).digest()
    except (OSError, ValueError) as problem:
        raise MediaProblem(reason_of(problem)) from problem


class IndexCache:
    """Indexes by key, in memory and on disk.

    It may be lost at any time, so nothing here raises: a damaged file is made anew, a locked one is skipped. The file is
    open only while it is read or written, since that happens once a video: no connection crosses a fork.

    Parameters
    ----------
    folder
        Where `videos.sqlite` lives; the cache folder of the user by default.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._memory: OrderedDict[bytes, Index] = OrderedDict()

    @property
    def path(self) -> Path:
        """The file."""
        return (self._folder or cache_folder()) / "videos.sqlite"

    def get(self, key: bytes) -> Index | None:
        """The index, if it was made before."""
        with self._lock:
            index = self._memory.get(key)
            if index is not None:
                self._memory.move_to_end(key)
        # Another process may have decoded the whole video since, and so know better.
        if index is not None and index.facts.is_exact:
            return index
        found = self._read(key)
        if found is None or found == index:
            return index
        self._remember(key, found)
        return found

    def put(self, key: bytes, index: Index) -> None:
        """Keep an index."""
        self._remember(key, index)
        with suppress(sqlite3.Error, OSError), closing(self._connected()) as file, file:
            file.execute("insert or replace into video values (?, ?, ?)", (key, time.time_ns(), packed(index)))
            file.execute(_EVICT, (MOST_BYTES,))

    def _read(self, key: bytes) -> Index | None:
        try:
            with closing(self._connected()) as file, file:
                found = file.execute("select bytes from video where key = ?", (key,)).fetchone()
                if found is not None:
                    file.execute("update video set used = ? where key = ?", (time.time_ns(), key))
        except sqlite3.OperationalError:
            return None
        except (sqlite3.DatabaseError, OSError):
            with suppress(OSError):
                self.path.unlink(missing_ok=True)
            return None
        try:
            return None if found is None else unpacked(found[0])
        except Exception:  # damaged bytes fail in any way; the index is made again
            return None

    def _remember(self, key: bytes, index: Index) -> None:
        with self._lock:
            self._memory[key] = index
            self._memory.move_to_end(key)
            while len(self._memory) > MOST_IN_MEMORY:
                self._memory.popitem(last=False)

    def _connected(self) -> sqlite3.Connection:
        file = sqlite3.connect(self.path, timeout=_LOCK_WAIT_S)
        try:
            file.execute(_SCHEMA)
        except BaseException:
            file.close()
            raise
        return file


_cache = IndexCache()
_making = threading.Lock()


def index_of(medium: Medium) -> Index:
    """The index of a video: from memory, from the cache of this user, or made now.

    Raises
    ------
    MediaProblem
        When it is no video that can be read.
    """
    key = index_key(medium)
    index = _cache.get(key)
    if index is not None:
        return index
    with _making:
        index = _cache.get(key)
        if index is None:
            from nblabel.media.kinds.video.indexing import make_index

            index = make_index(medium)
            # Opening an address tells what its server knows of it, and so may change the key.
            _cache.put(index_key(medium), index)
        return index


def decode_all(medium: Medium) -> Index:
    """The index by decoding the whole video, kept from now on: for files whose times cannot be trusted."""
    from nblabel.media.kinds.video.indexing import decoded_index

    with _making:
        index = decoded_index(medium)
        _cache.put(index_key(medium), index)
        return index
