"""A fingerprint changes when a file does, and asks no server."""

from __future__ import annotations

import os
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from tests.unit.media.files.remote.server import Site, file

from nblabel.domain.medium import Medium
from nblabel.media.files import cache_file, policy
from nblabel.media.files.loader import open_file
from nblabel.media.files.remote.learned import Facts, Learned
from nblabel.media.files.sources import fingerprint


def test_several_files_count_each_in_their_order(tmp_path: Path) -> None:
    one, two = tmp_path / "1.jpg", tmp_path / "2.jpg"
    one.write_bytes(b"one")
    two.write_bytes(b"two")
    both = Medium("group", (str(one), str(two)))
    first = fingerprint(both)
    assert fingerprint(both) == first
    assert fingerprint(Medium("group", (str(two), str(one)))) != first
    os.utime(two, ns=(1, 1))
    assert fingerprint(both) != first
    two.unlink()
    with pytest.raises(OSError, match="No such file"):
        fingerprint(both)


def test_a_path_is_the_same_file_as_its_file_address(tmp_path: Path) -> None:
    (tmp_path / "a b.jpg").write_bytes(b"one")
    assert fingerprint(f"file://{tmp_path}/a%20b.jpg") == fingerprint(tmp_path / "a b.jpg")
    assert fingerprint(Medium("image", (str(tmp_path / "a b.jpg"),))) == fingerprint(str(tmp_path / "a b.jpg"))


def test_what_was_shown_without_a_root_is_not_shown_from_the_cache_under_one(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"one")
    path = (str(tmp_path / "a.jpg"),)
    assert fingerprint(Medium("image", path)) != fingerprint(Medium("image", path, root=str(tmp_path / "elsewhere")))


def test_an_address_that_was_never_asked_has_one_and_no_server_hears_of_it(site: Site) -> None:
    site.handlers["/a"] = file(b"one")
    assert fingerprint(site.url("/a")) != fingerprint(site.url("/b"))
    assert not site.log


def test_the_first_fetch_keeps_it_and_a_change_on_the_server_changes_it(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(policy, "REMOTE", replace(policy.REMOTE, fresh_s=0.0))
    seen = [fingerprint(site.url("/a"))]
    for body, etag in ((b"one", '"1"'), (b"one", '"1"'), (b"two", '"2"'), (b"two", '"2"')):
        site.handlers["/a"] = file(body, etag=etag)
        open_file(site.url("/a"))[0].close()
        seen.append(fingerprint(site.url("/a")))
    # What was made before the first fetch (a thumbnail's key) holds after it: nothing is made twice.
    assert seen[0] == seen[1] == seen[2]
    assert seen[2] != seen[3] == seen[4]


def test_what_was_learned_outlives_the_process(tmp_path: Path) -> None:
    first = Learned(tmp_path)
    first.put(b"k" * 16, Facts(3, '"1"', "", ranges=True, checked=5.0))
    changed = first.put(b"k" * 16, Facts(4, '"2"', "", checked=6.0))
    assert changed.token
    assert Learned(tmp_path).get(b"k" * 16) == changed
    assert Learned(tmp_path).token(b"k" * 16) == changed.token
    assert Learned(tmp_path).get(b"x" * 16) is None


def test_a_damaged_or_unwritable_note_costs_nothing_but_its_content(tmp_path: Path) -> None:
    (tmp_path / "addresses.sqlite").write_bytes(b"no database at all" * 100)
    notes = Learned(tmp_path)
    assert notes.get(b"k" * 16) is None
    notes.put(b"k" * 16, Facts(3, '"1"'))
    assert notes.get(b"k" * 16) == Facts(3, '"1"')
    (tmp_path / "file").write_text("x")
    nowhere = Learned(tmp_path / "file")
    nowhere.put(b"k" * 16, Facts(3, '"1"'))
    assert nowhere.get(b"k" * 16) == Facts(3, '"1"')


def test_what_was_learned_while_another_process_made_the_file_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    maker = sqlite3.connect(tmp_path / "addresses.sqlite", isolation_level=None)
    maker.execute("begin immediate")
    maker.execute("create table other (id)")
    monkeypatch.setattr(cache_file.time, "sleep", lambda seconds: maker.execute("commit"))
    Learned(tmp_path).put(b"k" * 16, Facts(1, "one"))
    maker.close()
    assert Learned(tmp_path).get(b"k" * 16) == Facts(1, "one")


def test_an_object_of_an_allowed_host_is_another_one_where_it_is_not_allowed(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.handlers["/a"] = file(b"private")
    open_file(site.url("/a"))[0].close()
    allowed = fingerprint(site.url("/a"))
    monkeypatch.setattr(policy, "_allowed", frozenset())
    assert fingerprint(site.url("/a")) != allowed
