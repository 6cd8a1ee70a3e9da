"""Whatever calls itself a video: a reason in one sentence, and no other file is opened for it."""

from __future__ import annotations

import io
import os
import random
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import pytest
from tests.unit.media.kinds.video.clips import Recipe, make

from nblabel.domain.medium import Medium
from nblabel.errors import MediaProblem
from nblabel.media.files.loader import MEGA, Limits
from nblabel.media.kinds.video import indexing, opening
from nblabel.media.kinds.video.kind import VideoKind

Clips = Callable[[str], Path]
KIND = VideoKind()


def medium_at(path: Path) -> Medium:
    return Medium("video", (str(path),))


def reason(path: Path) -> str:
    """Why it cannot be shown: the same for all ways to ask."""
    medium = medium_at(path)
    problem = KIND.probe(medium).problem
    assert problem
    assert "\n" not in problem
    assert len(problem) < 300
    for ask in (KIND.frame, KIND.poster, KIND.times, KIND.keyframes):
        with pytest.raises(MediaProblem):
            ask(medium)
    return problem


CONTENTS = {
    "no video": b"a text, and no video at all\n" * 50,
    "zeros": bytes(100_000),
    "dice": random.Random(5).randbytes(100_000),
    "playlist": b"#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\nfile:///etc/hostname\n#EXT-X-ENDLIST\n",
    "list of parts": b"ffconcat version 1.0\nfile /etc/hostname\n",
    "session description": b"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\n",
    "manifest": b'<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><Period><BaseURL>file:///etc/</BaseURL></Period></MPD>',
    "a box of no end": b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2" + b"\x7f\xff\xff\xffmoov" + bytes(64),
    "boxes in boxes": b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2"
    + b"".join((8 * (2000 - depth)).to_bytes(4, "big") + b"moov" for depth in range(2000)),
}


@pytest.mark.parametrize("what", CONTENTS)
def test_what_is_no_video_has_a_reason(tmp_path: Path, what: str) -> None:
    path = tmp_path / "film.mp4"
    path.write_bytes(CONTENTS[what])
    assert "no video" in reason(path) or "damaged" in reason(path)


def test_a_cut_recording_has_a_reason(shared_data: Path) -> None:
    assert "a part of it is missing" in reason(shared_data / "media/video/bbb_truncated_no_moov.mp4")


def test_every_hostile_file_of_other_kinds_has_a_reason(shared_data: Path) -> None:
    for path in sorted((shared_data / "media/hostile").iterdir()):
        # AVIF and HEIC are one frame in the container of MP4
        assert path.suffix in {".avif", ".heic"} or reason(path)


def test_an_empty_file_a_folder_and_a_pipe_have_reasons(tmp_path: Path) -> None:
    (tmp_path / "empty.mp4").write_bytes(b"")
    (tmp_path / "folder.mp4").mkdir()
    assert "empty" in reason(tmp_path / "empty.mp4")
    assert "folder" in reason(tmp_path / "folder.mp4")
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.mp4")
        assert "pipe" in reason(tmp_path / "pipe.mp4")


def test_a_header_without_frames_has_a_reason(clip: Clips, tmp_path: Path) -> None:
    import av

    path = tmp_path / "none.mkv"
    with av.open(str(clip("h264.mkv"))) as old, av.open(str(path), "w") as new:
        new.add_stream_from_template(old.streams.video[0])
        new.start_encoding()
    assert "no pictures in it" in reason(path) or "no video" in reason(path)


def test_a_video_cut_anywhere_is_shown_in_part_or_has_a_reason(clip: Clips, tmp_path: Path) -> None:
    for name in ("h264.mkv", "fragmented.mp4", "h264.ts", "mpeg4.avi", "h264.flv", "wmv2.wmv"):
        data = clip(name).read_bytes()
        for part in (0.01, 0.1, 0.3, 0.7, 0.99):
            path = tmp_path / f"{part}-{name}"
            path.write_bytes(data[: max(1, int(len(data) * part))])
            header = KIND.probe(medium_at(path))
            if header.problem is None:
                assert KIND.frame(medium_at(path), header.n_frames // 2).size == (160, 120)


def test_bytes_thrown_into_a_video_never_raise_but_a_reason(clip: Clips, tmp_path: Path) -> None:
    dice = random.Random(7)
    for name in (
        "h264.mkv",
        "h264.mov",
        "h264.ts",
        "mpeg2.mpg",
        "mpeg4.avi",
        "vp9.webm",
        "h264.flv",
        "wmv2.wmv",
        "hevc.mkv",
    ):
        for turn in range(6):
            data = bytearray(clip(name).read_bytes())
            for _ in range(dice.choice([1, 20, 300])):
                data[dice.randrange(len(data))] = dice.randrange(256)
            path = tmp_path / f"{turn}-{name}"
            path.write_bytes(data)
            medium = medium_at(path)
            header = KIND.probe(medium)
            for place in dice.sample(range(header.n_frames), min(6, header.n_frames)) if not header.problem else ():
                with suppress(MediaProblem):
                    assert KIND.frame(medium, place).size == (header.width, header.height)


def test_a_container_that_claims_huge_pictures_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    data = bytearray(make(tmp_path / "raw.avi", Recipe("rawvideo", "avi", None, "bgr24", times=range(3))).read_bytes())
    for offset in (data.index(b"avih") + 8 + 32, data.index(b"strf") + 8 + 4):
        data[offset : offset + 8] = (10_000).to_bytes(4, "little") * 2
    path = tmp_path / "huge.avi"
    path.write_bytes(data)
    assert "larger than 40 megapixels" in reason(path)


def test_pictures_that_are_larger_than_their_container_says_are_refused_by_the_decoder(
    clip: Clips, tmp_path: Path
) -> None:
    data = clip("motion_jpeg.avi").read_bytes()
    path = tmp_path / "liar.avi"
    path.write_bytes(data.replace((120).to_bytes(2, "big") + (160).to_bytes(2, "big"), b"\xff\xd8\xff\xd8"))
    assert path.read_bytes() != data
    assert "could be decoded" in reason(path) or "damaged" in reason(path)


def test_the_limit_of_pixels_is_the_limits(clip: Clips, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(opening, "LIMITS", Limits(pixels=10_000, file_bytes=MEGA))
    path = tmp_path / "small.mkv"
    path.write_bytes(clip("h264.mkv").read_bytes())
    assert "160 x 120" in reason(path)


class Endless(io.RawIOBase):
    """A start, then one piece again and again; as slow as told."""

    def __init__(self, start: bytes, piece: bytes, clock: SimpleNamespace) -> None:
        self.start, self.piece, self.place, self.clock = start, piece, 0, clock
        self.given = 0

    def read(self, count: int = -1) -> bytes:
        self.clock.now += 0.01
        self.given += count
        assert self.given < 500 * MEGA, "it is read without end"
        known = self.start[self.place : self.place + count]
        offset = (self.place + len(known) - len(self.start)) % len(self.piece)
        rest = count - len(known)
        made = (self.piece[offset:] + self.piece * (rest // len(self.piece) + 1))[:rest] if rest else b""
        self.place += count
        return known + made

    def seek(self, offset: int, whence: int = 0) -> int:
        self.place = offset if whence == 0 else self.place + offset if whence == 1 else 2**50
        return self.place

    def tell(self) -> int:
        return self.place


NULL_PACKET = b"\x47\x1f\xff\x10" + b"\xff" * 184


@pytest.mark.parametrize("what", ["packets of no stream", "the same frames again and again", "nothing but stuffing"])
def test_a_stream_that_never_ends_is_given_up(clip: Clips, monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    clock = SimpleNamespace(now=0.0)
    monkeypatch.setattr(opening.time, "monotonic", lambda: clock.now)
    monkeypatch.setattr(indexing, "MOST_PACKETS", 20_000)
    whole = clip("h264.ts").read_bytes()
    start, piece = {
        "packets of no stream": (whole, NULL_PACKET),
        "the same frames again and again": (whole, whole),
        "nothing but stuffing": (b"", NULL_PACKET),
    }[what]
    file = Endless(start, piece, clock)
    found = SimpleNamespace(st_size=10 * MEGA, st_mtime_ns=0)
    monkeypatch.setattr(opening, "open_file", lambda url, **_: (file, found))
    with pytest.raises(MediaProblem, match=r"too long|more than 20,000 frames|no video"):
        indexing.make_index(medium_at(clip("h264.ts")))


def test_a_source_that_breaks_off_has_its_own_reason(clip: Clips, monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken(io.BytesIO):
        def read(self, count: int | None = -1) -> bytes:
            if self.tell() > 3000:
                raise MediaProblem("The connection broke off; try again later.")
            return super().read(min(count or 1000, 1000))

    found = SimpleNamespace(st_size=10_000, st_mtime_ns=0)
    monkeypatch.setattr(opening, "open_file", lambda url, **_: (Broken(clip("h264.mkv").read_bytes()), found))
    with pytest.raises(MediaProblem, match="connection broke off"):
        indexing.make_index(medium_at(clip("h264.mkv")))


def test_a_link_out_of_the_root_is_not_followed(clip: Clips, tmp_path: Path) -> None:
    (tmp_path / "film.mkv").symlink_to(clip("h264.mkv"))
    outside = Medium("video", (str(tmp_path / "film.mkv"),), str(tmp_path))
    assert KIND.probe(medium_at(tmp_path / "film.mkv")).problem is None
    assert "outside the folder" in str(KIND.probe(outside).problem)
    with pytest.raises(MediaProblem, match="outside the folder"):
        KIND.frame(outside, 0)
