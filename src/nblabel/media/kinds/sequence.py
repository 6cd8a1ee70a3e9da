"""Several pictures as one moving item: every frame is shown at the size of the first, the files stay as they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from nblabel.domain.medium import AS_IT_IS, Look, Medium
from nblabel.media.files.loader import check_size
from nblabel.media.kinds.group import first_readable, headers_of, picture_at, size_at, summary
from nblabel.media.pictures.headers import Header
from nblabel.media.registry.base import BaseKind
from nblabel.media.registry.kinds import kind_named, register
from nblabel.media.registry.opening import Kept

if TYPE_CHECKING:
    from PIL.Image import Image

    from nblabel.media.pictures.picture import Preview

FPS = 25.0


class SequenceKind(BaseKind):
    """Pictures as frames at 25 a second, each stretched to the size of the first one that can be read.

    `detail["warning"]` says so where sizes differ; labels are in the pixels of the shown frame, and `detail["sizes"]`
    holds the sizes of the files, to map them back.
    """

    name = "sequence"
    in_worker = False

    def __init__(self) -> None:
        self._firsts: Kept[tuple[int, int]] = Kept(64)

    def probe(self, medium: Medium) -> Header:
        """Size of the first picture, number and duration."""
        headers = headers_of(medium)
        header = summary(headers, _detail(headers))
        return replace(header, fps=FPS, duration=len(headers) / FPS)

    def frame(self, medium: Medium, index: int = 0, look: Look = AS_IT_IS) -> Image:
        """A picture, at the size of the first."""
        shown = kind_named("image").frame(picture_at(medium, index), 0, look)
        width, height = self._first_size(medium)
        check_size(width, height)
        if look.max_px is not None and max(width, height) > look.max_px:
            part = look.max_px / max(width, height)
            width, height = max(1, round(width * part)), max(1, round(height * part))
        return shown if shown.size == (width, height) else shown.resize((width, height))

    def preview(self, medium: Medium, index: int = 0, look: Look = AS_IT_IS) -> Preview:
        """A picture as a large JPEG; one that needs no stretching is decoded no larger than it is shown."""
        made = kind_named("image").preview(picture_at(medium, index), 0, look)
        is_alike = (made.full_width, made.full_height) == self._first_size(medium)
        return made if is_alike else super().preview(medium, index, look)

    def times(self, medium: Medium) -> Sequence[float] | None:
        """Evenly spaced."""
        return [index / FPS for index in range(len(medium.urls))]

    def poster(self, medium: Medium) -> int:
        """The first picture that can be read."""
        return first_readable(medium)

    def _first_size(self, medium: Medium) -> tuple[int, int]:
        first = Medium("image", medium.urls[:1], medium.root)
        try:
            return self._firsts.get(first, lambda: size_at(first, 0))
        except Exception:  # the first is broken or gone: the next that can be read decides
            return size_at(medium, first_readable(medium))


def _detail(headers: Sequence[Header]) -> dict[str, Any]:
    sizes = [(header.width, header.height) for header in headers]
    readable = [size for size, header in zip(sizes, headers, strict=True) if header.problem is None]
    first = readable[0] if readable else (0, 0)
    others = Counter(size for size in readable if size != first)
    if not others:
        return {}
    (width, height), _ = others.most_common(1)[0]
    return {
        "sizes": [list(size) for size in sizes],
        "resized": others.total(),
        "warning": f"{others.total()} of {len(headers)} pictures are not {first[0]} x {first[1]} as the first is "
        f"(such as {width} x {height}) and are shown at that size; the files stay as they are.",
    }


register(SequenceKind())
