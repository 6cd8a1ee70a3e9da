"""What one entry may say, and the sentence for everything it may not."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from nblabel.formats.registration import Entry, Facts, Refused, reading_of
from nblabel.formats.registration.entries import Notes
from nblabel.formats.registration.keys import KEYS


def read(given: dict[str, Any], notes: Notes | None = None) -> list[Entry | Refused]:
    return list(reading_of(given).entries(notes or Notes()))


def entry(key: str, **said: Any) -> Entry:
    (found,) = read({key: [said]})
    assert isinstance(found, Entry), found
    return found


def reason(key: str, **said: Any) -> str:
    (found,) = read({key: [said]})
    assert isinstance(found, Refused), found
    return found.reason


def numbered(n: int) -> dict[str, str]:
    return {f"objectUrl_{place}": f"https://x.org/{place}.jpg" for place in range(n)}


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("videos", "video"),
        ("audio", "audio"),
        ("pdfs", "pdf"),
        ("text", "text"),
        ("images", "image"),
        ("nifti", "nifti"),
    ],
)
def test_s4_19_each_key_gives_its_kind(key: str, kind: str) -> None:
    assert entry(key, objectUrl="https://x.org/a").kind == kind


def test_s4_19_groups_and_series_have_several_files() -> None:
    assert set(KEYS) == {"videos", "audio", "pdfs", "text", "images", "image_groups", "dicom_series", "nifti"}
    group = entry("image_groups", **numbered(2))
    series = entry("dicom_series", title="ct", **numbered(3))
    assert (group.kind, len(group.urls)) == ("group", 2)
    assert (series.kind, len(series.urls)) == ("dicom", 3)


def test_s4_30_create_video_makes_a_sequence() -> None:
    assert entry("image_groups", createVideo=True, **numbered(2)).kind == "sequence"
    assert entry("image_groups", createVideo=False, **numbered(2)).kind == "group"
    assert (
        reason("image_groups", createVideo="yes", **numbered(1)) == 'createVideo is true or false, not the text "yes".'
    )
    assert "unknown key" in reason("images", objectUrl="a", createVideo=True)


def test_s4_31_files_stand_in_the_order_of_their_numbers() -> None:
    shuffled = {f"objectUrl_{n}": f"{n}.jpg" for n in (10, 2, 0, 1, 9, 3, 8, 4, 7, 5, 6)}
    assert entry("image_groups", **shuffled).urls == tuple(f"{n}.jpg" for n in range(11))


def test_s4_31_a_gap_or_a_duplicate_number_is_an_error() -> None:
    gap = reason("image_groups", objectUrl_0="a", objectUrl_2="c")
    assert gap == "There is a gap: objectUrl_1 is missing and objectUrl_2 is there. Number without gaps."
    assert "objectUrl_1 is missing" in reason("image_groups", objectUrl_2="c", objectUrl_3="d")
    assert "number 1 stands twice" in reason("image_groups", objectUrl_0="a", objectUrl_1="b", objectUrl_01="c")
    assert 'not "objectUrl_one"' in reason("image_groups", objectUrl_0="a", objectUrl_one="b")
    assert "objectUrl_1 is missing" in reason("image_groups", objectUrl_0="a", objectUrl_999999999="b")


def test_a_number_may_start_at_one() -> None:
    assert entry("image_groups", objectUrl_1="a", objectUrl_2="b").urls == ("a", "b")


def test_s4_20_a_title_has_at_most_300_characters() -> None:
    assert entry("images", objectUrl="a", title="\u00e4" * 300).title == "\u00e4" * 300
    assert reason("images", objectUrl="a", title="\u00e4" * 301) == "Its title has 301 characters; 300 are allowed."
    assert reason("images", objectUrl="a", title=7) == "Its title is a text, not the number 7."


def test_s4_21_a_url_has_at_most_16_kilobytes() -> None:
    long = "https://x.org/" + "a" * (16_384 - 14)
    assert entry("images", objectUrl=long).urls == (long,)
    assert reason("images", objectUrl=long + "a") == "objectUrl has 16,385 bytes; 16,384 are allowed."
    assert reason("images", objectUrl="\u00e4" * 8193) == "objectUrl has 16,386 bytes; 16,384 are allowed."


def test_s4_32_a_sequence_has_at_most_32767_frames_and_many_warn() -> None:
    notes = Notes()
    read({"image_groups": [{"createVideo": True, **numbered(15_000)}]}, notes)
    assert not notes.warnings
    read({"image_groups": [{"createVideo": True, **numbered(15_001)}]}, notes)
    assert notes.warnings == ["The sequence at image_groups[0] has 15,001 frames; up to 15,000 are recommended."]
    assert len(entry("image_groups", createVideo=True, **numbered(32_767)).urls) == 32_767
    refused = reason("image_groups", createVideo=True, **numbered(32_768))
    assert refused == "A sequence of 32,768 frames was given; 32,767 are allowed. Split it."


def test_s4_35_a_dicom_series_needs_a_title_and_a_file() -> None:
    assert reason("dicom_series", **numbered(1)) == "It has no title, which each entry of dicom_series needs."
    assert reason("dicom_series", title="ct") == "It has no objectUrl_0: name at least one file."


@pytest.mark.parametrize(
    "url",
    [
        "arn:aws:s3::123456789012:accesspoint/mfzwi23gnjvgw.mrap/cats/1.jpg",
        "https://x.org/a%20b.jpg?w=1&h=%2F#t",
        "s3://Bucket/KEY with spaces//and.jpg",
    ],
)
def test_s4_36_urls_and_arns_are_kept_to_the_byte(url: str) -> None:
    assert entry("images", objectUrl=url).urls == (url,)


def test_s4_28_client_metadata_is_kept_as_json() -> None:
    given = {"site": "A", "n": 3, "deep": {"list": [1, None, True]}, "text": "\u00e4\U0001f431", "big": 10**30}
    assert json.loads(entry("videos", objectUrl="a", clientMetadata=given).meta or "") == given


def test_s4_28_client_metadata_of_tables_and_notebooks_becomes_json() -> None:
    given = {"when": np.datetime64("2026-11-22"), "n": np.int64(3), "gone": float("nan"), "v": np.array([1.5, 2.0])}
    assert json.loads(entry("images", objectUrl="a", clientMetadata=given).meta or "") == {
        "when": "2026-11-22", "n": 3, "gone": None, "v": [1.5, 2.0],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("key", "block", "said", "facts"),
    [
        (
            "videos",
            "videoMetadata",
            {
                "fps": 23.98,
                "duration": 29.09,
                "width": 1280,
                "height": 720,
                "file_size": 5468354,
                "mime_type": "video/mp4",
            },
            Facts(1280, 720, 698, 23.98, 29.09, 5468354, "video/mp4"),
        ),
        (
            "images",
            "imageMetadata",
            {"width": 640, "height": 480, "fileSize": 124, "mimeType": "image/jpg"},
            Facts(640, 480, 1, 0.0, 0.0, 124, "image/jpg"),
        ),
        ("pdfs", "pdfMetadata", {"fileSize": 300, "numPages": 5}, Facts(n_frames=5, file_size=300)),
        ("text", "textMetadata", {"fileSize": 300, "mime_type": "text/plain"}, Facts(file_size=300, mime="text/plain")),
        (
            "audio",
            "audioMetadata",
            {"duration": 15.5, "file_size": 9, "mime_type": "audio/mp3", "sample_rate": 44100, "num_channels": 2},
            Facts(duration=15.5, file_size=9, mime="audio/mp3", detail='{"sample_rate": 44100, "channels": 2}'),
        ),
    ],
)
def test_s4_25_s4_26_a_metadata_block_is_taken_as_given(key: str, block: str, said: Any, facts: Facts) -> None:
    assert entry(key, objectUrl="a", **{block: said}).facts == facts


@pytest.mark.parametrize(
    ("key", "said", "sentence"),
    [
        ("images", {}, "It has no objectUrl, the address or path of its file."),
        ("images", {"objectUrl": 5}, "objectUrl is a text, not the number 5."),
        ("images", {"objectUrl": None}, "objectUrl is a text, not null."),
        ("images", {"objectUrl": " "}, "objectUrl is empty: give the address or path of the file."),
        ("images", {"objectUrl": "a\x00b"}, "objectUrl holds a sign that cannot be stored (NUL or half of a pair)."),
        ("images", {"objectUrl": "a\ud800"}, "objectUrl holds a sign that cannot be stored (NUL or half of a pair)."),
        ("images", {"objectUrl": "a", "titel": "x"}, 'It has the unknown key "titel". Known here: objectUrl, title'),
        ("images", {"objectUrl_0": "a"}, '"objectUrl_0" belongs to image_groups and dicom_series'),
        ("image_groups", {"objectUrl": "a"}, "Its files are numbered: image_groups takes objectUrl_0"),
        ("images", {"objectUrl": "a", "clientMetadata": "x"}, "clientMetadata is an object such as"),
        ("images", {"objectUrl": "a", "clientMetadata": {"x": "\ud800"}}, "clientMetadata is not valid Unicode"),
        ("images", {"objectUrl": "a", "title": "\ud800"}, "Its title holds a sign that cannot be stored"),
        ("images", {"objectUrl": "a", "imageMetadata": 4}, "imageMetadata is an object such as"),
        ("images", {"objectUrl": "a", "imageMetadata": {"widht": 4}}, 'imageMetadata has the unknown key "widht"'),
        ("images", {"objectUrl": "a", "imageMetadata": {"width": "4"}}, "imageMetadata.width is a whole number from 1"),
        (
            "images",
            {"objectUrl": "a", "imageMetadata": {"width": 2**31}},
            "imageMetadata.width is a whole number from 1",
        ),
        (
            "images",
            {"objectUrl": "a", "imageMetadata": {"width": True}},
            "imageMetadata.width is a whole number from 1",
        ),
        ("videos", {"objectUrl": "a", "videoMetadata": {"fps": float("inf")}}, "videoMetadata.fps is a number from 0"),
        ("videos", {"objectUrl": "a", "videoMetadata": {"fps": -1}}, "videoMetadata.fps is a number from 0"),
        ("videos", {"objectUrl": "a", "videoMetadata": {"mime_type": 7}}, "videoMetadata.mime_type is a text"),
        ("videos", {"objectUrl": "a", "imageMetadata": {}}, 'It has the unknown key "imageMetadata"'),
        (
            "text",
            {"objectUrl": "a", "textMetadata": {"fileSize": 1, "file_size": 2}},
            "textMetadata gives file_size twice",
        ),
    ],
)
def test_what_an_entry_may_not_say_has_its_own_sentence(key: str, said: dict[str, Any], sentence: str) -> None:
    assert reason(key, **said).startswith(sentence)


def test_a_misspelt_key_is_answered_with_the_close_one() -> None:
    assert reason("images", objectUrl="a", tilte="x").endswith('Did you mean "title"?')
    assert reason("images", objectUrl="a", imageMetadata={"widht": 4}).endswith('Did you mean "width"?')


def test_keys_that_are_no_text_are_refused_and_raise_nothing() -> None:
    (found,) = read({"images": [{3: "a"}]})
    assert isinstance(found, Refused)
    (found,) = read({7: []})  # type: ignore[dict-item]
    assert isinstance(found, Refused)
