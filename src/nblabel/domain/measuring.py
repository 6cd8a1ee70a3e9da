"""What can be measured of a picture: metrics by name, those of a user included, and models that turn pictures into vectors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar, overload, runtime_checkable

from nblabel.domain.texts import is_blank, is_storable
from nblabel.errors import MeasureError, did_you_mean, listing

# A picture is measured at this longest side: sharpness would mean nothing across sizes.
PX = 256
LONGEST_NAME = 100

# Of the picture itself; measured together, since decoding is what costs.
OF_PICTURES = ("brightness", "contrast", "sharpness", "entropy", "colourfulness", "uniqueness")
# Told by headers and labels, or made of the id: never stored, always current.
COMPUTED = ("aspect_ratio", "pixels", "random", "labels", "objects", "object_area", "rarity")
BUILT_IN = (*OF_PICTURES, *COMPUTED)

ABOUT = {
    "brightness": "mean of the grey values, 0 (black) to 1 (white)",
    "contrast": "standard deviation of the grey values, 0 to 0.5",
    "sharpness": "variance of the Laplacian of the grey values: blurred pictures have little",
    "entropy": "bits of information in the grey values, 0 to 8",
    "colourfulness": "Hasler and Süsstrunk's measure: 0 is grey, above 60 very colourful",
    "uniqueness": "0 where the same picture is there twice, 1 where none is nearly the same",
    "aspect_ratio": "width by height",
    "pixels": "width times height",
    "random": 'an even spread of numbers from 0 to 1; F.metric("random:7") is another one',
    "labels": "answered top questions, those on frames each",
    "objects": "objects marked",
    "object_area": "area of all objects marked, in pixels",
    "rarity": "1 less the share of items that have the same label; of several labels the rarest counts",
}

Function = Callable[[Any], Any]
F = TypeVar("F", bound=Function)


@dataclass(frozen=True, slots=True)
class OwnMetric:
    """A number that a user's function says of a picture.

    Parameters
    ----------
    px
        Longest side of the picture that the function is given; None for full size.
    is_array
        Whether it is given an array (height, width, 3) instead of a PIL image.
    """

    name: str
    function: Function
    px: int | None = PX
    is_array: bool = False


@runtime_checkable
class Model(Protocol):
    """Turns pictures into vectors: `name` tells its vectors from those of others.

    Any function of a list of PIL images that gives an array of as many rows will do too; its vectors go by its own name.
    """

    name: str

    def __call__(self, images: Sequence[Any], /) -> Any:
        """One row of numbers a picture."""


_own: dict[str, OwnMetric] = {}


@overload
def metric(function: F, /) -> F: ...


@overload
def metric(*, name: str = "", px: int | None = PX, array: bool = False) -> Callable[[F], F]: ...


def metric(function: F | None = None, /, *, name: str = "", px: int | None = PX, array: bool = False) -> Any:
    """Make a function of a picture a metric: `project.measure()` then measures it too.

    Parameters
    ----------
    name
        What it is called in `F.metric(name)`; the function's own name by default.
    px
        Longest side of the picture it is given; None for full size.
    array
        Give it an array (height, width, 3) of uint8 instead of a PIL image.

    Examples
    --------
    >>> @metric
    ... def redness(image):
    ...     return image.resize((1, 1)).getpixel((0, 0))[0] / 255
    >>> forget("redness")
    """

    def register(given: F) -> F:
        own = OwnMetric(checked_name(name or getattr(given, "__name__", "")), given, px, array)
        _own[own.name] = own
        return given

    if function is None:
        return register
    if not callable(function):
        raise MeasureError(f"A metric is a function of a picture, not {function!r:.80}.")
    return register(function)


def own_metrics() -> tuple[OwnMetric, ...]:
    """The metrics of users, in the order they were made."""
    return tuple(_own.values())


def forget(name: str) -> None:
    """Take a user's metric out; what it measured stays."""
    _own.pop(name, None)


def checked_name(name: object, called: str = "metric") -> str:
    """A name that can be stored and that no built-in metric has."""
    if not isinstance(name, str) or is_blank(name) or len(name) > LONGEST_NAME or not is_storable(name):
        raise MeasureError(f"A {called} needs a name of 1 to {LONGEST_NAME} characters, not {name!r:.80}.")
    if called == "metric" and (name in BUILT_IN or name.partition(":")[0] == "random"):
        raise MeasureError(
            f'"{name}" is a metric of nblabel itself: give yours another name, as in @nb.metric(name=...).'
        )
    return name


def chosen(names: Sequence[str]) -> tuple[bool, tuple[OwnMetric, ...]]:
    """Whether pictures' own metrics are meant, and which of users; all of both where none is named.

    Raises
    ------
    MeasureError
        For a name that nobody knows.
    """
    if not names:
        return True, own_metrics()
    unknown = [name for name in names if name not in _own and name not in BUILT_IN]
    if unknown:
        known = [*BUILT_IN, *_own]
        raise MeasureError(
            f'No metric "{unknown[0]}". There are: {listing(known, 20)}; @nb.metric makes one of a function.'
            f"{did_you_mean(unknown[0], known)}"
        )
    return any(name in OF_PICTURES for name in names), tuple(_own[name] for name in names if name in _own)
