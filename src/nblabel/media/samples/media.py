"""One small file of every kind of media to try things on, made here: nothing is downloaded."""

from __future__ import annotations

import struct
import wave
from collections.abc import Callable
from importlib.util import find_spec
from math import pi, sin
from pathlib import Path
from typing import TYPE_CHECKING

from nblabel.media.samples.samples import photograph

if TYPE_CHECKING:
    import numpy as np
    from PIL.Image import Image

_FRAMES, _FPS, _SIZE = 100, 25, (320, 240)
_RATE = 16_000
_SLICES = 12
_NOTES = """Field notes, day 1

08:10  Fog over the river, nothing to be seen.
08:45  Two herons at the weir. One flies off to the north.
09:30  First sun. The cat of the mill is back.
"""


def write_media(folder: Path) -> None:
    """Fill a folder: pictures of several frames, PDF, sound and text; video and scans where their extras are installed."""
    _animation(folder / "moon.gif")
    _pages(folder / "report.pdf")
    _sound(folder / "sweep.wav")
    (folder / "notes.txt").write_text(_NOTES, encoding="utf-8")
    _scenes(folder / "views")
    extras: tuple[tuple[str, Callable[[Path], object], str], ...] = (
        ("av", _video, "clip.mp4"),
        ("pydicom", _dicom, "scan"),
        ("nibabel", _nifti, "head.nii.gz"),
    )
    for module, write, name in extras:
        if find_spec(module):
            write(folder / name)


def _view(number: int) -> Image:
    """Frame `number` of a film: three scenes, in each the camera moves."""
    name = ("coffee.png", "astronaut.png", "rocket.jpg")[number * 3 // _FRAMES]
    picture = photograph(name)
    part = number * 3 % _FRAMES / _FRAMES
    width, height = picture.width * 2 // 3, picture.width // 2
    left = part * (picture.width - width)
    top = part * max(0, picture.height - height) / 2
    return picture.resize(_SIZE, box=(left, top, left + width, min(top + height, picture.height)))


def _video(path: Path) -> None:
    import av

    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=_FPS)
        stream.width, stream.height, stream.pix_fmt = *_SIZE, "yuv420p"
        stream.bit_rate = 900_000
        for number in range(_FRAMES):
            container.mux(stream.encode(av.VideoFrame.from_image(_view(number))))  # type: ignore[no-untyped-call]
        container.mux(stream.encode())


def _scenes(folder: Path) -> None:
    folder.mkdir()
    for place, number in enumerate((5, 40, 80)):
        _view(number).save(folder / f"view_{place}.jpg", quality=88)


def _animation(path: Path) -> None:
    frames = [_view(number).resize((160, 120)) for number in range(0, _FRAMES, 10)]
    frames[0].save(path, save_all=True, append_images=frames[1:], duration=120, loop=0)


def _pages(path: Path) -> None:
    from PIL import Image, ImageDraw, ImageFont

    pages = []
    for number, scene in enumerate((5, 40, 80), start=1):
        page = Image.new("RGB", (595, 842), "white")
        draw = ImageDraw.Draw(page)
        draw.text((60, 60), f"Report, page {number}", "black", ImageFont.load_default(28))
        page.paste(_view(scene).resize((475, 356)), (60, 120))
        for line in range(12):
            draw.rectangle((60, 510 + 22 * line, 60 + 475 - (line * 97) % 160, 518 + 22 * line), "#c8ccd2")
        pages.append(page)
    pages[0].save(path, "PDF", save_all=True, append_images=pages[1:])


def _sound(path: Path) -> None:
    """A tone that rises for two seconds, falls for two, with a pause between."""
    samples, phase = [], 0.0
    for place in range(int(4.5 * _RATE)):
        second = place / _RATE
        is_pause = 2.0 <= second < 2.5
        pitch = 220 + 440 * second if second < 2 else 1100 - 440 * (second - 2.5)
        phase += 2 * pi * pitch / _RATE
        samples.append(0 if is_pause else int(12_000 * sin(phase)))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(_RATE)
        file.writeframes(struct.pack(f"<{len(samples)}h", *samples))


def _phantom(size: int = 96) -> np.ndarray:
    """A head of simple shapes in Hounsfield units, slices first: air, skull, brain, two chambers and a dense spot."""
    import numpy as np

    z, y, x = np.mgrid[-1 : 1 : _SLICES * 1j, -1 : 1 : size * 1j, -1 : 1 : size * 1j]
    scan = np.full(z.shape, -1000, np.int16)
    scan[(x / 0.75) ** 2 + (y / 0.92) ** 2 + z**2 / 1.3 < 1] = 900
    scan[(x / 0.68) ** 2 + (y / 0.85) ** 2 + z**2 / 1.2 < 1] = 40
    for side in (-0.22, 0.22):
        scan[((x - side) / 0.12) ** 2 + (y / 0.32) ** 2 + (z / 0.6) ** 2 < 1] = 5
    scan[(x - 0.3) ** 2 + (y - 0.4) ** 2 + (z - 0.2) ** 2 < 0.02] = 75
    return scan


def _dicom(folder: Path) -> None:
    import numpy as np
    from pydicom.dataset import Dataset, FileMetaDataset
    from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian, generate_uid

    folder.mkdir()
    series = generate_uid()
    for place, pixels in enumerate(_phantom()):
        slice_ = Dataset()
        slice_.file_meta = FileMetaDataset()
        slice_.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
        slice_.SOPClassUID = slice_.file_meta.MediaStorageSOPClassUID = CTImageStorage
        slice_.SOPInstanceUID = slice_.file_meta.MediaStorageSOPInstanceUID = generate_uid()
        slice_.SeriesInstanceUID, slice_.SeriesDescription = series, "Phantom of simple shapes"
        slice_.Modality, slice_.InstanceNumber = "CT", place + 1
        slice_.ImagePositionPatient, slice_.ImageOrientationPatient = [0, 0, 5 * place], [1, 0, 0, 0, 1, 0]
        slice_.PixelSpacing, slice_.SliceThickness = [2, 2], 5
        slice_.Rows, slice_.Columns = pixels.shape
        slice_.SamplesPerPixel, slice_.PhotometricInterpretation = 1, "MONOCHROME2"
        slice_.BitsAllocated = slice_.BitsStored = 16
        slice_.HighBit, slice_.PixelRepresentation = 15, 1
        slice_.RescaleSlope, slice_.RescaleIntercept = 1, 0
        slice_.WindowCenter, slice_.WindowWidth = [40, 300], [120, 1500]
        slice_.WindowCenterWidthExplanation = ["brain", "bone"]
        slice_.PixelData = np.ascontiguousarray(pixels).tobytes()
        slice_.save_as(folder / f"slice_{place:03d}.dcm", enforce_file_format=True)


def _nifti(path: Path) -> None:
    import nibabel
    import numpy as np

    volume = nibabel.Nifti1Image(_phantom(64).transpose(2, 1, 0)[:, ::-1], np.diag([3.0, 3.0, 6.0, 1.0]))  # type: ignore[no-untyped-call]
    nibabel.save(volume, path)
