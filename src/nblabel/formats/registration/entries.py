"""From what one entry says to a checked value, or to the reason why it cannot be used."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from nblabel.domain.texts import is_storable
from nblabel.errors import did_you_mean, in_line, listing
from nblabel.formats.registration.blocks import Facts, facts_of
from nblabel.formats.registration.keys import MANY_FRAMES, MOST_FRAMES, TITLE_CHARACTERS, URL_BYTES, Key
from nblabel.formats.registration.words import Slip, said

__all__ = ["Check", "Entry", "Facts", "Notes", "Place", "Refused", "checked", "glanced"]


_ONE = ("",)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry stands: in which list (or table), as which one from 0, and in which line from 1 (0: none)."""

    where: str
    number: int = -1
    line: int = 0

    def __str__(self) -> str:
        name = self.where if self.number < 0 else f"{self.where}[{self.number}]"
        return f"{name}, line {self.line}" if self.line else name


@dataclass(frozen=True, slots=True)
class Entry:
    """One item to register.

    `title` is empty where none was given, `meta` is a JSON object as text, and `kind` is empty where only the
    ending of the file tells it.
    """

    place: Place
    kind: str
    urls: tuple[str, ...]
    title: str = ""
    meta: str | None = None
    facts: Facts | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """An entry that cannot be used, and why."""

    place: Place
    reason: str
    n_urls: int = 0


@dataclass(slots=True)
class Notes:
    """What a file says beside its entries, complete once all of them are read."""

    skip_duplicate_urls: bool = False
    warnings: list[str] = field(default_factory=list)


Check = Callable[[Key, Any, Place, Notes], Entry | Refused]


def checked(key: Key, given: Any, place: Place, notes: Notes) -> Entry | Refused:
    """The entry, or why it is none."""
    if not isinstance(given, dict):
        example = "objectUrl_0" if key.has_several else "objectUrl"
        return Refused(place, f'An entry is an object such as {{"{example}": "..."}}, not {said(given)}.')
    try:
        urls = _numbered(key, given) if key.has_several else _single(key, given)
        title = _title(key, given.get("title"))
        is_sequence = _flag(given.get("createVideo"))
        if is_sequence:
            _check_frames(len(urls), place, notes)
        block = given.get(key.block) if key.block else None
        facts = None if block is None else facts_of(key.block, block)
        meta = _meta(given.get("clientMetadata"))
    except Slip as slip:
        return Refused(place, str(slip), sum(word.startswith("objectUrl") for word in given))
    return Entry(place, "sequence" if is_sequence else key.kind, urls, title, meta, facts)


def glanced(key: Key, given: Any, place: Place, notes: Notes) -> Entry | Refused:
    """As many files as the entry has, and no more of it than a count needs."""
    return checked(key, given, place, notes) if key.has_several else Entry(place, key.kind, _ONE)


def _single(key: Key, given: Mapping[str, Any]) -> tuple[str]:
    for word in given:
        if word not in key.words:
            raise Slip(_unknown(key, word))
    if "objectUrl" not in given:
        raise Slip("It has no objectUrl, the address or path of its file.")
    return (_url("objectUrl", given["objectUrl"]),)


def _numbered(key: Key, given: Mapping[str, Any]) -> tuple[str, ...]:
    found: dict[int, str] = {}
    for word, value in given.items():
        if not word.startswith("objectUrl_"):
            if word not in key.words:
                raise Slip(_unknown(key, word))
            continue
        number = word.removeprefix("objectUrl_")
        if not (number.isascii() and number.isdigit() and len(number) <= 9):
            raise Slip(f"The files of {key.name} are objectUrl_0, objectUrl_1 and so on, not {_named(word)}.")
        if int(number) in found:
            raise Slip(f"The number {int(number)} stands twice among its objectUrl_n: number each file once.")
        found[int(number)] = _url(word, value)
    if not found:
        raise Slip("It has no objectUrl_0: name at least one file.")
    first = min(found)
    missing = next((number for number in range(min(first, 1), max(found)) if number not in found), None)
    if first > 1 or (missing is not None and missing > first):
        raise Slip(
            f"There is a gap: objectUrl_{missing} is missing and objectUrl_{max(found)} is there. Number without gaps."
        )
    return tuple(found[number] for number in sorted(found))


def _unknown(key: Key, word: str) -> str:
    if word == "objectUrl" and key.has_several:
        return f"Its files are numbered: {key.name} takes objectUrl_0, objectUrl_1 and so on, not objectUrl."
    if word.startswith("objectUrl_") and not key.has_several:
        return f"{_named(word)} belongs to image_groups and dicom_series: an entry of {key.name} has one objectUrl."
    return f"It has the unknown key {_named(word)}. Known here: {listing(key.words)}.{did_you_mean(word, key.words)}"


def _url(word: str, value: Any) -> str:
    value = os.fspath(value) if isinstance(value, os.PathLike) else value
    if not isinstance(value, str):
        raise Slip(f"{word} is a text, not {said(value)}.")
    if not value or value.isspace():
        raise Slip(f"{word} is empty: give the address or path of the file.")
    if len(value) > URL_BYTES // 4:
        size = len(value.encode("utf-8", "surrogatepass"))
        if size > URL_BYTES:
            raise Slip(f"{word} has {size:,} bytes; {URL_BYTES:,} are allowed.")
    if not (value.isascii() and "\x00" not in value) and not is_storable(value):
        raise Slip(f"{word} holds a sign that cannot be stored (NUL or half of a pair).")
    return value


def _title(key: Key, value: Any) -> str:
    if value is None or value == "":
        if key.needs_title:
            raise Slip(f"It has no title, which each entry of {key.name} needs.")
        return ""
    if not isinstance(value, str):
        raise Slip(f"Its title is a text, not {said(value)}.")
    if len(value) > TITLE_CHARACTERS:
        raise Slip(f"Its title has {len(value)} characters; {TITLE_CHARACTERS} are allowed.")
    if not (value.isascii() and "\x00" not in value) and not is_storable(value):
        raise Slip("Its title holds a sign that cannot be stored (NUL or half of a pair).")
    return value


def _flag(value: Any) -> bool:
    if value is None or isinstance(value, bool):
        return bool(value)
    raise Slip(f"createVideo is true or false, not {said(value)}.")


def _check_frames(n_frames: int, place: Place, notes: Notes) -> None:
    if n_frames > MOST_FRAMES:
        raise Slip(f"A sequence of {n_frames:,} frames was given; {MOST_FRAMES:,} are allowed. Split it.")
    if n_frames > MANY_FRAMES:
        notes.warnings.append(
            f"The sequence at {place} has {n_frames:,} frames; up to {MANY_FRAMES:,} are recommended."
        )


def _meta(value: Any) -> str | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        raise Slip(f'clientMetadata is an object such as {{"site": "A"}}, not {said(value)}.')
    try:
        return msgspec.json.encode(value, enc_hook=_plain).decode()
    except (TypeError, ValueError, OverflowError, RecursionError):
        return _any_as_json(value)


def _any_as_json(value: dict[str, Any]) -> str:
    """What msgspec refuses: numbers of any length, keys that are no text, and texts that are none."""
    try:
        text = json.dumps(_finite(value), ensure_ascii=False, default=_plain)
    except RecursionError:
        raise Slip("clientMetadata is nested too deeply.") from None
    if not is_storable(text):
        raise Slip("clientMetadata is not valid Unicode (half of a pair).")
    return text


def _finite(value: Any) -> Any:
    """The same with texts as keys, and null where JSON has no number for it."""
    if isinstance(value, dict):
        return {str(key): _finite(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(part) for part in value]
    return None if isinstance(value, float) and (value != value or value in (float("inf"), -float("inf"))) else value


def _plain(value: Any) -> Any:
    """What pandas and numpy put into a table, as JSON has it."""
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return value.tolist() if hasattr(value, "tolist") else str(value)


def _named(word: str) -> str:
    return f'"{in_line(word)}"'
