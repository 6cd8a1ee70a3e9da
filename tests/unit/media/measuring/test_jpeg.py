"""JPEGs that are decoded in one call: the very pixels that Pillow's own way gives, and nothing where it takes more care."""

from __future__ import annotations

import random
from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageFile

from nblabel.domain.medium import Medium
from nblabel.media.measuring import source
from nblabel.media.measuring.jpeg import decoded_at_once, plain_size
from nblabel.media.measuring.measure import Wanted, look_at

SIZE = (201, 77)


def picture(size: tuple[int, int] = SIZE, mode: str = "RGB") -> Image.Image:
    values = np.random.default_rng(0).integers(0, 256, (9, 13, 3), np.uint8)
    return Image.fromarray(values).resize(size).convert(mode)


def saved(made: Image.Image, **how: object) -> bytes:
    buffer = BytesIO()
    made.save(buffer, "JPEG", **how)
    return buffer.getvalue()


def at_once(data: bytes) -> Image.Image | None:
    return decoded_at_once(BytesIO(data), len(data))


def with_care(data: bytes) -> np.ndarray:
    with Image.open(BytesIO(data)) as image:
        assert isinstance(image, ImageFile.ImageFile)
        image.draft("YCbCr", image.size)
        return np.asarray(image)


@pytest.mark.parametrize("subsampling", [0, 1, 2])
@pytest.mark.parametrize("size", [SIZE, (1, 1), (256, 256), (17, 255)])
def test_a_plain_jpeg_has_the_very_pixels_that_pillows_own_way_gives(subsampling: int, size: tuple[int, int]) -> None:
    data = saved(picture(size), subsampling=subsampling, quality=88, comment=b"made by ada")
    found = at_once(data)
    assert found is not None
    assert found.mode == "YCbCr"
    assert np.array_equal(np.asarray(found), with_care(data))


@pytest.mark.parametrize(("size", "half"), [((201, 128), (101, 64)), ((127, 128), (127, 128)), ((1, 1), (1, 1))])
def test_half_of_it_comes_where_that_is_enough(size: tuple[int, int], half: tuple[int, int]) -> None:
    data = saved(picture(size))
    found = decoded_at_once(BytesIO(data), len(data), least=64)
    assert found is not None
    assert found.size == half
    exact = np.asarray(Image.fromarray(with_care(data)).resize(half, Image.Resampling.BOX), np.int16)
    assert np.abs(np.asarray(found) - exact).mean() < 2


@pytest.mark.parametrize(
    "data",
    [
        saved(picture(), progressive=True),
        saved(picture(mode="L")),
        saved(picture(mode="CMYK")),
        saved(picture(), exif=b"Exif\0\0II*\0\x08\0\0\0\0\0\0\0\0\0"),
        saved(picture((257, 10))),
        saved(picture())[:600],
        saved(picture())[:20],
        saved(picture(), keep_rgb=True),
        b"\xff\xd8",
        b"",
        b"no picture",
    ],
    ids=["progressive", "grey", "cmyk", "exif", "large", "cut", "cut in its tables", "rgb", "bare", "empty", "none"],
)
def test_what_is_not_plain_is_left_to_the_careful_way_with_the_file_at_its_start(data: bytes) -> None:
    file = BytesIO(data)
    assert decoded_at_once(file, len(data)) is None
    assert file.tell() == 0


def test_a_damaged_jpeg_is_never_another_picture_than_pillows_and_never_raises() -> None:
    whole, chance = saved(picture((64, 48))), random.Random(20261123)
    seen = 0
    for _ in range(400):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 4)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        found = at_once(bytes(data))
        if found is not None:
            seen += 1
            assert np.array_equal(np.asarray(found), with_care(bytes(data)))
    assert seen > 50
    assert plain_size(whole) == (64, 48)


def test_a_small_jpeg_is_measured_without_reading_its_header_twice(
    tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = f"{tmp_path}/tile.jpg"
    picture().save(path)
    monkeypatch.setattr(source, "identified", lambda *_: pytest.fail("Pillow read the header too"))
    assert look_at([Medium("image", (path,))], Wanted()).problems == [""]
