"""Voxels as they are stored: in memory where they were packed, else read from disk plane by plane."""

from __future__ import annotations

import math
import tempfile
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Protocol

from nblabel.media.files.beat import still_working
from nblabel.media.files.loader import MEGA

if TYPE_CHECKING:
    import numpy as np

IN_MEMORY_BYTES = 192 * MEGA
_CHUNK = 8 * MEGA
_SAMPLED_PLANES = 9


class Voxels(Protocol):
    """What a volume is sliced from; axes as stored, further ones than three counted through."""

    def plane(self, axis: int, place: int, volume: int) -> np.ndarray:
        """The voxels of one place along an axis."""

    def sample(self) -> np.ndarray:
        """Some of them, from everywhere."""

    def close(self) -> None:
        """Let go."""


class InMemory:
    """All of them in one array."""

    def __init__(self, data: bytearray, dtype: np.dtype, shape: tuple[int, ...]) -> None:
        import numpy as np

        self._values = np.frombuffer(data, dtype).reshape((*shape[:3], -1), order="F")

    def plane(self, axis: int, place: int, volume: int) -> np.ndarray:
        """The voxels of one place along an axis."""
        found: np.ndarray = self._values[..., volume].take(place, axis)
        return found

    def sample(self) -> np.ndarray:
        """Every n-th, about a million."""
        flat = self._values.reshape(-1, order="F")
        return flat[:: max(1, flat.size // MEGA)]

    def close(self) -> None:
        """Nothing is held."""


class OnDisk:
    """An open file, of which as little as possible is read.

    Parameters
    ----------
    file
        Its bytes; closed with this.
    offset
        Where the voxels begin.
    dtype, shape
        How they are stored, the first axis fastest.
    """

    def __init__(self, file: Any, offset: int, dtype: np.dtype, shape: tuple[int, ...]) -> None:
        self._file, self._offset, self._dtype, self._shape = file, offset, dtype, shape

    def plane(self, axis: int, place: int, volume: int) -> np.ndarray:
        """The voxels of one place along an axis: one piece of the file along the last, all of the volume along others."""
        import numpy as np

        across, down, deep = self._shape[:3]
        layer = across * down * self._dtype.itemsize
        start = self._offset + volume * layer * deep
        if axis == 2:
            return self._layers(start + place * layer, 1)[:, :, 0]
        found = np.empty((down if axis == 0 else across, deep), self._dtype)
        at_once = max(1, _CHUNK // layer)
        for first in range(0, deep, at_once):
            number = min(at_once, deep - first)
            found[:, first : first + number] = self._layers(start + first * layer, number).take(place, axis)
        return found

    def sample(self) -> np.ndarray:
        """Planes spread over all volumes."""
        import numpy as np

        deep = self._shape[2]
        places = np.linspace(0, deep * math.prod(self._shape[3:]) - 1, _SAMPLED_PLANES).astype(int)
        planes = [self.plane(2, int(place) % deep, int(place) // deep).reshape(-1) for place in np.unique(places)]
        return np.concatenate([plane[:: max(1, plane.size * len(planes) // MEGA)] for plane in planes])

    def close(self) -> None:
        """Close the file."""
        with suppress(OSError):
            self._file.close()

    def _layers(self, start: int, number: int) -> np.ndarray:
        import numpy as np

        across, down = self._shape[:2]
        self._file.seek(start)
        data = exactly(self._file, across * down * number * self._dtype.itemsize)
        return np.frombuffer(data, self._dtype).reshape((across, down, number), order="F")


def unpacked_to_disk(file: Any, wanted: int) -> Any:
    """A file without a name that holds so many bytes of what is unpacked."""
    room = tempfile.TemporaryFile(prefix="nblabel-volume-")  # noqa: SIM115
    left = wanted
    while left > 0:
        piece = file.read(min(_CHUNK, left))
        if not piece:
            room.close()
            raise EOFError
        room.write(piece)
        left -= len(piece)
        still_working()
    room.flush()
    return room


def exactly(file: Any, count: int) -> bytearray:
    """So many bytes; raises EOFError where there are less."""
    data = bytearray(count)
    view = memoryview(data)
    while view.nbytes:
        piece = file.read(min(_CHUNK, view.nbytes))
        if not piece:
            raise EOFError
        view[: len(piece)] = piece
        view = view[len(piece) :]
        still_working()
    return data
