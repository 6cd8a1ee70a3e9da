"""Metadata, titles and addresses as given: S4.25 to S4.28, S4.36."""

from __future__ import annotations

from pathlib import Path

from tests.integration.registration.files import titles, written

from nblabel import F
from nblabel.media.files.sources import signed
from nblabel.project import Project


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
