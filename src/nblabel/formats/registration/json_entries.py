"""The JSON form: an object of lists, read entry by entry however long the lists are."""

from __future__ import annotations

from collections.abc import Iterator
from json import JSONDecoder
from typing import Any, BinaryIO

from nblabel.errors import RegistrationError, did_you_mean, in_line, listing
from nblabel.formats.registration.entries import Check, Entry, Notes, Place, Refused, checked
from nblabel.formats.registration.keys import KEYS, SKIP_DUPLICATES
from nblabel.formats.registration.window import Window
from nblabel.formats.registration.words import said

WORDS = (*KEYS, SKIP_DUPLICATES)
PLAIN = JSONDecoder()


def json_entries(file: BinaryIO, name: str, notes: Notes, check: Check = checked) -> Iterator[Entry | Refused]:
    """The entries of a JSON file in their order.

    A list whose key stands more than once goes on where it stopped, with a warning.

    Raises
    ------
    RegistrationError
        Where the file is no JSON from some place on, with line, column and the likely cause.
    """
    window = Window(file, name)
    if window.peek() != "{":
        raise _no_object(window)
    window.at += 1
    counts: dict[str, int] = {}
    for key in _keys(window):
        window.peek()
        line = window.line
        if key in KEYS:
            if key in counts:
                notes.warnings.append(f'The key "{key}" stands again at line {line} of {name}: its lists were joined.')
            yield from _entries(window, key, counts, notes, check)
        elif key == SKIP_DUPLICATES:
            value = window.value(PLAIN)
            if isinstance(value, bool):
                notes.skip_duplicate_urls = value or notes.skip_duplicate_urls
            else:
                yield Refused(Place(key, line=line), f"{SKIP_DUPLICATES} is true or false, not {said(value)}.")
        else:
            _skip(window)
            yield Refused(Place(in_line(key), line=line), unknown_key(key))
    if window.peek():
        raise window.broken("Extra data") if window.peek() in "]}," else _two_values(window)


def unknown_key(key: str) -> str:
    """The sentence for a list that no registration file has."""
    return f'"{in_line(key)}" is no key of a registration file. There are: {listing(WORDS)}.{did_you_mean(key, WORDS)}'


def _keys(window: Window) -> Iterator[str]:
    """The keys of the object, each standing before its value."""
    if window.peek() == "}":
        window.at += 1
        return
    while True:
        if window.peek() != '"':
            raise window.broken("Expecting property name")
        key = window.value(PLAIN)
        window.expect(":")
        yield key
        if window.peek() == "}":
            window.at += 1
            return
        window.expect(",")


def _entries(
    window: Window, name: str, counts: dict[str, int], notes: Notes, check: Check
) -> Iterator[Entry | Refused]:
    key = KEYS[name]
    counts.setdefault(name, 0)
    line = window.line
    if window.peek() != "[":
        value = window.value(PLAIN)
        yield Refused(Place(name, line=line), f'"{name}" is a list of entries, not {said(value)}.')
        return
    twice: list[str] = []
    decoder = _decoder(twice) if check is checked else PLAIN
    for value, line in _values(window, decoder):
        place = Place(name, counts[name], line)
        counts[name] += 1
        if twice:
            yield Refused(place, f'"{in_line(twice[0])}" stands twice in one object: keep one.')
            twice.clear()
        else:
            yield check(key, value, place, notes)


def _values(window: Window, decoder: JSONDecoder) -> Iterator[tuple[Any, int]]:
    """The values of a list, each with its line."""
    window.expect("[")
    if window.peek() == "]":
        window.at += 1
        return
    while True:
        line = window.line
        yield window.value(decoder), line
        if window.to_next_entry():
            continue
        if window.peek() == "]":
            window.at += 1
            return
        window.expect(",")
        window.peek()


def _skip(window: Window) -> None:
    """Go past a value of no use; a list of any length costs no memory."""
    if window.peek() == "[":
        for _ in _values(window, PLAIN):
            pass
    else:
        window.value(PLAIN)


def _decoder(twice: list[str]) -> JSONDecoder:
    """A decoder that notes keys standing twice in one object, where the last would silently win."""

    def joined(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) != len(pairs):
            names = [name for name, _ in pairs]
            twice.append(next(name for name in names if names.count(name) > 1))
        return made

    return JSONDecoder(object_pairs_hook=joined)


def _no_object(window: Window) -> RegistrationError:
    found = window.peek()
    if not found:
        return RegistrationError(f"{window.name} is empty: a registration file is an object of lists, such as images.")
    if found == "[":
        return RegistrationError(
            f'{window.name} is a list: a registration file is an object of lists, such as {{"images": [...]}}.'
        )
    return window.broken("Expecting value")


def _two_values(window: Window) -> RegistrationError:
    return RegistrationError(
        f"{window.name} goes on at line {window.line} after its end: a registration file is one JSON object. "
        "Join the objects, or register them one by one."
    )
