"""Files are found in the order a person would put them, and none is opened."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nblabel.errors import SourceError
from nblabel.media.registry.discover import discover, natural_key


def touch(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def titles(source: object) -> list[str]:
    return [found.title for found in discover(source).found]  # type: ignore[arg-type]


def test_a_folder_is_read_in_natural_order_with_its_sub_folders(tmp_path: Path) -> None:
    touch(tmp_path, "IMG_10.jpg", "img_9.JPG", "IMG_1.png", "b/2.jpg", "b/10.jpg", "a10/x.jpg", "a9/x.jpg")
    assert titles(tmp_path) == ["a9/x.jpg", "a10/x.jpg", "b/2.jpg", "b/10.jpg", "IMG_1.png", "img_9.JPG", "IMG_10.jpg"]
    assert discover(str(tmp_path)).found[0].uri == str(tmp_path / "a9/x.jpg")


def test_hidden_files_are_skipped_and_foreign_ones_named(tmp_path: Path) -> None:
    touch(tmp_path, ".hidden.jpg", ".git/x.jpg", "__MACOSX/x.jpg", "Thumbs.db", "notes.txt", "b.xyz", "README", "a.jpg")
    result = discover(tmp_path)
    assert [found.title for found in result.found] == ["a.jpg"]
    assert {Path(foreign.path).name: foreign.reason for foreign in result.foreign} == {
        "notes.txt": 'Files with the ending ".txt" are left out of folders; name the file to add it.',
        "b.xyz": 'No kind of media reads ".xyz" files.',
        "README": "No kind of media reads files without an ending.",
    }


@pytest.mark.parametrize(
    "name",
    ["😀 cat.jpg", "two\nlines.jpg", 'it\'s "quoted".jpg', "تصویر.jpg", "<script>.jpg", "; drop table item;.jpg"],
)
def test_odd_names_are_kept_as_they_are(tmp_path: Path, name: str) -> None:
    touch(tmp_path, name)
    (found,) = discover(tmp_path).found
    assert found.title == name
    assert Path(found.uri).exists()


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_a_name_that_is_not_unicode_is_reported(tmp_path: Path) -> None:
    with open(os.fsencode(tmp_path) + b"/\xff\xfe.jpg", "w"):  # noqa: PTH123
        pass
    result = discover(tmp_path)
    assert not result.found
    assert "not valid Unicode" in result.foreign[0].reason


def test_links_that_go_round_in_circles_are_read_once(tmp_path: Path) -> None:
    touch(tmp_path, "a/x.jpg")
    (tmp_path / "a/up").symlink_to(tmp_path)
    (tmp_path / "b").symlink_to(tmp_path / "a")
    (tmp_path / "gone.jpg").symlink_to(tmp_path / "nothing.jpg")
    result = discover(tmp_path)
    assert [found.title for found in result.found] == ["a/x.jpg"]
    assert "points to nothing" in result.foreign[0].reason


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_is_foreign(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    assert "device or pipe" in discover(tmp_path).foreign[0].reason


def test_a_glob_finds_files_in_natural_order(tmp_path: Path) -> None:
    touch(tmp_path, "a/2.jpg", "a/10.jpg", "b/1.png", "b/1.txt", "c.jpg")
    assert titles(f"{tmp_path}/**/*.jpg") == ["c.jpg", "a/2.jpg", "a/10.jpg"]
    assert titles(f"{tmp_path}/a/*.jpg") == ["2.jpg", "10.jpg"]
    assert titles(f"{tmp_path}/[ab]") == ["a/2.jpg", "a/10.jpg", "b/1.png"]


def test_text_is_added_where_it_is_named(tmp_path: Path) -> None:
    touch(tmp_path, "notes.txt", "a.jpg")
    assert titles(tmp_path / "notes.txt") == ["notes.txt"]
    assert titles(f"{tmp_path}/*.txt") == ["notes.txt"]


def test_a_file_named_like_a_glob_is_a_file(tmp_path: Path) -> None:
    touch(tmp_path, "a[1].jpg", "a1.jpg")
    assert titles(tmp_path / "a[1].jpg") == ["a[1].jpg"]


def test_a_list_keeps_its_order_and_may_hold_folders(tmp_path: Path) -> None:
    touch(tmp_path, "z.jpg", "a.jpg", "more/10.jpg", "more/9.jpg")
    given_paths = [
        tmp_path / "z.jpg",
        tmp_path / "gone.jpg",
        str(tmp_path / "a.jpg"),
        tmp_path / "z.jpg",
        tmp_path / "more",
    ]
    result = discover(given_paths)
    assert [found.title for found in result.found] == ["z.jpg", "a.jpg", "more/9.jpg", "more/10.jpg"]
    assert [Path(foreign.path).name for foreign in result.foreign] == ["gone.jpg"]


def test_titles_of_a_list_tell_equal_names_apart(tmp_path: Path) -> None:
    touch(tmp_path, "a/1.jpg", "b/1.jpg")
    assert titles([tmp_path / "a/1.jpg", tmp_path / "b/1.jpg"]) == ["a/1.jpg", "b/1.jpg"]


def test_a_missing_folder_offers_the_close_match(tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    with pytest.raises(SourceError, match=r'no file or folder ".*photo".*Did you mean "photos"\?'):
        discover(tmp_path / "photo")


@pytest.mark.parametrize("source", ["https://example.org/a.jpg", "s3://bucket/a.jpg", ["https://example.org/a.jpg"]])
def test_an_address_is_refused_with_what_to_do(source: object) -> None:
    with pytest.raises(SourceError, match="download the files"):
        discover(source)  # type: ignore[arg-type]


def test_a_glob_without_matches_and_a_list_of_numbers_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="No file matches"):
        discover(f"{tmp_path}/*.jpg")
    with pytest.raises(SourceError, match="holds int"):
        discover([3])  # type: ignore[list-item]


def test_stopping_adds_nothing(tmp_path: Path) -> None:
    touch(tmp_path, "a/x.jpg")
    with pytest.raises(SourceError, match="was stopped"):
        discover(tmp_path, cancelled=lambda: True)


def test_an_empty_folder_holds_nothing(tmp_path: Path) -> None:
    result = discover(tmp_path)
    assert (result.found, result.foreign) == ([], [])


@given(st.lists(st.text(), max_size=8))
def test_natural_order_is_total_for_any_names(names: list[str]) -> None:
    names_turned = names[::-1]
    assert sorted(names_turned, key=natural_key) == sorted(names, key=natural_key)


@given(st.text(alphabet="ab_", max_size=3), st.integers(0, 10**30), st.integers(0, 10**30))
def test_numbers_in_names_compare_as_numbers(stem: str, one: int, other: int) -> None:
    if len(str(one)) == len(str(other)) or max(one, other) < 10**18:
        assert (natural_key(f"{stem}{one}.x") < natural_key(f"{stem}{other}.x")) == (one < other)
