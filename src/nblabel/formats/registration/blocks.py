"""The metadata blocks: what an entry says about its file, taken as given and never compared with it here."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite
from typing import Any

from nblabel.errors import did_you_mean, in_line, listing
from nblabel.formats.registration.words import Slip, said

_LARGEST_INTEGER = 2**31 - 1
_LARGEST_SIZE = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a file without opening it; 0 and "" mean unknown.

    `n_frames` is 0 as long as the block leaves open something that its kind is shown by; `detail` is a JSON object.
    """

    width: int = 0
    height: int = 0
    n_frames: int = 0
    fps: float = 0.0
    duration: float = 0.0
    file_size: int = 0
    mime: str = ""
    detail: str | None = None


def facts_of(block: str, given: Any) -> Facts:
    """The facts of a block such as videoMetadata."""
    if not isinstance(given, dict):
        raise Slip(f'{block} is an object such as {{"file_size": 12345}}, not {said(given)}.')
    known = _FIELDS[block]
    values: dict[str, Any] = {}
    for word, value in given.items():
        name = _SPELLINGS.get(word, word)
        if name not in known:
            raise Slip(
                f'{block} has the unknown key "{in_line(word)}". Known: {listing(known)}.{did_you_mean(word, known)}'
            )
        if name in values:
            raise Slip(f"{block} gives {name} twice, in two spellings: keep one.")
        if value is not None:
            values[name] = _CHECKS[name](block, word, value)
    return _as_facts(block, values)


def _as_facts(block: str, values: dict[str, Any]) -> Facts:
    get = values.get
    rest = {_DETAILS[name]: values[name] for name in _DETAILS if name in values} if block in _WITH_DETAILS else None
    return Facts(
        get("width", 0),
        get("height", 0),
        _n_frames(block, values),
        get("fps", 0.0),
        get("duration", 0.0),
        get("file_size", 0),
        get("mime_type", ""),
        json.dumps(rest) if rest else None,
    )


def _n_frames(block: str, values: dict[str, Any]) -> int:
    for name in _NEEDED.get(block, ("",)):
        if not values.get(name):
            return 0
    if block == "videoMetadata":
        return min(_LARGEST_INTEGER, max(1, round(values["fps"] * values["duration"])))
    return int(values["num_pages"]) if block == "pdfMetadata" else 1


def _whole(most: int, least: int) -> Callable[[str, str, Any], int]:
    def check(block: str, word: str, value: Any) -> int:
        if type(value) is int and least <= value <= most:
            return value
        value = _plain(value)
        is_whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
        if isinstance(value, bool) or not is_whole or not least <= value <= most:
            raise Slip(f"{block}.{word} is a whole number from {least}, not {said(value)}.")
        return int(value)

    return check


def _number(block: str, word: str, value: Any) -> float:
    value = _plain(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < 1e15 or not isfinite(value):
        raise Slip(f"{block}.{word} is a number from 0, not {said(value)}.")
    return float(value)


def _text(block: str, word: str, value: Any) -> str:
    if not isinstance(value, str):
        raise Slip(f"{block}.{word} is a text, not {said(value)}.")
    if len(value) > 255 or not value.isprintable():
        raise Slip(f"{block}.{word} is a short text such as video/mp4, not {said(value)}.")
    return value


def _plain(value: Any) -> Any:
    """Numpy's numbers as Python's."""
    return value.item() if hasattr(value, "item") else value


_CHECKS: dict[str, Callable[[str, str, Any], Any]] = {
    "width": _whole(_LARGEST_INTEGER, 1),
    "height": _whole(_LARGEST_INTEGER, 1),
    "num_pages": _whole(_LARGEST_INTEGER, 1),
    "file_size": _whole(_LARGEST_SIZE, 0),
    "sample_rate": _whole(_LARGEST_INTEGER, 1),
    "bit_depth": _whole(_LARGEST_INTEGER, 1),
    "num_channels": _whole(_LARGEST_INTEGER, 1),
    "fps": _number,
    "duration": _number,
    "mime_type": _text,
    "codec": _text,
}
# By the names that the kinds give such facts.
_DETAILS = {"sample_rate": "sample_rate", "bit_depth": "bit_depth", "num_channels": "channels", "codec": "codec"}
_WITH_DETAILS = ("audioMetadata", "videoMetadata")
_FIELDS = {
    "imageMetadata": ("width", "height", "file_size", "mime_type"),
    "videoMetadata": ("fps", "duration", "width", "height", "file_size", "mime_type", "codec"),
    "audioMetadata": ("duration", "file_size", "mime_type", *_DETAILS),
    "pdfMetadata": ("num_pages", "file_size", "mime_type"),
    "textMetadata": ("file_size", "mime_type"),
}
# Without these the file is opened after all, once somebody wants to know; text and audio always, for their pages.
_NEEDED: dict[str, tuple[str, ...]] = {
    "imageMetadata": ("width", "height"),
    "videoMetadata": ("fps", "duration", "width", "height"),
    "pdfMetadata": ("num_pages",),
}
# The seed writes fileSize for PDF and text, file_size for video and audio: both are understood everywhere.
_SPELLINGS = {
    "fileSize": "file_size",
    "mimeType": "mime_type",
    "numPages": "num_pages",
    "sampleRate": "sample_rate",
    "bitDepth": "bit_depth",
    "numChannels": "num_channels",
}
