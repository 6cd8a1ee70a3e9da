"""Where a registration comes from, read as often as asked."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from nblabel.errors import RegistrationError
from nblabel.formats.registration.entries import Check, Entry, Notes, Place, Refused, checked, glanced
from nblabel.formats.registration.json_entries import json_entries, unknown_key
from nblabel.formats.registration.keys import KEYS, SKIP_DUPLICATES
from nblabel.formats.registration.table_entries import csv_entries, frame_entries
from nblabel.formats.registration.words import said

Opener = Callable[[], BinaryIO]


@dataclass(frozen=True, slots=True)
class Reading:
    """A registration that can be read through, again and again.

    Examples
    --------
    >>> reading = reading_of({"images": [{"objectUrl": "https://example.com/cat.jpg"}]})
    >>> [entry.urls for entry in reading.entries(Notes())]
    [('https://example.com/cat.jpg',)]
    """

    name: str
    _read: Callable[[Notes, Check], Iterator[Entry | Refused]]

    def entries(self, notes: Notes) -> Iterator[Entry | Refused]:
        """Every entry, checked."""
        return self._read(notes, checked)

    def counted(self, notes: Notes) -> Iterator[Entry | Refused]:
        """An entry for each, with as many files as it has: quicker, where only limits are asked for."""
        return self._read(notes, glanced)


def reading_of(source: Any, name: str = "", opener: Opener | None = None) -> Reading:
    """The reading of a dict, a DataFrame, or the file that `opener` opens.

    Parameters
    ----------
    name
        What the file is called; its ending tells JSON from CSV.
    opener
        Opens the file from its start, each time it is called.

    Raises
    ------
    RegistrationError
        Where nothing can be made of `source` as a whole.
    """
    if opener is not None:
        read = _form(name, opener)
        return Reading(name, lambda notes, check: _from_file(opener, read, name, notes, check))
    if isinstance(source, Mapping):
        return Reading("The registration", lambda notes, check: _dict_entries(source, notes, check))
    if hasattr(source, "columns") and hasattr(source, "iloc"):
        return Reading("The table", lambda notes, check: frame_entries(source, notes, check))
    raise RegistrationError(
        f"Cannot register {said(source)}: give the path or address of a .json or .csv file, a dict or a DataFrame."
    )


Read = Callable[[BinaryIO, str, Notes, Check], Iterator[Entry | Refused]]


def _form(name: str, opener: Opener) -> Read:
    ending = os.path.splitext(name)[1].lower()  # noqa: PTH122  name may be an address
    if ending in (".json", ".csv", ".tsv"):
        return json_entries if ending == ".json" else csv_entries
    with opener() as file:
        first = file.read(1000).lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if first == b"{":
        return json_entries
    raise RegistrationError(f"{name} is neither .json nor .csv: name a registration file by its format.")


def _from_file(opener: Opener, read: Read, name: str, notes: Notes, check: Check) -> Iterator[Entry | Refused]:
    with opener() as file:
        yield from read(file, name, notes, check)


def _dict_entries(source: Mapping[Any, Any], notes: Notes, check: Check) -> Iterator[Entry | Refused]:
    for name, given in source.items():
        if name == SKIP_DUPLICATES:
            if isinstance(given, bool):
                notes.skip_duplicate_urls = given
            else:
                yield Refused(Place(name), f"{name} is true or false, not {said(given)}.")
        elif name not in KEYS:
            yield Refused(Place(str(name)), unknown_key(str(name)))
        elif not isinstance(given, (list, tuple)):
            yield Refused(Place(name), f'"{name}" is a list of entries, not {said(given)}.')
        else:
            for number, entry in enumerate(given):
                said_by = {str(word): value for word, value in entry.items()} if isinstance(entry, Mapping) else entry
                yield check(KEYS[name], said_by, Place(name, number), notes)
