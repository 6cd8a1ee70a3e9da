"""DICOM: one item a series, its slices in the order of the body, seen through a window."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nblabel.domain.medium import Look, Medium
from nblabel.errors import MediaProblem
from nblabel.media.kinds.dicom.kind import DicomKind, series_of
from nblabel.media.kinds.dicom.pixels import size_inside

pydicom = pytest.importorskip("pydicom")
Edit = Callable[..., Medium]


@pytest.fixture
def scans(shared_data: Path) -> Path:
    return shared_data / "media/dicom"


@pytest.fixture
def ct(scans: Path) -> Medium:
    return Medium("dicom", tuple(str(scans / f"series_ct_a/00{number}.dcm") for number in range(5)))


@pytest.fixture
def edited(scans: Path, tmp_path: Path) -> Edit:
    """A copy of a plain CT slice with other values in its header; None leaves one out."""

    def edit(name: str = "slice.dcm", pixels: np.ndarray | None = None, **values: Any) -> Medium:
        about = pydicom.dcmread(scans / "single/CT_small.dcm")
        if pixels is not None:
            about.PixelData = np.ascontiguousarray(pixels).tobytes()
        for key, value in values.items():
            if value is None:
                delattr(about, key) if key in about else None
            else:
                setattr(about, key, value)
        about.save_as(tmp_path / name)
        return Medium("dicom", (str(tmp_path / name),))

    return edit


def grey(medium: Medium, index: int = 0, look: Look | None = None) -> np.ndarray:
    return np.asarray(DicomKind().frame(medium, index, look or Look()).convert("L")).astype(int)


def raw(medium: Medium, place: int) -> np.ndarray:
    found: np.ndarray = pydicom.dcmread(medium.urls[place]).pixel_array
    return found


def test_s4_35_slices_stand_in_the_order_of_their_position_not_of_the_file_names(ct: Medium) -> None:
    header = DicomKind().probe(ct)
    assert header.n_frames == 5
    assert header.detail["files"] == [4, 3, 2, 1, 0]
    heights = [float(pydicom.dcmread(ct.urls[place]).ImagePositionPatient[2]) for place in header.detail["files"]]
    assert heights == sorted(heights)
    for index, place in enumerate(header.detail["files"]):
        values = raw(ct, place) - 1024.0
        expected = np.rint(((values - 39.5) / 399 + 0.5) * 255).clip(0, 255)
        assert np.abs(grey(ct, index) - expected).max() <= 1


def test_s4_35_the_order_of_the_files_given_does_not_matter(ct: Medium) -> None:
    mixed = Medium("dicom", tuple(ct.urls[place] for place in (2, 0, 4, 1, 3)))
    for index in range(5):
        assert np.array_equal(grey(ct, index), grey(mixed, index))


def test_s4_35_without_positions_the_instance_number_decides(edited: Edit) -> None:
    urls = []
    for name, number in (("a.dcm", 10), ("b.dcm", 9), ("c.dcm", 2)):
        pixels = np.full((128, 128), number, np.int16)
        urls += edited(
            name, pixels, InstanceNumber=number, ImagePositionPatient=None, WindowCenter=-1014, WindowWidth=30
        ).urls
    medium = Medium("dicom", tuple(urls))
    assert DicomKind().probe(medium).detail["files"] == [2, 1, 0]
    levels = [grey(medium, index).mean() for index in range(3)]
    assert levels == sorted(levels)


def test_s4_35_three_series_in_one_folder_are_three_items(ct: Medium, scans: Path, tmp_path: Path) -> None:
    files = [*ct.urls, str(scans / "single/CT_small.dcm")]
    files += [str(scans / f"series_mr_nibabel/00{number}.dcm") for number in (1, 0)]
    for number, file in enumerate(sorted(files, key=lambda name: name[::-1])):
        shutil.copy(file, tmp_path / f"IM{number}.dcm")
    series = series_of(sorted(tmp_path.iterdir()))
    titles = {len(one.urls): one.title for one in series}
    assert titles[5] == "SmartScore - Gated 0.5 sec"
    assert titles[2] == "CBU_DTI_64D_1A"
    assert titles[1].startswith("IM")
    for one in series:
        header = DicomKind().probe(Medium("dicom", one.urls))
        assert header.detail["files"] == list(range(len(one.urls)))
        assert not one.problem


def test_s4_35_a_file_that_is_no_dicom_is_a_series_of_its_own_with_a_reason(ct: Medium, tmp_path: Path) -> None:
    (tmp_path / "notes.dcm").write_text("no scan")
    series = series_of([*ct.urls, tmp_path / "notes.dcm"])
    assert [len(one.urls) for one in series] == [5, 1]
    assert "no DICOM file" in series[1].problem
    assert series_of([]) == []


def test_s4_35_patient_data_is_kept_apart(ct: Medium) -> None:
    detail = DicomKind().probe(ct).detail
    assert detail["patient"] == {"name": "Doe^Peter", "id": "98890234", "sex": "M", "age": "043Y"}
    rest = {key: value for key, value in detail.items() if key != "patient"}
    assert "Doe" not in repr(rest)
    assert "98890234" not in repr(rest)


def test_the_header_tells_modality_spacing_and_windows(ct: Medium) -> None:
    header = DicomKind().probe(ct)
    detail = header.detail
    assert (detail["modality"], detail["series"]) == ("CT", "SmartScore - Gated 0.5 sec")
    assert detail["spacing"] == [0.488281, 0.488281]
    assert detail["slice_spacing"] == 2.5
    assert (detail["level"], detail["window"]) == (40.0, 400.0)
    names = {window["name"]: (window["level"], window["width"]) for window in detail["windows"]}
    assert names == {
        "Window 1": (40.0, 400.0),
        "Lung": (-600.0, 1500.0),
        "Bone": (400.0, 1800.0),
        "Brain": (40.0, 80.0),
    }
    assert DicomKind().window(ct) == (40.0, 400.0)
    assert (header.fps, header.duration) == (0.0, 0.0)


def test_the_window_that_is_asked_for_is_the_one_that_is_shown(ct: Medium) -> None:
    values = raw(ct, 4) - 1024.0
    for level, width in ((-600.0, 1500.0), (300.0, 20.0), (0.0, 1.0)):
        shown = grey(ct, 0, Look(window=(level, width)))
        assert (shown[values > level + width / 2] == 255).all()
        assert (shown[values < level - width / 2 - 1] == 0).all()


def test_a_window_is_as_the_standard_library_shows_it(scans: Path) -> None:
    from pydicom.pixels import apply_modality_lut, apply_voi_lut

    medium = Medium("dicom", (str(scans / "series_mr_nibabel/000.dcm"),))
    about = pydicom.dcmread(medium.url)
    values = apply_voi_lut(apply_modality_lut(about.pixel_array, about), about).astype(float)
    assert np.abs(grey(medium) - values / 4095 * 255).max() <= 1


def test_monochrome1_is_inverted(edited: Edit) -> None:
    plain = edited("plain.dcm", WindowCenter=0, WindowWidth=500)
    inverted = edited("inverted.dcm", WindowCenter=0, WindowWidth=500, PhotometricInterpretation="MONOCHROME1")
    assert np.array_equal(grey(inverted), 255 - grey(plain))


def test_a_ct_without_a_window_is_shown_as_soft_tissue_and_says_so(scans: Path) -> None:
    medium = Medium("dicom", (str(scans / "single/CT_small.dcm"),))
    detail = DicomKind().probe(medium).detail
    assert detail["windows"][0] == {"name": "Abdomen", "level": 40.0, "width": 400.0}
    assert np.array_equal(grey(medium), grey(medium, 0, Look(window=(40.0, 400.0))))


def test_slices_without_windows_share_one(edited: Edit) -> None:
    ramp = np.tile(np.arange(128, dtype=np.int16), (128, 1))
    urls = []
    for number, factor in enumerate((1, 4, 2)):
        urls += edited(
            f"{number}.dcm", ramp * factor, Modality="MR", RescaleIntercept=None, InstanceNumber=number,
            ImagePositionPatient=[0, 0, number],
        ).urls  # fmt: skip
    medium = Medium("dicom", tuple(urls))
    assert "windows" not in DicomKind().probe(medium).detail
    assert grey(medium, 0).max() < grey(medium, 2).max() <= 255
    assert np.abs(grey(medium, 0)[0, 100] * 2 - grey(medium, 2)[0, 100]) <= 10
    level, width = DicomKind().window(medium) or (0.0, 0.0)
    assert np.abs(grey(medium, 1) - grey(medium, 1, Look(window=(level, width)))).max() <= 3


def test_a_table_of_the_file_is_used(edited: Edit) -> None:
    table = pydicom.Dataset()
    table.LUTDescriptor = [256, 0, 8]
    table.add_new("LUTData", "OW", np.arange(255, -1, -1).astype("<u2").tobytes())
    ramp = np.tile(np.arange(128, dtype=np.int16), (128, 1))
    medium = edited("lut.dcm", ramp, VOILUTSequence=[table], RescaleIntercept=None, Modality="OT")
    shown = grey(medium)
    assert shown[0, 0] == 255
    assert (np.diff(shown[0]) <= 0).all()


def test_colours_are_colours(scans: Path) -> None:
    medium = Medium("dicom", (str(scans / "single/SC_rgb_rle_2frame.dcm"),))
    about = pydicom.dcmread(medium.url)
    for index in range(2):
        picture = DicomKind().frame(medium, index)
        assert picture.mode == "RGB"
        assert np.array_equal(np.asarray(picture), about.pixel_array[index])
    assert DicomKind().window(medium) is None
    assert "windows" not in DicomKind().probe(medium).detail


@pytest.mark.parametrize("name", ["examples_jpeg2k.dcm", "MR_small_RLE.dcm"])
def test_compressed_pixels_are_read(scans: Path, name: str) -> None:
    medium = Medium("dicom", (str(scans / "single" / name),))
    header = DicomKind().probe(medium)
    picture = DicomKind().frame(medium)
    assert picture.size == (header.width, header.height)
    low, high = picture.convert("L").getextrema()
    assert high > low  # type: ignore[operator]


def test_a_film_has_times(edited: Edit) -> None:
    film = np.stack([np.full((128, 128), number * 100, np.int16) for number in range(4)])
    medium = edited("film.dcm", film, NumberOfFrames=4, FrameTime=40, Modality="US", RescaleIntercept=None)
    header = DicomKind().probe(medium)
    assert (header.n_frames, header.fps, header.duration) == (4, 25.0, 0.16)
    assert DicomKind().times(medium) == [0.0, 0.04, 0.08, 0.12]
    assert DicomKind().poster(medium) == 0
    levels = [grey(medium, index, Look(window=(150.0, 400.0))).mean() for index in range(4)]
    assert levels == sorted(set(levels))


def test_a_broken_file_leaves_the_rest_of_its_series(ct: Medium, tmp_path: Path) -> None:
    (tmp_path / "broken.dcm").write_bytes(Path(ct.urls[1]).read_bytes()[:-300])
    medium = Medium("dicom", (*ct.urls[:1], str(tmp_path / "broken.dcm"), *ct.urls[2:]))
    header = DicomKind().probe(medium)
    assert (header.n_frames, header.problem) == (4, None)
    assert header.detail["warning"].startswith("1 of 5 files cannot be read and are left out: The file ends too early")
    with pytest.raises(MediaProblem, match="there are 4 frames"):
        DicomKind().frame(medium, 4)


def test_a_report_is_no_picture(edited: Edit) -> None:
    problem = DicomKind().probe(edited("report.dcm", Rows=None, Columns=None)).problem
    assert problem == "The DICOM file holds no picture (it may be a report or a plan); remove it."


def test_the_size_inside_a_frame_is_read_from_its_own_header() -> None:
    from io import BytesIO

    import PIL.Image

    for how in ({"format": "JPEG"}, {"format": "JPEG", "progressive": True}, {"format": "JPEG2000", "no_jp2": True}):
        buffer = BytesIO()
        PIL.Image.new("L", (64, 48)).save(buffer, **how)  # type: ignore[arg-type]
        assert size_inside(buffer.getvalue()) == (64, 48)
    assert size_inside(b"") == (0, 0)
    assert size_inside(b"\xff\xd8\xff\xc0") == (0, 0)
    assert size_inside(b"run lengths") == (0, 0)


def test_every_readable_file_of_the_library_itself_is_shown() -> None:
    """The library brings 70 files, plain and odd; none may raise anything but a reason."""
    import pydicom.data

    shown, reasons = 0, []
    for path in sorted(Path(pydicom.data.__file__).parent.glob("test_files/*.dcm")):
        medium = Medium("dicom", (str(path),))
        header = DicomKind().probe(medium)
        if header.problem is None:
            try:
                picture = DicomKind().frame(medium, header.n_frames - 1)
                assert picture.size == (header.width, header.height), path.name
                shown += 1
            except MediaProblem as problem:
                reasons.append(f"{path.name}: {problem}")
    assert shown >= 50, reasons
