"""What `add` was given, brought into one form: batches of files with their titles and metadata."""

# A million paths in seconds: a Path object for each would double the time.
# ruff: noqa: PTH100, PTH111

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from nblabel.domain.texts import is_storable
from nblabel.errors import SourceError, did_you_mean, listing
from nblabel.media.files.sources import is_picture, save_array
from nblabel.media.registry.discover import discover
from nblabel.media.registry.kinds import ending_of, kind_of
from nblabel.ops.adding import addresses
from nblabel.ops.adding.dicom_series import series_joined
from nblabel.ops.adding.metadata import check_keys, unstorable

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

BATCH = 100_000
TITLE_LIMIT = 300
_OWN_ENDINGS = (".duckdb", ".duckdb.wal")
_PATH_COLUMNS = ("path", "uri")


@dataclass(slots=True)
class Batch:
    """Some files to register, and what among them was refused with its reason.

    `files` holds all files of an item that has several, by its first.
    """

    uris: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    meta: pd.DataFrame | None = None
    failed: list[tuple[str, str]] = field(default_factory=list)
    repeated: int = 0
    files: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def without(self, refused: Mapping[int, str]) -> Batch:
        """The batch with the files at these places refused, each for its reason."""
        if not refused:
            return self
        kept = [place for place in range(len(self.uris)) if place not in refused]
        return Batch(
            [self.uris[place] for place in kept],
            [self.titles[place] for place in kept],
            [self.kinds[place] for place in kept],
            None if self.meta is None else self.meta.iloc[kept],
            [*self.failed, *((self.uris[place], reason) for place, reason in refused.items())],
            self.repeated,
            self.files,
        )


@dataclass(slots=True)
class Intake:
    """Everything given, as batches that can be read more than once."""

    size: int
    _frame: pd.DataFrame | None = None
    _column: str = ""
    _paths: Sequence[str] = ()
    _titles: Sequence[str | None] | None = None
    _files: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    _failed: Sequence[tuple[str, str]] = ()

    def batches(self) -> Iterator[Batch]:
        """The files in their order, at most 100,000 at a time."""
        if self._failed:
            yield Batch(failed=list(self._failed))
        for first in range(0, self.size, BATCH):
            yield self._of_frame(first) if self._frame is not None else self._of_paths(first)

    def _of_paths(self, first: int) -> Batch:
        titles = None if self._titles is None else self._titles[first : first + BATCH]
        batch = _checked(first, self._paths[first : first + BATCH], titles)[0]
        batch.files = self._files
        return batch

    def _of_frame(self, first: int) -> Batch:
        assert self._frame is not None
        rows = self._frame.iloc[first : first + BATCH]
        titles = rows["title"].tolist() if "title" in rows.columns else None
        batch, kept = _checked(first, rows[self._column].tolist(), titles)
        meta = rows.drop(columns=[self._column, *(["title"] if titles is not None else [])])
        batch.meta = meta if len(kept) == len(rows) else meta.iloc[kept]
        return batch.without(unstorable(batch.meta))


def taken_in(source: Any, label_file: Path) -> Intake:
    """The intake of a folder, glob, file, list of those, DataFrame, or pictures in memory.

    Parameters
    ----------
    label_file
        Pictures given as arrays or PIL images are saved beside it; where it lies in the folder itself it is passed over.

    Raises
    ------
    SourceError
        Where nothing can be made of `source` as a whole.
    """
    if hasattr(source, "columns") and hasattr(source, "iloc"):
        return _frame(source)
    if addresses.is_given_address(source):
        return Intake(1, _paths=[source])
    if isinstance(source, (str, os.PathLike)):
        return _discovered(source, label_file)
    given = _pictures(source) if is_picture(source) else source
    if not isinstance(given, Iterable) or isinstance(given, (bytes, dict)):
        raise SourceError(
            f"Cannot add {type(source).__name__} ({source!r:.60}): give a folder, a glob, a file, a list of paths, "
            "a DataFrame with a path or uri column, or a list of arrays or PIL images."
        )
    every = list(given)
    if not every:
        raise SourceError("Nothing to add: the list is empty. Give paths, arrays or PIL images.")
    if any(map(is_picture, every)):
        return _saved(every, label_file.with_name(f"{label_file.name}.media"))
    away = [given for given in every if addresses.is_given_address(given)]
    if not away:
        return _discovered(every, label_file)
    return _with_addresses([given for given in every if not addresses.is_given_address(given)], away, label_file)


def checked_name(word: str, given: object) -> str:
    """The name of a dataset or folder; empty for none."""
    if not isinstance(given, str) or len(given) > TITLE_LIMIT or not is_storable(given):
        raise SourceError(f"A {word} is named by a text of at most {TITLE_LIMIT} characters, not {given!r:.80}.")
    return given


def _frame(frame: pd.DataFrame) -> Intake:
    names = [str(name) for name in frame.columns]
    twins = sorted({name for name in names if names.count(name) > 1})
    if twins:
        raise SourceError(f"The table has the column {listing(twins)} more than once: give each its own name.")
    check_keys(names)
    column = next((name for name in _PATH_COLUMNS if name in names), None)
    if column is None:
        hint = next(filter(None, (did_you_mean(name, names) for name in _PATH_COLUMNS)), "")
        raise SourceError(f'The table has no column "path" or "uri". Columns: {listing(names)}.{hint}')
    if names != list(frame.columns):
        frame = frame.set_axis(names, axis="columns")
    return Intake(len(frame), frame, column)


def _with_addresses(here: list[Any], away: list[str], label_file: Path) -> Intake:
    """Files first, as they are found; addresses after them, as they were given."""
    files = _discovered(here, label_file) if here else Intake(0)
    paths = [*files._paths, *away]
    return Intake(len(paths), _paths=paths, _failed=files._failed)


def _discovered(source: Any, label_file: Path) -> Intake:
    there = discover(source)
    uris, titles, files = series_joined([found.uri for found in there.found])
    own = {str(label_file), f"{label_file}.wal"}
    foreign = [
        (_printable(path), reason)
        for path, reason in there.foreign
        if not (path.endswith(_OWN_ENDINGS) and os.path.realpath(path) in own)
    ]
    return Intake(len(uris), _paths=uris, _titles=titles, _files=files, _failed=foreign)


def _pictures(array: Any) -> list[Any]:
    """One picture, a stack of them, or a column of paths."""
    if getattr(getattr(array, "dtype", None), "kind", "") in ("O", "U"):
        return list(array)
    shape: Sequence[int] = getattr(array, "shape", ())
    is_stack = len(shape) == 4 or (len(shape) == 3 and shape[-1] not in (1, 2, 3, 4))
    return list(array) if is_stack else [array]


def _saved(given: list[Any], folder: Path) -> Intake:
    paths: list[str] = []
    titles: list[str] = []
    failed: list[tuple[str, str]] = []
    for number, picture in enumerate(given):
        try:
            if not is_picture(picture):
                raise SourceError(f"{type(picture).__name__} stands among pictures: give only arrays and PIL images.")
            paths.append(save_array(picture, folder))
            titles.append(f"array {number}")
        except SourceError as problem:
            failed.append((f"array {number}", str(problem)))
    return Intake(len(paths), _paths=paths, _titles=titles, _failed=failed)


def _checked(first: int, paths: Sequence[Any], titles: Sequence[Any] | None) -> tuple[Batch, list[int]]:
    """The batch of what can be registered, and the places where that stood."""
    batch, kept = Batch(), []
    seen: set[str] = set()
    kinds: dict[str, str] = {}
    for place, given in enumerate(paths):
        uri = _absolute(given)
        title = _title(uri, None if titles is None else titles[place])
        ending = _ending(uri)
        if ending not in kinds:
            kind = kind_of("x" + ending)
            kinds[ending] = "" if kind is None else kind.name
        reason = _refusal(uri, title, ending if not kinds[ending] else None)
        if reason:
            batch.failed.append((_printable(uri) or f"row {first + place}", reason))
        elif uri in seen:
            batch.repeated += 1
        else:
            seen.add(uri)
            kept.append(place)
            batch.uris.append(uri)
            batch.titles.append(title)
            batch.kinds.append(kinds[ending])
    return batch, kept


def _absolute(given: Any) -> str:
    """The absolute path; of an address what may be stored; empty for what is no path."""
    path = os.fspath(given) if isinstance(given, os.PathLike) else given
    if not isinstance(path, str) or not path:
        return ""
    if path[0] == "/" and "//" not in path and "/." not in path:
        return path
    if addresses.is_given_address(path):
        return addresses.remember_signed(path)
    if path[:5].lower() == "file:":
        path = addresses.local(path)
    return os.path.abspath(os.path.expanduser(path))


def _title(uri: str, given: Any) -> str:
    if given is None or given != given or given == "":  # NaN is the only value that differs from itself
        if addresses.is_given_address(uri):
            return addresses.title(uri)
        return uri.replace(os.sep, "/").rpartition("/")[2]
    return str(given)


def _ending(uri: str) -> str:
    if "?" in uri or "#" in uri:
        uri = addresses.without_query(uri) if addresses.is_given_address(uri) else uri
    name, dot, ending = uri.rpartition(".")
    if not (name and dot) or "/" in ending or os.sep in ending:
        return ""
    return ending_of(uri) if ending in ("gz", "GZ") else f".{ending}"


def _refusal(uri: str, title: str, foreign_ending: str | None) -> str:
    if not uri:
        return "There is no path in this row."
    if addresses.is_given_address(uri) and (reason := addresses.refusal(uri)):
        return reason
    if not (uri.isascii() and "\x00" not in uri) and not is_storable(uri):
        return "The file name is not valid Unicode; rename the file."
    if foreign_ending is not None:
        return f'No kind of media reads "{foreign_ending}" files.' if foreign_ending else "The file name has no ending."
    if len(title) > TITLE_LIMIT:
        return f"Its title has {len(title)} characters; {TITLE_LIMIT} are allowed."
    if ("\x00" in title or not title.isascii()) and not is_storable(title):
        return "Its title holds a character that cannot be stored (NUL or half of a pair)."
    return ""


def _printable(path: str) -> str:
    return path if path.isascii() else path.encode("utf-8", "backslashreplace").decode()
