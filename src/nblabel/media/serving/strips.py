"""Small frames that were sent before, held in the memory of the kernel: scrubbing back costs no decoding."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import blake2b

from nblabel.domain.medium import Look, Medium
from nblabel.errors import MediaProblem
from nblabel.media.files.loader import reason_of
from nblabel.media.files.sources import fingerprint
from nblabel.media.pictures.thumbnail import Thumb
from nblabel.media.serving.memory import MemoryCache

LIMIT_BYTES = 96 * 2**20
# Asking the system about each file of a long sequence would cost more than the strip.
_MOST_FILES = 32
Make = Callable[[list[int]], list[Thumb | str]]
_memory = MemoryCache(LIMIT_BYTES)


def cached_strip(medium: Medium, frames: Sequence[int], look: Look, make: Make) -> list[Thumb | str]:
    """The frames in the order asked; `make` is called, once, for those that are not in memory.

    Where a frame cannot be shown stands the reason, which is asked for again next time; so it is where nothing can be.
    """
    try:
        keys = _keys(medium, frames, look)
    except (OSError, ValueError, MediaProblem):  # a file is gone: the kind says which frames that concerns
        return _made(make, list(frames))
    found: dict[int, Thumb | str] = {}
    for frame, key in keys.items():
        thumb = _memory.get(key)
        if thumb is not None:
            found[frame] = thumb
    missing = sorted(keys.keys() - found.keys())
    if missing:
        for frame, made in zip(missing, _made(make, missing), strict=True):
            found[frame] = made
            if isinstance(made, Thumb):
                _memory.put(keys[frame], made)
    return [found[frame] for frame in frames]


def _made(make: Make, frames: list[int]) -> list[Thumb | str]:
    try:
        return make(frames)
    except Exception as problem:  # whatever a file makes its reader raise stands where its frames would
        return [reason_of(problem)] * len(frames)


def _keys(medium: Medium, frames: Sequence[int], look: Look) -> dict[int, bytes]:
    is_long = len(medium.urls) > _MOST_FILES
    stamp = fingerprint(Medium(medium.kind, medium.urls[:1], medium.root) if is_long else medium)
    base = blake2b(stamp, digest_size=16)
    base.update(f"{medium.kind} {len(medium.urls)} {look}".encode())
    return {frame: _key(base, medium, frame, is_long) for frame in frames}


def _key(base: blake2b, medium: Medium, frame: int, is_long: bool) -> bytes:
    digest = base.copy()
    digest.update(str(frame).encode())
    if is_long and frame < len(medium.urls):
        digest.update(fingerprint(Medium(medium.kind, (medium.urls[frame],), medium.root)))
    return digest.digest()
