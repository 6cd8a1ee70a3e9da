"""Objects and parts of objects that were fetched, as files of the user; what was not used for longest leaves first."""

from __future__ import annotations

import os
import tempfile
import threading
import time
import uuid
from collections import OrderedDict
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, cast

from nblabel.media.files.places import cache_folder
from nblabel.media.files.remote.web import unreachable

_ORPHAN_S = 3600.0


class Kept:
    """Files by name in a folder that only this user may read.

    Parameters
    ----------
    folder
        Where they lie; made when the first one is kept.
    limit_bytes
        Bytes of all of them together.
    """

    def __init__(self, folder: str | os.PathLike[str], limit_bytes: int = 2 * 2**30) -> None:
        self.folder = Path(folder)
        self.limit_bytes = limit_bytes
        self._lock = threading.Lock()
        self._bytes: int | None = None

    def open(self, name: str, size: int | None = None) -> BinaryIO | None:
        """The file of this name, if it is there and has the size it should have."""
        path = self.folder / name
        try:
            file = path.open("rb")
        except OSError:
            return None
        if size is not None and os.fstat(file.fileno()).st_size != size:
            file.close()
            return None
        with suppress(OSError):
            os.utime(path)
        return file

    def keep(self, name: str, chunks: Iterable[bytes], most_bytes: int) -> BinaryIO:
        """The chunks as a file, open at its start; raises MediaProblem when they are more than allowed.

        Where the folder cannot be written the file has no name and is gone when it is closed.
        """
        half = self.folder / f"{uuid.uuid4().hex}.part"
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            file: BinaryIO = half.open("w+b")
        except OSError:
            file, half = cast("BinaryIO", tempfile.TemporaryFile()), Path()  # noqa: SIM115
        try:
            size = _filled(file, chunks, most_bytes)
            if half.name:
                half.replace(self.folder / name)
                self._count(size)
        except BaseException:
            file.close()
            if half.name:
                half.unlink(missing_ok=True)
            raise
        file.seek(0)
        return file

    def _count(self, size: int) -> None:
        with self._lock:
            if self._bytes is None:
                self._bytes = sum(found for _, found, _ in self._files())
            else:
                self._bytes += size
            if self._bytes > self.limit_bytes:
                self._evict()

    def _evict(self) -> None:
        """Drop the oldest until a tenth is free; other processes keep files too, so measure first."""
        files = sorted(self._files())
        total = sum(size for _, size, _ in files)
        for _, size, path in files:
            if total <= 0.9 * self.limit_bytes:
                break
            with suppress(OSError):
                os.unlink(path)  # noqa: PTH108
                total -= size
        self._bytes = total

    def _files(self) -> list[tuple[float, int, str]]:
        found = []
        now = time.time()
        with suppress(OSError), os.scandir(self.folder) as entries:
            for entry in entries:
                with suppress(OSError):
                    about = entry.stat()
                    if not entry.name.endswith(".part"):
                        found.append((about.st_mtime, about.st_size, entry.path))
                    elif now - about.st_mtime > _ORPHAN_S:  # of a process that ended in the middle
                        os.unlink(entry.path)  # noqa: PTH108
        return found


class Recent:
    """The latest parts, in memory."""

    def __init__(self, limit_bytes: int = 64 * 2**20) -> None:
        self.limit_bytes = limit_bytes
        self.size_bytes = 0
        self._parts: OrderedDict[str, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, name: str) -> bytes | None:
        """A part, now the most recently used one."""
        with self._lock:
            data = self._parts.get(name)
            if data is not None:
                self._parts.move_to_end(name)
            return data

    def put(self, name: str, data: bytes) -> None:
        """Keep a part, dropping the oldest ones beyond the limit."""
        with self._lock:
            self.size_bytes += len(data) - len(self._parts.pop(name, b""))
            self._parts[name] = data
            while self.size_bytes > self.limit_bytes and self._parts:
                self.size_bytes -= len(self._parts.popitem(last=False)[1])


def _filled(file: BinaryIO, chunks: Iterable[bytes], most_bytes: int) -> int:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > most_bytes:
            unreachable(
                f"The file is larger than {most_bytes / 1e6:,.0f} MB, which is the most that is fetched; add a smaller copy."
            )
        try:
            file.write(chunk)
        except OSError as problem:
            unreachable(f"The fetched file could not be kept ({problem.strerror}); make room on the disk.")
    try:
        file.flush()
    except OSError as problem:
        unreachable(f"The fetched file could not be kept ({problem.strerror}); make room on the disk.")
    return size


_shared: dict[Path, Kept] = {}
recent = Recent()


def kept() -> Kept:
    """The files of this user."""
    folder = cache_folder() / "remote"
    return _shared.setdefault(folder, Kept(folder))
