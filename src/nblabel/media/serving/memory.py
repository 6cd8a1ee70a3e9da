"""The latest thumbnails, held in memory up to a number of bytes."""

from __future__ import annotations

import threading
from collections import OrderedDict

from nblabel.media.pictures.thumbnail import Thumb

_OVERHEAD_BYTES = 200


class MemoryCache:
    """Least recently used thumbnails leave first; safe to use from several threads."""

    def __init__(self, limit_bytes: int = 64 * 2**20) -> None:
        self.limit_bytes = limit_bytes
        self.size_bytes = 0
        self._thumbs: OrderedDict[bytes, Thumb] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._thumbs)

    def get(self, key: bytes) -> Thumb | None:
        """The thumbnail, now the most recently used one."""
        with self._lock:
            thumb = self._thumbs.get(key)
            if thumb is not None:
                self._thumbs.move_to_end(key)
            return thumb

    def put(self, key: bytes, thumb: Thumb) -> None:
        """Keep a thumbnail, dropping the oldest ones beyond the limit."""
        with self._lock:
            old = self._thumbs.pop(key, None)
            self._thumbs[key] = thumb
            self.size_bytes += _cost(thumb) - (_cost(old) if old else 0)
            while self.size_bytes > self.limit_bytes and self._thumbs:
                _, dropped = self._thumbs.popitem(last=False)
                self.size_bytes -= _cost(dropped)


def _cost(thumb: Thumb) -> int:
    return len(thumb.bytes) + _OVERHEAD_BYTES
