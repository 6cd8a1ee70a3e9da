"""The JSON form: read piece by piece, and told where and why it is broken."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from nblabel.errors import RegistrationError
from nblabel.formats.registration import Entry, Refused, reading_of, window
from nblabel.formats.registration.entries import Notes


def read(text: str | bytes, notes: Notes | None = None) -> list[Entry | Refused]:
    content = text.encode() if isinstance(text, str) else text
    return list(reading_of(None, "files.json", lambda: io.BytesIO(content)).entries(notes or Notes()))


def broken(text: str | bytes) -> str:
    with pytest.raises(RegistrationError) as raised:
        read(text)
    return str(raised.value)


def urls(entries: list[Entry | Refused]) -> list[tuple[str, ...]]:
    assert all(isinstance(entry, Entry) for entry in entries), entries
    return [entry.urls for entry in entries if isinstance(entry, Entry)]


CAUSES = {
    '{"images": [{"objectUrl": "a.jpg"},\n ]}': (1, 35, "comma before the closing"),
    '{"images": [{"objectUrl": "a.jpg",}]}': (1, 34, "comma before the closing"),
    '{"images": [],}': (1, 14, "comma before the closing"),
    '{"videos": [{"objectUrl": "a.mp4"}\n  {"objectUrl": "b.mp4"}]}': (2, 3, 'a comma is missing before "{"'),
    '{"images": [{"objectUrl": "a.jpg"\n "title": "x"}]}': (2, 2, "a comma is missing"),
    '{"images": []\n"videos": []}': (2, 1, "a comma is missing"),
    '{"images": [{"objectUrl" "a.jpg"}]}': (1, 26, "a colon is missing"),
    '{"images": [{"objectUrl":}]}': (1, 26, "a value is missing"),
    '{"images": [{"objectUrl": "a"},, {"objectUrl": "b"}]}': (1, 32, "two commas"),
    '{"images": [{"objectUrl: "a.jpg"}]}': (1, 27, "quotation mark is missing"),
    '{"images": [{"objectUrl": "a.jpg}]}': (1, 27, "never closed"),
    '{"images": [{"objectUrl": "a.jpg\n"}]}': (1, 33, "goes over the end of its line"),
    "{'images': []}": (1, 2, "single"),
    "{images: []}": (1, 2, '"images" stands without quotation marks'),
    '{"images": [{"objectUrl": \u201ca.jpg\u201d}]}': (1, 27, "curly"),
    '{"images": [{"objectUrl": "C:\\Users\\a.jpg"}]}': (1, 30, "backslash"),
    '{"images": [{"objectUrl": "a", "title": None}]}': (1, 41, "None is not JSON: write null"),
    '{"images": [{"objectUrl": "a", "createVideo": True}]}': (1, 47, "True is not JSON: write true"),
    '{"images": [], // all\n "videos": []}': (1, 16, "no comments"),
    '{"images": [{"objectUrl": "a"}]': (1, 32, "ends in the middle"),
    '{"images": [{"objectUrl": "a"]}': (1, 30, '"]" closes what was not opened'),
    '{"images": []}}': (1, 15, '"}" closes what was not opened'),
    '{"images": [{"objectUrl": "a", "n": ' + "7" * 5000 + "}]}": (1, 13, "thousands of digits"),
    '{"images":' + "[" * 100_000: (1, 12, "nested too deeply"),
}


@pytest.mark.parametrize("text", CAUSES, ids=lambda text: text[:40])
def test_s4_34_broken_json_is_told_with_line_column_and_likely_cause(text: str) -> None:
    line, column, cause = CAUSES[text]
    message = broken(text)
    assert f"files.json is broken at line {line}, column {column}: " in message
    assert cause in message
    assert message.endswith("Nothing was registered.")


@pytest.mark.parametrize("size", [1, 7, 300])
@pytest.mark.parametrize("text", list(CAUSES)[:-2], ids=lambda text: text[:40])
def test_the_same_cause_is_found_however_little_is_read_at_once(
    text: str, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(window, "_PIECE", size)
    line, column, cause = CAUSES[text]
    message = broken("\n" * 400 + " " * 900 + text)
    assert f"line {400 + line}, column {column + (900 if line == 1 else 0)}: " in message
    assert cause in message


def test_whatever_the_pieces_the_entries_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {
        "images": [{"objectUrl": f"https://x.org/{n}.jpg", "title": "\U0001f431" * (n % 9 + 1)} for n in range(200)],
        "image_groups": [{f"objectUrl_{n}": f"{n}.jpg" for n in range(100)}],
        "skip_duplicate_urls": True,
    }
    text = json.dumps(given, ensure_ascii=False, indent=1)
    whole = read(text)
    assert len(whole) == 201
    for size in (1, 13, 300):
        monkeypatch.setattr(window, "_PIECE", size)
        notes = Notes()
        assert read(text, notes) == whole
        assert notes.skip_duplicate_urls


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_other_unicode_encodings_are_read(encoding: str) -> None:
    assert urls(read('{"images": [{"objectUrl": "\u00e4.jpg"}]}'.encode(encoding))) == [("\u00e4.jpg",)]


def test_a_file_in_another_encoding_says_where() -> None:
    text = '{"images": [\n{"objectUrl": "a.jpg"},\n{"objectUrl": "\u00e4.jpg"}]}'.encode("latin-1")
    assert "line 3 holds the byte 0xe4. Save it as UTF-8." in broken(text)


def test_s4_34_a_repeated_key_is_joined_with_a_warning() -> None:
    notes = Notes()
    text = (
        '{"image_groups": [{"title": "a", "objectUrl_0": "1"}],\n'
        '"image_groups": [{"title": "b", "objectUrl_0": "2"}, {"title": "c", "objectUrl_0": "3"}]}'
    )
    entries = read(text, notes)
    assert urls(entries) == [("1",), ("2",), ("3",)]
    assert [str(entry.place) for entry in entries] == [
        f"image_groups[{n}], line {1 if n == 0 else 2}" for n in range(3)
    ]
    assert notes.warnings == ['The key "image_groups" stands again at line 2 of files.json: its lists were joined.']


def test_an_unknown_key_is_refused_with_the_close_match_and_its_list_is_passed_over() -> None:
    entries = read('{"image": [{"objectUrl": "a"}, [[1], 2]], "images": [{"objectUrl": "b"}], "": 3}')
    assert [type(entry) for entry in entries] == [Refused, Entry, Refused]
    assert isinstance(entries[0], Refused)
    assert entries[0].reason.endswith('Did you mean "images"?')


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"images": {"objectUrl": "a"}}', '"images" is a list of entries, not an object.'),
        ('{"skip_duplicate_urls": "yes"}', 'skip_duplicate_urls is true or false, not the text "yes".'),
        ('{"images": ["a.jpg"]}', 'An entry is an object such as {"objectUrl": "..."}, not the text "a.jpg".'),
        ('{"images": [null]}', 'An entry is an object such as {"objectUrl": "..."}, not null.'),
        ('{"images": [{"objectUrl": "a", "objectUrl": "b"}]}', '"objectUrl" stands twice in one object: keep one.'),
        (
            '{"images": [{"objectUrl": "a", "clientMetadata": {"deep": {"x": 1, "x": 2}}}]}',
            '"x" stands twice in one object: keep one.',
        ),
    ],
)
def test_what_is_of_the_wrong_type_is_refused_in_a_sentence(text: str, reason: str) -> None:
    (refused,) = read(text)
    assert isinstance(refused, Refused)
    assert refused.reason == reason


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "files.json is empty: a registration file is an object of lists, such as images."),
        ("[]", 'files.json is a list: a registration file is an object of lists, such as {"images": [...]}.'),
        ('{"images": []}\n{"images": []}', "files.json goes on at line 2 after its end"),
        ("hello", "files.json is broken at line 1, column 1"),
    ],
)
def test_what_is_no_registration_says_so(text: str, sentence: str) -> None:
    assert broken(text).startswith(sentence)


def test_an_entry_longer_than_any_can_be_ends_the_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(window, "_PIECE", 100)
    monkeypatch.setattr(window, "_LONGEST", 10_000)
    message = broken('{"images": [\n{"objectUrl": "' + "a" * 1_000_000)
    assert message.startswith("files.json holds an entry of more than")
    assert "at line 2" in message


def test_a_count_sees_as_many_files_as_the_whole_reading() -> None:
    given: dict[str, Any] = {
        "images": [{"objectUrl": "a"}, {"objectUrl": 3}],
        "image_groups": [{"objectUrl_0": "a", "objectUrl_1": "b"}, {"objectUrl_0": "a", "objectUrl_2": "b"}],
    }
    content = json.dumps(given).encode()
    counted = list(reading_of(None, "files.json", lambda: io.BytesIO(content)).counted(Notes()))
    assert [len(entry.urls) if isinstance(entry, Entry) else entry.n_urls for entry in counted] == [1, 1, 2, 2]
