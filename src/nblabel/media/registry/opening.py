"""What kinds share when they open a file: the guarded door, the package that is needed, what was read before."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import Any, BinaryIO, Generic, TypeVar

from nblabel.domain.medium import Medium
from nblabel.errors import MediaProblem
from nblabel.media.files.beat import still_working
from nblabel.media.files.extras import missing_extra
from nblabel.media.files.loader import FileFacts, open_file, reason_of
from nblabel.media.files.sources import fingerprint
from nblabel.media.pictures.headers import Header

T = TypeVar("T")


@contextmanager
def opened(medium: Medium, place: int = 0) -> Iterator[tuple[BinaryIO, FileFacts]]:
    """The bytes of one file of a medium, with its size and time; whatever goes wrong with them is a MediaProblem."""
    try:
        file, found = open_place(medium, place)
        with file:
            yield file, found
    except MediaProblem:
        raise
    except Exception as problem:  # a damaged file makes a library raise anything at all
        raise MediaProblem(reason_of(problem)) from problem


def open_place(medium: Medium, place: int = 0) -> tuple[BinaryIO, FileFacts]:
    """The same, for one who holds the file longer."""
    return open_file(medium.urls[place], root=medium.root)


def needed(module: str, what: str, extra: str) -> Any:
    """A module of an optional package; where it is not installed, MissingExtra says how to install it.

    Examples
    --------
    >>> needed("no_such_reader", "a PDF", "pdf")
    Traceback (most recent call last):
    nblabel.errors.MissingExtra: Reading a PDF needs the extra "pdf": pip install "nblabel[pdf]".
    """
    try:
        found = import_module(module)
    except ImportError as problem:
        raise missing_extra(what, extra) from problem
    still_working()
    return found


def check_index(index: int, n_frames: int, word: str = "frame") -> int:
    """The index; raises MediaProblem where there is no such frame.

    Examples
    --------
    >>> check_index(9, 9)
    Traceback (most recent call last):
    nblabel.errors.MediaProblem: Frame 9 was asked for and there are 9 frames; ask for frame 0 to 8.
    """
    if 0 <= index < n_frames:
        return index
    there = (
        f"is 1 {word}; ask for frame 0"
        if n_frames == 1
        else f"are {n_frames} {word}s; ask for frame 0 to {n_frames - 1}"
    )
    raise MediaProblem(f"Frame {index} was asked for and there {there}.")


class Kept(Generic[T]):
    """The latest few things that were read from files; a file that changed is read again.

    Parameters
    ----------
    most
        How many are kept.
    drop
        Called with what leaves.
    """

    def __init__(self, most: int = 4, drop: Callable[[T], object] | None = None) -> None:
        self._most = most
        self._drop = drop
        self._kept: OrderedDict[object, tuple[bytes, T]] = OrderedDict()
        self._lock = threading.RLock()

    def get(self, medium: Medium, make: Callable[[], T], *more: object) -> T:
        """What was made of this medium, made now where it is not there."""
        try:
            stamp = fingerprint(medium)
        except (OSError, ValueError) as problem:
            raise MediaProblem(reason_of(problem)) from problem
        key = (medium.urls, medium.root, *more)
        with self._lock:
            if key in self._kept and self._kept[key][0] == stamp:
                self._kept.move_to_end(key)
                return self._kept[key][1]
            made = make()
            self._let_go(self._kept.pop(key, None))
            self._kept[key] = (stamp, made)
            while len(self._kept) > self._most:
                self._let_go(self._kept.popitem(last=False)[1])
            return made

    def forget(self, medium: Medium, *more: object) -> None:
        """Let go of what was made of this medium."""
        with self._lock:
            self._let_go(self._kept.pop((medium.urls, medium.root, *more), None))

    def clear(self) -> None:
        """Let go of everything."""
        with self._lock:
            while self._kept:
                self._let_go(self._kept.popitem()[1])

    def _let_go(self, entry: tuple[bytes, T] | None) -> None:
        if entry is not None and self._drop is not None:
            self._drop(entry[1])


def header_or_reason(medium: Medium, read: Callable[[], Header]) -> Header:
    """The header, or one that only says why there is nothing to show; with size and time of the files where they are there."""
    try:
        return read()
    except Exception as problem:  # never raises: a damaged file makes a library raise anything at all
        size = mtime_ns = 0
        with suppress(Exception):
            size, mtime_ns = extent(medium)
        return Header(file_size=size, mtime_ns=mtime_ns, problem=reason_of(problem))


def extent(medium: Medium) -> tuple[int, int]:
    """Bytes of all files, and the time of the latest."""
    size = mtime_ns = 0
    for place in range(len(medium.urls)):
        with opened(medium, place) as (_, found):
            size, mtime_ns = size + found.st_size, max(mtime_ns, found.st_mtime_ns)
    return size, mtime_ns
