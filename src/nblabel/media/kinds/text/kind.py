"""Plain text, drawn as pages: markup is shown as it is written, never followed."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING, BinaryIO

from nblabel.domain.medium import AS_IT_IS, Look, Medium
from nblabel.errors import MediaProblem
from nblabel.media.kinds.text.page import page_size, pages_of, picture_of
from nblabel.media.pictures.headers import Header
from nblabel.media.registry.base import BaseKind
from nblabel.media.registry.kinds import register
from nblabel.media.registry.opening import Kept, check_index, header_or_reason, opened

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_BYTES = 1_000_000
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_NOT_TEXT = re.compile("[\x01-\x08\x0e-\x1a\x1c-\x1f]")
_MIMES = {
    ".csv": "text/csv",
    ".htm": "text/html",
    ".html": "text/html",
    ".json": "application/json",
    ".md": "text/markdown",
    ".svg": "image/svg+xml",
    ".xml": "text/xml",
}


class TextKind(BaseKind):
    """UTF-8 (or UTF-16 with its mark) up to 1 MB, 100 characters a line and 60 lines a page; a frame is a page."""

    name = "text"
    extensions = frozenset(
        {".txt", ".text", ".md", ".csv", ".tsv", ".json", ".jsonl", ".log", ".yaml", ".yml"}
        | {".html", ".htm", ".xml", ".svg"}
    )

    is_found_in_folders = False

    def __init__(self) -> None:
        self._pages: Kept[list[list[str]]] = Kept()

    def probe(self, medium: Medium) -> Header:
        """Pages, and in `detail` how many characters were read and whether there is more."""
        return header_or_reason(medium, lambda: self._header(medium))

    def frame(self, medium: Medium, index: int = 0, look: Look = AS_IT_IS) -> Image:
        """A page, in a font in which all characters are equally wide."""
        pages = self._read(medium)
        picture = picture_of(pages[check_index(index, len(pages), "page")])
        if look.max_px is not None:
            picture.thumbnail((look.max_px, look.max_px))
        return picture

    def text(self, medium: Medium, limit: int = MOST_BYTES) -> str:
        """What is written, at most `limit` bytes of it."""
        return text_of(medium, limit)

    def _read(self, medium: Medium) -> list[list[str]]:
        return self._pages.get(medium, lambda: pages_of(text_of(medium)))

    def _header(self, medium: Medium) -> Header:
        pages = self._read(medium)
        width, height = page_size()
        with opened(medium) as (_, found):
            is_whole = found.st_size <= MOST_BYTES
            detail: dict[str, object] = {"characters": len(text_of(medium))}
            if not is_whole:
                detail["warning"] = (
                    f"The text has {found.st_size / 1e6:.1f} MB; its first {MOST_BYTES / 1e6:g} MB are shown."
                )
            return Header(
                width,
                height,
                1,
                "TEXT",
                len(pages),
                found.st_size,
                found.st_mtime_ns,
                mime=_MIMES.get(medium.url[medium.url.rfind(".") :].lower(), "text/plain"),
                detail=detail,
            )


def text_of(medium: Medium, limit: int = MOST_BYTES) -> str:
    """The text of a file, at most `limit` bytes of it; what is no UTF-8 is replaced by U+FFFD.

    Raises
    ------
    MediaProblem
        When it cannot be read, or is no text.

    Examples
    --------
    >>> text_of(Medium("text", ("/home/ada/notes.txt",)), limit=80)  # doctest: +SKIP
    'Seen twice, on a rainy day.'
    """
    with opened(medium) as (file, _):
        data = _beginning(file, limit)
    mark, encoding = next(((mark, name) for mark, name in _MARKS if data.startswith(mark)), (b"", "utf-8"))
    # A character cut in two by the limit is left out rather than shown as damaged.
    text = codecs.getincrementaldecoder(encoding)("replace").decode(data[len(mark) :], final=len(data) < limit)
    sample = text[:4000]
    if "\0" in sample or len(_NOT_TEXT.findall(sample)) > len(sample) // 10:
        raise MediaProblem("The content is no text, whatever its name says; give the file the ending of what it is.")
    return text


def _beginning(file: BinaryIO, limit: int) -> bytes:
    """The first bytes; a file of a few bytes may come in several pieces."""
    pieces: list[bytes] = []
    left = limit
    while left > 0 and (piece := file.read(left)):
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)


register(TextKind())
