"""Every kind, its groups and sequences, datasets and folders: S4.17, S4.18, S4.19, S4.29 to S4.35, S4.39, S4.40."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from tests.integration.registration.files import SEED, web, written

from nblabel import F
from nblabel.errors import OperationError, SourceError
from nblabel.project import Project


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
