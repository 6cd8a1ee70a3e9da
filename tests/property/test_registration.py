"""Registration files made by dice: what is written is what is registered, and what is broken is never half read."""

from __future__ import annotations

import io
import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import examples

import nblabel as nb
from nblabel.errors import RegistrationError
from nblabel.formats.registration import Entry, reading_of, window
from nblabel.formats.registration.entries import Notes
from nblabel.formats.registration.keys import KEYS

SIGNS = st.characters(exclude_categories=["Cs"], exclude_characters="\x00")
TEXTS = st.text(SIGNS, max_size=12)
NAMES = st.text(st.sampled_from("abcXYZ019-_. %\u00e4\U0001f431"), min_size=1, max_size=12)
URLS = st.builds(lambda host, name: f"https://{host}.org/{name}", st.sampled_from(["a", "b", "example"]), NAMES)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**62), 2**62) | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)
COMMON = {"title": TEXTS, "clientMetadata": st.dictionaries(TEXTS, VALUES, max_size=3)}


def single(key: str) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({"objectUrl": URLS}, optional=COMMON)


@st.composite
def several(draw: st.DrawFn, key: str) -> dict[str, Any]:
    urls = draw(st.lists(URLS, min_size=1, max_size=12))
    numbered = draw(st.permutations([(f"objectUrl_{n}", url) for n, url in enumerate(urls)]))
    rest = draw(st.fixed_dictionaries({}, optional=COMMON))
    if KEYS[key].needs_title:
        rest["title"] = draw(TEXTS.filter(bool))
    elif draw(st.booleans()):
        rest["createVideo"] = draw(st.booleans())
    return {**rest, **dict(numbered)}


def lists() -> st.SearchStrategy[dict[str, Any]]:
    entries = {
        name: st.lists(several(name) if key.has_several else single(name), max_size=4) for name, key in KEYS.items()
    }
    return st.fixed_dictionaries({}, optional=entries)


def expected(given: dict[str, Any]) -> list[tuple[str, tuple[str, ...], str, Any]]:
    """(kind, files, title, metadata) of each entry, told the plain way."""
    found = []
    for name, entries in given.items():
        for said in entries:
            numbers = sorted(int(word[10:]) for word in said if word.startswith("objectUrl_"))
            urls = tuple(said[f"objectUrl_{n}"] for n in numbers) or (said["objectUrl"],)
            kind = "sequence" if said.get("createVideo") else KEYS[name].kind
            found.append((kind, urls, said.get("title", ""), said.get("clientMetadata")))
    return found


def read(content: bytes) -> list[Entry]:
    entries = list(reading_of(None, "files.json", lambda: io.BytesIO(content)).entries(Notes()))
    assert all(isinstance(entry, Entry) for entry in entries), entries
    return [entry for entry in entries if isinstance(entry, Entry)]


@given(lists(), st.sampled_from([None, 1, "\t"]), st.booleans(), st.sampled_from([4, 50, 1 << 20]))
def test_s4_18_what_is_written_as_json_is_what_is_read(
    said: dict[str, Any], indent: Any, ascii: bool, piece: int
) -> None:
    content = json.dumps(said, indent=indent, ensure_ascii=ascii).encode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(window, "_PIECE", piece)
        entries = read(content)
    metas = [None if entry.meta is None else json.loads(entry.meta) for entry in entries]
    assert [
        (entry.kind, entry.urls, entry.title, meta) for entry, meta in zip(entries, metas, strict=True)
    ] == expected(said)


@settings(max_examples=examples(25))
@given(lists())
def test_s4_18_what_is_registered_is_what_the_file_says(said: dict[str, Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "files.json"
        path.write_text(json.dumps(said))
        with nb.open(Path(folder) / "pets.duckdb") as project:
            receipt = project.register(path)
            wanted = expected(said)
            assert (receipt.applied, receipt.problems) == (len(wanted), ())
            assert [(item.kind, item.urls, item.meta) for item in project] == [
                (kind, urls, meta or {}) for kind, urls, _, meta in wanted
            ]
            assert all(item.title == title for item, (_, _, title, _) in zip(project, wanted, strict=True) if title)
            assert project.register(path, skip_duplicate_urls=True).applied == 0
            assert project.verify() == []


@given(lists(), st.data())
def test_s4_34_a_text_is_read_as_far_as_json_reads_it_or_not_at_all(said: dict[str, Any], data: st.DataObject) -> None:
    text = json.dumps(said, ensure_ascii=False)
    at = data.draw(st.integers(0, len(text)))
    cut = data.draw(st.integers(0, 3))
    put = data.draw(st.text(st.sampled_from("{}[],:\"'\\ \n0-aN/#"), max_size=2))
    changed = text[:at] + put + text[at + cut :]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(window, "_PIECE", data.draw(st.sampled_from([4, 1 << 20])))
        error = error_of(changed)
    assert (error is None) == is_object(changed), (changed, error)
    assert "\n" not in (error or "")


def is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False


def error_of(text: str) -> str | None:
    try:
        list(reading_of(None, "files.json", lambda: io.BytesIO(text.encode())).entries(Notes()))
    except RegistrationError as error:
        return str(error)
    return None
