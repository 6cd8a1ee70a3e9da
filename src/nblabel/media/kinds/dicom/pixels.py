"""One frame of a DICOM file as a picture: the modality's scale, a window, and colours as they were meant."""

from __future__ import annotations

import math
import struct
from typing import TYPE_CHECKING, Any, BinaryIO

from nblabel.errors import MediaProblem
from nblabel.media.files.loader import check_size
from nblabel.media.kinds.dicom.series import PIXEL_TAGS, check_dicom, rescale_of, windows_of
from nblabel.media.pictures.windows import Window, grey_picture, percentile_window, windowed
from nblabel.media.registry.opening import needed

if TYPE_CHECKING:
    import numpy as np
    from PIL.Image import Image

# A frame may be stored somewhat larger than it is shown, not many times.
_MOST_DIFFERENT = 4
_PACKAGES = {
    "JPEG 2000": "pylibjpeg-openjpeg",
    "High-Throughput": "pylibjpeg-openjpeg",
    "JPEG": "pylibjpeg-libjpeg",
    "RLE": "pylibjpeg-rle",
}


def stored_values(file: BinaryIO, index: int) -> tuple[np.ndarray, Any]:
    """The values of one frame as they are stored (colours as RGB), and the header of the file."""
    pydicom = needed("pydicom", "a DICOM file", "medical")
    pixels = needed("pydicom.pixels", "a DICOM file", "medical")
    check_dicom(file)
    about = pydicom.dcmread(file, stop_before_pixels=True, force=True, specific_tags=PIXEL_TAGS)
    rows, columns = int(about.get("Rows", 0) or 0), int(about.get("Columns", 0) or 0)
    samples, bits = int(about.get("SamplesPerPixel", 1) or 1), int(about.get("BitsAllocated", 8) or 8)
    # Decoded, as the decoder copies it, and in floating point.
    check_size(columns, rows, decode_bytes=rows * columns * samples * (2 * math.ceil(bits / 8) + 4))
    _check_inside(file, about, index, pydicom)
    file.seek(0)
    try:
        values = pixels.pixel_array(_with_syntax(file, about, pydicom), index=index)
    except MediaProblem:
        raise
    except (NotImplementedError, RuntimeError) as problem:
        raise MediaProblem(_why(about, problem)) from problem
    return values, about


def _check_inside(file: BinaryIO, about: Any, index: int, pydicom: Any) -> None:
    """A compressed frame is a picture file with a size of its own, and decoders believe that one."""
    meta = getattr(about, "file_meta", None)
    syntax = meta.get("TransferSyntaxUID") if meta is not None else None
    if syntax is None or not syntax.is_encapsulated:
        return
    # The header was read up to the tag of the pixels; before the frames lie the tag, its type if it is said, its length.
    file.seek(file.tell() + (8 if about.is_implicit_VR else 12))
    frame = pydicom.encaps.get_frame(file, index, number_of_frames=int(about.get("NumberOfFrames", 1) or 1))
    width, height = size_inside(frame)
    if width * height > _MOST_DIFFERENT * int(about.Rows) * int(about.Columns):
        raise MediaProblem(
            f"The DICOM file says {about.Columns} x {about.Rows} pixels and its frame says {width} x {height}; export it again."
        )


def size_inside(frame: bytes) -> tuple[int, int]:
    """Width and height as a JPEG or JPEG 2000 stream tells them; 0 x 0 for anything else."""
    size = frame.find(b"\xff\x4f\xff\x51")
    if size >= 0 and len(frame) >= size + 24:
        right, bottom, left, top = struct.unpack(">4I", frame[size + 8 : size + 24])
        return max(0, right - left), max(0, bottom - top)
    at = 2 if frame.startswith(b"\xff\xd8") else len(frame)
    while at + 9 <= len(frame) and frame[at] == 0xFF:
        marker, length = frame[at + 1], int.from_bytes(frame[at + 2 : at + 4], "big")
        # Starts of frames, that of JPEG-LS too, without the tables between them.
        if marker == 0xF7 or (0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}):
            height, width = struct.unpack(">2H", frame[at + 5 : at + 9])
            return width, height
        at += 2 + length
    return 0, 0


def picture_of(values: np.ndarray, about: Any, window: Window | None) -> Image:
    """The frame as 8-bit grey or RGB."""
    import numpy as np

    meaning = str(about.get("PhotometricInterpretation", "MONOCHROME2"))
    if meaning == "PALETTE COLOR":
        pixels = needed("pydicom.pixels", "a DICOM file", "medical")
        values = pixels.apply_color_lut(values, about)
    if values.ndim == 3:
        return grey_picture(_eight_bits(values, about))
    scaled = scaled_values(values, about)
    if window is None and about.get("VOILUTSequence"):
        shown = _through_table(scaled, about)
    else:
        shown = windowed(scaled, window or default_window(scaled, about))
    return grey_picture(np.bitwise_not(shown) if meaning == "MONOCHROME1" else shown)


def scaled_values(values: np.ndarray, about: Any) -> np.ndarray:
    """Stored values in the units of the modality, such as Hounsfield."""
    import numpy as np

    if about.get("ModalityLUTSequence"):
        pixels = needed("pydicom.pixels", "a DICOM file", "medical")
        return np.asarray(pixels.apply_modality_lut(values, about))
    slope, intercept = rescale_of(about)
    if slope == 1.0 and intercept == 0.0:
        return values
    return np.asarray(values, dtype=np.float32) * np.float32(slope) + np.float32(intercept)


def default_window(scaled: np.ndarray, about: Any) -> Window:
    """The first window of the file; where it has none, the one that its values suggest."""
    own = windows_of(about)
    return own[0] if own else percentile_window(scaled)


def _through_table(values: np.ndarray, about: Any) -> np.ndarray:
    import numpy as np

    pixels = needed("pydicom.pixels", "a DICOM file", "medical")
    shown = np.asarray(pixels.apply_voi_lut(values.astype(np.int64), about, prefer_lut=True), dtype=np.float32)
    low, high = float(shown.min()), float(shown.max())
    return windowed(shown, Window("", (low + high) / 2, max(high - low, 1.0), "LINEAR_EXACT"))


def _eight_bits(values: np.ndarray, about: Any) -> np.ndarray:
    import numpy as np

    if values.dtype == np.uint8:
        return values[:, :, :3]
    bits = 16 if str(about.get("PhotometricInterpretation")) == "PALETTE COLOR" else int(about.get("BitsStored", 8))
    return np.asarray(values[:, :, :3] >> max(0, bits - 8), dtype=np.uint8)


def _with_syntax(file: BinaryIO, about: Any, pydicom: Any) -> Any:
    """The file, or all of it read where it does not say how its pixels are stored: then they are plain."""
    if getattr(about, "file_meta", None) is not None and about.file_meta.get("TransferSyntaxUID"):
        return file
    whole = pydicom.dcmread(file, force=True)
    implicit = bool(whole.is_implicit_VR) if hasattr(whole, "is_implicit_VR") else True
    whole.file_meta = getattr(whole, "file_meta", None) or pydicom.dataset.FileMetaDataset()
    whole.file_meta.TransferSyntaxUID = (
        pydicom.uid.ImplicitVRLittleEndian if implicit else pydicom.uid.ExplicitVRLittleEndian
    )
    return whole


def _why(about: Any, problem: Exception) -> str:
    meta = getattr(about, "file_meta", None)
    syntax = meta.get("TransferSyntaxUID") if meta is not None else None
    name = str(getattr(syntax, "name", "") or "")
    package = next((package for word, package in _PACKAGES.items() if name.startswith(word)), "")
    said = " ".join(str(problem).split())
    if package and "missing dependencies" in said:
        return f'The pixels are stored as {name}, which needs {package}: pip install "nblabel[medical]".'
    return f"The pixels ({name or 'of unknown form'}) cannot be decoded ({said[:120]}); export the file again."
