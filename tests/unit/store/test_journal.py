"""A change that is answered from the journal, and is in the tables a moment later."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from nblabel.errors import DiskFull
from nblabel.store.file import engine, journal
from nblabel.store.file.cursor import Cursor
from nblabel.store.file.database import Database
from nblabel.store.file.journal import Entry, Journal
from nblabel.store.file.put_off import PutOff

AT = datetime(2026, 11, 23, 1, 2, 3, 456, UTC)
ENTRY = Entry("file", 7, [("INSERT INTO tag VALUES (?)", ["it's\n\u202eאב", None, True, 1, 0.5, AT, [1, 2]])])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "pets.duckdb"


@pytest.fixture
def database(path: Path) -> Iterator[Database]:
    with Database.open(path) as opened:
        yield opened


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is written into the tables by itself: only by those who need it."""
    monkeypatch.setattr(engine, "_LINGER_S", 60)


def change(database: Database, client_id: str = "", tag: str = "night") -> Callable[[Cursor], int]:
    def work(cur: Cursor) -> int:
        op = database.next_ids(cur, "op")
        cur.identify(op, client_id or f"client-{op}")
        cur.execute("INSERT INTO tag VALUES (1, ?, ?, ?, NULL)", [op, tag, op])
        cur.execute(
            "INSERT INTO op VALUES (?, 1, 'tag', 'ada', 'admin', ?, ?, '{}', '{}', NULL)",
            [op, AT, client_id or f"client-{op}"],
        )
        return op

    return work


def early(database: Database, client_id: str = "", tag: str = "night") -> int:
    return database.run(change(database, client_id, tag), early=True)


def begun(database: Database) -> None:
    """Ids are known from the second change on."""
    database.run(change(database, "first", "first"))


def tags(database: Database) -> list[str]:
    with database.read() as cur:
        return [tag for (tag,) in cur.execute("SELECT tag FROM tag ORDER BY op_from").rows()]


def is_waiting(database: Database) -> bool:
    return database._engine._put_off.is_waiting


def test_an_entry_comes_back_as_it_went_in() -> None:
    assert Entry.unpacked(ENTRY.packed() + b"what stood there before") == ENTRY


@pytest.mark.parametrize("cut", [0, 3, 11, 12, 40, -1])
def test_an_entry_of_which_a_part_was_written_is_none(cut: int) -> None:
    assert Entry.unpacked(ENTRY.packed()[:cut]) is None


def test_an_entry_with_a_flipped_bit_is_none() -> None:
    packed = bytearray(ENTRY.packed())
    packed[-3] ^= 1
    assert Entry.unpacked(bytes(packed)) is None


@pytest.mark.usefixtures("unhurried")
def test_it_is_durable_before_it_is_in_the_tables_and_whoever_reads_finds_it(database: Database, path: Path) -> None:
    begun(database)
    op = early(database)
    assert is_waiting(database)
    left = Journal(path).read()
    assert left is not None
    assert (left.op_id, len(left.statements)) == (op, 2)
    assert tags(database) == ["first", "night"]
    assert not is_waiting(database)
    assert Journal(path).read() is None


@pytest.mark.usefixtures("unhurried")
def test_what_was_counted_of_it_is_what_a_reader_finds(database: Database) -> None:
    begun(database)
    with database.read() as cur:
        stamp, of_labels = database.stamp, database.stamp_of("label")
        early(database)
        assert database.is_next(stamp)
        assert database.stamp_of("tag") == database.stamp
        assert database.stamp_of("label") == of_labels
        assert cur.execute("SELECT count(*) FROM tag").value() == 2


def test_it_is_written_without_anybody_asking(database: Database, path: Path) -> None:
    begun(database)
    early(database)
    database._engine._writing.acquire()  # the turn to write comes back when it is in the tables
    database._engine._writing.release()
    assert not is_waiting(database)


@pytest.mark.usefixtures("unhurried")
def test_the_next_writer_finds_it_done(database: Database) -> None:
    begun(database)
    early(database, tag="one")
    reader = threading.Timer(0.05, tags, [database])
    reader.start()
    assert early(database, tag="two") == 3
    reader.join()
    assert tags(database) == ["first", "one", "two"]


def test_closing_the_file_writes_it_and_leaves_no_journal(path: Path) -> None:
    with Database.open(path) as database:
        begun(database)
        early(database)
    assert sorted(file.name for file in path.parent.glob("pets*")) == ["pets.duckdb"]
    with Database.open(path) as database:
        assert tags(database) == ["first", "night"]


def test_a_transaction_that_reads_is_committed_as_ever(database: Database, path: Path) -> None:
    def reads(cur: Cursor) -> int:
        op = change(database)(cur)
        assert cur.execute("SELECT count(*) FROM tag").value() == 2
        return op

    begun(database)
    database.run(reads, early=True)
    assert not Journal(path).place.exists()
    assert tags(database) == ["first", "night"]


def test_a_transaction_of_many_statements_or_of_values_that_json_lacks_is_committed_as_ever(
    database: Database, path: Path
) -> None:
    begun(database)
    with database.write(early=True) as cur:
        cur.identify(2, "many")
        for place in range(20):
            cur.execute("INSERT INTO tag VALUES (1, ?, 'x', 2, NULL)", [place])
    with database.write(early=True) as cur:
        cur.identify(3, "bytes")
        cur.execute("INSERT INTO tag SELECT 1, octet_length(?), 'y', 3, NULL", [b"abc"])
    assert not Journal(path).place.exists()
    assert len(tags(database)) == 22


def test_an_exception_writes_nothing(database: Database, path: Path) -> None:
    def fails(cur: Cursor) -> float:
        return change(database)(cur) / 0

    begun(database)
    with pytest.raises(ZeroDivisionError):
        database.run(fails, early=True)
    assert tags(database) == ["first"]
    assert not Journal(path).place.exists()


def test_a_client_id_that_was_carried_out_is_refused_before_it_is_answered(database: Database) -> None:
    begun(database)
    early(database, "again")
    with pytest.raises(duckdb.ConstraintException):
        early(database, "again")
    assert tags(database) == ["first", "night"]


def test_a_journal_that_cannot_be_written_means_a_commit(database: Database, path: Path) -> None:
    begun(database)
    Journal(path).place.mkdir()  # a folder stands in its place
    early(database)
    assert not is_waiting(database)
    assert tags(database) == ["first", "night"]


@contextmanager
def no_room_in_the_tables(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A disk that is full for everything but the journal."""

    def full(*_: object) -> None:
        raise DiskFull("no space")

    with monkeypatch.context() as patch:
        patch.setattr(engine, "_LINGER_S", 0)
        patch.setattr("nblabel.store.file.put_off.apply", full)
        patch.setattr("nblabel.store.file.journal.apply", full)
        yield


@pytest.mark.usefixtures("unhurried")
def test_what_cannot_be_written_now_is_read_all_the_same_and_written_when_there_is_room(
    database: Database, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun(database)
    early(database)
    with no_room_in_the_tables(monkeypatch):
        for _ in range(2):
            assert tags(database) == ["first", "night"]
            left = Journal(path).read()
            assert left is not None
            with pytest.raises(DiskFull, match="no space is left"):
                early(database, tag="more")
            assert Journal(path).read() == left
        with pytest.raises(DiskFull, match="no space is left"):
            database.run(change(database, tag="more"))
    assert database.run(change(database, tag="more"), recover=lambda _: None, early=True) == 3
    assert tags(database) == ["first", "night", "more"]


@pytest.mark.usefixtures("unhurried")
def test_a_backup_and_a_smaller_file_hold_what_the_tables_had_no_room_for(
    database: Database, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun(database)
    early(database)
    with no_room_in_the_tables(monkeypatch):
        assert tags(database) == ["first", "night"]
        with Database.open(database.backup(path.with_name("copy.duckdb"))) as copy:
            assert tags(copy) == ["first", "night"]
        database.compact()
        assert tags(database) == ["first", "night"]
    assert database.run(change(database, tag="more"), recover=lambda _: None, early=True) == 3
    assert tags(database) == ["first", "night", "more"]


def test_nothing_takes_the_place_of_a_change_that_is_not_in_the_tables(path: Path) -> None:
    def no_room() -> Cursor:
        raise DiskFull("no space")

    put_off = PutOff(Journal(path))
    assert put_off.take(ENTRY)
    put_off.begin(ENTRY)
    with pytest.raises(DiskFull):
        put_off.finish(no_room, lambda *, is_done: None)
    assert not put_off.take(Entry("file", 8, []))
    put_off.close()
    again = PutOff(Journal(path))
    assert again.left("file") == ENTRY
    assert not again.take(Entry("file", 8, []))
    assert Journal(path).read() == ENTRY


def left_behind(path: Path, uuid: str = "") -> None:
    """A file whose process was killed after its answer."""
    with Database.open(path) as database:
        begun(database)
        tag = ("INSERT INTO tag VALUES (1, 2, ?, 2, NULL)", ["night"])
        op = ("INSERT INTO op VALUES (2, 1, 'tag', 'ada', 'admin', ?, 'c', '{}', '{}', NULL)", [AT])
        entry = Entry(uuid or database.uuid, 2, [tag, op])
    Journal(path).place.write_bytes(entry.packed())


@pytest.mark.parametrize("read_only", [True, False])
def test_what_a_killed_process_answered_is_written_by_whoever_opens_the_file_next(path: Path, read_only: bool) -> None:
    left_behind(path)
    with Database.open(path, read_only=read_only) as database:
        assert tags(database) == ["first", "night"]
    assert not Journal(path).place.exists()
    with Database.open(path) as database:
        assert tags(database) == ["first", "night"]


def test_an_entry_that_is_in_the_tables_is_not_written_twice(path: Path) -> None:
    left_behind(path)
    entry = Journal(path).place.read_bytes()
    Database.open(path).close()
    Journal(path).place.write_bytes(entry)
    with Database.open(path) as database:
        assert tags(database) == ["first", "night"]


def test_the_journal_of_another_file_in_the_same_place_is_left_alone(path: Path) -> None:
    left_behind(path, "another")
    with Database.open(path) as database:
        assert tags(database) == ["first"]


def test_an_entry_that_the_tables_do_not_take_is_set_aside_and_work_goes_on(path: Path) -> None:
    left_behind(path)
    entry = Entry.unpacked(Journal(path).place.read_bytes())
    assert entry is not None
    wrong = Entry(entry.uuid, 9, [("INSERT INTO nowhere VALUES (1)", [])])
    Journal(path).place.write_bytes(wrong.packed())
    with pytest.warns(RuntimeWarning, match=r"could not be written .*pets.duckdb.journal.refused"):
        database = Database.open(path)
    assert tags(database) == ["first"]
    database.close()
    assert journal.Entry.unpacked((path.parent / "pets.duckdb.journal.refused").read_bytes()) == wrong
