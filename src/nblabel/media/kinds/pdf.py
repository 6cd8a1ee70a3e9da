"""PDF: a frame is a page."""

from __future__ import annotations

import math
import threading
from typing import TYPE_CHECKING, Any

from nblabel.domain.medium import AS_IT_IS, Look, Medium
from nblabel.errors import MediaProblem
from nblabel.media.files.beat import still_working
from nblabel.media.files.loader import MEGA
from nblabel.media.pictures.headers import Header
from nblabel.media.registry.base import BaseKind
from nblabel.media.registry.kinds import register
from nblabel.media.registry.opening import Kept, check_index, header_or_reason, needed, opened

if TYPE_CHECKING:
    from PIL.Image import Image

DPI = 144
_POINTS_PER_INCH = 72
# A page says itself how large it is: 2,000,000 points open without a word, so what is rendered is bounded.
_MOST_PX = 8192
_MOST_PIXELS = 16 * MEGA
_MOST_BYTES = 256 * MEGA
_MOST_SIZES = 32_767
# The library is not made for several threads.
_one_at_a_time = threading.RLock()


class PdfKind(BaseKind):
    """Pages at 144 dots an inch, larger ones smaller; `detail["sizes"]` where they differ."""

    name = "pdf"
    extensions = frozenset({".pdf"})
    extra = "pdf"
    # A page is a program: what it unpacks to is known only when it runs.
    call_bytes = 300 * MEGA
    libraries = ("pypdfium2",)

    def __init__(self) -> None:
        self._documents: Kept[_Document] = Kept(2, lambda document: document.close())

    def probe(self, medium: Medium) -> Header:
        """Pages and their sizes."""
        return header_or_reason(medium, lambda: self._header(medium))

    def frame(self, medium: Medium, index: int = 0, look: Look = AS_IT_IS) -> Image:
        """A page on white."""
        with _one_at_a_time:
            document = self._documents.get(medium, lambda: _Document(medium))
            return document.page(check_index(index, len(document), "page"), look.max_px)

    def text(self, medium: Medium, limit: int = 1_000_000) -> str:
        """What is written on the pages, at most `limit` characters."""
        with _one_at_a_time:
            return self._documents.get(medium, lambda: _Document(medium)).text(limit)

    def _header(self, medium: Medium) -> Header:
        with _one_at_a_time, opened(medium) as (_, found):
            document = self._documents.get(medium, lambda: _Document(medium))
            sizes = document.sizes(_MOST_SIZES)
            is_even = len(set(sizes)) == 1
            detail: dict[str, Any] = {} if is_even else {"sizes": [list(size) for size in sizes]}
            return Header(
                *sizes[0],
                1,
                "PDF",
                len(document),
                found.st_size,
                found.st_mtime_ns,
                mime="application/pdf",
                detail=detail,
            )


class _Document:
    """An open PDF; it holds its file as long as it lives."""

    def __init__(self, medium: Medium) -> None:
        self._library = needed("pypdfium2", "a PDF", "pdf")
        with opened(medium) as (file, found):
            if found.st_size > _MOST_BYTES:
                raise MediaProblem(
                    f"The PDF has {found.st_size / MEGA:.0f} MB and at most {_MOST_BYTES / MEGA:.0f} are opened; split it."
                )
            data = file.read()
        try:
            self._pdf = self._library.PdfDocument(data)
        except self._library.PdfiumError as problem:
            raise MediaProblem(_why(str(problem), data)) from problem
        if not len(self._pdf):
            raise MediaProblem(
                "The PDF has no pages, so there is nothing to show; save it again from where it came from."
            )

    def __len__(self) -> int:
        return len(self._pdf)

    def close(self) -> None:
        self._pdf.close()

    def sizes(self, most: int) -> list[tuple[int, int]]:
        sizes = []
        for index in range(min(len(self), most)):
            sizes.append(_pixels(*self._pdf.get_page_size(index))[1])
            still_working()
        return sizes

    def page(self, index: int, max_px: int | None) -> Image:
        """A page, never rendered larger than asked for."""
        points = self._pdf.get_page_size(index)
        scale, size = _pixels(*points)
        if max_px is not None and max(size) > max_px:
            scale *= max_px / max(size)
            size = (max(1, round(size[0] * max_px / max(size))), max(1, round(size[1] * max_px / max(size))))
        try:
            page = self._pdf[index]
            try:
                bitmap = page.render(scale=scale, fill_color=(255, 255, 255, 255), rev_byteorder=True)
                picture: Image = bitmap.to_pil().convert("RGB")
            finally:
                page.close()
        except self._library.PdfiumError as problem:
            raise MediaProblem(
                f"Page {index} of the PDF is damaged; save it again from where it came from."
            ) from problem
        # The library rounds up; sizes that were announced are those that are shown.
        return picture if picture.size == size else picture.resize(size)

    def text(self, limit: int) -> str:
        parts: list[str] = []
        for index in range(len(self)):
            still_working()
            page = self._pdf[index]
            parts.append(page.get_textpage().get_text_range())
            limit -= len(parts[-1])
            if limit <= 0:
                break
        return "\n".join(parts)


def _pixels(width: float, height: float) -> tuple[float, tuple[int, int]]:
    """Scale and size in pixels of a page of so many points."""
    if not (width > 0 and height > 0 and math.isfinite(width * height)):
        raise MediaProblem(f"A page of the PDF is {width:g} x {height:g} points, so there is nothing to show.")
    scale = DPI / _POINTS_PER_INCH
    scale = min(scale, _MOST_PX / max(width, height), math.sqrt(_MOST_PIXELS / (width * height)))
    return scale, (max(1, round(width * scale)), max(1, round(height * scale)))


def _why(said: str, data: bytes) -> str:
    # The library tells its latest mistake, which may have been another file's.
    if "assword" in said and b"/Encrypt" in data:
        return "The PDF is locked with a password; save a copy without one."
    return "The content is no PDF that can be read, whatever its name says; save it again from where it came from."


register(PdfKind())
