"""Registration files against a real label file and real media: requirements S4.17 to S4.40."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from PIL import Image

import nblabel as nb
from nblabel import F
from nblabel.errors import OperationError, ReadOnly, RegistrationError, SourceError
from nblabel.media.sources import signed
from nblabel.ops.adding import register as registering
from nblabel.project import Project
from nblabel.store.items import files


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with nb.open(tmp_path / "pets.duckdb", annotator="ada") as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Six pictures of different sizes, and a text."""
    made = tmp_path / "media"
    (made / "day").mkdir(parents=True)
    for place in range(6):
        Image.new("RGB", (40 + place, 30)).save(made / "day" / f"{place}.png")
    (made / "notes.txt").write_text("a text\n")
    return made


def written(folder: Path, given: dict[str, Any] | str, name: str = "files.json") -> Path:
    path = folder / name
    path.write_text(given if isinstance(given, str) else json.dumps(given), encoding="utf-8")
    return path


def titles(project: Project) -> list[str]:
    return [item.title for item in project]


def web(n: int, first: int = 0) -> list[dict[str, Any]]:
    return [{"objectUrl": f"https://example.org/{place}.jpg"} for place in range(first, first + n)]


SEED = """{
 "images": [{"objectUrl": "https://example.org/one.jpg"}],
 "videos": [{"objectUrl": "https://example.org/a.mp4"}, {"objectUrl": "https://example.org/b.mp4", "title": "walk"}],
 "image_groups": [{"title": "seq 1", "createVideo": true, "objectUrl_0": "https://example.org/s/0.jpg"}],
 "image_groups": [{"title": "seq 2", "createVideo": true, "objectUrl_0": "https://example.org/t/0.jpg"}],
 "image_groups": [{"title": "pair", "objectUrl_0": "https://example.org/p/0.jpg", "objectUrl_1": "https://example.org/p/1.jpg"}],
 "skip_duplicate_urls": true
}"""


def test_s4_33_s4_34_one_file_mixes_kinds_and_repeats_a_key(project: Project, tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="its lists were joined") as raised:
        receipt = project.register(written(tmp_path, SEED))
    assert [str(entry.message).partition(" of ")[0] for entry in raised] == [
        'The key "image_groups" stands again at line 5', 'The key "image_groups" stands again at line 6',
    ]  # fmt: skip
    assert all(entry.filename == __file__ for entry in raised)
    assert receipt.applied == 6
    assert [item.kind for item in project] == ["image", "video", "video", "sequence", "sequence", "group"]
    assert project.register({"images": web(1)}).applied == 1


def test_s4_18_a_json_file_and_a_csv_file_register_the_same(project: Project, folder: Path) -> None:
    as_json = project.register(written(folder, {"images": [{"objectUrl": "day/0.png", "title": "cat"}]}))
    as_csv = project.register(written(folder, "kind,objectUrl,title\nimages,day/0.png,cat\n", "files.csv"))
    assert (as_json.applied, as_csv.applied) == (1, 1)
    first, second = project
    assert (first.uri, first.title, first.kind) == (second.uri, second.title, second.kind)
    assert first.uri == str(folder / "day/0.png")


def test_s4_18_a_dict_and_a_table_register_too(project: Project, folder: Path) -> None:
    path = str(folder / "day/1.png")
    project.register({"images": [{"objectUrl": path}]})
    project.register(pd.DataFrame({"objectUrl": [path, str(folder / "notes.txt")], "clientMetadata.site": ["A", "B"]}))
    assert [(item.title, item.kind) for item in project] == [
        ("1.png", "image"),
        ("1.png", "image"),
        ("notes.txt", "text"),
    ]
    assert len(project.filter(F.meta["site"] == "B")) == 1


@pytest.mark.parametrize(
    ("key", "kind", "file"),
    [
        ("videos", "video", "video/bbb_480p_h264_bframes_onekey.mp4"),
        ("audio", "audio", "audio/demo.mp3"),
        ("pdfs", "pdf", "pdf/demo.pdf"),
        ("text", "text", "text/demo.txt"),
        ("images", "image", "skimage/coffee.png"),
        ("nifti", "nifti", "nifti/example4d.nii.gz"),
    ],
)
def test_s4_19_every_kind_is_registered_and_shows_its_first_frame(
    project: Project, shared_data: Path, key: str, kind: str, file: str
) -> None:
    project.register({key: [{"objectUrl": str(shared_data / "media" / file)}]})
    item = project[0]
    assert (item.kind, item.problem) == (kind, None)
    assert min(item.frame(0).size) > 0


def test_s4_35_three_series_are_three_items_in_the_order_of_the_body(project: Project, shared_data: Path) -> None:
    folder = shared_data / "media/dicom"
    series = {name: sorted(map(str, (folder / name).glob("*.dcm"))) for name in ("series_ct_a", "series_mr_nibabel")}
    series["one"] = [str(folder / "single/CT_small.dcm")]
    given = [{"title": name, **{f"objectUrl_{n}": url for n, url in enumerate(urls)}} for name, urls in series.items()]
    assert project.register({"dicom_series": given}).applied == 3
    assert [(item.kind, item.title, len(item.urls), item.n_frames) for item in project] == [
        ("dicom", "series_ct_a", 5, 5), ("dicom", "series_mr_nibabel", 2, 2), ("dicom", "one", 1, 1),
    ]  # fmt: skip


def test_s4_29_a_group_keeps_the_size_of_each_picture(project: Project, folder: Path) -> None:
    given = {"objectUrl_0": "day/0.png", "objectUrl_1": "day/5.png"}
    project.register(written(folder, {"image_groups": [given]}))
    item = project[0]
    assert (item.kind, item.n_frames) == ("group", 2)
    assert [item.frame(n).size for n in range(2)] == [(40, 30), (45, 30)]
    assert item.urls == (str(folder / "day/0.png"), str(folder / "day/5.png"))


def test_s4_30_a_sequence_is_shown_at_the_size_of_its_first_picture(project: Project, folder: Path) -> None:
    given = {"objectUrl_0": "day/0.png", "objectUrl_1": "day/5.png", "createVideo": True}
    project.register(written(folder, {"image_groups": [given]}))
    item = project[0]
    assert (item.kind, item.n_frames) == ("sequence", 2)
    assert [item.frame(n).size for n in range(2)] == [(40, 30), (40, 30)]


def test_s4_31_frames_follow_the_numbers_of_their_files(project: Project, folder: Path) -> None:
    shuffled = {f"objectUrl_{n}": f"https://example.org/{n}.jpg" for n in (10, 2, 0, 1, 9, 3, 8, 4, 7, 5, 6)}
    project.register({"image_groups": [shuffled]})
    assert [url.rpartition("/")[2] for url in project[0].urls] == [f"{n}.jpg" for n in range(11)]


def test_s4_22_with_the_flag_exactly_equal_urls_are_skipped(project: Project) -> None:
    project.register({"images": web(3)})
    again = [*web(4), {"objectUrl": "https://example.org/0.JPG"}, {"objectUrl": "https://Example.org/0.jpg"}]
    receipt = project.register({"images": again}, skip_duplicate_urls=True)
    assert (receipt.applied, receipt.skipped) == (3, 3)
    assert [item.title for item in receipt.items("skipped")] == ["0.jpg", "1.jpg", "2.jpg"]


def test_s4_22_the_file_itself_may_ask_for_it(project: Project, tmp_path: Path) -> None:
    given = {"images": [*web(2), *web(2)], "skip_duplicate_urls": True}
    receipt = project.register(written(tmp_path, given))
    assert (receipt.applied, receipt.skipped) == (2, 2)
    assert project.register(written(tmp_path, given)).skipped == 4


def test_s4_22_what_was_added_is_known_to_a_registration_and_back(project: Project, folder: Path) -> None:
    project.add(folder / "day")
    path = written(folder, {"images": [{"objectUrl": f"day/{n}.png"} for n in range(6)]})
    assert project.register(path, skip_duplicate_urls=True).skipped == 6
    project.register({"image_groups": [{"objectUrl_0": str(folder / "day/0.png")}]})
    assert project.add(folder / "day").skipped == 6


def test_s4_23_a_group_is_skipped_when_all_its_urls_are_the_same_in_order(project: Project) -> None:
    def group(*names: str, video: bool = False) -> dict[str, Any]:
        return {
            "createVideo": video,
            **{f"objectUrl_{n}": f"https://example.org/{name}" for n, name in enumerate(names)},
        }

    project.register({"image_groups": [group("a", "b", "c")]})
    again = [
        group("a", "b", "c"),
        group("a", "b", "d"),
        group("a", "c", "b"),
        group("a", "b"),
        group("a", "b", "c", video=True),
    ]
    receipt = project.register({"image_groups": again}, skip_duplicate_urls=True)
    assert (receipt.applied, receipt.skipped) == (4, 1)
    assert project.register({"images": [{"objectUrl": "https://example.org/a"}]}, skip_duplicate_urls=True).applied == 1


def test_s4_24_without_the_flag_a_duplicate_is_registered_again(project: Project) -> None:
    assert project.register({"images": [*web(1), *web(1)]}).applied == 2
    assert project.register({"images": web(1)}).applied == 1
    assert project.verify() == []


def test_s4_25_given_metadata_is_stored_as_given_and_verify_reports(project: Project, shared_data: Path) -> None:
    video = str(shared_data / "media/video/bbb_480p_h264_bframes_onekey.mp4")
    said = {"fps": 99, "duration": 5.0, "width": 854, "height": 480, "file_size": 7, "mime_type": "video/mp4"}
    project.register({"videos": [{"objectUrl": video, "videoMetadata": said}]})
    item = project[0]
    assert (item.fps, item.width, item.duration) == (99, 854, 5)
    report = project.verify_media()
    assert report[["item_id", "field", "given"]].to_numpy().tolist() == [
        [item.id, "file_size", 7],
        [item.id, "fps", 99.0],
    ]
    assert report["found"].tolist() == [Path(video).stat().st_size, 24.0]
    assert project.verify_media(project.filter(F.kind == "image")).empty


def test_s4_25_what_the_metadata_leaves_open_is_read_from_the_file(project: Project, shared_data: Path) -> None:
    video = str(shared_data / "media/video/bbb_480p_h264_bframes_onekey.mp4")
    project.register({"videos": [{"objectUrl": video, "videoMetadata": {"fps": 12}}]})
    item = project[0]
    assert (item.n_frames, item.width, item.fps) == (120, 854, 12)


def test_s4_25_metadata_that_is_not_trusted_is_left_aside(project: Project, folder: Path) -> None:
    said = {"objectUrl": "day/0.png", "imageMetadata": {"width": 7, "height": 7}}
    project.register(written(folder, {"images": [said]}), trust_metadata=False)
    assert project[0].width == 40
    assert project.verify_media().empty


def test_s4_26_a_file_whose_metadata_is_given_is_not_opened(project: Project) -> None:
    blocks = {
        "images": ("imageMetadata", {"width": 640, "height": 480, "mimeType": "image/jpeg", "fileSize": 124}),
        "pdfs": ("pdfMetadata", {"numPages": 5, "fileSize": 300}),
    }
    gone = {key: [{"objectUrl": f"https://gone.invalid/{key}", name: said}] for key, (name, said) in blocks.items()}
    project.register(gone)
    image, pdf = project
    assert (image.width, image.height, image.problem) == (640, 480, None)
    assert (pdf.n_frames, pdf.problem) == (5, None)
    assert len(project.filter(F.width == 640, F.file_size == 124)) == 1


def test_s4_26_audio_and_text_metadata_are_kept(project: Project, shared_data: Path) -> None:
    media = shared_data / "media"
    project.register(
        {
            "audio": [
                {"objectUrl": str(media / "audio/demo.mp3"), "audioMetadata": {"duration": 99, "sample_rate": 8000}}
            ],
            "text": [
                {"objectUrl": str(media / "text/demo.txt"), "textMetadata": {"fileSize": 1, "mime_type": "text/html"}}
            ],
        }
    )
    assert project[0].duration == 99
    report = project.verify_media()
    assert report["field"].tolist() == ["duration", "sample_rate", "file_size", "mime_type"]


def test_s4_27_the_title_is_the_last_part_of_the_path_or_address(project: Project, folder: Path) -> None:
    urls = ["https://example.org/a/cat.jpg?size=9#x", "s3://bucket/b/dog.jpg", "day/0.png", "https://example.org/"]
    project.register(written(folder, {"images": [{"objectUrl": url} for url in urls]}))
    assert titles(project) == ["cat.jpg", "dog.jpg", "0.png", "example.org"]


def test_s4_27_a_default_title_is_cut_where_it_is_too_long(project: Project) -> None:
    project.register({"images": [{"objectUrl": f"https://example.org/{'a' * 1000}.jpg"}]})
    assert len(project[0].title) == 300
    assert project[0].title.endswith("a.jpg")


def test_s4_28_client_metadata_can_be_filtered_by(project: Project) -> None:
    given = [
        {"objectUrl": f"https://example.org/{n}.jpg", "clientMetadata": {"site": "AB"[n % 2], "n": n}} for n in range(6)
    ]
    project.register({"images": given})
    assert len(project.filter(F.meta["site"] == "A")) == 3
    assert len(project.filter(F.meta["site"] == "A", F.meta["n"] > 1)) == 2
    assert project[1].meta == {"site": "B", "n": 1}


def test_s4_36_urls_and_arns_are_stored_to_the_byte(project: Project) -> None:
    urls = [
        "arn:aws:s3::123456789012:accesspoint/mfzwi23gnjvgw.mrap/cats/1.jpg",
        "https://example.org/a%20b/./c.jpg?w=1&h=%2F#t",
        "s3://bucket/key with spaces//\u00e4.jpg",
        "gs://bucket/a.jpg",
    ]
    receipt = project.register({"images": [{"objectUrl": url} for url in urls]})
    assert receipt.problems == ()
    assert [item.uri for item in project] == urls


def test_signatures_are_not_stored_and_not_forgotten(project: Project) -> None:
    url = "https://b.s3.amazonaws.com/a.jpg?w=9&X-Amz-Signature=00ff&X-Amz-Expires=60"
    project.register({"images": [{"objectUrl": url}]})
    assert project[0].uri == "https://b.s3.amazonaws.com/a.jpg?w=9"
    assert signed(project[0].uri) == url
    assert b"00ff" not in project.path.read_bytes()
    other = url.replace("00ff", "11ee")
    assert project.register({"images": [{"objectUrl": other}]}, skip_duplicate_urls=True).skipped == 1


def test_s4_37_one_bad_file_of_a_hundred_is_reported_and_the_rest_registered(project: Project, folder: Path) -> None:
    given = [{"objectUrl": f"day/{n % 6}.png"} for n in range(100)]
    given[42] = {"objectUrl": "day/gone.png"}
    receipt = project.register(written(folder, {"images": given}))
    assert (receipt.applied, receipt.failed) == (99, 1)
    (problem,) = receipt.problems
    assert problem[0].startswith("images[42], line ")
    assert problem[1].startswith("There is no such file")


@pytest.mark.parametrize("bad", [{"objectUrl": "day/gone.png"}, {"objectUrl": "day/0.png", "titel": "x"}, 7])
def test_s4_37_abort_registers_nothing_when_one_fails(project: Project, folder: Path, bad: Any) -> None:
    given = [{"objectUrl": f"day/{n % 6}.png"} for n in range(100)]
    path = written(folder, {"images": [*given, bad]})
    with pytest.raises(RegistrationError, match=r'^Nothing was registered, as on_error="abort" asks: images\[100\]'):
        project.register(path, on_error="abort")
    assert len(project) == 0
    assert project.history().empty
    assert project.register(path).applied == 100


def test_s4_38_progress_is_told_each_thousand(project: Project) -> None:
    steps: list[int] = []
    registering.register(project._session, {"images": web(5000)}, progress=steps.append)
    assert steps == [1000] * 5


def test_s4_21_too_many_items_or_urls_are_refused_with_their_count(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registering, "MOST_ITEMS", 10)
    monkeypatch.setattr(registering, "MOST_URLS", 20)
    assert project.register({"images": web(10)}).applied == 10
    with pytest.raises(RegistrationError, match=r"files\.json holds 11 items; 10 are allowed at once"):
        project.register(written(tmp_path, {"images": web(11)}))
    group = {f"objectUrl_{n}": f"https://example.org/{n}.jpg" for n in range(21)}
    with pytest.raises(RegistrationError, match="holds 21 URLs; 20 are allowed at once"):
        project.register({"image_groups": [group]})
    assert len(project) == 10


@pytest.mark.slow
def test_s4_21_500_001_items_are_refused_with_the_count(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "files.json"
    entry = '{"objectUrl": "https://example.org/a.jpg"}'
    path.write_text(f'{{"images": [{", ".join([entry] * 500_001)}]}}')
    with pytest.raises(RegistrationError, match="holds 500,001 items; 500,000 are allowed"):
        project.register(path)
    assert len(project) == 0


def test_s4_32_a_long_sequence_is_refused_and_a_longish_one_warns(project: Project) -> None:
    def sequence(n: int) -> dict[str, Any]:
        return {"createVideo": True, **{f"objectUrl_{k}": f"s3://b/{k}.jpg" for k in range(n)}}

    with pytest.warns(UserWarning, match="15,001 frames; up to 15,000 are recommended"):
        receipt = project.register({"image_groups": [sequence(15_001), sequence(32_768)]})
    assert (receipt.applied, receipt.failed) == (1, 1)
    assert "32,768 frames" in receipt.problems[0][1]


def test_s4_17_s4_40_datasets_and_folders_are_filtered_by_and_described(project: Project) -> None:
    project.register({"images": web(2)}, dataset="night", folder="2026/march")
    project.register({"images": web(3, 2)}, dataset="day")
    project.register({"images": web(1, 5)})
    assert (len(project.filter(F.dataset == "night")), len(project.filter(F.dataset == "day"))) == (2, 3)
    assert len(project.filter(F.folder == "2026/march")) == 2
    assert len(project.filter(F.folder.is_missing())) == 4
    project.dataset("night", title="Night drives", description="22 to 4 o'clock")
    project.dataset("empty", description="to come")
    project.folder("2026/march", description="rain")
    assert project.datasets.to_numpy().tolist() == [
        ["day", "", "", 3], ["empty", "", "to come", 0], ["night", "Night drives", "22 to 4 o'clock", 2],
    ]  # fmt: skip
    assert project.folders.to_numpy().tolist() == [["2026/march", "", "rain", 2]]


def test_what_was_said_of_a_dataset_is_undone_and_redone(project: Project) -> None:
    first = project.dataset("night", title="Night")
    second = project.dataset("night", description="dark")
    assert project.datasets.to_numpy().tolist() == [["night", "Night", "dark", 0]]
    with pytest.raises(OperationError, match="changed again since"):
        first.undo()
    second.undo()
    assert project.datasets["description"].tolist() == [""]
    project.redo()
    assert project.datasets["description"].tolist() == ["dark"]
    project.undo()
    project.undo()
    assert project.datasets.empty
    assert project.verify() == []
    assert project.dataset("night", title="Night").applied == 1
    assert project.dataset("night", title="Night").op_id == 0


@pytest.mark.parametrize("name", ["", " ", 3, None, "\ud800", "x" * 301])
def test_a_dataset_is_named_by_a_text(project: Project, name: Any) -> None:
    with pytest.raises(SourceError):
        project.dataset(name, title="x")


def test_s4_39_pictures_become_a_group_or_a_sequence(project: Project, folder: Path) -> None:
    group = project.add_group([folder / "day/5.png", folder / "day/0.png"], title="pair", dataset="d", folder="f")
    sequence = project.add_sequence(folder / "day")
    by_glob = project.add_group(str(folder / "day/[12].png"))
    assert (group.applied, sequence.applied, by_glob.applied) == (1, 1, 1)
    assert [(item.kind, item.title, item.n_frames) for item in project] == [
        ("group", "pair", 2), ("sequence", "day", 6), ("group", "1.png", 2),
    ]  # fmt: skip
    assert project[0].urls[0].endswith("5.png")
    assert project[1].urls[0].endswith("0.png")
    assert len(project.filter(F.dataset == "d", F.folder == "f")) == 1
    again = project.add_sequence(folder / "day")
    assert (again.applied, again.skipped) == (0, 1)
    project.undo()
    assert len(project) == 2


def test_s4_39_what_is_no_picture_is_in_no_group(project: Project, folder: Path) -> None:
    for given, reason in (
        ([folder / "day/0.png", folder / "notes.txt"], "is none"),
        ([folder / "gone.png"], "There is no such file"),
        ([], "There are no pictures"),
        (7, "A group is made of a folder"),
    ):
        with pytest.raises(SourceError, match=reason):
            project.add_group(given)
    assert len(project) == 0


def test_s4_32_s4_39_a_sequence_of_too_many_pictures_is_refused(project: Project) -> None:
    urls = [f"https://example.org/{n}.jpg" for n in range(32_768)]
    with pytest.raises(SourceError, match="32,768 frames was given; 32,767 are allowed"):
        project.add_sequence(urls)
    with pytest.warns(UserWarning, match="up to 15,000 are recommended") as raised:
        project.add_sequence(urls[:15_001])
    assert raised[0].filename == __file__


def test_s4_39_add_takes_files_of_every_kind_and_joins_a_series(project: Project, shared_data: Path) -> None:
    media = shared_data / "media"
    project.add([media / "dicom", media / "video/bbb_vfr_h264.mp4", media / "pdf/demo.pdf", media / "text/demo.txt"])
    project.add([media / "nifti/example4d.nii.gz", media / "audio/demo.mp3"])
    kinds = [item.kind for item in project]
    assert kinds == ["dicom"] * 6 + ["video", "pdf", "text", "nifti", "audio"]
    assert sorted(len(item.urls) for item in project[:6]) == [1, 1, 1, 1, 2, 5]
    assert project.add(media / "dicom").skipped == 6


def test_a_registration_is_one_operation_that_is_undone_and_redone(project: Project, folder: Path) -> None:
    given = {
        "images": web(3),
        "image_groups": [{"objectUrl_0": str(folder / "day/0.png"), "objectUrl_1": str(folder / "day/1.png")}],
    }
    receipt = project.register(given)
    assert [item.id for item in receipt.items()] == [1, 2, 3, 4]
    assert project.history()[["kind", "items"]].to_numpy().tolist() == [["register", 4]]
    receipt.undo()
    assert len(project) == 0
    project.redo()
    assert len(project) == 4
    assert len(project[3].urls) == 2
    assert project.verify() == []


def test_a_key_in_a_widget_does_not_take_a_registration_back(project: Project) -> None:
    from nblabel import ops
    from nblabel.domain.commands import Undo

    project.register({"images": web(1)})
    with pytest.raises(OperationError, match="nothing to undo"):
        ops.run(project._session, Undo(labels_only=True))


def test_ctrl_c_in_the_middle_leaves_nothing(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registering, "BATCH_ITEMS", 500)
    steps: list[int] = []

    def interrupted(n: int) -> None:
        steps.append(n)
        if len(steps) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        registering.register(project._session, {"images": web(5000)}, progress=interrupted)
    assert len(steps) == 3
    assert len(project) == 0
    with project._session.db.read() as cur:
        assert cur.execute("SELECT (SELECT count(*) FROM item_file) + (SELECT count(*) FROM media)").value() == 0
    assert project.register({"images": web(5)}).applied == 5
    assert project.verify() == []


def test_many_batches_are_one_operation_with_ids_that_follow(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registering, "BATCH_ITEMS", 7)
    given = {"images": [*web(20), *web(20)], "skip_duplicate_urls": True}
    receipt = project.register(given)
    assert (receipt.applied, receipt.skipped) == (20, 20)
    assert [item.id for item in project] == list(range(1, 21))
    assert len(receipt.items("skipped")) == 0
    assert len(project.register({"images": web(25)}, skip_duplicate_urls=True).items("skipped")) == 20


def test_a_read_only_project_takes_no_registration(project: Project) -> None:
    project.register({"images": web(1)})
    with nb.open(project.path, read_only=True) as reading, pytest.raises(ReadOnly):
        reading.register({"images": web(1)})


def test_nothing_new_is_not_worth_a_line_in_the_history(project: Project) -> None:
    receipt = project.register({"images": [7]})
    assert (receipt.op_id, receipt.failed, len(project.history())) == (0, 1, 0)


def test_observers_hear_of_a_registration_once(project: Project) -> None:
    heard: list[Any] = []
    project.observe(heard.append)
    project.register({"images": web(3)})
    assert [(change.kind, len(change.items)) for change in heard] == [("register", 3)]


def test_two_registrations_at_once_are_both_there(project: Project) -> None:
    threads = [threading.Thread(target=project.register, args=({"images": web(500, 500 * n)},)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(project) == 2000
    assert len({item.id for item in project}) == 2000
    assert project.verify() == []


def test_no_warning_is_given_where_all_is_well(project: Project, folder: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        project.register(written(folder, {"images": [{"objectUrl": "day/0.png"}]}))


def test_the_root_of_an_item_is_known_to_whoever_opens_it(project: Project, folder: Path) -> None:
    project.register(written(folder, {"images": [{"objectUrl": "day/0.png"}, *web(1)]}))
    project.register({"images": [{"objectUrl": str(folder / "day/1.png")}]})
    with project._session.db.read() as cur:
        media = files.media_of(cur, project._session.scope(cur=cur), [1, 2, 3])
    assert [media[ident].root for ident in (1, 2, 3)] == [str(folder), "", ""]


def test_no_server_is_asked_in_the_background(project: Project, folder: Path) -> None:
    project.register(written(folder, {"images": [*web(2), {"objectUrl": "day/0.png"}]}))
    assert project._headers.join(30)
    with project._session.db.read() as cur:
        assert cur.execute("SELECT item_id, width FROM media").rows() == [(3, 40)]


_CHILD = """
import sys
import nblabel as nb
from nblabel.ops.adding.register import register
project = nb.open(sys.argv[1])
register(project._session, sys.argv[2], progress=lambda n: print("step", flush=True))
"""


@pytest.mark.skipif(os.name != "posix", reason="signals differ elsewhere")
def test_ctrl_c_from_the_keyboard_leaves_nothing(tmp_path: Path) -> None:
    entries = ",".join(f'{{"objectUrl": "https://example.org/{n}.jpg"}}' for n in range(200_000))
    path = written(tmp_path, f'{{"images": [{entries}]}}')
    command = [sys.executable, "-c", _CHILD, str(tmp_path / "pets.duckdb"), str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "step\n"
        child.send_signal(signal.SIGINT)
        _, said = child.communicate(timeout=60)
    assert "KeyboardInterrupt" in said
    with nb.open(tmp_path / "pets.duckdb") as project:
        assert (len(project), len(project.history())) == (0, 0)
        assert project.verify() == []
