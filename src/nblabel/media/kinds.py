"""Which kind of media reads which file: a kind is one file that registers itself."""

from __future__ import annotations

import os
import threading
import warnings
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import PurePath
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from nblabel.errors import MediaProblem

if TYPE_CHECKING:
    from PIL.Image import Image

    from nblabel.media.headers import Header
    from nblabel.media.thumbnail import Thumb

_BUILT_IN = ("nblabel.media.image",)
_registered: dict[str, Kind] = {}
_is_complete = False
_loading = threading.RLock()


@runtime_checkable
class Kind(Protocol):
    """How one kind of media is looked at; everything is something with frames.

    A package of yours adds one by an entry point in the group `nblabel.media` that names an object like this.
    """

    @property
    def name(self) -> str:
        """One word that `item.kind` shows."""

    @property
    def extensions(self) -> frozenset[str]:
        """Endings of its files, lower case, with the dot."""

    def probe(self, source: str) -> Header:
        """Size, frames and problems from the header; never raises."""

    def frame(self, source: str, index: int = 0, *, max_px: int | None = None) -> Image:
        """One frame, upright and in RGB; raises MediaProblem."""

    def thumbnail(self, source: str, px: int) -> Thumb:
        """A small JPEG of the most telling frame; raises MediaProblem."""


def register(kind: Kind) -> Kind:
    """Make a kind known; an ending that another kind already reads is refused."""
    for other in _registered.values():
        both = kind.extensions & other.extensions
        if both and other.name != kind.name:
            raise MediaProblem(
                f'Kind "{kind.name}" and kind "{other.name}" both read {sorted(both)}; drop one of them.'
            )
    _registered[kind.name] = kind
    return kind


def kinds() -> tuple[Kind, ...]:
    """Every kind, those of installed packages included."""
    global _is_complete
    if not _is_complete:
        with _loading:
            for module in _BUILT_IN:
                import_module(module)
            if not _is_complete:
                _load_foreign()
            _is_complete = True
    return tuple(_registered.values())


def kind_of(path: str | os.PathLike[str]) -> Kind | None:
    """The kind that reads files with this ending, if any."""
    ending = PurePath(path).suffix.lower()
    return next((kind for kind in kinds() if ending in kind.extensions), None)


def reader_of(path: str | os.PathLike[str]) -> Kind:
    """The kind that reads this file; an unknown ending is taken for a picture, whose bytes are checked anyway."""
    return kind_of(path) or next(kind for kind in kinds() if kind.name == "image")


def extensions() -> frozenset[str]:
    """Every ending that some kind reads."""
    return frozenset().union(*(kind.extensions for kind in kinds()))


def _load_foreign() -> None:
    for point in entry_points(group="nblabel.media"):
        try:
            register(point.load())
        except Exception as problem:  # a package of somebody else must not stop pictures from being shown
            warnings.warn(f'Media kind "{point.name}" of {point.value} could not be loaded: {problem}', stacklevel=2)
