"""All eight EXIF orientations look the same, in every format that carries them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from nblabel.media.pictures.headers import probe_header
from nblabel.media.pictures.picture import load_image
from nblabel.media.pictures.thumbnail import thumbnail_of

# How to store an upright picture so that this orientation turns it back.
STORED = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def four_colours() -> Image.Image:
    picture = Image.new("RGB", (120, 80), "red")
    picture.paste("blue", (60, 0, 120, 40))
    picture.paste("white", (0, 40, 60, 80))
    return picture


@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_published_set_looks_the_same(shared_data: Path, orientation: int) -> None:
    path = shared_data / f"media/exif/landscape_{orientation}.jpg"
    header = probe_header(path)
    assert (header.width, header.height, header.orientation) == (1800, 1200, orientation)
    first = np.asarray(load_image(shared_data / "media/exif/landscape_1.jpg", 256), dtype=float)
    shown = np.asarray(load_image(path, 256), dtype=float)
    assert shown.shape == first.shape
    assert np.abs(shown - first).mean() < 3


@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "tif", "avif"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_header_and_pixels_agree(tmp_path: Path, ending: str, orientation: int) -> None:
    picture = four_colours()
    turn = STORED[orientation]
    stored = picture if turn is None else picture.transpose(turn)
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = tmp_path / f"a.{ending}"
    stored.save(path, exif=exif)
    header = probe_header(path)
    assert (header.width, header.height) == (120, 80)
    assert np.abs(np.asarray(load_image(path), float) - np.asarray(picture, float)).mean() < 12
    thumb = thumbnail_of(path, 60)
    assert (thumb.width, thumb.height) == (60, 40)


@pytest.mark.parametrize("value", [0, 9, 77])
def test_an_orientation_that_does_not_exist_counts_as_none(tmp_path: Path, value: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = value
    four_colours().save(tmp_path / "a.jpg", exif=exif)
    assert probe_header(tmp_path / "a.jpg").orientation == 1


def test_broken_exif_does_not_hide_the_picture(tmp_path: Path) -> None:
    four_colours().save(tmp_path / "a.jpg", exif=b"Exif\0\0II*\0\xff\xff\xff\xffrubbish")
    assert probe_header(tmp_path / "a.jpg").problem is None
    assert load_image(tmp_path / "a.jpg").size == (120, 80)
