"""NIfTI: a frame is a slice of the volume, axial unless another axis is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nblabel.domain.medium import AS_IT_IS, Look, Medium
from nblabel.errors import MediaProblem
from nblabel.media.kinds.nifti.volume import AXES, Volume
from nblabel.media.pictures.headers import Header
from nblabel.media.pictures.windows import Window, fitted, grey_picture, windowed
from nblabel.media.registry.base import BaseKind
from nblabel.media.registry.kinds import register
from nblabel.media.registry.opening import Kept, check_index, header_or_reason, opened

if TYPE_CHECKING:
    from PIL.Image import Image

AXIAL = 2


class NiftiKind(BaseKind):
    """Slices as a radiologist looks at them, whatever the order in which they are stored.

    Axis 0 is sagittal, 1 coronal, 2 axial (the default). Slices count from the left, from the back and from below. On the
    screen the top of the body (of axial slices its front) is above, and its right (of sagittal slices its front) is on the
    left. Voxels are not resampled: a pixel is a voxel, `detail["spacing"]` says how many millimetres it measures.

    Where there are several volumes, frames run through the slices of the first, then through those of the second:
    frame = volume * slices + slice. Labels count frames along the axial axis.
    """

    name = "nifti"
    extensions = frozenset({".nii", ".nii.gz"})
    extra = "medical"
    libraries = ("nibabel",)

    def __init__(self) -> None:
        self._volumes: Kept[Volume] = Kept(2, Volume.close)

    def probe(self, medium: Medium) -> Header:
        """Slices, volumes, spacing and how the file is oriented."""
        return header_or_reason(medium, lambda: self._header(medium))

    def frame(self, medium: Medium, index: int = 0, look: Look = AS_IT_IS) -> Image:
        """A slice as 8-bit grey, from the 1st to the 99th of a hundred parts of the voxels unless a window is asked for."""
        with opened(medium):
            volume = self._volume(medium)
            axis = _axis(look)
            check_index(index, volume.n_slices(axis) * volume.n_volumes, "slice")
            values = volume.slice(axis, index)
            if volume.is_colour:
                return fitted(_coloured(values), look.max_px)
            window = volume.window() if look.window is None else Window("", *look.window, "LINEAR_EXACT")
            return fitted(grey_picture(windowed(values, window)), look.max_px)

    def poster(self, medium: Medium) -> int:
        """The middle slice of the first volume."""
        with opened(medium):
            return self._volume(medium).n_slices(AXIAL) // 2

    def window(self, medium: Medium) -> tuple[float, float]:
        """Level and width that are shown unless others are asked for; reads the voxels."""
        with opened(medium):
            window = self._volume(medium).window()
            return window.level, window.width

    def _volume(self, medium: Medium) -> Volume:
        return self._volumes.get(medium, lambda: Volume(medium))

    def _header(self, medium: Medium) -> Header:
        with opened(medium) as (_, found):
            volume = self._volume(medium)
            slices = [volume.n_slices(axis) for axis in range(3)]
            detail: dict[str, Any] = {
                "axes": list(AXES),
                "axis": AXIAL,
                "axis_frames": [number * volume.n_volumes for number in slices],
                "axis_sizes": [list(volume.size(axis)) for axis in range(3)],
                "volumes": volume.n_volumes,
                "slices": slices[AXIAL],
                "orientation": volume.codes,
                "spacing": volume.spacing(AXIAL)[:2],
                "slice_spacing": volume.spacing(AXIAL)[2],
            }
            detail |= _range(volume)
            return Header(
                *volume.size(AXIAL),
                1,
                "NIFTI",
                slices[AXIAL] * volume.n_volumes,
                found.st_size,
                found.st_mtime_ns,
                mime="application/gzip" if medium.url.lower().endswith(".gz") else "application/octet-stream",
                detail=detail,
            )


def _range(volume: Volume) -> dict[str, float]:
    """What the header says about the values; most programs leave it at nothing."""
    low, high = float(volume.header["cal_min"]), float(volume.header["cal_max"])
    return {"low": low, "high": high} if high > low else {}


def _axis(look: Look) -> int:
    axis = AXIAL if look.axis is None else look.axis
    if axis not in range(3):
        raise MediaProblem(f"Axis {axis} was asked for; ask for 0 (sagittal), 1 (coronal) or 2 (axial).")
    return axis


def _coloured(values: Any) -> Image:
    import numpy as np

    return grey_picture(np.stack([values[name] for name in values.dtype.names[:3]], axis=-1).astype(np.uint8))


register(NiftiKind())
