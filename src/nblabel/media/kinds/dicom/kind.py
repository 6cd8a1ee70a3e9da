"""DICOM: one item a series, a frame is a slice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from os import PathLike, fspath
from typing import TYPE_CHECKING, Any

from nblabel.domain.medium import AS_IT_IS, Look, Medium
from nblabel.errors import MediaProblem
from nblabel.media.files.loader import check_size
from nblabel.media.kinds.dicom.pixels import default_window, picture_of, scaled_values, stored_values
from nblabel.media.kinds.dicom.series import (
    Part,
    Series,
    Slice,
    grouped,
    ordered,
    parts_of,
    patient_of,
    presets_for,
    rescale_of,
    slices_of,
    spacing_between,
    spacing_of,
)
from nblabel.media.pictures.headers import Header
from nblabel.media.pictures.windows import Window, fitted
from nblabel.media.registry.base import BaseKind
from nblabel.media.registry.kinds import register
from nblabel.media.registry.opening import Kept, check_index, header_or_reason, opened

if TYPE_CHECKING:
    from PIL.Image import Image


@dataclass(slots=True)
class _Stack:
    """The slices in order, with the facts of each file by its place."""

    parts: list[Part]
    slices: list[Slice]
    by_place: dict[int, Part]
    broken: list[Part]
    chosen: list[Window] = field(default_factory=list)


class DicomKind(BaseKind):
    """Slices by their position along the normal, then by instance number; files of many frames, one after the other.

    A slice is shown through the window of `Look.window`, else through the one of its file, else through one that the
    values of the middle slice suggest, the same for the whole series. Patient data stands in `detail["patient"]` only.
    """

    name = "dicom"
    extensions = frozenset({".dcm", ".dicom"})
    extra = "medical"
    libraries = ("pydicom", "pydicom.pixels")

    def __init__(self) -> None:
        self._stacks: Kept[_Stack] = Kept(16)

    def probe(self, medium: Medium) -> Header:
        """Slices, their size, windows, spacing, modality and patient."""
        return header_or_reason(medium, lambda: self._header(medium))

    def frame(self, medium: Medium, index: int = 0, look: Look = AS_IT_IS) -> Image:
        """A slice as 8-bit grey, or RGB where it has colours."""
        stack = self._stack(medium)
        place, inside = stack.slices[check_index(index, len(stack.slices))]
        with opened(medium, place) as (file, _):
            values, about = stored_values(file, inside)
        window = self._window(medium, stack, place, look)
        return fitted(picture_of(values, about, window), look.max_px)

    def times(self, medium: Medium) -> Sequence[float] | None:
        """Evenly spaced where the file is a film."""
        stack = self._stack(medium)
        fps = _fps(stack)
        return [index / fps for index in range(len(stack.slices))] if fps else None

    def poster(self, medium: Medium) -> int:
        """The middle slice of a series, the first frame of a film."""
        stack = self._stack(medium)
        return 0 if _fps(stack) else len(stack.slices) // 2

    def window(self, medium: Medium) -> tuple[float, float] | None:
        """Level and width of the poster, unless others are asked for; None for colours. Reads pixels where none is said."""
        stack = self._stack(medium)
        place = stack.slices[self.poster(medium)].place
        part = stack.by_place[place]
        if not _is_grey(part.about):
            return None
        window = (part.windows or presets_for(part.about, ()) or [self._chosen(medium, stack)])[0]
        return window.level, window.width

    def series(self, medium: Medium) -> list[list[Any]]:
        """What `series_of` asks the worker."""
        return [list(series) for series in grouped(medium)]

    def _stack(self, medium: Medium) -> _Stack:
        return self._stacks.get(medium, lambda: _stack_of(medium))

    def _window(self, medium: Medium, stack: _Stack, place: int, look: Look) -> Window | None:
        """None where the file itself decides: by its own window or its own table."""
        if look.window is not None:
            return Window("", *look.window)
        about = stack.by_place[place].about
        if stack.by_place[place].windows or about.get("VOILUTSequence"):
            return None
        usual = presets_for(about, ())
        return usual[0] if usual else self._chosen(medium, stack)

    def _chosen(self, medium: Medium, stack: _Stack) -> Window:
        """One window for all slices without one: else each would have a brightness of its own."""
        if not stack.chosen:
            place, inside = stack.slices[len(stack.slices) // 2]
            with opened(medium, place) as (file, _):
                values, about = stored_values(file, inside)
            grey = values if values.ndim == 2 else values[:, :, 0]
            stack.chosen.append(default_window(scaled_values(grey, about), about))
        return stack.chosen[0]

    def _header(self, medium: Medium) -> Header:
        stack = self._stack(medium)
        first = stack.parts[0]
        check_size(first.width, first.height)
        size, mtime_ns = sum(part.size for part in stack.parts), max(part.mtime_ns for part in stack.parts)
        fps = _fps(stack)
        return Header(
            first.width,
            first.height,
            1,
            "DICOM",
            len(stack.slices),
            size,
            mtime_ns,
            fps=fps,
            duration=len(stack.slices) / fps if fps else 0.0,
            mime="application/dicom",
            detail=_detail(stack),
        )


def series_of(paths: Iterable[str | PathLike[str]], *, root: str = "") -> list[Series]:
    """DICOM files by the series they belong to, each with its files in the order of the body.

    Parameters
    ----------
    paths
        Files in any order, of any number of series.
    root
        Folder that all of them must lie under.

    Examples
    --------
    >>> from pathlib import Path
    >>> [(series.title, len(series.urls)) for series in series_of(Path("scans").rglob("*.dcm"))]  # doctest: +SKIP
    [('T1 axial', 24), ('T2 sagittal', 18)]
    """
    from nblabel.media.worker.worker import shared_worker

    urls = tuple(fspath(path) for path in paths)
    if not urls:
        return []
    found = shared_worker().call("dicom", "series", Medium("dicom", urls, root), deadline_s=60.0)
    return [Series(uid, title, tuple(files), problem) for uid, title, files, problem in found]


def _stack_of(medium: Medium) -> _Stack:
    parts = parts_of(medium)
    in_order = ordered(parts)
    broken = [part for part in parts if part.problem]
    if not in_order:
        raise MediaProblem(broken[0].problem)
    return _Stack(in_order, slices_of(in_order), {part.place: part for part in in_order}, broken)


def _detail(stack: _Stack) -> dict[str, Any]:
    first = stack.parts[len(stack.parts) // 2]
    about = first.about
    windows = presets_for(about, first.windows) if _is_grey(about) else []
    detail: dict[str, Any] = {
        "modality": str(about.get("Modality", "") or ""),
        "series": str(about.get("SeriesDescription", "") or ""),
        "study": str(about.get("StudyDescription", "") or ""),
        "series_uid": str(about.get("SeriesInstanceUID", "") or ""),
        "photometric": str(about.get("PhotometricInterpretation", "") or ""),
        "files": [part.place for part in stack.parts],
        "patient": patient_of(about),
    }
    with suppress(Exception):
        detail["spacing"] = spacing_of(about)
    between = spacing_between(stack.parts)
    if between:
        detail["slice_spacing"] = between
    if windows:
        detail["windows"] = [window.as_detail() for window in windows]
        detail["level"], detail["window"] = windows[0].level, windows[0].width
    if _is_grey(about):
        detail["low"], detail["high"] = _range(about)
    sizes = [(stack.by_place[part].width, stack.by_place[part].height) for part, _ in stack.slices]
    if len(set(sizes)) > 1:
        detail["sizes"] = [list(size) for size in sizes]
    if stack.broken:
        detail["warning"] = (
            f"{len(stack.broken)} of {len(stack.broken) + len(stack.parts)} files cannot be read and are left out: "
            f"{stack.broken[0].problem}"
        )
    return detail


def _is_grey(about: Any) -> bool:
    return str(about.get("PhotometricInterpretation", "MONOCHROME2")).startswith("MONOCHROME")


def _range(about: Any) -> tuple[float, float]:
    """The lowest and highest value that the bits can say, in the units of the modality."""
    bits = min(32, max(1, int(about.get("BitsStored", 8) or 8)))
    low, high = (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) if about.get("PixelRepresentation") else (0, 2**bits - 1)
    slope, intercept = rescale_of(about)
    ends = sorted((low * slope + intercept, high * slope + intercept))
    return ends[0], ends[1]


def _fps(stack: _Stack) -> float:
    """Pictures a second of a film (ultrasound, angiography); 0 for slices."""
    about = stack.parts[0].about
    if len(stack.parts) != 1 or stack.parts[0].n_frames < 2:
        return 0.0
    with suppress(TypeError, ValueError, ZeroDivisionError):
        if about.get("FrameTime"):
            return round(1000.0 / float(about.FrameTime), 4)
        return float(about.get("CineRate") or about.get("RecommendedDisplayFrameRate") or 0.0)
    return 0.0


register(DicomKind())
