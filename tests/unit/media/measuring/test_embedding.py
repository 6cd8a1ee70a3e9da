"""The vectors made by hand: unit length, the same for the same, closer for what looks alike."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageEnhance

from nblabel.domain.medium import Medium
from nblabel.errors import MeasureError
from nblabel.media.measuring.embedding import Looks, as_rows
from nblabel.media.measuring.measure import Wanted, look_at
from nblabel.media.measuring.source import as_picture


@pytest.fixture(scope="module")
def photos(shared_data: Path) -> list[Image.Image]:
    paths = sorted((shared_data / "media/photos").glob("*/*"))[:60]
    return [Image.open(path).convert("RGB") for path in paths]


def test_a_vector_has_256_numbers_and_length_one_whatever_else_is_in_the_batch(photos: list[Image.Image]) -> None:
    together = Looks()(photos[:8])
    assert together.shape == (8, 256)
    assert np.linalg.norm(together, axis=1) == pytest.approx(1, abs=1e-5)
    assert Looks()(photos[3:4])[0] == pytest.approx(together[3], abs=1e-5)


def test_flat_pictures_have_vectors_too_and_black_is_not_white() -> None:
    made = as_rows(Looks()([Image.new("L", (50, 50), level) for level in (0, 128, 255)]), 3)
    assert np.isfinite(made).all()
    assert made[0] @ made[2] < 0.5


def test_the_nearest_of_a_changed_picture_is_the_picture_itself(photos: list[Image.Image]) -> None:
    changed = [
        ImageEnhance.Brightness(photo.resize((photo.width // 2, photo.height // 2))).enhance(1.1) for photo in photos
    ]
    cropped = [photo.crop((photo.width // 40, photo.height // 40, *photo.size)) for photo in photos]
    known = Looks()(photos)
    for others in (changed, cropped):
        nearest = (Looks()(others) @ known.T).argmax(axis=1)
        assert np.mean(nearest == np.arange(len(photos))) >= 0.97


def test_pictures_of_one_kind_lie_closer_than_others(photos: list[Image.Image]) -> None:
    night = [ImageEnhance.Brightness(photo).enhance(0.15) for photo in photos[:20]]
    made = Looks()([*photos[:20], *night])
    alike = made @ made.T
    assert alike[20:, 20:].mean() > alike[:20, 20:].mean() + 0.1


def test_a_jpeg_that_is_embedded_from_half_its_size_is_the_nearest_of_itself(
    photos: list[Image.Image], tmp_path: Path
) -> None:
    media = []
    for place, photo in enumerate(photos):
        small = photo.copy()
        small.thumbnail((256, 256))
        small.save(tmp_path / f"{place}.jpg", quality=90)
        media.append(Medium("image", (str(tmp_path / f"{place}.jpg"),)))
    halved = look_at(media, Wanted(pictures=False, model=Looks())).vectors
    assert halved is not None
    alike = halved @ Looks()([as_picture(medium.url) for medium in media]).T
    assert np.mean(alike.argmax(axis=1) == np.arange(len(photos))) >= 0.98
    assert np.diag(alike).min() > 0.93
    assert np.diag(alike).mean() > 0.985


@pytest.mark.parametrize(
    ("made", "n"),
    [([[1, 2], [3]], 2), ([1.0, 2.0], 2), ([[1.0, 2.0]], 2), (np.empty((2, 0)), 2), ([[np.nan, 1.0]], 1), ("text", 1)],
)
def test_what_is_no_array_of_rows_is_refused_with_a_sentence(made: object, n: int) -> None:
    with pytest.raises(MeasureError, match=r"rows|numbers|NaN"):
        as_rows(made, n)
