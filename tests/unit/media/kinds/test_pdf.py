"""PDF: pages as frames, never larger than is good for the machine."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nblabel.domain.medium import Look, Medium
from nblabel.errors import MediaProblem
from nblabel.media.kinds.pdf import PdfKind

pdfium = pytest.importorskip("pypdfium2")


def document(path: Path, *sizes: tuple[float, float], rotation: int = 0) -> Medium:
    pdf = pdfium.PdfDocument.new()
    for width, height in sizes:
        page = pdf.new_page(width, height)
        page.set_rotation(rotation)
    pdf.save(path)
    return Medium("pdf", (str(path),))


def test_s4_19_pages_are_frames_at_144_dots_an_inch(shared_data: Path) -> None:
    medium = Medium("pdf", (str(shared_data / "media/pdf/demo.pdf"),))
    header = PdfKind().probe(medium)
    assert (header.n_frames, header.width, header.height) == (9, 1224, 1584)
    pages = [np.asarray(PdfKind().frame(medium, index).convert("L")) for index in (0, 8)]
    for page in pages:
        assert page.max() == 255
        assert page.min() < 50
    assert not np.array_equal(*pages)
    assert len(PdfKind().text(medium, 500)) >= 500


def test_pages_of_different_sizes_say_so(tmp_path: Path) -> None:
    medium = document(tmp_path / "a.pdf", (100, 200), (300, 50))
    header = PdfKind().probe(medium)
    assert header.detail["sizes"] == [[200, 400], [600, 100]]
    assert PdfKind().frame(medium, 1).size == (600, 100)
    assert "sizes" not in PdfKind().probe(document(tmp_path / "b.pdf", (100, 200), (100, 200))).detail


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_turned_page_is_shown_as_it_is_read(tmp_path: Path, rotation: int) -> None:
    medium = document(tmp_path / "a.pdf", (100, 200), rotation=rotation)
    header = PdfKind().probe(medium)
    assert (header.width, header.height) == ((200, 400) if rotation == 180 else (400, 200))
    assert PdfKind().frame(medium).size == (header.width, header.height)


@pytest.mark.parametrize(("points", "most"), [(2_000_000, 4000), (14_400, 4000)])
def test_a_page_of_any_size_is_bounded_before_it_is_drawn(tmp_path: Path, points: float, most: int) -> None:
    medium = document(tmp_path / "a.pdf", (points, points))
    header = PdfKind().probe(medium)
    assert (header.width, header.height) == (most, most)
    assert PdfKind().frame(medium, 0, Look(max_px=300)).size == (300, 300)


def test_a_long_strip_keeps_its_shape(tmp_path: Path) -> None:
    header = PdfKind().probe(document(tmp_path / "a.pdf", (100_000, 1000)))
    assert (header.width, header.height) == (8192, 82)


def test_a_small_picture_of_a_page_is_drawn_small(tmp_path: Path) -> None:
    medium = document(tmp_path / "a.pdf", (612, 792))
    thumb = PdfKind().thumbnail(medium, 99)
    assert max(thumb.width, thumb.height) == 99
    assert PdfKind().preview(medium, 0, Look(max_px=400)).full_height == 1584


def test_a_page_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(MediaProblem, match="Frame 1 was asked for and there is 1 page; ask for frame 0"):
        PdfKind().frame(document(tmp_path / "a.pdf", (99, 99)), 1)
