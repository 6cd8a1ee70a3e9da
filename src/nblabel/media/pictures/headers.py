"""Sizes, orientation and problems of pictures, read from their headers only."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar

from nblabel.media.files.loader import identify, open_file, reason_of
from nblabel.media.pictures.orientation import orientation_of, upright_size

_CHUNK = 256
M = TypeVar("M")


@dataclass(frozen=True, slots=True)
class Header:
    """What a medium says about itself; `width` and `height` are those of the upright picture.

    `fps` and `duration` (seconds) are 0 where there is no time; `detail` holds facts of its kind, JSON all through.
    """

    width: int = 0
    height: int = 0
    orientation: int = 1
    format: str = ""
    n_frames: int = 1
    file_size: int = 0
    mtime_ns: int = 0
    problem: str | None = None
    fps: float = 0.0
    duration: float = 0.0
    mime: str = ""
    detail: dict[str, Any] = field(default_factory=dict)


def probe_header(path: str | os.PathLike[str]) -> Header:
    """What the header of one picture says; never raises, a file that cannot be shown has a `problem`.

    An animation counts as one frame, since only its first is shown.

    Examples
    --------
    >>> probe_header("no-such-file.jpg").problem
    'The file is gone: there is nothing at this path; put it back or remove the item.'
    """
    size = mtime_ns = 0
    try:
        file, found = open_file(path)
        size, mtime_ns = found.st_size, found.st_mtime_ns
        with file:
            image = identify(file)
            orientation = orientation_of(image)
            width, height = upright_size(image, orientation)
            return Header(width, height, orientation, image.format or "", 1, size, mtime_ns)
    except Exception as problem:
        return Header(file_size=size, mtime_ns=mtime_ns, problem=reason_of(problem))


def probe_many(
    paths: Sequence[M],
    *,
    probe: Callable[[M], Header],
    threads: int | None = None,
    progress: Callable[[int], object] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Iterator[list[tuple[int, Header]]]:
    """Headers of many files, chunk by chunk in order, each with its position in `paths`.

    Parameters
    ----------
    paths
        What to look at.
    probe
        How to look at one file.
    threads
        Files looked at side by side; `min(4, processors)` by default. More helps only where the disk is slow.
    progress
        Called with the number of files done since the last call, like `tqdm.update`.
    cancelled
        Asked between chunks; once it says yes the iterator ends.
    """
    workers = threads or min(4, os.cpu_count() or 1)
    starts = iter(range(0, len(paths), _CHUNK))
    with ThreadPoolExecutor(workers, thread_name_prefix="nblabel-headers") as pool:
        waiting: deque[Future[list[tuple[int, Header]]]] = deque()
        try:
            for start in starts:
                waiting.append(pool.submit(_chunk, paths, start, probe))
                if len(waiting) > 2 * workers:
                    yield _done(waiting.popleft(), progress)
                if cancelled is not None and cancelled():
                    return
            while waiting and not (cancelled is not None and cancelled()):
                yield _done(waiting.popleft(), progress)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _chunk(paths: Sequence[M], start: int, probe: Callable[[M], Header]) -> list[tuple[int, Header]]:
    return [(index, probe(paths[index])) for index in range(start, min(start + _CHUNK, len(paths)))]


def _done(
    future: Future[list[tuple[int, Header]]], progress: Callable[[int], object] | None
) -> list[tuple[int, Header]]:
    rows = future.result()
    if progress is not None:
        progress(len(rows))
    return rows
