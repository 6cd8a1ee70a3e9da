"""NIfTI: slices of a volume as a radiologist looks at them, held to nibabel's own canonical order."""

from __future__ import annotations

import gzip
from itertools import permutations, product
from pathlib import Path

import numpy as np
import pytest

from nblabel.domain.medium import Look, Medium
from nblabel.errors import MediaProblem
from nblabel.media.kinds.nifti import volume as nifti_volume
from nblabel.media.kinds.nifti.kind import NiftiKind
from nblabel.media.kinds.nifti.volume import Volume

nibabel = pytest.importorskip("nibabel")


def written(path: Path, values: np.ndarray, affine: np.ndarray | None = None, **header: float) -> Medium:
    image = nibabel.Nifti1Image(values, np.eye(4) if affine is None else affine)
    for name, value in header.items():
        image.header[name] = value
    nibabel.save(image, path)
    return Medium("nifti", (str(path),))


def expected(values: np.ndarray, axis: int, index: int) -> np.ndarray:
    """A slice of an array whose axes point right, to the front and up: top above, right (or front) on the left."""
    volume, place = divmod(index, values.shape[axis])
    if values.ndim == 4:
        values = values[..., volume]
    return np.take(values, place, axis=axis)[::-1, ::-1].T


@pytest.fixture
def brain(shared_data: Path) -> Medium:
    return Medium("nifti", (str(shared_data / "media/nifti/example4d.nii.gz"),))


def test_s4_19_the_axial_slices_of_all_volumes_are_the_frames(brain: Medium) -> None:
    header = NiftiKind().probe(brain)
    values = np.asarray(nibabel.as_closest_canonical(nibabel.load(brain.url)).dataobj)
    assert values.shape == (128, 96, 24, 2)
    assert (header.width, header.height, header.n_frames) == (128, 96, 48)
    assert (header.detail["slices"], header.detail["volumes"]) == (24, 2)
    assert header.detail["axes"] == ["sagittal", "coronal", "axial"]
    assert header.detail["axis_frames"] == [256, 192, 48]
    volume = Volume(brain)
    for axis in range(3):
        width, height = header.detail["axis_sizes"][axis]
        for index in (0, 5, values.shape[axis], header.detail["axis_frames"][axis] - 1):
            found = volume.slice(axis, index)
            assert found.shape == (height, width)
            assert np.array_equal(found, expected(values, axis, index))


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_however_it_is_stored_it_is_shown_the_same_way(
    tmp_path: Path, order: tuple[int, ...], packed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = np.arange(5 * 6 * 7 * 2, dtype=np.int16).reshape(5, 6, 7, 2)
    for signs in product((1, -1), repeat=3):
        affine = np.zeros((4, 4))
        affine[3, 3] = 1
        for stored, axis in enumerate(order):
            affine[axis, stored] = signs[stored] * 2.0
        path = tmp_path / f"v{''.join('-+'[sign > 0] for sign in signs)}.nii{'.gz' if packed else ''}"
        medium = written(path, np.transpose(values, (*order, 3)), affine)
        canonical = np.asarray(nibabel.as_closest_canonical(nibabel.load(path)).dataobj)
        for axis in range(3):
            for index in (0, 3, 2 * canonical.shape[axis] - 1):
                assert np.array_equal(Volume(medium).slice(axis, index), expected(canonical, axis, index))


def test_a_large_packed_volume_is_unpacked_once_and_read_from_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = np.random.default_rng(1).integers(0, 99, (9, 8, 7, 3)).astype(np.float32)
    medium = written(tmp_path / "v.nii.gz", values)
    monkeypatch.setattr(nifti_volume, "IN_MEMORY_BYTES", 100)
    volume = Volume(medium)
    for axis in range(3):
        for index in (0, 4, 3 * values.shape[axis] - 1):
            assert np.array_equal(volume.slice(axis, index), expected(values, axis, index))
    (tmp_path / "v.nii.gz").unlink()
    assert np.array_equal(volume.slice(2, 1), expected(values, 2, 1))
    assert volume.window().width > 0
    volume.close()


def test_values_are_scaled_as_the_header_says(tmp_path: Path) -> None:
    medium = written(tmp_path / "v.nii", np.arange(24, dtype=np.int16).reshape(2, 3, 4))
    data = bytearray(Path(medium.url).read_bytes())
    data[112:120] = np.array([2.0, -10.0], "<f4").tobytes()
    Path(medium.url).write_bytes(bytes(data))
    expected_values = np.asarray(nibabel.load(medium.url).dataobj)
    assert np.allclose(Volume(medium).slice(2, 1), expected(expected_values, 2, 1))


def test_black_and_white_are_the_1st_and_the_99th_of_a_hundred_parts(tmp_path: Path) -> None:
    values = np.tile(np.linspace(0, 1000, 101)[:, None, None], (1, 10, 10)).astype(np.float32)
    values[0, 0, 0] = 1e6
    medium = written(tmp_path / "v.nii", values)
    assert NiftiKind().window(medium) == pytest.approx((500.0, 980.0), abs=15)
    shown = np.asarray(NiftiKind().frame(medium, 5))
    assert (shown.min(), shown.max()) == (0, 255)
    narrow = np.asarray(NiftiKind().frame(medium, 5, Look(window=(500.0, 2.0))))
    assert set(np.unique(narrow)) <= {0, 127, 128, 255}


def test_one_window_for_all_slices(tmp_path: Path) -> None:
    values = np.zeros((8, 8, 10), np.float32)
    values += np.arange(10)
    medium = written(tmp_path / "v.nii", values)
    levels = [np.asarray(NiftiKind().frame(medium, index)).mean() for index in range(10)]
    assert levels == sorted(levels)
    assert levels[0] == 0
    assert levels[-1] == 255


@pytest.mark.parametrize("fill", [0.0, 5.0, np.nan, np.inf])
def test_a_volume_of_one_value_or_none_is_shown(tmp_path: Path, fill: float) -> None:
    medium = written(tmp_path / "v.nii", np.full((4, 5, 6), fill, np.float32))
    assert NiftiKind().frame(medium, 3).size == (4, 5)


def test_colours_are_colours(tmp_path: Path) -> None:
    values = np.zeros((4, 5, 6), np.dtype([("R", "u1"), ("G", "u1"), ("B", "u1")]))
    values["R"], values["B"] = 200, 7
    picture = NiftiKind().frame(written(tmp_path / "v.nii", values), 2)
    assert (picture.mode, picture.getpixel((0, 0))) == ("RGB", (200, 0, 7))


@pytest.mark.parametrize("dtype", ["u1", "i2", "u2", "i4", "f4", "f8", ">i2", ">f4"])
def test_all_usual_types_are_read(tmp_path: Path, dtype: str) -> None:
    values = np.arange(4 * 5 * 6).reshape(4, 5, 6).astype(dtype)
    image = nibabel.Nifti1Image(values, np.eye(4), nibabel.Nifti1Header(endianness=">" if dtype[0] == ">" else "<"))
    nibabel.save(image, tmp_path / "v.nii")
    medium = Medium("nifti", (str(tmp_path / "v.nii"),))
    assert np.array_equal(Volume(medium).slice(2, 3), expected(values, 2, 3))


def test_nifti_2_is_read(tmp_path: Path) -> None:
    values = np.arange(4 * 5 * 6, dtype=np.int16).reshape(4, 5, 6)
    nibabel.save(nibabel.Nifti2Image(values, np.eye(4)), tmp_path / "v.nii.gz")
    assert np.array_equal(Volume(Medium("nifti", (str(tmp_path / "v.nii.gz"),))).slice(1, 2), expected(values, 1, 2))


def test_a_flat_picture_is_a_volume_of_one_slice(tmp_path: Path) -> None:
    medium = written(tmp_path / "v.nii", np.arange(20, dtype=np.int16).reshape(4, 5))
    assert NiftiKind().probe(medium).n_frames == 1
    assert NiftiKind().frame(medium).size == (4, 5)


def test_a_header_without_a_direction_is_read_as_it_lies(tmp_path: Path) -> None:
    values = np.arange(4 * 5 * 6, dtype=np.int16).reshape(4, 5, 6)
    medium = written(tmp_path / "v.nii", values)
    data = bytearray(Path(medium.url).read_bytes())
    data[252:256] = b"\0" * 4
    data[254] = 1
    data[280:328] = b"\0" * 48
    Path(medium.url).write_bytes(bytes(data))
    assert NiftiKind().probe(medium).problem is None
    assert NiftiKind().frame(medium, 2).size == (4, 5)


def test_an_axis_that_is_none_is_a_sentence(brain: Medium) -> None:
    with pytest.raises(MediaProblem, match="Axis 3 was asked for; ask for 0"):
        NiftiKind().frame(brain, 0, Look(axis=3))
    with pytest.raises(MediaProblem, match="Frame 256 was asked for and there are 256 slices"):
        NiftiKind().frame(brain, 256, Look(axis=0))


def test_a_header_that_claims_what_no_file_holds_costs_nothing(tmp_path: Path) -> None:
    medium = written(tmp_path / "v.nii", np.zeros((4, 5, 6), np.int16))
    data = bytearray(Path(medium.url).read_bytes())
    data[40:48] = np.array([3, 5000, 5000, 5000], "<i2").tobytes()
    Path(medium.url).write_bytes(bytes(data))
    assert "and the file ends before" in (NiftiKind().probe(medium).problem or "")
    packed = tmp_path / "v.nii.gz"
    packed.write_bytes(gzip.compress(bytes(data)))
    assert "and the file ends before" in (NiftiKind().probe(Medium("nifti", (str(packed),))).problem or "")
