"""What every kind of media promises (D13): whatever it is, it is something with frames."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import PIL.Image
import pytest
from tests.contract.strange_files import MADE_FOR, write_all

from nblabel.domain.medium import Look, Medium
from nblabel.errors import MediaProblem, MissingExtra
from nblabel.media.registry.kinds import Kind, kind_named, kind_of, kinds, medium_of
from nblabel.media.serving import show
from nblabel.media.worker.worker import Worker, WorkerLimits

# Real files of each kind; several in one entry are one item.
REAL: dict[str, list[tuple[str, ...]]] = {
    "image": [
        ("skimage/chelsea.png",),
        ("exif/landscape_6.jpg",),
        ("photos/birds/duck.png",),
        ("hostile/pillow_dispose_bgnd_transparency.gif",),
        ("hostile/pillow_iss634.webp",),
        ("hostile/torchcodec_gradient.avif",),
        ("hostile/torchcodec_gradient_10bit.heic",),
        ("hostile/gray16_dark.png",),
    ],
    "heif": [("hostile/torchcodec_gradient_10bit.heic",)],
    "group": [("skimage/chelsea.png", "skimage/coffee.png", "exif/landscape_6.jpg", "hostile/one_pixel.png")],
    "sequence": [("skimage/chelsea.png", "skimage/coffee.png", "exif/landscape_6.jpg")],
    "video": [("video/bbb_vfr_h264.mp4",), ("video/bbb_rotated90_h264.mp4",), ("video/bbb_hevc.mp4",)],
    "dicom": [
        tuple(f"dicom/series_ct_a/00{number}.dcm" for number in range(5)),
        ("dicom/series_mr_nibabel/000.dcm", "dicom/series_mr_nibabel/001.dcm"),
        ("dicom/single/SC_rgb_rle_2frame.dcm",),
        ("dicom/single/examples_jpeg2k.dcm",),
        ("dicom/single/CT_small.dcm",),
        ("dicom/single/MR_small_RLE.dcm",),
    ],
    "nifti": [("nifti/example4d.nii.gz",)],
    "pdf": [("pdf/demo.pdf",)],
    "audio": [("audio/demo.mp3",)],
    "text": [("text/demo.txt",)],
}
EXTRAS = {
    "heif": "pillow_heif.as_plugin",
    "dicom": "pydicom",
    "nifti": "nibabel",
    "pdf": "pypdfium2",
    "audio": "soundfile",
}
MOST_BYTES_ABOVE = 300_000_000
# What takes the worker with it: a page that unpacks to 156 MB of drawing.
DEADLY = {"pdf_stream_bomb.pdf"}

cases = pytest.mark.parametrize(
    ("kind", "files"),
    [pytest.param(kind, files, id=f"{kind}-{files[0]}") for kind, all_files in REAL.items() for files in all_files],
)
names = pytest.mark.parametrize("name", sorted(REAL))


@pytest.fixture
def medium(kind: str, files: tuple[str, ...], shared_data: Path) -> Medium:
    return Medium(kind, tuple(str(shared_data / "media" / file) for file in files))


def test_every_kind_has_real_files_here() -> None:
    assert {kind.name for kind in kinds()} == set(REAL)
    assert all(isinstance(kind, Kind) for kind in kinds())


def test_no_two_kinds_read_the_same_ending() -> None:
    endings = [ending for kind in kinds() for ending in kind.extensions]
    assert len(endings) == len(set(endings))
    assert all(ending == ending.lower() and ending.startswith(".") for ending in endings)


@cases
def test_d13_a_probe_agrees_with_every_frame_it_announces(medium: Medium) -> None:
    header = show.probe(medium)
    assert header.problem is None
    assert header.n_frames >= 1
    assert header.format
    assert header.file_size == sum(Path(url).stat().st_size for url in medium.urls)
    assert header.mtime_ns == max(Path(url).stat().st_mtime_ns for url in medium.urls)
    sizes = header.detail.get("sizes") or [[header.width, header.height]] * header.n_frames
    assert len(sizes) == header.n_frames
    for index in sorted({0, 1, header.n_frames // 2, header.n_frames - 1} & set(range(header.n_frames))):
        picture = show.frame(medium, index)
        assert picture.mode == "RGB"
        expected = [header.width, header.height] if medium.kind == "sequence" else sizes[index]
        assert list(picture.size) == expected


@cases
def test_d13_frames_have_thumbnails_and_previews_of_their_shape(medium: Medium) -> None:
    header = show.probe(medium)
    last = header.n_frames - 1
    full = show.frame(medium, last)
    one = Medium(medium.kind, medium.urls, frame=last)
    thumb = show.thumbnail(one, 96)
    small = PIL.Image.open(BytesIO(thumb.bytes))
    assert (small.format, small.size) == ("JPEG", (thumb.width, thumb.height))
    assert max(small.size) == min(96, max(full.size))
    assert abs(small.width * full.height - small.height * full.width) <= max(full.size)
    preview = show.preview(medium, last, Look(max_px=200))
    large = PIL.Image.open(BytesIO(preview.bytes))
    assert (large.format, large.size) == ("JPEG", (preview.width, preview.height))
    assert (preview.full_width, preview.full_height) == full.size
    assert max(large.size) == min(200, max(full.size))
    assert max(show.frame(medium, last, Look(max_px=50)).size) <= 50
    poster = show.thumbnail(medium, 96)
    assert max(poster.width, poster.height) <= 96


@cases
def test_d13_times_rise_and_key_frames_are_frames(medium: Medium) -> None:
    header = show.probe(medium)
    times = show.times(medium)
    if times is not None:
        assert len(times) == header.n_frames
        assert list(times) == sorted(times)
        assert header.duration > 0
        assert times[-1] <= header.duration + 1e-6
    keyframes = show.keyframes(medium)
    assert keyframes
    assert set(keyframes) <= set(range(header.n_frames))


@cases
def test_a_frame_that_is_not_there_is_a_sentence(medium: Medium) -> None:
    n_frames = show.probe(medium).n_frames
    for index in (n_frames, n_frames + 1000, -1):
        with pytest.raises(MediaProblem, match=f"Frame {index} was asked for"):
            show.frame(medium, index)
        with pytest.raises(MediaProblem):
            show.preview(medium, index)
        with pytest.raises(MediaProblem):
            show.thumbnail(Medium(medium.kind, medium.urls, frame=index), 64)


@cases
def test_a_file_that_changed_is_read_again(medium: Medium, tmp_path: Path) -> None:
    copies = []
    for place, url in enumerate(medium.urls):
        copies.append(tmp_path / f"{place}{Path(url).suffix}")
        copies[-1].write_bytes(Path(url).read_bytes())
    copy = Medium(medium.kind, tuple(map(str, copies)))
    before = show.frame(copy)
    assert before.tobytes() == show.frame(medium).tobytes()
    for path in copies:
        path.write_bytes(path.read_bytes()[:20])
    if medium.kind == "text":
        assert show.probe(copy).n_frames < show.probe(medium).n_frames
        assert show.frame(copy).tobytes() != before.tobytes()
        return
    assert show.probe(copy).problem
    with pytest.raises(MediaProblem):
        show.frame(copy)


@names
def test_what_is_not_there_is_a_reason(name: str, tmp_path: Path) -> None:
    (tmp_path / "empty").write_bytes(b"")
    expected = {"gone": "gone", "empty": r"empty \(0 bytes\)", ".": "folder"}
    for file, sentence in expected.items():
        medium = Medium(name, (str(tmp_path / file),))
        problem = show.probe(medium).problem
        assert problem
        with pytest.raises(MediaProblem, match=sentence):
            show.frame(medium)


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no devices here")
@names
def test_a_device_is_not_read(name: str) -> None:
    with pytest.raises(MediaProblem, match="device or pipe"):
        show.frame(Medium(name, ("/dev/zero",)))


@names
def test_a_link_out_of_the_root_is_not_followed(name: str, shared_data: Path, tmp_path: Path) -> None:
    real = shared_data / "media" / REAL[name][0][0]
    link = tmp_path / f"inside{real.suffix}"
    link.symlink_to(real)
    assert show.probe(Medium(name, (str(link),))).problem is None
    medium = Medium(name, (str(link),), str(tmp_path))
    assert show.probe(medium).problem
    for ask in (show.frame, show.preview, show.keyframes):
        if ask is not show.keyframes or name == "video":
            with pytest.raises(MediaProblem, match="root"):
                ask(medium)
    with pytest.raises(MediaProblem, match="root"):
        show.thumbnail(medium, 64)


@pytest.mark.parametrize("name", sorted(EXTRAS))
def test_a_missing_extra_says_what_to_install(name: str, shared_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, EXTRAS[name], None)
    kind = kind_named(name)
    medium = Medium(name, tuple(str(shared_data / "media" / file) for file in REAL[name][0]))
    # A file that nothing was kept of yet.
    kind = type(kind)()
    install = f'pip install "nblabel\\[{kind.extra}\\]"'
    problem = kind.probe(medium).problem
    assert problem is not None
    assert f'pip install "nblabel[{kind.extra}]"' in problem
    with pytest.raises(MissingExtra, match=install):
        kind.frame(medium)


def test_d13_every_file_of_the_media_set_shows_its_first_frame(shared_data: Path) -> None:
    folders = {"photos": "image", "large": "image", "skimage": "image", "exif": "image", "video": "video"}
    folders |= {"dicom": "dicom", "nifti": "nifti", "pdf": "pdf", "audio": "audio", "text": "text"}
    seen = set()
    for path in sorted((shared_data / "media").glob("*/**/*")):
        folder = path.relative_to(shared_data / "media").parts[0]
        if folder not in folders or not path.is_file() or "truncated" in path.name:
            continue
        kind = kind_of(path)
        assert kind is not None, path
        assert kind.name == folders[folder], path
        header = show.probe(medium_of(path))
        assert header.problem is None, (path, header.problem)
        assert show.frame(medium_of(path)).size == (header.width, header.height), path
        seen.add(kind.name)
    assert seen == set(folders.values())


@pytest.fixture(scope="module")
def strange(tmp_path_factory: pytest.TempPathFactory, shared_data: Path) -> list[Path]:
    """Every hostile file of the set, its broken video, and those made here."""
    made = write_all(tmp_path_factory.mktemp("strange"), shared_data)
    assert {path.name for path in made} == set(MADE_FOR)
    return [
        *sorted((shared_data / "media/hostile").iterdir()),
        shared_data / "media/video/bbb_truncated_no_moov.mp4",
        *made,
    ]


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    one = Worker(WorkerLimits(processes=1))
    yield one
    one.close()


@names
def test_no_kind_is_harmed_by_any_hostile_file(
    name: str, strange: list[Path], worker: Worker, shared_data: Path
) -> None:
    good = Medium("image", (str(shared_data / "media/skimage/chelsea.png"),))
    for path in strange:
        medium = Medium(name, (str(path),))
        assert worker.call("image", "probe", good).problem is None
        header = _measured(worker, medium, "probe")
        shown = _measured(worker, medium, "frame", 0)
        for method, argument in (
            ("thumbnail", 128),
            ("preview", 0),
            ("frame", 1_000_000),
            ("times", None),
            ("poster", None),
        ):
            _measured(worker, medium, method, *([] if argument is None else [argument]))
        if not isinstance(header, str) and header.problem is not None:
            assert isinstance(shown, str), f"{path.name}: a problem, and yet a picture"


def _measured(worker: Worker, medium: Medium, method: str, *args: object) -> object:
    """The answer or the reason; fails on anything else, on much memory, and on a worker that was lost."""
    name = Path(medium.url).name
    (pid,) = worker.pids or [0]
    before = _memory(pid, forget=True)
    try:
        answer: object = worker.call(medium.kind, method, medium, *args)
    except MediaProblem as problem:
        answer = str(problem)
        assert answer
        assert "\n" not in answer
    if name in DEADLY:
        return answer
    assert worker.pids == [pid] or not pid, f"{medium.kind}.{method} of {name} ended the worker: {answer}"
    assert _memory(pid) - before < MOST_BYTES_ABOVE, f"{medium.kind}.{method} of {name} took too much memory"
    return answer


def _memory(pid: int, *, forget: bool = False) -> int:
    """The most that a process held since it was last forgotten, in bytes; 0 where the system does not say."""
    status = Path(f"/proc/{pid}/status")
    if not pid or not status.exists():
        return 0
    if forget:
        Path(f"/proc/{pid}/clear_refs").write_text("5")
    lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
    return int(lines["VmHWM"].split()[0]) * 1024
