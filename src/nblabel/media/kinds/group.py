"""Several pictures as one item, unaltered: a frame is a picture of its own size."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from nblabel.domain.medium import AS_IT_IS, Look, Medium
from nblabel.errors import MediaProblem
from nblabel.media.files.beat import still_working
from nblabel.media.pictures.headers import Header
from nblabel.media.registry.base import BaseKind
from nblabel.media.registry.kinds import kind_named, register
from nblabel.media.registry.opening import check_index

if TYPE_CHECKING:
    from PIL.Image import Image

    from nblabel.media.pictures.picture import Preview
    from nblabel.media.pictures.thumbnail import Thumb

_BROKEN_NAMED = 100


class GroupKind(BaseKind):
    """Pictures in the order they were given; `detail["sizes"]` holds the size of each, 0 x 0 where one cannot be read."""

    name = "group"
    in_worker = False

    def probe(self, medium: Medium) -> Header:
        """Size of the first readable picture, and those of all."""
        headers = headers_of(medium)
        return summary(headers, {"sizes": [[header.width, header.height] for header in headers]})

    def frame(self, medium: Medium, index: int = 0, look: Look = AS_IT_IS) -> Image:
        """A picture as it is."""
        return kind_named("image").frame(picture_at(medium, index), 0, look)

    def preview(self, medium: Medium, index: int = 0, look: Look = AS_IT_IS) -> Preview:
        """A picture as a large JPEG."""
        return kind_named("image").preview(picture_at(medium, index), 0, look)

    def poster(self, medium: Medium) -> int:
        """The first picture that can be read."""
        return first_readable(medium)

    def thumbnail(self, medium: Medium, px: int) -> Thumb:
        """A picture as a small JPEG."""
        index = self.poster(medium) if medium.frame is None else medium.frame
        return kind_named("image").thumbnail(picture_at(medium, index), px)


def picture_at(medium: Medium, index: int) -> Medium:
    """One of the pictures, as a medium of its own."""
    check_index(index, len(medium.urls), "picture")
    return Medium("image", (medium.urls[index],), medium.root)


def headers_of(medium: Medium) -> list[Header]:
    """The header of each picture."""
    kind = kind_named("image")
    headers = []
    for index in range(len(medium.urls)):
        headers.append(kind.probe(picture_at(medium, index)))
        still_working()
    return headers


def first_readable(medium: Medium) -> int:
    """The first picture that can be read; 0 where none can."""
    kind = kind_named("image")
    readable = (i for i in range(len(medium.urls)) if kind.probe(picture_at(medium, i)).problem is None)
    return next(readable, 0)


def summary(headers: Sequence[Header], detail: dict[str, Any]) -> Header:
    """What several pictures are together: readable when one of them is, with a warning that names the others."""
    first = next((header for header in headers if header.problem is None), headers[0])
    broken = {index: header.problem for index, header in enumerate(headers) if header.problem is not None}
    problem = None
    if len(broken) == len(headers):
        problem = (
            first.problem if len(headers) == 1 else f"None of the {len(headers)} pictures can be read: {first.problem}"
        )
    elif broken:
        place, reason = next(iter(broken.items()))
        detail["broken"] = [[index, said] for index, said in list(broken.items())[:_BROKEN_NAMED]]
        said = f"{len(broken)} of {len(headers)} pictures cannot be read; frame {place}: {reason}"
        detail["warning"] = f"{detail['warning']} {said}" if "warning" in detail else said
    return Header(
        first.width,
        first.height,
        first.orientation,
        first.format,
        len(headers),
        sum(header.file_size for header in headers),
        max(header.mtime_ns for header in headers),
        problem,
        mime=first.mime,
        detail=detail,
    )


def size_at(medium: Medium, index: int) -> tuple[int, int]:
    """Upright size of one of the pictures, from its header."""
    header = kind_named("image").probe(picture_at(medium, index))
    if header.problem is not None:
        raise MediaProblem(header.problem)
    return header.width, header.height


register(GroupKind())
