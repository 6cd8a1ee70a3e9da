"""The table form: CSV and DataFrames with the words of the JSON form as columns."""

from __future__ import annotations

import io

import numpy as np
import pandas as pd
import pytest

from nblabel.errors import RegistrationError
from nblabel.formats.registration import Entry, Refused, reading_of
from nblabel.formats.registration.entries import Notes


def read(text: str | bytes, name: str = "files.csv") -> list[Entry | Refused]:
    content = text.encode() if isinstance(text, str) else text
    return list(reading_of(None, name, lambda: io.BytesIO(content)).entries(Notes()))


def only(entries: list[Entry | Refused]) -> Entry:
    (entry,) = entries
    assert isinstance(entry, Entry), entry
    return entry


def refusal(entries: list[Entry | Refused]) -> str:
    (entry,) = entries
    assert isinstance(entry, Refused), entry
    return entry.reason


def test_s4_18_a_csv_has_the_columns_of_the_json_form() -> None:
    text = (
        "kind,objectUrl,objectUrl_0,objectUrl_1,title,createVideo,videoMetadata,clientMetadata,clientMetadata.site\n"
        'images,a.jpg,,,cat,,,"{""n"": 3}",A\n'
        'video,b.mp4,,,,,"{""fps"": 24, ""duration"": 5, ""width"": 8, ""height"": 6}",,\n'
        ",,c.jpg,d.jpg,walk,true,,,B\n"
        ",,c.jpg,d.jpg,pair,false,,,\n"
    )
    image, video, sequence, group = read(text)
    assert isinstance(image, Entry)
    assert isinstance(video, Entry)
    assert isinstance(sequence, Entry)
    assert isinstance(group, Entry)
    assert (image.kind, image.urls, image.title, image.meta) == ("image", ("a.jpg",), "cat", '{"n":3,"site":"A"}')
    assert video.facts is not None
    assert (video.kind, video.facts.n_frames) == ("video", 120)
    assert (sequence.kind, sequence.urls, sequence.meta) == ("sequence", ("c.jpg", "d.jpg"), '{"site":"B"}')
    assert group.kind == "group"
    assert str(sequence.place) == "row[2], line 4"


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_columns_are_separated_by_commas_semicolons_or_tabs(sign: str) -> None:
    entry = only(read(f"objectUrl{sign}Title\r\na.jpg{sign}cat\r\n"))
    assert (entry.urls, entry.title) == (("a.jpg",), "cat")


def test_columns_inside_a_block_are_numbers_where_it_holds_numbers() -> None:
    entry = only(
        read("objectUrl,imageMetadata.width,imageMetadata.height,imageMetadata.mimeType\na,640,480,image/png\n")
    )
    assert entry.facts is not None
    assert (entry.kind, entry.facts.width, entry.facts.mime) == ("image", 640, "image/png")
    assert refusal(read("objectUrl,imageMetadata.width\na,wide\n")).startswith("imageMetadata.width is a whole number")


def test_a_row_without_a_kind_leaves_it_to_the_ending() -> None:
    assert only(read("objectUrl\na.mp4\n")).kind == ""


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "files.csv has no headings"),
        ("name,path\na,b\n", 'files.csv has the unknown column "name"'),
        ("title\na\n", "files.csv has no column objectUrl"),
        ("objectUrl,objecturl\na,b\n", 'files.csv has the column "objectUrl" twice'),
        ('objectUrl\n"abc\n', "files.csv is broken at line 2"),
    ],
)
def test_a_table_that_is_no_registration_is_refused_as_a_whole(text: str, sentence: str) -> None:
    with pytest.raises(RegistrationError) as raised:
        read(text)
    assert str(raised.value).startswith(sentence)


def test_a_table_in_another_encoding_is_refused() -> None:
    with pytest.raises(RegistrationError, match="is not UTF-8 text: it holds the byte 0xe4"):
        read("objectUrl\n\u00e4.jpg\n".encode("latin-1"))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("objectUrl,kind\na,vidoe\n", '"vidoe" is no kind.'),
        ("objectUrl,clientMetadata\na,{x\n", "clientMetadata is a JSON object"),
        ("objectUrl_0,createVideo\na,maybe\n", "createVideo is true or false"),
        ("objectUrl,title\na,b,c,d\n", "It has 4 cells and there are 2 columns"),
        ("objectUrl_0,objectUrl_1,objectUrl_2\na,,c\n", "There is a gap: objectUrl_1 is missing"),
    ],
)
def test_a_row_that_cannot_be_used_has_its_own_sentence(text: str, sentence: str) -> None:
    assert refusal(read(text)).startswith(sentence)


def test_a_dataframe_is_read_row_by_row_whatever_stands_for_nothing() -> None:
    frame = pd.DataFrame(
        {
            "objectUrl": ["a.jpg", "b.jpg", None],
            "objectUrl_0": [None, pd.NA, "c.jpg"],
            "title": ["cat", np.nan, ""],
            "clientMetadata": [{"n": 1}, None, None],
            "clientMetadata.score": [0.5, np.nan, 2.0],
            "imageMetadata.width": [640.0, np.nan, np.nan],
            "imageMetadata.height": [480.0, np.nan, np.nan],
        }
    )
    entries = list(reading_of(frame).entries(Notes()))
    assert [entry.urls for entry in entries if isinstance(entry, Entry)] == [("a.jpg",), ("b.jpg",), ("c.jpg",)]
    first, second, third = entries
    assert isinstance(first, Entry)
    assert isinstance(second, Entry)
    assert isinstance(third, Entry)
    assert first.facts is not None
    assert (first.kind, first.title, first.meta, first.facts.width) == ("image", "cat", '{"n":1,"score":0.5}', 640)
    assert (second.kind, second.title, second.meta) == ("", "", None)
    assert (third.kind, third.meta, str(third.place)) == ("group", '{"score":2.0}', "row[2]")


@pytest.mark.parametrize("source", [3, None, ["a.jpg"], {"a"}, b"{}"])
def test_what_is_neither_file_nor_dict_nor_table_is_refused(source: object) -> None:
    with pytest.raises(RegistrationError, match="Cannot register"):
        reading_of(source)


def test_a_file_without_an_ending_is_json_where_it_looks_like_it() -> None:
    assert only(read('\n {"images": [{"objectUrl": "a"}]}', "files")).kind == "image"
    with pytest.raises(RegistrationError, match=r"neither \.json nor \.csv"):
        read("hello", "files")
