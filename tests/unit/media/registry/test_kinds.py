"""A kind of media is one object that registers itself."""

from __future__ import annotations

from importlib.metadata import EntryPoint
from pathlib import Path

import PIL.Image
import pytest

from nblabel.domain.medium import Medium
from nblabel.errors import MediaProblem
from nblabel.media.kinds.image.kind import ImageKind
from nblabel.media.pictures.headers import Header
from nblabel.media.registry import kinds as registry
from nblabel.media.registry.kinds import Kind, extensions, kind_named, kind_of, kinds, medium_of, register
from nblabel.media.serving.show import probe


class Postcard:
    name = "postcard"
    extensions = frozenset({".postcard"})

    def probe(self, medium: Medium) -> Header:
        return Header(3, 2)


@pytest.fixture(autouse=True)
def registry_restored(monkeypatch: pytest.MonkeyPatch) -> None:
    kinds()
    monkeypatch.setattr(registry, "_registered", dict(registry._registered))


def test_pictures_are_read_by_the_image_kind() -> None:
    for path in ("a.jpg", "b/C.JPEG", "d.tar.png"):
        kind = kind_of(path)
        assert kind is not None
        assert kind.name == "image"
        assert isinstance(kind, Kind)
    assert kind_of("a.xyz") is None
    assert kind_of("jpg") is None
    assert medium_of("no-ending").kind == "image"


def test_a_picture_has_one_frame(tmp_path: Path) -> None:
    PIL.Image.new("RGB", (4, 3)).save(tmp_path / "a.jpg")
    with pytest.raises(MediaProblem, match="Frame 3 was asked for"):
        ImageKind().frame(Medium("image", (str(tmp_path / "a.jpg"),)), 3)


def test_a_registered_kind_reads_its_files() -> None:
    register(Postcard())  # type: ignore[arg-type]
    assert ".postcard" in extensions()
    medium = medium_of("x.postcard")
    assert medium.kind == "postcard"
    assert probe(medium).width == 3


def test_a_kind_that_is_not_installed_is_named() -> None:
    with pytest.raises(MediaProblem, match='No kind of media "hologram" is installed here; there are: '):
        kind_named("hologram")


def test_two_kinds_for_one_ending_are_refused() -> None:
    class Other(Postcard):
        name = "other"
        extensions = frozenset({".jpg", ".other"})

    with pytest.raises(MediaProblem, match=r"\['.jpg'\]; drop one"):
        register(Other())  # type: ignore[arg-type]


def test_a_package_that_fails_to_load_is_named_and_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    points = [EntryPoint("scan", "no_such_package:Scan", "nblabel.media")]
    monkeypatch.setattr(registry, "entry_points", lambda group: points)
    monkeypatch.setattr(registry, "_is_complete", False)
    with pytest.warns(UserWarning, match='"scan" of no_such_package:Scan could not be loaded'):
        assert "image" in {kind.name for kind in kinds()}
