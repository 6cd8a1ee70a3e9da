"""Text: what is written, as pages and as text, never as markup."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from nblabel.domain.medium import Medium
from nblabel.errors import MediaProblem
from nblabel.media.kinds.text.kind import MOST_BYTES, TextKind, text_of
from nblabel.media.kinds.text.page import COLUMNS, LINES, font, page_size, pages_of, picture_of
from nblabel.media.serving import show


def written(path: Path, content: str | bytes) -> Medium:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return Medium("text", (str(path),))


def ink(picture: object) -> np.ndarray:
    found: np.ndarray = np.asarray(picture.convert("L")) < 128  # type: ignore[attr-defined]
    return found


def test_s4_19_pages_are_frames(tmp_path: Path) -> None:
    medium = written(tmp_path / "a.txt", "one line\n" * (LINES * 2 + 1))
    header = TextKind().probe(medium)
    assert (header.n_frames, header.width, header.height) == (3, *page_size())
    assert TextKind().frame(medium, 2).size == page_size()
    assert ink(TextKind().frame(medium, 0)).sum() > 10 * ink(TextKind().frame(medium, 2)).sum()


def test_the_text_itself_is_given(tmp_path: Path) -> None:
    said = "Gr\u00fc\u00dfe an \u4f60\u597d \U0001f431\n<b>not bold</b>"
    assert text_of(written(tmp_path / "a.txt", said)) == said
    assert text_of(written(tmp_path / "b.txt", b"\xef\xbb\xbf" + said.encode())) == said
    assert text_of(written(tmp_path / "c.txt", said.encode("utf-16"))) == said


def test_what_is_no_utf8_is_replaced(tmp_path: Path) -> None:
    assert text_of(written(tmp_path / "a.txt", b"caf\xe9 noir")) == "caf\ufffd noir"


def test_only_the_first_megabyte_is_read_and_that_is_said(tmp_path: Path) -> None:
    medium = written(tmp_path / "a.txt", "\u00e9" * MOST_BYTES)
    header = TextKind().probe(medium)
    assert header.detail["warning"] == "The text has 2.0 MB; its first 1 MB are shown."
    assert text_of(medium) == "\u00e9" * (MOST_BYTES // 2)
    assert text_of(medium, 5) == "\u00e9\u00e9"
    assert "warning" not in TextKind().probe(written(tmp_path / "b.txt", "short")).detail


@pytest.mark.parametrize("ending", ["html", "svg", "xml"])
def test_markup_is_shown_as_it_is_written(tmp_path: Path, ending: str) -> None:
    said = '<svg onload="alert(1)"><image href="file:///etc/passwd"/></svg>'
    plain = written(tmp_path / "a.txt", said)
    medium = written(tmp_path / f"a.{ending}", said)
    assert TextKind().frame(medium).tobytes() == TextKind().frame(plain).tobytes()


def test_the_entity_bomb_is_text_like_any_other(shared_data: Path) -> None:
    medium = Medium("text", (str(shared_data / "media/hostile/svg_entity_bomb.svg"),))
    assert TextKind().probe(medium).n_frames == 1
    assert "<!ENTITY" in text_of(medium)


def test_long_lines_are_broken_at_spaces_and_nothing_is_lost() -> None:
    said = "the quick brown fox jumps over the lazy dog " * 20
    (page,) = pages_of(said)
    assert all(len(line) <= COLUMNS for line in page)
    assert "".join(page) == said
    assert all(line.endswith(" ") for line in page[:-1])
    (page,) = pages_of("x" * 250)
    assert [len(line) for line in page] == [100, 100, 50]


def test_wide_characters_take_two_columns() -> None:
    (page,) = pages_of("\u4f60" * 120)
    assert [len(line) for line in page] == [50, 50, 20]


def test_marks_without_end_do_not_make_a_line_without_end() -> None:
    assert max(len(line) for page in pages_of("a" + "\u0301" * 5000) for line in page) <= 4 * COLUMNS


def test_signs_that_steer_are_shown_as_dots() -> None:
    (page,) = pages_of("a\x1b[31m\x07b\u202ec\u2066d")
    assert page == ["a\u00b7[31m\u00b7b\u00b7c\u00b7d"]
    (page,) = pages_of("a\tb")
    assert page == ["a   b"]


def test_every_column_is_as_wide_as_any_other() -> None:
    letters = font(16)
    assert letters.getlength("iiiiiiiiii") == letters.getlength("MMMMMMMMMM")
    assert letters.getlength("M" * COLUMNS) <= page_size()[0]
    narrow, wide = ink(picture_of(["i" * COLUMNS])), ink(picture_of(["M" * COLUMNS]))
    assert np.flatnonzero(wide.any(axis=0)).max() - np.flatnonzero(narrow.any(axis=0)).max() < 10


def test_letters_of_many_languages_are_drawn_and_not_as_one_box() -> None:
    pictures = {picture_of([sign]).tobytes() for sign in "a\u00e9\u03b1\u0436\u05d0\u2192\u221e"}
    assert len(pictures) == 7


@pytest.mark.parametrize("content", [bytes(range(256)), b"\x89PNG\r\n\x1a\n\0\0\0", b"PK\x03\x04\0\0" * 50])
def test_what_is_no_text_says_so(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(MediaProblem, match="no text, whatever its name says"):
        TextKind().frame(written(tmp_path / "a.txt", content))


def test_files_are_told_by_their_endings() -> None:
    for name in ("a.txt", "b.MD", "c.csv", "d.json", "e.html", "f.xml", "g.svg", "h.log"):
        ending = re.search(r"\.\w+$", name)
        assert ending is not None
        assert ending[0].lower() in TextKind().extensions


def test_the_door_gives_the_text_of_an_item(tmp_path: Path, shared_data: Path) -> None:
    assert show.text(written(tmp_path / "a.txt", "seen twice"), 4) == "seen"
    assert "Satoshi Nakamoto" in show.text(Medium("pdf", (str(shared_data / "media/pdf/demo.pdf"),)))
    with pytest.raises(MediaProblem, match='of kind "image" holds no text'):
        show.text(Medium("image", ("a.png",)))
