"""Which files are behind a folder, a glob or a list of paths, in the order a person would put them; opens none."""

# 100,000 files in seconds: a Path object for each would double the time.
# ruff: noqa: PTH100, PTH109, PTH110, PTH111, PTH112, PTH116, PTH118, PTH119, PTH120, PTH206, PTH207, PTH208

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from glob import has_magic, iglob
from typing import NamedTuple

from nblabel.errors import SourceError, did_you_mean
from nblabel.media.registry.kinds import ending_of, extensions

_DIGITS = re.compile(r"(\d{1,18})")
_NOTHING: Mapping[str, object] = {}
_LITTER = {"__MACOSX", "Thumbs.db", "desktop.ini", "ehthumbs.db"}


class Found(NamedTuple):
    """A file that can be added: absolute path, path below what was asked for, and more columns."""

    uri: str
    title: str
    extra: Mapping[str, object] = _NOTHING


class Foreign(NamedTuple):
    """A file that was left out, and why."""

    path: str
    reason: str


@dataclass(slots=True)
class Discovery:
    """What is there, in natural order, and what was left out."""

    found: list[Found] = field(default_factory=list)
    foreign: list[Foreign] = field(default_factory=list)


def discover(
    source: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    *,
    cancelled: Callable[[], bool] | None = None,
) -> Discovery:
    """Files behind a folder (with its sub-folders), a glob, one path, or a list of paths and folders.

    Hidden files are skipped, folders that link back to themselves are read once, and files that no kind of media reads are
    listed as foreign. Titles are paths below the folder (below the common folder of a list), with `/`. A list keeps its order.

    Raises
    ------
    SourceError
        When the folder or file is not there, a glob matches nothing, or a URL is given.

    Examples
    --------
    >>> discover("photos/").found[0].title  # doctest: +SKIP
    'cat/IMG_2.jpg'
    """
    result = Discovery()
    if not isinstance(source, (str, os.PathLike)):
        return _listed(source, result, cancelled)
    path = os.path.expanduser(os.fspath(source))
    _refuse_url(path)
    if os.path.isdir(path):
        _walk(os.path.abspath(path), result, cancelled)
    elif os.path.lexists(path):
        _add(os.path.abspath(path), os.path.basename(path), result, extensions())
    elif has_magic(path):
        _globbed(path, result, cancelled)
    else:
        raise SourceError(_missing(path))
    return result


def check_source(source: str | os.PathLike[str]) -> None:
    """Raise `SourceError` where `discover` would find neither a folder, nor a file, nor a glob."""
    path = os.path.expanduser(os.fspath(source))
    _refuse_url(path)
    if not (os.path.lexists(path) or has_magic(path)):
        raise SourceError(_missing(path))


def natural_key(text: str) -> tuple[tuple[str | int, ...], str]:
    """Sort key that puts IMG_2 before IMG_10, whatever the case.

    Examples
    --------
    >>> sorted(["b10", "B9", "a"], key=natural_key)
    ['a', 'B9', 'b10']
    """
    # Split with a group: text and digits take turns, text first, so keys always compare like with like.
    parts: list[str | int] = list(_DIGITS.split(text.casefold()))
    parts[1::2] = map(int, parts[1::2])
    return tuple(parts), text


def _walk(root: str, result: Discovery, cancelled: Callable[[], bool] | None, *, under: str = "") -> None:
    """Depth first with names of files and folders in one order, without recursion: trees can be deep."""
    known = extensions(unasked=True)
    seen = {_identity(root)}
    stack: list[Iterator[tuple[str, str, bool]]] = [_entries(root, under, result)]
    while stack:
        entry = next(stack[-1], None)
        if entry is None:
            stack.pop()
            continue
        path, title, is_folder = entry
        if not is_folder:
            _add(path, title, result, known)
            continue
        if cancelled is not None and cancelled():
            raise SourceError(f'Reading the folder "{root}" was stopped; nothing was added.')
        identity = _identity(path)
        if identity not in seen:
            seen.add(identity)
            stack.append(_entries(path, f"{title}/", result))


def _entries(folder: str, prefix: str, result: Discovery) -> Iterator[tuple[str, str, bool]]:
    try:
        with os.scandir(folder) as listing:
            entries = [entry for entry in listing if not entry.name.startswith(".") and entry.name not in _LITTER]
    except OSError as problem:
        result.foreign.append(
            Foreign(folder, f"The folder could not be read ({problem.strerror}); check its permissions.")
        )
        return
    entries.sort(key=lambda entry: natural_key(entry.name))
    for entry in entries:
        is_folder = entry.is_dir()
        if is_folder or entry.is_file():
            yield entry.path, prefix + entry.name, is_folder
        else:
            result.foreign.append(Foreign(entry.path, _not_a_file(entry)))


def _not_a_file(entry: os.DirEntry[str]) -> str:
    if entry.is_symlink() and not os.path.exists(entry.path):
        return "The link points to nothing; mend it or remove it."
    return "This is a device or pipe, not a file."


def _add(path: str, title: str, result: Discovery, known: frozenset[str]) -> None:
    ending = ending_of(path)
    if ending not in known:
        what = f'"{ending}" files' if ending else "files without an ending"
        why = f"No kind of media reads {what}."
        if ending in extensions():
            why = f'Files with the ending "{ending}" are left out of folders; name the file to add it.'
        result.foreign.append(Foreign(path, why))
    elif not path.isascii() and not _is_text(path):
        result.foreign.append(Foreign(path, "The file name is not valid Unicode; rename the file."))
    else:
        result.found.append(Found(path, title))


def _is_text(path: str) -> bool:
    try:
        path.encode()
    except UnicodeEncodeError:  # bytes that the file system could not decode arrive as lone surrogates
        return False
    return True


def _globbed(pattern: str, result: Discovery, cancelled: Callable[[], bool] | None) -> None:
    matches = [os.path.abspath(match) for match in iglob(pattern, recursive=True)]
    if not matches:
        where = "" if pattern.startswith(os.sep) else f" in {os.getcwd()}"
        raise SourceError(f'No file matches "{pattern}"{where}; check the pattern.')
    files = [match for match in matches if not os.path.isdir(match)]
    if files:
        _add_titled(_in_natural_order(files), result)
    else:
        _listed(_in_natural_order(matches), result, cancelled)


def _in_natural_order(paths: list[str]) -> list[str]:
    folders: dict[str, list[str]] = {}
    for path in paths:
        folder, _, name = path.rpartition(os.sep)
        folders.setdefault(folder, []).append(name)
    ordered = sorted(folders, key=lambda folder: [natural_key(part) for part in folder.split(os.sep)])
    return [f"{folder}{os.sep}{name}" for folder in ordered for name in sorted(folders[folder], key=natural_key)]


def _listed(
    paths: Iterable[str | os.PathLike[str]], result: Discovery, cancelled: Callable[[], bool] | None
) -> Discovery:
    run: list[str] = []
    for given in paths:
        if not isinstance(given, (str, os.PathLike)):
            raise SourceError(
                f"A list of paths holds {type(given).__name__} ({given!r:.60}); give text or Path objects."
            )
        path = os.path.expanduser(os.fspath(given))
        _refuse_url(path)
        try:
            mode = os.stat(path).st_mode
        except (OSError, ValueError):
            result.foreign.append(Foreign(path, "There is no such file; check the path."))
            continue
        if stat.S_ISDIR(mode):
            _add_titled(run, result)
            run = []
            folder = os.path.abspath(path)
            _walk(folder, result, cancelled, under=f"{os.path.basename(folder)}/")
        else:
            run.append(os.path.abspath(path))
    _add_titled(run, result)
    return result


def _add_titled(paths: list[str], result: Discovery) -> None:
    if not paths:
        return
    known = extensions()
    try:
        common = os.path.commonpath({os.path.dirname(path) for path in paths})
    except ValueError:  # several drives
        common = ""
    below = len(os.path.join(common, ""))
    for path in dict.fromkeys(paths):
        _add(path, path[below:].replace(os.sep, "/"), result, known)


def _identity(path: str) -> tuple[int, int] | str:
    try:
        found = os.stat(path)
    except OSError:
        return path
    # Windows file systems without file ids report 0.
    return (found.st_dev, found.st_ino) if found.st_ino else os.path.realpath(path)


def _refuse_url(path: str) -> None:
    if re.match(r"[a-z][a-z0-9+.-]+://", path, re.IGNORECASE):
        raise SourceError(f'"{path[:120]}" is an address, not a path; download the files and add their folder.')


def _missing(path: str) -> str:
    if not path or "\x00" in path:
        return f"A path is a text that names a folder or file, not {path!r:.80}."
    parent = os.path.dirname(os.path.abspath(path))
    near = parent if os.path.isdir(parent) else os.getcwd()
    where = "" if near == parent else f" (the current folder is {near})"
    hint = did_you_mean(os.path.basename(os.path.abspath(path)), os.listdir(near)[:5000]) if near == parent else ""
    return f'There is no file or folder "{path}"{where}; check the path.{hint}'
