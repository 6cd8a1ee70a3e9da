"""Samples are a thousand real pictures in named classes, made once."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from nblabel.media.pictures.headers import probe_header
from nblabel.media.registry.discover import discover
from nblabel.media.samples.samples import PHOTOS, samples


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    def refuse(*args: object) -> None:
        raise AssertionError("the network was asked")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", refuse)
        return samples(tmp_path_factory.mktemp("samples"))


def test_there_are_about_a_thousand_tiles_in_at_least_eight_classes(folder: Path) -> None:
    counts = {entry.name: len(list(entry.iterdir())) for entry in folder.iterdir()}
    assert len(counts) >= 8
    assert 900 <= sum(counts.values()) <= 1100
    assert len(set(counts.values())) == 1
    assert set(counts) == {photo.cls for photo in PHOTOS}


def test_tiles_are_pictures_of_a_handy_size(folder: Path) -> None:
    result = discover(folder)
    assert result.foreign == []
    assert result.found[0].title == "astronaut/astronaut_0001.jpg"
    for found in result.found:
        header = probe_header(found.uri)
        assert header.problem is None
        assert 150 <= min(header.width, header.height) <= max(header.width, header.height) <= 256


def test_no_two_tiles_are_the_same(folder: Path) -> None:
    contents = [path.read_bytes() for path in folder.glob("*/*")]
    assert len(set(contents)) == len(contents)


def test_asking_again_makes_nothing(folder: Path) -> None:
    tile = folder / "cat/cat_0001.jpg"
    before = tile.stat().st_mtime_ns
    assert samples(folder.parent) == folder
    assert tile.stat().st_mtime_ns == before
    assert list(folder.parent.iterdir()) == [folder]
