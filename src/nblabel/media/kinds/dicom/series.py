"""The files of a DICOM series in the order of the body, and what their headers say."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, BinaryIO, NamedTuple

from nblabel.domain.medium import Medium
from nblabel.errors import MediaProblem
from nblabel.media.files.beat import still_working
from nblabel.media.files.loader import MEGA, FileFacts, reason_of
from nblabel.media.pictures.windows import CT_PRESETS, Window
from nblabel.media.registry.opening import needed, opened

TAGS = [
    *("Rows", "Columns", "NumberOfFrames", "SamplesPerPixel", "BitsAllocated", "BitsStored", "PixelRepresentation"),
    *("PhotometricInterpretation", "Modality", "SeriesInstanceUID", "SeriesDescription", "StudyDescription"),
    *("InstanceNumber", "ImagePositionPatient", "ImageOrientationPatient", "SliceLocation", "PixelSpacing"),
    *("ImagerPixelSpacing", "SliceThickness", "WindowCenter", "WindowWidth", "WindowCenterWidthExplanation"),
    *("VOILUTFunction", "FrameTime", "CineRate", "RecommendedDisplayFrameRate", "RescaleIntercept", "RescaleSlope"),
    *("RescaleType", "SharedFunctionalGroupsSequence", "PerFrameFunctionalGroupsSequence", "ImageType"),
    *("VOILUTSequence", "ModalityLUTSequence"),
    *("PatientName", "PatientID", "PatientBirthDate", "PatientSex", "PatientAge", "StudyDate", "SpecificCharacterSet"),
]
PIXEL_TAGS = [
    *TAGS,
    *("RedPaletteColorLookupTableDescriptor", "GreenPaletteColorLookupTableDescriptor"),
    *("BluePaletteColorLookupTableDescriptor", "RedPaletteColorLookupTableData", "GreenPaletteColorLookupTableData"),
    *("BluePaletteColorLookupTableData", "PlanarConfiguration"),
]
_PATIENT = {
    "name": "PatientName",
    "id": "PatientID",
    "birth_date": "PatientBirthDate",
    "sex": "PatientSex",
    "age": "PatientAge",
}
MOST_FRAMES = 1_000_000
_DEFLATED = b"1.2.840.10008.1.2.1.99"
_MOST_UNPACKED = 64 * MEGA
_CHUNK = 1 << 20
_LEAST_FRAME_BYTES = 8


class Slice(NamedTuple):
    """A frame of the series: which file, and which frame of it."""

    place: int
    inside: int


@dataclass(slots=True)
class Part:
    """What the header of one file says."""

    place: int
    size: int = 0
    mtime_ns: int = 0
    width: int = 0
    height: int = 0
    n_frames: int = 1
    number: int = 0
    position: tuple[float, ...] = ()
    orientation: tuple[float, ...] = ()
    windows: list[Window] = field(default_factory=list)
    about: Any = None
    problem: str = ""


class Series(NamedTuple):
    """Files that belong together: their common id, a title, and the files in the order of the body."""

    uid: str
    title: str
    urls: tuple[str, ...]
    problem: str = ""


def parts_of(medium: Medium) -> list[Part]:
    """The header of each file, in the order given."""
    needed("pydicom", "a DICOM file", "medical")
    parts = []
    for place in range(len(medium.urls)):
        still_working()
        try:
            with opened(medium, place) as (file, found):
                about = dataset_of(file)
                parts.append(_part(place, about, found, file.tell()))
        except MediaProblem as problem:
            parts.append(Part(place, problem=str(problem)))
    return parts


def dataset_of(file: BinaryIO) -> Any:
    """The header of an open DICOM file, without its pixels."""
    pydicom = needed("pydicom", "a DICOM file", "medical")
    check_dicom(file)
    return pydicom.dcmread(file, stop_before_pixels=True, force=True, specific_tags=TAGS)


def check_dicom(file: BinaryIO) -> None:
    """Raise for what is no DICOM: with `force` the library would read anything; and for what unpacks to too much."""
    head = file.read(2048)
    if _DEFLATED in head:
        _check_deflated(file, head)
    file.seek(0)
    # Files from before the standard's preamble start with group 2 or 8 at once.
    is_old = head[:2] in {b"\2\0", b"\x08\0"} and head[3:4] == b"\0"
    if head[128:132] != b"DICM" and not is_old:
        raise MediaProblem("The content is no DICOM file, whatever its name says; convert it or remove it.")


def _check_deflated(file: BinaryIO, head: bytes) -> None:
    """Everything after the group of file facts is packed as a whole, and the library unpacks all of it."""
    file.seek(144 + int.from_bytes(head[140:144], "little"))
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    total = 0
    while piece := unpacker.unconsumed_tail or file.read(_CHUNK):
        total += len(unpacker.decompress(piece, _CHUNK))
        if total > _MOST_UNPACKED:
            raise MediaProblem(
                f"The DICOM file unpacks to more than {_MOST_UNPACKED / MEGA:.0f} MB; export it without compression."
            )
        still_working()


def ordered(parts: Sequence[Part]) -> list[Part]:
    """Readable files along the normal of their planes, then by instance number, then as they were given."""
    readable = [part for part in parts if not part.problem]
    along = _positions(readable)
    if along is None:
        return sorted(readable, key=lambda part: (part.number, part.place))
    return sorted(readable, key=lambda part: (round(along[part.place], 4), part.number, part.place))


def slices_of(parts: Iterable[Part]) -> list[Slice]:
    """The frames of the series, those of a file of many one after the other."""
    slices: list[Slice] = []
    for part in parts:
        slices.extend(Slice(part.place, index) for index in range(part.n_frames))
        if len(slices) > MOST_FRAMES:
            raise MediaProblem(f"The series has more than {MOST_FRAMES:,} frames; split it.")
    return slices


def spacing_between(parts: Sequence[Part]) -> float | None:
    """Millimetres from one slice to the next, where there is geometry."""
    along = _positions(parts)
    if along is None or len(parts) < 2:
        return None
    places = sorted(along.values())
    return round((places[-1] - places[0]) / (len(places) - 1), 6) or None


def patient_of(about: Any) -> dict[str, str]:
    """Who it is; kept apart from everything that is listed, filtered or exported."""
    found = {name: str(about.get(tag, "") or "").strip() for name, tag in _PATIENT.items()}
    return {name: value for name, value in found.items() if value}


def grouped(medium: Medium) -> list[Series]:
    """The files by series, in the order in which each series is first met; one that cannot be read stands alone."""
    parts = parts_of(medium)
    by_uid: dict[str, list[Part]] = {}
    for part in parts:
        uid = "" if part.problem else str(part.about.get("SeriesInstanceUID", "") or "")
        by_uid.setdefault(uid or f"file {part.place}", []).append(part)
    return [_series(uid, members, medium.urls) for uid, members in by_uid.items()]


def _series(uid: str, members: list[Part], urls: Sequence[str]) -> Series:
    in_order = ordered(members) or members
    about = in_order[0].about
    said = "" if about is None else str(about.get("SeriesDescription", "") or "").strip()
    title = said or urls[in_order[0].place].replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
    return Series(uid, title, tuple(urls[part.place] for part in in_order), in_order[0].problem)


def _part(place: int, about: Any, found: FileFacts, pixels_at: int) -> Part:
    part = Part(place, found.st_size, found.st_mtime_ns, about=about)
    try:
        part.width, part.height = int(about.get("Columns", 0) or 0), int(about.get("Rows", 0) or 0)
        part.n_frames = min(max(1, int(about.get("NumberOfFrames", 1) or 1)), MOST_FRAMES)
        with suppress(ValueError, TypeError):  # a number in words orders nothing
            part.number = int(about.get("InstanceNumber", 0) or 0)
        part.position, part.orientation = _geometry(about)
        part.windows = windows_of(about)
    except Exception as problem:  # values that are no numbers
        part.problem = reason_of(problem)
    if not part.problem and (part.width < 1 or part.height < 1):
        part.problem = "The DICOM file holds no picture (it may be a report or a plan); remove it."
    if not part.problem:
        plain = _frame_bytes(about)
        fitting = (found.st_size - pixels_at) // plain if plain else found.st_size // _LEAST_FRAME_BYTES
        part.n_frames = min(part.n_frames, fitting)
        if not fitting:
            part.problem = "The file ends too early (truncated); copy it again from where it came from."
    return part


def _frame_bytes(about: Any) -> int:
    """What a frame takes in the file, where that is plain; 0 where it is packed."""
    meta = getattr(about, "file_meta", None)
    syntax = meta.get("TransferSyntaxUID") if meta is not None else None
    if syntax is not None and (not syntax.is_transfer_syntax or syntax.is_compressed or syntax.is_deflated):
        return 0
    bits = int(about.get("BitsAllocated", 8) or 8) * int(about.get("SamplesPerPixel", 1) or 1)
    # Colours may be stored for every other pixel only.
    part = 2 if "422" in str(about.get("PhotometricInterpretation", "")) else 1
    return int(about.Rows) * int(about.Columns) * bits // 8 // part


def windows_of(about: Any) -> list[Window]:
    """The windows that a header, or the first frame of one, proposes."""
    source = _functional(about, "FrameVOILUTSequence") or about
    levels, widths = _numbers(source.get("WindowCenter")), _numbers(source.get("WindowWidth"))
    names = source.get("WindowCenterWidthExplanation") or ""
    names = [names] if isinstance(names, str) else list(names)
    function = str(source.get("VOILUTFunction", "") or "LINEAR").upper()
    function = function if function in {"LINEAR", "LINEAR_EXACT", "SIGMOID"} else "LINEAR"
    pairs = [(level, width) for level, width in zip(levels, widths, strict=False) if width > 0]
    return [
        Window(
            str(names[i]).strip().capitalize() if i < len(names) and names[i] else f"Window {i + 1}", *pair, function
        )
        for i, pair in enumerate(pairs)
    ]


def presets_for(about: Any, own: Sequence[Window]) -> list[Window]:
    """Those of the file, and for CT the usual ones."""
    is_hounsfield = str(about.get("Modality", "")) == "CT" and about.get("RescaleIntercept") is not None
    known = {(window.level, window.width) for window in own}
    more = [window for window in CT_PRESETS if (window.level, window.width) not in known] if is_hounsfield else []
    return [*own, *more]


def rescale_of(about: Any) -> tuple[float, float]:
    """Slope and intercept of the modality."""
    source = _functional(about, "PixelValueTransformationSequence") or about
    slope, intercept = _numbers(source.get("RescaleSlope")), _numbers(source.get("RescaleIntercept"))
    return (slope[0] if slope else 1.0), (intercept[0] if intercept else 0.0)


def spacing_of(about: Any) -> list[float]:
    """Millimetres between rows and between columns, where it is said."""
    source = _functional(about, "PixelMeasuresSequence") or about
    return (_numbers(source.get("PixelSpacing")) or _numbers(about.get("ImagerPixelSpacing")))[:2]


def _geometry(about: Any) -> tuple[tuple[float, ...], tuple[float, ...]]:
    plane = _functional(about, "PlanePositionSequence") or about
    turn = _functional(about, "PlaneOrientationSequence") or about
    return tuple(_numbers(plane.get("ImagePositionPatient"))), tuple(_numbers(turn.get("ImageOrientationPatient")))


def _functional(about: Any, name: str) -> Any:
    """A group of facts of an enhanced file: of its first frame, else those that all frames share."""
    for home in ("PerFrameFunctionalGroupsSequence", "SharedFunctionalGroupsSequence"):
        groups = about.get(home)
        if groups and groups[0].get(name):
            return groups[0].get(name)[0]
    return None


def _positions(parts: Sequence[Part]) -> dict[int, float] | None:
    """How far each file lies along the normal of the first; None where there is no common geometry."""
    if not parts or any(len(part.position) != 3 or len(part.orientation) != 6 for part in parts):
        return None
    first = parts[0].orientation
    if any(abs(a - b) > 0.05 for part in parts for a, b in zip(part.orientation, first, strict=True)):
        return None
    (a, b, c), (d, e, f) = first[:3], first[3:]
    normal = (b * f - c * e, c * d - a * f, a * e - b * d)
    return {part.place: sum(x * y for x, y in zip(part.position, normal, strict=True)) for part in parts}


def _numbers(value: Any) -> list[float]:
    if value is None or value == "":
        return []
    values = value if hasattr(value, "__iter__") and not isinstance(value, (str, bytes)) else [value]
    return [float(entry) for entry in values]
