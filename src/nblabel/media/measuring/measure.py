"""What is measured of pictures: numbers, a perceptual hash, metrics of users, vectors. Workers call it, here or elsewhere.

Values and functions pickle, and nothing here knows the label file, so that any `concurrent.futures.Executor` will do.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import numpy as np

from nblabel.domain.measuring import PX, OwnMetric
from nblabel.domain.medium import Medium
from nblabel.errors import MeasureError, MediaProblem, in_line
from nblabel.media.files.loader import reason_of
from nblabel.media.measuring import numbers as measure_numbers
from nblabel.media.measuring import prints as measure_hash
from nblabel.media.measuring.embedding import SIDE, Looks, as_rows, shrunk
from nblabel.media.measuring.numbers import LEVELS
from nblabel.media.measuring.source import measured_picture, picture_at

if TYPE_CHECKING:
    from PIL.Image import Image


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to measure: the pictures' own metrics, those of users, vectors of a model (a function of a list of PIL images)."""

    pictures: bool = True
    own: tuple[OwnMetric, ...] = ()
    model: Callable[[list[Any]], Any] | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What was measured of some pictures, in their order; a picture with a problem has no numbers.

    `numbers` are NaN where there is nothing, `hashes` two columns, `vectors` rows of unit length or of NaN; `failed` says
    why a user's metric has no number.
    """

    problems: list[str]
    failed: list[str]
    numbers: dict[str, np.ndarray] = field(default_factory=dict)
    hashes: np.ndarray | None = None
    tones: np.ndarray | None = None
    pixels: np.ndarray | None = None
    vectors: np.ndarray | None = None


def look_at(media: Sequence[Medium], wanted: Wanted) -> Found:
    """Everything wanted of these pictures; each is decoded once, and a broken one leaves only its reason."""
    if wanted.pictures:
        looks, pictures, problems = _looked_at(media, keep=bool(wanted.own or wanted.model))
        found = _of_looks(looks, problems)
    else:
        # Looks alone shrinks them further: half of a large enough picture is as good, and sooner decoded.
        is_looks = isinstance(wanted.model, Looks) and not wanted.own
        pictures, problems = _shrunk(media) if is_looks else _opened(media, PX)
        found = Found(problems, [""] * len(problems))
    for own in wanted.own:
        found.numbers[own.name] = _own(own, media, pictures, found.failed)
    vectors = None if wanted.model is None else _vectors(wanted.model, pictures)
    return replace(found, vectors=vectors)


@dataclass(frozen=True, slots=True)
class _Look:
    """How often each level of Y, Cb and Cr is there, as 32-bit numbers; sharpness; the means that a hash is made of.

    Of a picture in RGB `colour` says what Cb and Cr do otherwise: colourfulness, and their means.
    """

    counts: bytes
    sharpness: float
    grid: bytes
    colour: tuple[float, float, float] | None = None


# Enough that a step pays, few enough that their memory is used again instead of being asked of the system anew.
_TOGETHER = 8
_ALL_GREY = array("I", [int(level == LEVELS // 2) for level in range(LEVELS)])
_NOTHING = _Look((3 * _ALL_GREY).tobytes(), float("nan"), bytes(measure_hash.SIDE**2))


def _looked_at(media: Sequence[Medium], *, keep: bool) -> tuple[list[_Look], list[Image | None], list[str]]:
    looks: list[_Look] = []
    pictures: list[Image | None] = []
    problems: list[str] = []
    for first in range(0, len(media), _TOGETHER):
        some, reasons = _opened(media[first : first + _TOGETHER], PX)
        looks += _looks(some)
        problems += reasons
        pictures += some if keep else [None] * len(some)
    return looks, pictures, problems


def _shrunk(media: Sequence[Medium]) -> tuple[list[Image | None], list[str]]:
    """Pictures as small as Looks makes them."""
    pictures: list[Image | None] = []
    problems: list[str] = []
    for first in range(0, len(media), _TOGETHER):
        some, reasons = _opened(media[first : first + _TOGETHER], SIDE)
        pictures += [picture and shrunk(picture) for picture in some]
        problems += reasons
    return pictures, problems


def _opened(media: Sequence[Medium], least: int) -> tuple[list[Image | None], list[str]]:
    found = [_try(lambda one: measured_picture(one, least), medium) for medium in media]
    return [picture for picture, _ in found], [problem for _, problem in found]


def _try(load: Callable[[Medium], Image], medium: Medium) -> tuple[Image | None, str]:
    try:
        return load(medium), ""
    except Exception as problem:  # decoders raise anything, and one picture must not stop a million others
        return None, reason_of(problem)


def _looks(pictures: list[Image | None]) -> list[_Look]:
    """Every pixel counts; of a JPEG the brightness and the colours as they lie in the file.

    One step is taken for all of them before the next: code and tables of a step then stay in the processor's cache, and
    measuring takes three quarters of the time that it takes picture by picture.
    """
    there = [picture for picture in pictures if picture is not None]
    bright = [_bright(picture) for picture in there]
    lying = [_picture_of(grey) for grey in bright]
    counts = [_counts(picture, grey) for picture, grey in zip(there, lying, strict=True)]
    grids = [measure_hash.grid_of(grey) for grey in lying]
    sharp = [measure_numbers.sharpness(grey) for grey in bright]
    colours = [measure_numbers.of_rgb(np.asarray(one)) if one.mode == "RGB" else None for one in there]
    found = iter(map(_Look, counts, sharp, grids, colours))
    return [_NOTHING if picture is None else next(found) for picture in pictures]


def _bright(picture: Image) -> np.ndarray:
    """Grey values, row by row."""
    width, height = picture.size
    told = picture.tobytes("raw", "Y") if picture.mode == "YCbCr" else picture.convert("L").tobytes()
    return np.frombuffer(told, np.uint8).reshape(height, width)


def _picture_of(bright: np.ndarray) -> Image:
    """The same as a picture, of the same memory."""
    from PIL.Image import frombuffer

    height, width = bright.shape
    return frombuffer("L", (width, height), bright, "raw", "L", 0, 1)


def _counts(picture: Image, grey: Image) -> bytes:
    if picture.mode == "YCbCr":
        return array("I", picture.histogram()).tobytes()
    return (array("I", grey.histogram()) + 2 * _ALL_GREY).tobytes()


def _of_looks(looks: list[_Look], problems: list[str]) -> Found:
    counts = np.frombuffer(b"".join(look.counts for look in looks), np.uint32).reshape(-1, 3, LEVELS)
    grey, colour = measure_numbers.of_brightness(counts[:, 0]), measure_numbers.of_colour(counts[:, 1], counts[:, 2])
    told = [place for place, look in enumerate(looks) if look.colour is not None]
    if told:
        colour[told] = [looks[place].colour for place in told]
    sharp = np.array([look.sharpness for look in looks])
    columns = (grey[:, 0], grey[:, 1], sharp, grey[:, 2], colour[:, 0])
    tones = measure_hash.tone(grey[:, 0], colour[:, 1:])
    broken = np.array([bool(problem) for problem in problems])
    for column in columns:
        column[broken] = np.nan
    return Found(
        problems,
        [""] * len(problems),
        dict(zip(measure_numbers.NAMES, columns, strict=True)),
        measure_hash.hashes([look.grid for look in looks]),
        tones,
        np.array([_digest(look) for look in looks], np.uint64),
    )


def _digest(look: _Look) -> int:
    """The same for the same pixels, and hardly ever for others."""
    told = look.counts + look.grid + struct.pack("4d", look.sharpness, *(look.colour or (0, 0, 0)))
    return int.from_bytes(blake2b(told, digest_size=8).digest(), "little")


def _own(own: OwnMetric, media: Sequence[Medium], pictures: list[Image | None], failed: list[str]) -> np.ndarray:
    """What a user's function says; where it raises, the item has no value and the reason names the function."""
    values = np.full(len(media), np.nan)
    for place, (medium, picture) in enumerate(zip(media, pictures, strict=True)):
        if picture is None:
            continue
        try:
            given = picture.convert("RGB") if own.px == PX else picture_at(medium, own.px)
            values[place] = float(own.function(np.asarray(given) if own.is_array else given))
        except MediaProblem as problem:
            failed[place] = failed[place] or str(problem)
        except Exception as problem:  # of a function that is not ours
            said = in_line(f"{type(problem).__name__}: {problem}", 200)
            failed[place] = failed[place] or f'Metric "{own.name}" failed ({said}); mend its function.'
    return values


def _vectors(model: Callable[[list[Any]], Any], pictures: list[Image | None]) -> np.ndarray:
    """Rows of unit length; a model that fails, fails the call: it would fail for every picture."""
    places = [place for place, picture in enumerate(pictures) if picture is not None]
    if not places:
        return np.empty((len(pictures), 0), np.float32)
    given = [pictures[place] for place in places]
    if not isinstance(model, Looks):  # which turns them into RGB when they are small
        given = [picture.convert("RGB") for picture in given if picture is not None]
    try:
        made = model(given)
    except Exception as problem:
        said = in_line(f"{type(problem).__name__}: {problem}", 300)
        raise MeasureError(f"The model failed ({said}); try it on one picture: model([item.image()]).") from problem
    rows = as_rows(made, len(places))
    vectors = np.full((len(pictures), rows.shape[1]), np.nan, np.float32)
    vectors[places] = rows
    return vectors
