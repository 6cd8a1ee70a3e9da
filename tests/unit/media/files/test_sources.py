"""Pictures in memory become files with exactly their pixels."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from PIL import Image

from nblabel.errors import SourceError
from nblabel.media.files.sources import fingerprint, is_picture, save_array
from nblabel.media.pictures.headers import probe_header


def loaded(path: str) -> np.ndarray:
    with Image.open(path) as image:
        return np.asarray(image)


@given(
    hnp.arrays(np.uint8, st.tuples(st.integers(1, 9), st.integers(1, 9), st.sampled_from([1, 2, 3, 4])))
    | hnp.arrays(st.sampled_from([np.uint8, np.uint16]), st.tuples(st.integers(1, 9), st.integers(1, 9)))
)
def test_pixels_come_back_as_they_were(tmp_path_factory: pytest.TempPathFactory, array: np.ndarray) -> None:
    back = loaded(save_array(array, tmp_path_factory.getbasetemp() / "arrays"))
    assert np.array_equal(back, array.squeeze(axis=2) if array.ndim == 3 and array.shape[2] == 1 else array)
    assert back.dtype == array.dtype


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_a_pil_image_comes_back_as_it_was(tmp_path: Path, mode: str) -> None:
    image = Image.new(mode, (7, 5), 1 if mode in {"1", "P", "L", "I;16"} else None)
    with Image.open(save_array(image, tmp_path)) as back:
        assert (back.mode, back.size) == (mode, (7, 5))
        assert back.tobytes() == image.tobytes()


def test_saving_twice_writes_once_and_different_pictures_differ(tmp_path: Path) -> None:
    array = np.zeros((4, 4), np.uint8)
    first = save_array(array, tmp_path)
    before = Path(first).stat().st_mtime_ns
    assert save_array(array.copy(), tmp_path) == first
    assert Path(first).stat().st_mtime_ns == before
    assert save_array(array.reshape(2, 8), tmp_path) != first
    assert save_array(array + np.uint8(1), tmp_path) != first
    assert len(list(tmp_path.iterdir())) == 3


def test_palettes_are_part_of_the_picture(tmp_path: Path) -> None:
    red, blue = Image.new("P", (4, 4)), Image.new("P", (4, 4))
    red.putpalette([255, 0, 0])
    blue.putpalette([0, 0, 255])
    assert save_array(red, tmp_path) != save_array(blue, tmp_path)


def test_floats_and_masks_become_eight_bit(tmp_path: Path) -> None:
    assert loaded(save_array(np.array([[0.0, 0.5, 1.0]]), tmp_path)).tolist() == [[0, 128, 255]]
    assert loaded(save_array(np.array([[True, False]]), tmp_path)).tolist() == [[255, 0]]
    assert loaded(save_array(np.array([[0, 300]]), tmp_path)).tolist() == [[0, 300]]


def test_a_turned_photo_is_saved_upright(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (30, 20)).save(tmp_path / "a.jpg", exif=exif)
    with Image.open(tmp_path / "a.jpg") as image:
        header = probe_header(save_array(image, tmp_path / "saved"))
    assert (header.width, header.height, header.orientation) == (20, 30, 1)


@pytest.mark.parametrize(
    "array",
    [
        np.zeros((0, 4), np.uint8),
        np.zeros(5, np.uint8),
        np.zeros((3, 4, 5), np.uint8),
        np.array([[np.nan]]),
        np.array([[1.5]]),
        np.array([[-1]]),
        np.array([[70_000]]),
        np.array([["text"]]),
        np.zeros((2, 2, 3), np.uint16) + 1000,
    ],
    ids=str,
)
def test_what_is_no_picture_is_refused_in_one_sentence(tmp_path: Path, array: np.ndarray) -> None:
    with pytest.raises(SourceError, match="was given as a picture; give"):
        save_array(array, tmp_path)
    assert not list(tmp_path.iterdir())


def test_arrays_and_images_are_pictures_and_paths_are_not() -> None:
    assert is_picture(np.zeros((2, 2)))
    assert is_picture(Image.new("L", (2, 2)))
    assert not is_picture("a.jpg")
    assert not is_picture(Path("a.jpg"))


def test_a_fingerprint_changes_with_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(b"one")
    first = fingerprint(path)
    assert fingerprint(path) == first
    os.utime(path, ns=(1, 1))
    later = fingerprint(path)
    path.write_bytes(b"three")
    assert len({first, later, fingerprint(path)}) == 3
