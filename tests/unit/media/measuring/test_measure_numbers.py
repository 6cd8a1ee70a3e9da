"""Metrics of pictures that are known beforehand, and of real ones beside what the papers' formulas give."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from nblabel.domain.medium import Medium
from nblabel.media.measuring.measure import Found, Wanted, look_at

SIZE = (256, 192)


def measured(folder: Path, *pictures: Image.Image, ending: str = "png") -> Found:
    media = []
    for place, picture in enumerate(pictures):
        path = folder / f"picture-{place}.{ending}"
        picture.save(path, quality=95)
        media.append(Medium("image", (str(path),)))
    return look_at(media, Wanted())


def noise(size: tuple[int, int] = SIZE) -> Image.Image:
    return Image.fromarray(np.random.default_rng(0).integers(0, 256, (size[1], size[0]), np.uint8))


def gradient() -> Image.Image:
    return Image.fromarray(np.tile(np.arange(256, dtype=np.uint8), (192, 1)))


def by_definition(path: Path) -> dict[str, float]:
    """The formulas as the papers have them, over every pixel in double precision; grey values as they lie in the file."""
    with Image.open(path) as picture:
        rgb = np.asarray(picture.convert("RGB"), np.float64)
    with Image.open(path) as picture:
        picture.draft("L", picture.size)
        grey = np.asarray(picture.convert("L"), np.float64)
    share = np.bincount(grey.astype(int).ravel(), minlength=256) / grey.size
    bent = grey[:-2, 1:-1] + grey[2:, 1:-1] + grey[1:-1, :-2] + grey[1:-1, 2:] - 4 * grey[1:-1, 1:-1]
    red_green = rgb[..., 0] - rgb[..., 1]
    yellow_blue = (rgb[..., 0] + rgb[..., 1]) / 2 - rgb[..., 2]
    return {
        "brightness": grey.mean() / 255,
        "contrast": grey.std() / 255,
        "sharpness": bent.var(),
        "entropy": -np.sum(share[share > 0] * np.log2(share[share > 0])),
        "colourfulness": np.hypot(red_green.std(), yellow_blue.std())
        + 0.3 * np.hypot(red_green.mean(), yellow_blue.mean()),
    }


def test_black_and_white_are_the_ends_of_brightness_and_have_nothing_else(tmp_path: Path) -> None:
    found = measured(tmp_path, Image.new("L", SIZE, 0), Image.new("RGB", SIZE, "white")).numbers
    assert found["brightness"] == pytest.approx([0, 1])
    for name in ("contrast", "sharpness", "entropy", "colourfulness"):
        assert found[name] == pytest.approx([0, 0], abs=1e-6), name


def test_noise_has_all_the_entropy_there_is_and_the_spread_of_an_even_distribution(tmp_path: Path) -> None:
    found = measured(tmp_path, noise()).numbers
    assert found["entropy"][0] == pytest.approx(8, abs=0.05)
    assert found["brightness"][0] == pytest.approx(0.5, abs=0.01)
    assert found["contrast"][0] == pytest.approx((256**2 - 1) ** 0.5 / 12**0.5 / 255, rel=0.02)
    # The Laplacian adds up 1 + 1 + 1 + 1 + 16 independent variances.
    assert found["sharpness"][0] == pytest.approx(20 * (256**2 - 1) / 12, rel=0.03)


def test_a_gradient_has_every_grey_value_and_no_edge(tmp_path: Path) -> None:
    found = measured(tmp_path, gradient()).numbers
    assert found["entropy"][0] == pytest.approx(7, abs=0.01) or found["entropy"][0] == pytest.approx(8, abs=0.01)
    assert found["contrast"][0] == pytest.approx((256**2 - 1) ** 0.5 / 12**0.5 / 255, rel=0.01)
    assert found["sharpness"][0] == pytest.approx(0)


def test_one_colour_is_as_colourful_as_its_distance_from_grey(tmp_path: Path) -> None:
    found = measured(tmp_path, Image.new("RGB", SIZE, (200, 40, 40)), Image.new("RGB", SIZE, (90, 90, 90))).numbers
    red_green, yellow_blue = 160.0, 80.0
    assert found["colourfulness"] == pytest.approx([0.3 * np.hypot(red_green, yellow_blue), 0], abs=0.5)


def test_blurring_lowers_sharpness_and_leaves_brightness(tmp_path: Path, shared_data: Path) -> None:
    from PIL import ImageFilter

    with Image.open(shared_data / "media/skimage/coffee.png") as picture:
        picture.thumbnail(SIZE)
        found = measured(tmp_path, picture, *(picture.filter(ImageFilter.GaussianBlur(px)) for px in (1, 2, 4))).numbers
    assert list(np.argsort(-found["sharpness"])) == [0, 1, 2, 3]
    assert found["sharpness"][3] < found["sharpness"][0] / 20
    assert found["brightness"] == pytest.approx(found["brightness"][0], abs=0.01)


@pytest.mark.parametrize("name", ["chelsea.png", "coffee.png", "retina.jpg"])
@pytest.mark.parametrize("ending", ["png", "jpg"])
def test_real_pictures_measure_what_the_formulas_give_over_every_pixel(
    tmp_path: Path, shared_data: Path, name: str, ending: str
) -> None:
    with Image.open(shared_data / "media/skimage" / name) as picture:
        small = picture.convert("RGB")
        small.thumbnail((256, 256))
    found = measured(tmp_path, small, ending=ending).numbers
    expected = by_definition(tmp_path / f"picture-0.{ending}")
    # The colours of a JPEG are measured before they are made RGB, where what is brighter than white is cut off.
    allowed = {"colourfulness": 0.015} if ending == "jpg" else {}
    for metric, value in expected.items():
        assert found[metric][0] == pytest.approx(value, rel=allowed.get(metric, 1e-6)), metric


def test_a_large_picture_measures_as_its_thumbnail_and_upright_as_it_is_seen(tmp_path: Path, shared_data: Path) -> None:
    with Image.open(shared_data / "media/skimage/coffee.png") as picture:
        large = picture.convert("RGB").resize((1200, 800))
    exif = Image.Exif()
    exif[0x0112] = 6
    large.save(tmp_path / "large.jpg", quality=95)
    large.rotate(90, expand=True).save(tmp_path / "turned.jpg", quality=95, exif=exif)
    found = look_at([Medium("image", (str(tmp_path / name),)) for name in ("large.jpg", "turned.jpg")], Wanted())
    assert found.problems == ["", ""]
    assert found.hashes is not None
    assert np.bitwise_count(found.hashes[0] ^ found.hashes[1]).sum() <= 4
    for values in found.numbers.values():
        assert values[0] == pytest.approx(values[1], rel=0.1)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK"])
def test_every_mode_is_measured_and_tiny_pictures_too(tmp_path: Path, mode: str) -> None:
    ending = "tif" if mode == "CMYK" else "png"
    picture = Image.new(mode, (40, 30)) if mode == "I;16" else Image.new("RGB", (40, 30), "teal").convert(mode)
    picture.save(tmp_path / f"picture.{ending}")
    Image.new("RGB", (1, 1), "teal").save(tmp_path / "one.png")
    found = look_at([Medium("image", (str(tmp_path / name),)) for name in (f"picture.{ending}", "one.png")], Wanted())
    assert found.problems == ["", ""]
    assert all(np.isfinite(values).all() for values in found.numbers.values())


def test_a_broken_picture_leaves_its_reason_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "broken.jpg").write_bytes(b"no picture")
    noise().save(tmp_path / "noise.png")
    media = [Medium("image", (str(tmp_path / name),)) for name in ("broken.jpg", "noise.png", "gone.png")]
    found = look_at(media, Wanted())
    assert [bool(problem) for problem in found.problems] == [True, False, True]
    assert "gone" in found.problems[2]
    assert np.isnan(found.numbers["brightness"]).tolist() == [True, False, True]
