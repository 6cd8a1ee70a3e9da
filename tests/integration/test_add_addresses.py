"""Addresses are items like files: by reference, nothing is fetched, and what signs them is not written down."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from PIL import Image

import nblabel as nb
from nblabel import F
from nblabel.media.files.signatures import signed
from nblabel.project import Project

SIGNED = "https://bucket.s3.amazonaws.com/pets/a%20cat.jpg?w=9&X-Amz-Signature=00ff&X-Amz-Expires=60"
STORED = "https://bucket.s3.amazonaws.com/pets/a%20cat.jpg?w=9"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return nb.open(tmp_path / "pets.duckdb", annotator="ada")


@pytest.mark.parametrize("given", [SIGNED, [SIGNED], pd.DataFrame({"uri": [SIGNED]})], ids=["one", "a list", "a table"])
def test_s4_39_an_address_is_added_without_its_signature(project: Project, given: object) -> None:
    assert project.add(given).applied == 1
    (item,) = project
    assert (item.uri, item.title, item.kind) == (STORED, "a cat.jpg", "image")
    assert signed(item.uri) == SIGNED
    project.close()
    assert b"00ff" not in project.path.read_bytes()


def test_the_same_address_again_is_there_already_whoever_signed_it(project: Project) -> None:
    project.add(SIGNED)
    assert project.add(SIGNED.replace("00ff", "11ee")).skipped == 1


def test_files_and_addresses_may_stand_in_one_list(project: Project, tmp_path: Path) -> None:
    Image.new("RGB", (4, 4)).save(tmp_path / "here.png")
    receipt = project.add([SIGNED, tmp_path / "here.png", "ftp://host/x.jpg", "https://host/clip.mp4#t=3"])
    assert [item.title for item in project] == ["here.png", "a cat.jpg", "clip.mp4"]
    assert [item.kind for item in project] == ["image", "image", "video"]
    ((_, reason),) = receipt.problems
    assert 'beginning with "ftp:" are not opened' in reason


def test_a_file_address_is_the_path_it_means(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "a b.png"
    Image.new("RGB", (4, 4)).save(path)
    project.add(pd.DataFrame({"uri": [path.as_uri()]}))
    assert project[0].uri == str(path)


def test_a_filter_by_size_asks_no_server(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr("nblabel.ops.adding.headers.probe", lambda medium: asked.append(medium.url))
    project.add([SIGNED, "https://host/clip.mp4"])
    assert len(project.filter(F.width > 10)) == 0
    assert asked == []
