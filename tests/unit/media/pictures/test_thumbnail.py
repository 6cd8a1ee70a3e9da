"""Thumbnails look right whatever pixels a file holds."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from nblabel.errors import MediaProblem
from nblabel.media.pictures.picture import encode_preview, load_image, preview_of
from nblabel.media.pictures.thumbnail import make_thumbnail, thumbnail_of
from nblabel.media.pictures.tones import BACKDROP


def decoded(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


@pytest.mark.parametrize("px", [128, 256])
def test_the_long_side_is_what_was_asked_for(tmp_path: Path, px: int) -> None:
    Image.new("RGB", (900, 600), "red").save(tmp_path / "a.jpg")
    thumb = thumbnail_of(tmp_path / "a.jpg", px)
    picture = decoded(thumb.bytes)
    assert picture.format == "JPEG"
    assert picture.size == (thumb.width, thumb.height)
    assert (thumb.width, thumb.height) == (px, round(px * 2 / 3))


def test_a_small_picture_is_not_enlarged(tmp_path: Path) -> None:
    Image.new("RGB", (31, 17)).save(tmp_path / "a.png")
    assert decoded(make_thumbnail(tmp_path / "a.png", 128)).size == (31, 17)


@pytest.mark.parametrize(("size", "shown"), [((20_000, 1), (128, 1)), ((1, 5000), (1, 128)), ((1, 1), (1, 1))])
def test_an_extreme_shape_keeps_at_least_one_pixel(
    tmp_path: Path, size: tuple[int, int], shown: tuple[int, int]
) -> None:
    Image.new("L", size, 90).save(tmp_path / "a.png")
    assert decoded(make_thumbnail(tmp_path / "a.png", 128)).size == shown


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "YCbCr", "I;16", "I", "F"])
def test_every_pixel_mode_comes_out_as_a_picture(tmp_path: Path, mode: str) -> None:
    ramp = Image.fromarray(np.tile(np.arange(200, dtype=np.uint8), (150, 1)))
    if mode == "I;16":
        picture = Image.fromarray(np.asarray(ramp, dtype=np.uint16) * 3)
    else:
        picture = ramp.convert("RGB").convert(mode) if mode in {"P", "CMYK", "YCbCr"} else ramp.convert(mode)
    path = tmp_path / ("a.png" if mode in {"1", "L", "LA", "P", "RGB", "RGBA", "I;16"} else "a.tif")
    picture.save(path)
    shown = decoded(make_thumbnail(path, 128)).convert("L")
    assert shown.size == (128, 96)
    # The ramp is still dark on the left and bright on the right.
    assert shown.getpixel((120, 40)) > shown.getpixel((8, 40)) + 60


def test_sixteen_bit_grey_is_stretched_to_what_it_holds(tmp_path: Path) -> None:
    dark = np.linspace(1000, 1400, 100 * 100).reshape(100, 100).astype(np.uint16)
    Image.fromarray(dark).save(tmp_path / "scan.png")
    shown = np.asarray(decoded(make_thumbnail(tmp_path / "scan.png", 128)))
    assert shown.min() < 20
    assert shown.max() > 235


def test_a_flat_or_partly_undefined_float_picture_is_shown(tmp_path: Path) -> None:
    values = np.full((20, 20), 7.0, dtype=np.float32)
    values[0, :5] = np.nan, np.inf, -np.inf, np.nan, np.inf
    Image.fromarray(values).save(tmp_path / "a.tif")
    shown = load_image(tmp_path / "a.tif")
    assert shown.getpixel((10, 10)) == (128, 128, 128)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_transparent_pixels_show_neutral_grey(tmp_path: Path, mode: str) -> None:
    picture = Image.new("RGBA", (64, 64), (0, 0, 0, 0))
    picture.paste((0, 0, 0, 255), (0, 0, 32, 64))
    picture.convert(mode).save(tmp_path / "cut-out.png")
    shown = decoded(make_thumbnail(tmp_path / "cut-out.png", 64)).convert("L")
    assert abs(shown.getpixel((60, 30)) - BACKDROP) < 6
    assert shown.getpixel((4, 30)) < 12


def test_a_large_palette_picture_is_thinned_before_it_is_coloured(tmp_path: Path) -> None:
    picture = Image.new("P", (9000, 30), 1)
    picture.putpalette([0, 0, 0, 200, 30, 30])
    picture.save(tmp_path / "long.png")
    assert load_image(tmp_path / "long.png", 900).getpixel((450, 1)) == (200, 30, 30)


def test_an_animation_shows_its_first_frame(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (40, 40), colour) for colour in ("red", "blue", "blue")]
    for name in ("a.gif", "a.webp", "a.png"):
        frames[0].save(tmp_path / name, save_all=True, append_images=frames[1:])
        red, _, blue = load_image(tmp_path / name).getpixel((20, 20))
        assert red > 240, name
        assert blue < 15, name


def test_a_preview_is_larger_and_in_colour(tmp_path: Path) -> None:
    Image.new("RGB", (4000, 1000), "green").save(tmp_path / "a.jpg")
    assert decoded(encode_preview(tmp_path / "a.jpg")).size == (1600, 400)
    preview = preview_of(tmp_path / "a.jpg", 400)
    assert (preview.width, preview.height, preview.full_width, preview.full_height) == (400, 100, 4000, 1000)
    assert load_image(tmp_path / "a.jpg").size == (4000, 1000)


def test_no_byte_of_the_original_reaches_the_page(shared_data: Path) -> None:
    path = shared_data / "media/hostile/polyglot_jpeg_html.jpg"
    assert b"<script" in path.read_bytes()
    assert b"<script" not in make_thumbnail(path, 128)
    assert b"<script" not in encode_preview(path)


def test_a_truncated_picture_raises_with_a_reason(tmp_path: Path) -> None:
    whole = BytesIO()
    Image.effect_noise((200, 200), 80).save(whole, "JPEG")
    (tmp_path / "half.jpg").write_bytes(whole.getvalue()[: len(whole.getvalue()) // 2])
    with pytest.raises(MediaProblem, match="ends too early"):
        make_thumbnail(tmp_path / "half.jpg", 128)
