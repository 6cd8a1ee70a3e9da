"""A piece of what is heard, as the page plays it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sound:
    """WAV, one channel, 16 bit: `seconds` from `start` on, of `total` seconds."""

    bytes: bytes
    start: float
    seconds: float
    total: float
