"""Which kind of media reads which file: a kind is one file that registers itself."""

from __future__ import annotations

import os
import threading
import warnings
from collections.abc import Iterable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from nblabel.domain.medium import AS_IT_IS, Look, Medium
from nblabel.errors import MediaProblem

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

    from PIL.Image import Image

    from nblabel.media.pictures.headers import Header
    from nblabel.media.pictures.picture import Preview
    from nblabel.media.pictures.sound import Sound
    from nblabel.media.pictures.thumbnail import Thumb

_BUILT_IN = (
    "nblabel.media.kinds.image.kind",
    "nblabel.media.kinds.heif",
    "nblabel.media.kinds.group",
    "nblabel.media.kinds.sequence",
    "nblabel.media.kinds.pdf",
    "nblabel.media.kinds.text.kind",
    "nblabel.media.kinds.audio.kind",
    "nblabel.media.kinds.dicom.kind",
    "nblabel.media.kinds.nifti.kind",
    "nblabel.media.kinds.video.kind",
)
_registered: dict[str, Kind] = {}
_is_complete = False
_loading = threading.RLock()


@runtime_checkable
class Kind(Protocol):
    """How one kind of media is looked at; everything is something with frames.

    A package of yours adds one by an entry point in the group `nblabel.media` that names an object like this;
    `nblabel.media.registry.base.BaseKind` has all but `name`, `extensions`, `probe` and `frame`.
    """

    @property
    def name(self) -> str:
        """One word that `item.kind` shows."""

    @property
    def extensions(self) -> frozenset[str]:
        """Endings of its files, lower case, with the dot; none where only registration tells the kind."""

    @property
    def extra(self) -> str:
        """The extra that reads it, as in `pip install "nblabel[video]"`; empty where the base install does."""

    @property
    def in_worker(self) -> bool:
        """Whether its files are opened in the worker process, with limits of memory and time."""

    def probe(self, medium: Medium) -> Header:
        """Size, frames, times and problems without decoding pixels; never raises."""

    def frame(self, medium: Medium, index: int = 0, look: Look = AS_IT_IS) -> Image:
        """One frame, upright, grey or RGB; raises MediaProblem."""

    def warm(self) -> None:
        """Load what its files will need, before the first of them is asked for."""

    def times(self, medium: Medium) -> Sequence[float] | None:
        """The second at which each frame stands; None where frames have no time."""

    def keyframes(self, medium: Medium) -> Sequence[int]:
        """Frames at which a scene or a group of pictures starts; the first where there is no such thing."""

    def poster(self, medium: Medium) -> int:
        """The most telling frame."""

    def thumbnail(self, medium: Medium, px: int) -> Thumb:
        """A small JPEG of `medium.frame`, or of the poster; raises MediaProblem."""

    def preview(self, medium: Medium, index: int = 0, look: Look = AS_IT_IS) -> Preview:
        """A frame as a large JPEG; raises MediaProblem."""

    def sound(self, medium: Medium, start_s: float, seconds: float) -> Sound:
        """A piece of what is heard; raises MediaProblem where there is nothing."""


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
            load_own()
            if not _is_complete:
                _load_foreign()
            _is_complete = True
    return tuple(_registered.values())


def load_own() -> None:
    """Make the kinds of this package known; those of others cost more to find, and are looked for when they are asked for."""
    for module in _BUILT_IN:
        import_module(module)


def kind_named(name: str) -> Kind:
    """The kind of this name."""
    if name not in _registered:
        load_own()
    if name not in _registered:
        kinds()
    if name not in _registered:
        raise MediaProblem(
            f'No kind of media "{name}" is installed here; there are: {", ".join(sorted(_registered))}. '
            "It may come from a package that is missing."
        )
    return _registered[name]


def kind_of(path: str | os.PathLike[str]) -> Kind | None:
    """The kind that reads files with this ending, if any."""
    ending = ending_of(path)
    return next((kind for kind in kinds() if ending in kind.extensions), None)


def ending_of(path: str | os.PathLike[str]) -> str:
    """The ending of a file name, lower case, with the dot; two of them where the last only says that it is packed.

    Examples
    --------
    >>> ending_of("brain.nii.gz"), ending_of("IMG_1.JPG")
    ('.nii.gz', '.jpg')
    """
    stem, ending = os.path.splitext(os.fspath(path).lower())  # noqa: PTH122
    return os.path.splitext(stem)[1] + ending if ending == ".gz" else ending  # noqa: PTH122


def medium_of(path: str | os.PathLike[str]) -> Medium:
    """A single file as a medium; an unknown ending is taken for a picture, whose bytes are checked anyway."""
    kind = kind_of(path)
    return Medium("image" if kind is None else kind.name, (os.fspath(path),))


def extensions(*, unasked: bool = False) -> frozenset[str]:
    """Every ending that some kind reads; with `unasked` only those that are taken out of a folder without being named.

    Beside pictures lie lists of them: a `labels.csv` or `README.md` is added where it is named, not with its folder.
    """
    return frozenset().union(
        *(kind.extensions for kind in kinds() if not unasked or getattr(kind, "is_found_in_folders", True))
    )


def entry_points(*, group: str) -> Iterable[EntryPoint]:
    """What installed packages announce under this name."""
    from importlib import metadata

    return metadata.entry_points(group=group)


def _load_foreign() -> None:
    for point in entry_points(group="nblabel.media"):
        try:
            register(point.load())
        except Exception as problem:  # a package of somebody else must not stop pictures from being shown
            warnings.warn(f'Media kind "{point.name}" of {point.value} could not be loaded: {problem}', stacklevel=2)
