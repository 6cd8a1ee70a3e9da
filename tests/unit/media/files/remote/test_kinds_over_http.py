"""Every kind shows the same from an address as from a path, in the worker process too, and fetches it once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageChops
from tests.unit.media.files.remote.server import Request, Site, file

from nblabel.domain.medium import Medium
from nblabel.errors import MediaProblem
from nblabel.media.files import policy
from nblabel.media.files.remote.parts import PART
from nblabel.media.files.sources import remember_signed
from nblabel.media.registry.kinds import kind_named
from nblabel.media.serving import show
from nblabel.media.serving.cache import ThumbnailCache
from nblabel.media.serving.pool import ThumbnailPool

FILES = {
    "image": "large/path_2560x1600.jpg",
    "video": "video/bbb_480p_h264_bframes_onekey.mp4",
    "pdf": "pdf/*.pdf",
    "audio": "audio/*.mp3",
    "dicom": "dicom/single/*.dcm",
    "nifti": "nifti/*.nii.gz",
    "text": "text/*.txt",
}


def found(shared_data: Path, kind: str) -> Path:
    paths = sorted((shared_data / "media").glob(FILES[kind]))
    if not paths:
        pytest.skip(f"no {FILES[kind]} among the sample files")
    return paths[0]


def is_same(one: Image.Image, other: Image.Image) -> bool:
    return one.size == other.size and ImageChops.difference(one.convert("RGB"), other.convert("RGB")).getbbox() is None


@pytest.mark.parametrize("kind", FILES)
def test_a_signed_address_shows_what_the_path_shows(site: Site, shared_data: Path, kind: str) -> None:
    path = found(shared_data, kind)
    site.handlers[f"/{path.name}"] = file(path.read_bytes())
    there = Medium(kind, (remember_signed(site.url(f"/{path.name}?token=5ec2e7")),))
    here = Medium(kind, (str(path),))
    header, expected = show.probe(there), show.probe(here)
    assert expected.problem is None
    assert replace(header, mtime_ns=0) == replace(expected, mtime_ns=0)
    last = header.n_frames - 1
    assert is_same(show.frame(there, last), show.frame(here, last))
    assert show.thumbnail(there, 128).bytes == show.thumbnail(here, 128).bytes
    assert len(site.log) == 1
    assert "token=5ec2e7" in site.log[0][0]


def test_a_long_video_is_read_in_parts(site: Site, shared_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policy, "REMOTE", replace(policy.REMOTE, whole_bytes=PART))
    path = found(shared_data, "video")
    # A long tail that no decoder needs: what is not looked at must not be fetched.
    body = path.read_bytes() + (20_000_000).to_bytes(4, "big") + b"free" + bytes(19_999_992)
    site.handlers["/v.mp4"] = file(body)
    kind = kind_named("video")
    there, here = Medium("video", (site.url("/v.mp4"),)), Medium("video", (str(path),))
    for index in (60, 7):
        assert is_same(kind.frame(there, index), kind.frame(here, index))
    fetched = sum(_length(asked["Range"]) for asked in site.asked("/v.mp4"))
    assert fetched < len(body) / 2


def _length(wanted: str) -> int:
    first, _, last = wanted.removeprefix("bytes=").partition("-")
    return int(last) + 1 - int(first)


def test_several_addresses_make_one_group(site: Site, shared_data: Path) -> None:
    photo = (shared_data / "media" / FILES["image"]).read_bytes()
    for number in range(3):
        site.handlers[f"/{number}.jpg"] = file(photo)
    group = Medium("group", tuple(site.url(f"/{number}.jpg") for number in range(3)))
    assert show.probe(group).n_frames == 3
    assert show.frame(group, 2).size == (2560, 1600)
    assert show.thumbnail(group, 64).width == 64


@pytest.mark.parametrize("kind", FILES)
def test_an_address_that_leads_nowhere_is_a_reason_in_every_kind(site: Site, kind: str) -> None:
    there = Medium(kind, (site.url("/gone"),))
    assert "nothing is there (404)" in str(show.probe(there).problem)
    with pytest.raises(MediaProblem, match="nothing is there"):
        show.thumbnail(there, 64)


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize(
    "url", ["https://169.254.169.254/a", "simplecache::file:///etc/passwd", "memory://a", "http://host.example/a"]
)
def test_what_must_not_be_opened_is_opened_by_no_kind(kind: str, url: str) -> None:
    reason = str(show.probe(Medium(kind, (url,))).problem)
    assert "not opened" in reason or "Only https:" in reason
    with pytest.raises(MediaProblem, match=r"not opened|Only https:"):
        show.frame(Medium(kind, (url,)))


@pytest.mark.parametrize("kind", [*FILES, "group", "sequence"])
def test_no_kind_leaves_its_root(shared_data: Path, tmp_path: Path, kind: str) -> None:
    path = found(shared_data, kind if kind in FILES else "image")
    (tmp_path / f"link{path.suffix}").symlink_to(path)
    for url in (str(path), str(tmp_path / f"link{path.suffix}")):
        outside = Medium(kind, (url,), root=str(tmp_path))
        assert "outside the folder" in str(show.probe(outside).problem)
        for look in (show.frame, lambda medium: show.thumbnail(medium, 64), show.preview):
            with pytest.raises(MediaProblem, match="outside the folder"):
                look(outside)


def test_thumbnails_of_addresses_cost_one_fetch_and_none_in_the_next_session(
    site: Site, shared_data: Path, tmp_path: Path
) -> None:
    photo = (shared_data / "media" / FILES["image"]).read_bytes()
    items = []
    for number in range(12):
        site.handlers[f"/{number}.jpg"] = file(photo)
        items.append((number, Medium("image", (site.url(f"/{number}.jpg?token=5ec2e7"),))))
    for _ in range(2):
        pool = ThumbnailPool(ThumbnailCache(tmp_path / "thumbnails"))
        for px in (128, 128, 64):
            assert sorted(pool.request(items, px, wait_s=60).ready) == list(range(12))
        pool.close()
        pool.cache.close()
    assert len(site.log) == 12


def test_a_page_with_addresses_that_cannot_be_read_shows_a_reason_on_each(site: Site, tmp_path: Path) -> None:
    odd = [
        "https://169.254.169.254/a.jpg",
        "memory://a.jpg",
        "file://other/a.jpg",
        "file:///gone.jpg",
        site.url("/404.jpg"),
    ]
    pool = ThumbnailPool(ThumbnailCache(tmp_path / "thumbnails"))
    page = pool.request([(url, Medium("image", (url,))) for url in odd], 64, wait_s=20)
    pool.close()
    assert sorted(page.failed) == sorted(odd)
    assert all(reason.endswith(".") for reason in page.failed.values())


def silent(request: Request) -> None:
    request.server.over.wait(8)


@pytest.mark.slow
def test_a_slow_server_is_given_up_by_the_worker_and_no_fault_of_the_file(site: Site) -> None:
    site.handlers["/a.pdf"] = silent
    assert "took too long to answer" in str(show.probe(Medium("pdf", (site.url("/a.pdf"),))).problem)
