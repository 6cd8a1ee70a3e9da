"""DICOM files that lie together: those of one series become one item."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from nblabel.errors import MediaProblem
from nblabel.media.registry.kinds import kind_of

if TYPE_CHECKING:
    from nblabel.media.kinds.dicom.series import Series

# So many headers are read well within the time that the worker has for one call.
_AT_ONCE = 10_000


def series_joined(paths: Sequence[str]) -> tuple[list[str], list[str | None] | None, Mapping[str, tuple[str, ...]]]:
    """Paths in which each series stands by the first of its files, titles where a series has one, and all files of each series.

    Only DICOM files with others in their folder are opened, for their headers; where the package that reads them is
    missing, or they cannot be read, each stays an item of its own.
    """
    # Asked of the ending first: most folders hold none, and a million paths must not pay for this.
    dicom = kind_of("x.dcm")
    endings = () if dicom is None else tuple(dicom.extensions)
    among = [path for path in paths if path[-6:].lower().endswith(endings)] if endings else []
    series = {first: found for folder in _folders(among) for first, found in _series(folder)}
    if not series:
        return list(paths), None, {}
    later = {url for found in series.values() for url in found.urls} - series.keys()
    kept = [path for path in paths if path not in later]
    firsts = [series[path].urls[0] if path in series else path for path in kept]
    titles = [series[path].title if path in series else None for path in kept]
    return firsts, titles, {found.urls[0]: found.urls for found in series.values()}


def _folders(paths: Sequence[str]) -> Iterator[list[str]]:
    """Files that lie together, several of them, each once."""
    found: dict[str, list[str]] = {}
    for path in dict.fromkeys(paths):
        found.setdefault(os.path.dirname(path), []).append(path)  # noqa: PTH120
    for together in found.values():
        for first in range(0, len(together), _AT_ONCE):
            if len(together) > 1:
                yield together[first : first + _AT_ONCE]


def _series(paths: Sequence[str]) -> Iterator[tuple[str, Series]]:
    """Series of several files, each with the one of its files that stands first in the folder."""
    from nblabel.media.kinds.dicom.kind import series_of

    try:
        found = series_of(paths)
    except MediaProblem:
        return
    place = {path: number for number, path in enumerate(paths)}
    for series in found:
        if len(series.urls) > 1 and not series.problem:
            yield min(series.urls, key=place.__getitem__), series
