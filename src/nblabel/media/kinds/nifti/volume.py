"""The voxels of a NIfTI file, turned so that its axes are the body's: right, front, top."""

from __future__ import annotations

import gzip
import math
from typing import TYPE_CHECKING, Any

from nblabel.domain.medium import Medium
from nblabel.errors import MediaProblem
from nblabel.media.files.loader import MEGA, check_size
from nblabel.media.kinds.nifti.voxels import IN_MEMORY_BYTES, InMemory, OnDisk, Voxels, exactly, unpacked_to_disk
from nblabel.media.pictures.windows import Window, percentile_window
from nblabel.media.registry.opening import needed, open_place

if TYPE_CHECKING:
    import numpy as np

AXES = ("sagittal", "coronal", "axial")
_MOST_BYTES = 1_000 * MEGA
# What deflate can do at most: a header that claims more than this many times the file lies.
_MOST_RATIO = 1040
# Scans are packed to a tenth at best, masks to a hundredth.
_MOST_LARGE_RATIO = 200


class Volume:
    """A NIfTI file: its shape is known at once, its voxels are read with the first slice.

    Parameters
    ----------
    medium
        The file.
    """

    def __init__(self, medium: Medium) -> None:
        self._medium = medium
        self._voxels: Voxels | None = None
        self._window: Window | None = None
        nibabel = needed("nibabel", "a NIfTI file", "medical")
        file, size, is_packed = open_nifti(medium)
        with file:
            self.header = _header(nibabel, file)
        shape = tuple(int(length) for length in self.header.get_data_shape())
        self._shape = shape + (1,) * (3 - len(shape))
        self._dtype = self.header.get_data_dtype()
        self._offset = max(0, int(self.header.get_data_offset()))
        slope, intercept = self.header.get_slope_inter()
        self._scale = (1.0 if slope is None else float(slope), 0.0 if intercept is None else float(intercept))
        self._check(size, is_packed)
        # Of each stored axis: which axis of the body it runs along, and whether forwards.
        orientation = nibabel.orientations.io_orientation(self.header.get_best_affine())
        self._axes = _axes_of([row[0] for row in orientation])
        self._flips = [not math.isnan(row[1]) and row[1] < 0 for row in orientation]
        self.codes = "".join(str(code) for code in nibabel.orientations.aff2axcodes(self.header.get_best_affine()))

    @property
    def n_volumes(self) -> int:
        """How many volumes follow one another in time, or in whatever the further axes mean."""
        return math.prod(self._shape[3:])

    @property
    def is_colour(self) -> bool:
        """Whether voxels are red, green and blue."""
        return self._dtype.names is not None

    def n_slices(self, axis: int) -> int:
        """Slices along an axis of the body."""
        return self._shape[self._stored(axis)]

    def size(self, axis: int) -> tuple[int, int]:
        """Width and height of a slice along an axis of the body."""
        across, up = (other for other in range(3) if other != axis)
        return self.n_slices(across), self.n_slices(up)

    def spacing(self, axis: int) -> list[float]:
        """Millimetres from row to row, from column to column and from slice to slice."""
        zooms = [float(zoom) for zoom in self.header.get_zooms()[:3]]
        zooms += [1.0] * (3 - len(zooms))
        across, up = (other for other in range(3) if other != axis)
        return [round(zooms[self._stored(which)], 6) for which in (up, across, axis)]

    def slice(self, axis: int, index: int) -> np.ndarray:
        """A slice in scaled values: the top of the body, or its front, above; its right, or its front, on the left."""
        import numpy as np

        volume, place = divmod(index, self.n_slices(axis))
        stored = self._stored(axis)
        if self._flips[stored]:
            place = self._shape[stored] - 1 - place
        plane = self._read().plane(stored, place, volume)
        kept = [one for one in range(3) if one != stored]
        for position, one in enumerate(kept):
            if self._flips[one]:
                plane = np.flip(plane, position)
        if self._axes[kept[0]] > self._axes[kept[1]]:
            plane = plane.T
        return self._scaled(plane[::-1, ::-1].T)

    def window(self) -> Window:
        """From the 1st to the 99th of a hundred parts of the voxels; of those on disk, of a few planes."""
        if self._window is None:
            self._window = percentile_window(self._scaled(self._read().sample()))
        return self._window

    def close(self) -> None:
        """Let go of the voxels."""
        if self._voxels is not None:
            self._voxels.close()
            self._voxels = None

    def _stored(self, axis: int) -> int:
        return self._axes.index(axis)

    def _scaled(self, values: np.ndarray) -> np.ndarray:
        import numpy as np

        if self.is_colour or self._scale == (1.0, 0.0):
            return np.asarray(values)
        return np.asarray(values, dtype=np.float32) * np.float32(self._scale[0]) + np.float32(self._scale[1])

    def _check(self, size: int, is_packed: bool) -> None:
        if len(self._shape) > 7 or min(self._shape) < 1:
            raise MediaProblem(
                f"The header says {_times(self._shape)} voxels, so there is nothing to show; save it again."
            )
        for axis in range(3):
            width, height = (self._shape[other] for other in range(3) if other != axis)
            check_size(width, height, decode_bytes=width * height * (self._dtype.itemsize + 8))
        wanted = math.prod(self._shape) * self._dtype.itemsize
        there = size * _MOST_RATIO if is_packed else size - self._offset
        if wanted > there:
            raise MediaProblem(
                f"The header says {_times(self._shape)} voxels and the file ends before; copy it again from where it came from."
            )
        if is_packed and wanted > IN_MEMORY_BYTES and wanted > size * _MOST_LARGE_RATIO:
            raise MediaProblem(
                f"The file unpacks from {size / MEGA:.1f} to {wanted / MEGA:,.0f} MB, as no scan does; save it unpacked."
            )
        if wanted > _MOST_BYTES:
            raise MediaProblem(
                f"The volume takes {wanted / MEGA:,.0f} MB and at most {_MOST_BYTES / MEGA:,.0f} are opened; split it."
            )
        if self._dtype.kind not in "uif" and self._dtype.names is None:
            raise MediaProblem(f"Voxels of type {self._dtype} are not shown; save them as real numbers.")

    def _read(self) -> Voxels:
        if self._voxels is None:
            file, _, is_packed = open_nifti(self._medium)
            if not is_packed:
                self._voxels = OnDisk(file, self._offset, self._dtype, self._shape)
                return self._voxels
            wanted = math.prod(self._shape) * self._dtype.itemsize
            with file:
                exactly(file, self._offset)
                if wanted <= IN_MEMORY_BYTES:
                    self._voxels = InMemory(exactly(file, wanted), self._dtype, self._shape)
                else:
                    # Else every slice would be unpacked up to where it is.
                    self._voxels = OnDisk(unpacked_to_disk(file, wanted), 0, self._dtype, self._shape)
        return self._voxels


def open_nifti(medium: Medium) -> tuple[Any, int, bool]:
    """The plain bytes of a NIfTI file, its size on disk, and whether it is packed."""
    raw, found = open_place(medium)
    is_packed = raw.read(2) == b"\x1f\x8b"
    raw.seek(0)
    return (_Unpacking(raw) if is_packed else raw), found.st_size, is_packed


class _Unpacking(gzip.GzipFile):
    """Closes the packed file with itself."""

    def __init__(self, raw: Any) -> None:
        super().__init__(fileobj=raw)
        self._raw_file = raw

    def close(self) -> None:
        super().close()
        self._raw_file.close()


def _header(nibabel: Any, file: Any) -> Any:
    start = file.read(4)
    sizes = {int.from_bytes(start, "little"), int.from_bytes(start, "big")}
    kind = nibabel.Nifti1Header if 348 in sizes else nibabel.Nifti2Header if 540 in sizes else None
    if kind is None:
        raise MediaProblem("The content is no NIfTI file, whatever its name says; convert it or remove it.")
    data = start + file.read((348 if 348 in sizes else 540) - 4)
    try:
        return kind(data)
    except nibabel.spatialimages.HeaderDataError as problem:
        raise MediaProblem(f"The header of the NIfTI file is damaged ({problem}); save it again.") from problem


def _axes_of(found: list[float]) -> list[int]:
    """Axes without a direction get those that are left, so that each has one."""
    left = [axis for axis in range(3) if axis not in found]
    return [left.pop(0) if math.isnan(axis) else int(axis) for axis in found]


def _times(shape: tuple[int, ...]) -> str:
    return " x ".join(map(str, shape))
