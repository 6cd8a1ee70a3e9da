"""Lines of text as a page: wrapped, and drawn in a font in which all characters are equally wide."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unicodedata import category, east_asian_width

from nblabel.media.files.beat import still_working

if TYPE_CHECKING:
    from PIL.Image import Image

COLUMNS = 100
LINES = 60
_FONT_PX = 16
_LINE_PX = 20
_CELL_PX = 10
_MARGIN_PX = 24
_PAPER, _INK = 255, 24
_TAB = 4
# Marks above and below a letter take no column, and a line may hold any number of them.
_MOST_SIGNS = 4 * COLUMNS


def pages_of(text: str) -> list[list[str]]:
    """The text in pages of at most 60 lines of at most 100 columns; an empty text is one empty page."""
    lines = [part for line in text.splitlines() for part in _wrapped(line)]
    return [lines[start : start + LINES] for start in range(0, len(lines), LINES)] or [[]]


def page_size() -> tuple[int, int]:
    """Width and height of every page in pixels."""
    return COLUMNS * _CELL_PX + 2 * _MARGIN_PX, LINES * _LINE_PX + 2 * _MARGIN_PX


def picture_of(lines: list[str]) -> Image:
    """A page as a picture."""
    import PIL.Image
    import PIL.ImageDraw

    picture = PIL.Image.new("L", page_size(), _PAPER)
    draw = PIL.ImageDraw.Draw(picture)
    for row, line in enumerate(lines):
        draw.text((_MARGIN_PX, _MARGIN_PX + row * _LINE_PX), line, _INK, font(_FONT_PX))
    return picture


@cache
def font(px: int) -> Any:
    """DejaVu Sans Mono, which comes with matplotlib; Pillow's own font where it is not there."""
    import PIL.ImageFont

    spec = find_spec("matplotlib")
    if spec is not None and spec.origin is not None:
        path = Path(spec.origin).parent / "mpl-data/fonts/ttf/DejaVuSansMono.ttf"
        if path.is_file():
            return PIL.ImageFont.truetype(str(path), px)
    return PIL.ImageFont.load_default(px)


def _wrapped(line: str) -> list[str]:
    """A line cut after 100 columns, at a space where one is near; a tab goes to the next stop, a steering sign is a dot."""
    still_working()
    line = line.expandtabs(_TAB)
    if len(line) <= COLUMNS and line.isascii() and line.isprintable():
        return [line]
    parts: list[str] = []
    part: list[str] = []
    width = 0
    for sign, columns in map(_cell, line):
        if width + columns > COLUMNS or len(part) >= _MOST_SIGNS:
            rest = _rest_after_space(part)
            parts.append("".join(part[: len(part) - len(rest)]))
            part, width = rest, sum(_cell(kept)[1] for kept in rest)
        part.append(sign)
        width += columns
    return [*parts, "".join(part)]


def _rest_after_space(part: list[str]) -> list[str]:
    for back in range(1, min(30, len(part))):
        if part[-back] == " ":
            return part[len(part) - back + 1 :]
    return []


@lru_cache(4096)
def _cell(sign: str) -> tuple[str, int]:
    if category(sign) in {"Cc", "Cf", "Cs"}:
        return "\u00b7", 1
    if category(sign) in {"Mn", "Me"}:
        return sign, 0
    return sign, 2 if east_asian_width(sign) in {"W", "F"} else 1
