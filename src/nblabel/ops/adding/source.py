"""What `register` was given: a file by its path or address, a dict or a table."""

from __future__ import annotations

import io
import os
import stat
from collections.abc import Callable
from typing import Any, BinaryIO

from nblabel.errors import RegistrationError, did_you_mean, in_line
from nblabel.formats.registration import Reading, reading_of
from nblabel.media.files.loader import open_file
from nblabel.media.files.signatures import remember_signed, shown
from nblabel.media.files.sources import is_address, source_of

_OPEN = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


def opened(source: Any) -> tuple[Reading, str | None]:
    """The reading of what was given, and the folder it lies in: empty for what lies in none, None for another machine."""
    if not isinstance(source, (str, os.PathLike)):
        return reading_of(source), ""
    text = os.fspath(source)
    if is_address(text):
        return _fetched(text), None
    path = os.path.abspath(os.path.expanduser(source_of(text).text))  # noqa: PTH100, PTH111
    return reading_of(None, os.path.basename(path), _opener(path)), os.path.dirname(path)  # noqa: PTH119, PTH120


def _opener(path: str) -> Callable[[], BinaryIO]:
    """Opens the file, each time anew; the first time now, so that a wrong name is told at once."""

    def open_it() -> BinaryIO:
        try:
            # Without waiting: a pipe of this name would never answer.
            file = os.fdopen(os.open(path, _OPEN), "rb")
        except (OSError, ValueError) as problem:
            raise RegistrationError(_why(path, problem)) from problem
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            file.close()
            raise RegistrationError(f'"{in_line(path, 200)}" is a device or pipe, not a registration file.')
        return file

    open_it().close()
    return open_it


def _why(path: str, problem: Exception) -> str:
    if isinstance(problem, IsADirectoryError) or os.path.isdir(path):  # noqa: PTH112
        return f'"{in_line(path, 200)}" is a folder: name the registration file in it, or use project.add for folders.'
    if isinstance(problem, FileNotFoundError):
        folder, name = os.path.split(path)
        near = os.listdir(folder)[:5000] if os.path.isdir(folder) else []  # noqa: PTH112, PTH208
        return f'There is no registration file "{in_line(path, 200)}"; check the path.{did_you_mean(name, near)}'
    why = getattr(problem, "strerror", None) or str(problem)
    return f'The registration file "{in_line(path, 200)}" cannot be read ({in_line(why)}); check the path.'


def _fetched(url: str) -> Reading:
    """A file behind an address, fetched once."""
    file, _ = open_file(remember_signed(url))
    with file:
        content = file.read()
    name = shown(url).rpartition("/")[2] or "The registration file"
    return reading_of(None, name, lambda: io.BytesIO(content))
