"""Registering pictures of every source, and reading their headers."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image

import nblabel as nb
from nblabel.errors import ReadOnly, SourceError
from nblabel.ops import Session
from nblabel.ops.adding import add as adding
from nblabel.ops.adding.add import add
from nblabel.ops.adding.headers import HeaderReader, read_headers
from nblabel.store.file.database import Database
from nblabel.store.file.tracer import trace
from nblabel.store.items import adding as items
from nblabel.store.items import headers

ODD_NAMES = [
    "🐱 cat.png",
    'it\'s "odd".jpg',
    "new\nline.png",
    "\u202egnp.png",
    "semi;colon--.jpg",
    "<script>.png",
    "%s{}.png",
]


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    database = Database.open(tmp_path / "pets.duckdb")
    yield Session.open(database, "default", annotator="ada", role="admin", kind="workflow")
    database.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three pictures, one in a sub-folder; a broken one and a foreign file."""
    made = tmp_path / "pictures"
    (made / "cats").mkdir(parents=True)
    for name, width in (("IMG_10.jpg", 10), ("IMG_2.jpg", 20), ("cats/a.png", 30)):
        Image.new("RGB", (width, 5)).save(made / name)
    (made / "broken.jpg").write_bytes(b"no picture")
    (made / "notes.txt").write_text("foreign")
    return made


def titles(session: Session) -> list[str]:
    with session.db.read() as cur:
        return [title for (title,) in cur.execute("SELECT title FROM item WHERE op_to IS NULL ORDER BY item_id").rows()]


def metadata(session: Session) -> list[dict[str, object]]:
    scope = session.scope()
    with session.db.read() as cur:
        found = cur.execute("SELECT item_id FROM item WHERE op_to IS NULL ORDER BY item_id").rows()
        return [json.loads(items.meta_of(cur, scope, ident) or "{}") for (ident,) in found]


def test_a_folder_is_added_in_natural_order_and_the_rest_is_reported(session: Session, folder: Path) -> None:
    change = add(session, folder)
    assert titles(session) == ["broken.jpg", "a.png", "IMG_2.jpg", "IMG_10.jpg"]
    assert change.counts == {"applied": 4, "failed": 1}
    reason = 'Files with the ending ".txt" are left out of folders; name the file to add it.'
    assert change.problems == ((str(folder / "notes.txt"), reason),)
    assert change.text == "Added 4 items (1 failed)"


def test_adding_the_same_folder_again_adds_only_what_is_new(session: Session, folder: Path) -> None:
    first = add(session, folder)
    again = add(session, folder)
    assert (again.op_id, again.counts["applied"], again.counts["skipped"]) == (0, 0, 4)
    Image.new("RGB", (4, 4)).save(folder / "new.png")
    third = add(session, str(folder))
    assert (third.counts["applied"], third.counts["skipped"]) == (1, 4)
    assert len(titles(session)) == len(first.items) + 1


@pytest.mark.parametrize("source", ["*.jpg", "IMG_2.jpg", ["IMG_2.jpg", "IMG_10.jpg"], ["cats", "IMG_2.jpg"]])
def test_globs_files_and_lists_are_taken(session: Session, folder: Path, source: str | list[str]) -> None:
    where = str(folder / source) if isinstance(source, str) else [folder / name for name in source]
    expected = {"*.jpg": ["broken.jpg", "IMG_2.jpg", "IMG_10.jpg"], "IMG_2.jpg": ["IMG_2.jpg"]}
    add(session, where)
    wanted = (
        expected[source] if isinstance(source, str) else [Path(name).name.replace("cats", "a.png") for name in source]
    )
    assert titles(session) == wanted


def test_a_missing_path_in_a_list_stops_nothing(session: Session, folder: Path) -> None:
    change = add(session, [folder / "gone.jpg", folder / "IMG_2.jpg"])
    assert change.counts == {"applied": 1, "failed": 1}
    assert change.problems[0][1] == "There is no such file; check the path."


def test_odd_file_names_are_kept_as_they_are(session: Session, tmp_path: Path) -> None:
    folder = tmp_path / "odd"
    folder.mkdir()
    for name in ODD_NAMES:
        Image.new("RGB", (4, 4)).save(folder / name, "PNG")
    add(session, folder)
    assert sorted(titles(session)) == sorted(ODD_NAMES)
    assert add(session, folder).counts["skipped"] == len(ODD_NAMES)


@pytest.mark.skipif(os.name != "posix", reason="only POSIX file names may hold any bytes")
def test_a_name_that_is_no_unicode_is_reported(session: Session, folder: Path) -> None:
    try:
        (folder / os.fsdecode(b"\xff\xfe.jpg")).write_bytes(b"x")
    except OSError:
        pytest.skip("this file system takes only Unicode names")
    change = add(session, folder)
    assert (
        "The file name is not valid Unicode; rename the file." in dict(change.problems).values(),
        change.counts["failed"],
    ) == (
        True,
        2,
    )


def test_columns_of_a_table_become_metadata(session: Session) -> None:
    moment = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    frame = pd.DataFrame(
        {
            "path": ["/p/a.jpg", "/p/b.jpg"],
            "title": ["first", None],
            "site": ["A", None],
            "Site": [1, 2],
            "ratio": [0.5, np.nan],
            "huge": [np.inf, 1.0],
            "day": pd.Categorical(["mon", "tue"]),
            "when": [moment.replace(tzinfo=None)] * 2,
            "at": [moment] * 2,
            "nested": [{"box": [1, 2, np.nan], "who": {"ada"}}, None],
            "mixed": [1, "one"],
            "array": [np.arange(2), np.arange(2)],
            "is_good": [True, False],
            "q\"'; --": ["x", "é🐱"],
            7: ["number as name", ""],
        }
    )
    add(session, frame)
    assert titles(session) == ["first", "b.jpg"]
    first, second = metadata(session)
    assert first == {
        "site": "A",
        "Site": 1,
        "ratio": 0.5,
        "huge": None,
        "day": "mon",
        "when": "2026-01-02T03:04:05",
        "at": "2026-01-02T03:04:05+00:00",
        "nested": {"box": [1, 2, None], "who": ["ada"]},
        "mixed": 1,
        "array": [0, 1],
        "is_good": True,
        "q\"'; --": "x",
        "7": "number as name",
    }
    assert {key for key, value in second.items() if value is None} == {"site", "ratio", "nested"}


def test_rows_without_a_usable_path_are_reported_by_their_number(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nblabel.ops.adding.intake.BATCH", 2)
    paths = [
        "/p/a.jpg",
        None,
        5,
        "/p/b.gif.exe",
        "gopher://x.org/c.jpg",
        "/p/a.jpg",
        "/p/half\ud800.jpg",
        "/p/d.png",
        "",
    ]
    change = add(session, pd.DataFrame({"path": paths, "n": range(9)}))
    assert titles(session) == ["a.jpg", "d.png"]
    assert change.counts == {"applied": 2, "skipped": 1, "failed": 6}
    reasons = dict(change.problems)
    assert reasons["row 1"] == reasons["row 2"] == reasons["row 8"] == "There is no path in this row."
    assert "are not opened" in reasons["gopher://x.org/c.jpg"]
    assert [row["n"] for row in metadata(session)] == [0, 7]


def test_a_table_with_a_uri_column_and_relative_paths_is_taken(
    session: Session, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    add(session, pd.DataFrame({"uri": ["x/../y/a.jpg", Path("b.png")]}))
    with session.db.read() as cur:
        uris = [uri for (uri,) in cur.execute("SELECT uri FROM item ORDER BY item_id").rows()]
    assert uris == [str(tmp_path / "y" / "a.jpg"), str(tmp_path / "b.png")]


def test_arrays_and_pil_images_are_saved_losslessly_beside_the_database(session: Session) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (5, 7, 3), dtype=np.uint8)
    change = add(session, [noise, Image.new("L", (3, 4), 9), np.zeros((2, 2, 9))])
    assert change.counts == {"applied": 2, "failed": 1}
    assert titles(session) == ["array 0", "array 1"]
    with session.db.read() as cur:
        (uri, *_) = [uri for (uri,) in cur.execute("SELECT uri FROM item ORDER BY item_id").rows()]
    assert Path(uri).parent == session.db.path.with_name("pets.duckdb.media")
    assert np.array_equal(np.asarray(Image.open(uri)), noise)
    assert add(session, [noise]).counts == {"applied": 0, "skipped": 1}
    assert add(session, np.zeros((3, 4, 4, 3), np.uint8)).counts == {"applied": 1, "skipped": 2}


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        (5, "Cannot add int"),
        ([], "Nothing to add: the list is empty"),
        (pd.DataFrame({"file": ["a.jpg"]}), 'has no column "path" or "uri". Columns: file'),
        (pd.DataFrame([["a.jpg", "b.jpg"]], columns=["path", "path"]), "more than once"),
        ("/nowhere/at/all", 'There is no file or folder "/nowhere/at/all"'),
    ],
)
def test_a_source_that_cannot_be_used_is_one_sentence_and_writes_nothing(
    session: Session, source: object, sentence: str
) -> None:
    with pytest.raises(SourceError) as caught:
        add(session, source)
    assert sentence in str(caught.value)
    with session.db.read() as cur:
        assert cur.execute("SELECT count(*) FROM op").value() == 0


def test_problems_are_bounded_but_counted(session: Session) -> None:
    change = add(session, pd.DataFrame({"path": [f"/p/{place}.exe" for place in range(1500)]}))
    assert change.counts == {"applied": 0, "failed": 1500}
    assert len(change.problems) == adding.MOST_PROBLEMS


def test_an_interrupted_add_leaves_nothing(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nblabel.ops.adding.intake.BATCH", 10)
    calls: list[int] = []

    def stop(done: int) -> None:
        calls.append(done)
        if len(calls) == 3:
            raise KeyboardInterrupt

    frame = pd.DataFrame({"path": [f"/p/{place}.jpg" for place in range(100)]})
    with pytest.raises(KeyboardInterrupt):
        add(session, frame, progress=stop)
    assert titles(session) == []
    assert add(session, frame, progress=calls.append).counts == {"applied": 100}
    assert sum(calls[3:]) == 100


def test_adding_is_one_operation_that_can_be_undone_and_redone(tmp_path: Path, folder: Path) -> None:
    with nb.open(tmp_path / "undone.duckdb") as project:
        receipt = project.add(folder, dataset="summer")
        assert len(project.filter(nb.F.dataset == "summer")) == 4
        before = project.to_df()
        receipt.undo()
        assert len(project) == 0
        assert project.add(folder).applied == 4
        assert project.at(receipt.op_id).to_df()["title"].tolist() == before["title"].tolist()


def test_nothing_is_added_to_a_file_opened_for_reading(session: Session, folder: Path) -> None:
    add(session, folder)
    path = session.db.path
    session.db.close()
    with Database.open(path, read_only=True) as database:
        reader = Session.open(database, "default", annotator="ada", role="admin", kind="workflow")
        with pytest.raises(ReadOnly, match="opened for reading only"):
            add(reader, folder)


def test_registering_opens_no_file(session: Session, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[object] = []
    monkeypatch.setattr("builtins.open", lambda *args, **_: opened.append(args))
    monkeypatch.setattr("nblabel.media.files.loader.open_file", lambda *args, **_: opened.append(args))
    add(session, folder)
    assert opened == []


def test_headers_are_read_when_a_filter_asks_and_only_once(tmp_path: Path, folder: Path) -> None:
    with nb.open(tmp_path / "sizes.duckdb") as project:
        project.add(folder)
        assert [item.title for item in project.filter(nb.F.width >= 20).sort(nb.F.width)] == ["IMG_2.jpg", "a.png"]
        assert [item.title for item in project.filter(~nb.F.problem.is_missing())] == ["broken.jpg"]
        with trace() as statements:
            len(project.filter(nb.F.width > 1))
        assert not any("INSERT" in one.sql for one in statements)


def test_headers_are_facts_and_no_operation(session: Session, folder: Path) -> None:
    add(session, folder)
    assert read_headers(session, progress=lambda _: None) == 4
    assert read_headers(session) == 0
    with session.db.read() as cur:
        assert cur.execute("SELECT count(*) FROM op").value() == 1
        rows = cur.execute("SELECT width, height, file_size > 0, mime FROM media ORDER BY item_id").rows()
    assert rows[0][:2] == (None, None)
    assert rows[1] == (30, 5, True, "image/png")


def test_a_cancelled_reading_keeps_what_it_read_and_goes_on_later(session: Session, folder: Path) -> None:
    add(session, folder)
    assert read_headers(session, cancelled=lambda: True) == 0
    assert read_headers(session) == 4


def test_headers_saved_twice_stand_once(session: Session, folder: Path) -> None:
    add(session, folder)
    row = headers.MediaRow(1, 7, 8, 1, 1, 9, 10, None, None)
    for _ in range(2):
        session.db.run(lambda cur: headers.save(cur, [row]))
    with session.db.read() as cur:
        assert cur.execute("SELECT item_id, width FROM media").rows() == [(1, 7)]


def test_the_background_reader_reads_all_rests_when_told_and_starts_again(session: Session, folder: Path) -> None:
    add(session, folder)
    reader = HeaderReader(session)
    reader.pause()
    reader.start()
    reader.resume()
    assert reader.join(20)
    assert read_headers(session) == 0
    Image.new("RGB", (9, 9)).save(folder / "later.png")
    add(session, folder)
    reader.start()
    assert reader.join(20)
    with session.db.read() as cur:
        assert cur.execute("SELECT count(*) FROM media").value() == 5
    reader.close()
    reader.start()
    assert reader.join(0)
