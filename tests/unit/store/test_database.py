"""Opening, reading and writing one label file."""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path

import duckdb
import pytest

from nblabel.errors import Closed, DiskFull, Interrupted, ReadOnly, ReplacedFile, TargetExists
from nblabel.store.file.cursor import Cursor
from nblabel.store.file.database import Database
from nblabel.store.file.tracer import trace

SLOW = "SELECT count(*) FROM range(100000000) a, range(1000) b WHERE a.range + b.range = 3"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "pets.duckdb"


def tags(database: Database) -> list[str]:
    with database.read() as cur:
        return [tag for (tag,) in cur.execute("SELECT tag FROM tag ORDER BY tag").rows()]


def add_tag(cur: Cursor, tag: str) -> None:
    cur.execute("INSERT INTO tag VALUES (1, 1, ?, 1, NULL)", [tag])


class Stop(Exception):
    """What a test raises inside a transaction."""


def stop_after(*_: object) -> None:
    raise Stop


def test_what_was_written_is_there_after_reopening(path: Path) -> None:
    with Database.open(path) as database:
        uuid = database.uuid
        with database.write() as cur:
            add_tag(cur, "night")
    with Database.open(path) as database:
        assert tags(database) == ["night"]
        assert database.uuid == uuid


def test_a_new_file_has_no_leftovers_beside_it_but_its_locks(path: Path) -> None:
    Database.open(path).close()
    assert sorted(file.name for file in path.parent.iterdir()) == [
        ".pets.duckdb.lock",
        ".pets.duckdb.next",
        "pets.duckdb",
    ]


def test_an_exception_takes_the_whole_transaction_back(path: Path) -> None:
    with Database.open(path) as database:
        with pytest.raises(Stop), database.write() as cur:
            stop_after(add_tag(cur, "half"))
        with pytest.raises(duckdb.CatalogException), database.write() as cur:
            stop_after(add_tag(cur, "half"), cur.execute("SELECT * FROM nowhere"))
        assert tags(database) == []
        with database.write() as cur:
            add_tag(cur, "whole")
        assert tags(database) == ["whole"]


def test_two_objects_on_one_file_share_it_without_waiting(path: Path) -> None:
    with Database.open(path) as first, Database.open(str(path), timeout_s=0.0) as second:
        with first.write() as cur:
            add_tag(cur, "first")
            assert tags(second) == []
        assert tags(second) == ["first"]
        first.close()
        with second.write() as cur:
            add_tag(cur, "second")
        assert tags(second) == ["first", "second"]


def test_a_link_to_the_file_is_the_same_file(path: Path) -> None:
    with Database.open(path) as database:
        link = path.parent / "link.duckdb"
        link.symlink_to(path)
        with Database.open(link, timeout_s=0.0) as other:
            assert other.path == database.path


def test_a_closed_database_says_so(path: Path) -> None:
    database = Database.open(path)
    database.close()
    database.close()
    with pytest.raises(Closed, match="was closed"), database.read():
        pass
    assert "closed" in repr(database)


def test_a_forgotten_database_lets_go_of_the_file(path: Path) -> None:
    database = Database.open(path)
    engine = database._engine
    assert engine._lease.is_held
    del database
    assert not engine._lease.is_held


def test_reading_only_refuses_writes_and_makes_no_file(path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no such file"):
        Database.open(path, read_only=True)
    assert not path.exists()
    Database.open(path).close()
    with Database.open(path, read_only=True) as database:
        assert tags(database) == []
        with pytest.raises(ReadOnly, match="opened for reading only"), database.write():
            pass
        with pytest.raises(ReadOnly):
            database.compact()


def test_writing_works_while_a_reading_only_object_is_open_too(path: Path) -> None:
    Database.open(path).close()
    with Database.open(path, read_only=True) as reading, Database.open(path) as writing:
        with writing.write() as cur:
            add_tag(cur, "night")
        assert tags(reading) == ["night"]
        with pytest.raises(ReadOnly), reading.write():
            pass


def test_a_file_deleted_while_open_is_told_and_a_new_one_starts_empty(path: Path) -> None:
    with Database.open(path) as old:
        with old.write() as cur:
            add_tag(cur, "lost")
        path.unlink()
        with Database.open(path) as new:
            assert tags(new) == []
            assert new.uuid != old.uuid


def test_another_file_in_its_place_is_not_written_to(path: Path) -> None:
    with Database.open(path) as database:
        database._engine.give_up_if_idle()
        other = path.with_name("other.duckdb")
        Database.open(other).close()
        other.replace(path)
        with pytest.raises(ReplacedFile, match="another file stands in its place"), database.write():
            pass
        path.unlink()
        with pytest.raises(ReplacedFile, match="moved or deleted"), database.read():
            pass
        assert not path.exists()


def test_write_inside_write_is_a_bug_that_shows_at_once(path: Path) -> None:
    with (
        Database.open(path) as database,
        database.write(),
        pytest.raises(RuntimeError, match="inside write"),
        database.write(),
    ):
        pass


def test_a_read_inside_a_write_sees_what_is_committed(path: Path) -> None:
    with Database.open(path) as database, database.write() as cur:
        add_tag(cur, "night")
        assert tags(database) == []
        assert cur.execute("SELECT count(*) FROM tag").value() == 1


def test_ids_go_on_after_reopening_and_after_a_rollback(path: Path) -> None:
    with Database.open(path) as database:
        with database.write() as cur:
            assert [database.next_ids(cur, "item", 3), database.next_ids(cur, "item")] == [1, 4]
            cur.execute("INSERT INTO item(item_id) SELECT range FROM range(1, 5)")
        with pytest.raises(Stop), database.write() as cur:
            stop_after(database.next_ids(cur, "item", 10))
        with database.write() as cur:
            assert database.next_ids(cur, "item") > 4
        database._engine.give_up_if_idle()
        with database.write() as cur:
            assert database.next_ids(cur, "item") == 5


def test_other_names_count_in_a_table_and_go_back_with_their_transaction(path: Path) -> None:
    with Database.open(path) as database:
        with database.write() as cur:
            assert [database.next_ids(cur, "task", 2), database.next_ids(cur, "task")] == [1, 3]
        with pytest.raises(Stop), database.write() as cur:
            stop_after(database.next_ids(cur, "task", 100))
        with database.write() as cur:
            assert database.next_ids(cur, "task") == 4


def test_a_conflict_is_tried_again_and_given_up_after_some_tries(path: Path) -> None:
    tries = []

    def work(cur: Cursor) -> str:
        tries.append(1)
        add_tag(cur, f"try {len(tries)}")
        if len(tries) < 3:
            raise duckdb.TransactionException("TransactionContext Error: Conflict on update!")
        return "done"

    with Database.open(path) as database:
        assert database.run(work) == "done"
        assert tags(database) == ["try 3"]
        tries.clear()
        with pytest.raises(duckdb.TransactionException, match="Conflict"):
            database.run(lambda cur: stop_in_conflict(tries))
        assert len(tries) == 5
        assert tags(database) == ["try 3"]


def stop_in_conflict(tries: list[int]) -> None:
    tries.append(1)
    raise duckdb.TransactionException("TransactionContext Error: Conflict on update!")


def test_after_a_full_disk_the_operation_is_looked_up_before_it_is_done_again(path: Path) -> None:
    calls: list[str] = []

    def fails(cur: Cursor) -> str:
        calls.append("work")
        raise DiskFull("no space")

    with Database.open(path) as database:
        assert database.run(fails, recover=lambda cur: "was durable") == "was durable"
        assert calls == ["work"]
        with pytest.raises(DiskFull):
            database.run(fails, recover=lambda cur: calls.append("look up"))
        assert calls == ["work", "work", "look up", "work", "look up"]
        with pytest.raises(DiskFull):
            database.run(fails)
        assert calls[5:] == ["work"]


def test_the_file_is_opened_again_after_a_fatal_error(path: Path) -> None:
    with Database.open(path) as database:
        before = database._engine.opened
        with database.read() as cur:
            cur._notice(duckdb.FatalException("FATAL Error: No space left on device"))
        assert tags(database) == []
        assert database._engine.opened == before + 1


def test_many_threads_read_and_write_and_none_gets_the_rows_of_another(path: Path) -> None:
    failures: list[BaseException] = []

    def reader(number: int) -> None:
        try:
            for _ in range(40):
                with database.read() as cur:
                    assert cur.execute("SELECT ?, count(*) FROM tag", [number]).rows()[0][0] == number
        except BaseException as error:
            failures.append(error)

    def writer(number: int) -> None:
        try:
            for step in range(15):
                database.run(lambda cur, step=step: add_tag(cur, f"{number}-{step}"))
        except BaseException as error:
            failures.append(error)

    with Database.open(path) as database:
        threads = [threading.Thread(target=kind, args=(n,)) for n in range(4) for kind in (reader, writer)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert failures == []
        assert len(tags(database)) == 60


def test_threads_go_on_while_the_file_is_given_up_again_and_again(path: Path) -> None:
    failures: list[BaseException] = []

    def write_all() -> None:
        try:
            for number in range(60):
                database.run(lambda cur, number=number: add_tag(cur, f"{number:03}"))
        except BaseException as error:
            failures.append(error)

    with Database.open(path, timeout_s=60) as database:
        writer = threading.Thread(target=write_all)
        writer.start()
        while writer.is_alive() and database._engine.opened < 10:
            database._engine.allow_writing()  # closes the file after the call that runs
        writer.join(100)
        assert failures == []
        assert len(tags(database)) == 60
        assert database._engine.opened > 2


def test_interrupt_stops_a_running_call_and_the_next_one_works(path: Path) -> None:
    with Database.open(path) as database:
        started = threading.Event()
        outcome: list[BaseException] = []

        def long_call() -> None:
            try:
                with database.write() as cur:
                    add_tag(cur, "half")
                    started.set()
                    cur.execute(SLOW).rows()
            except BaseException as error:
                outcome.append(error)

        thread = threading.Thread(target=long_call)
        thread.start()
        assert started.wait(20)
        database.interrupt()
        thread.join(20)
        assert isinstance(outcome[0], Interrupted)
        assert tags(database) == []
        database.interrupt()
        assert tags(database) == []


def test_an_interrupt_between_two_statements_stops_the_next_one(path: Path) -> None:
    with Database.open(path) as database:
        with pytest.raises(Interrupted), database.write() as cur:  # noqa: PT012
            add_tag(cur, "half")
            database.interrupt()
        assert tags(database) == []


def test_ctrl_c_arrives_as_keyboard_interrupt_and_writes_nothing(path: Path) -> None:
    running = threading.Event()
    with Database.open(path) as database:
        with trace() as statements:

            def press_once() -> None:
                while not any(statement.sql == SLOW for statement in statements):
                    pass
                running.wait(0.3)  # DuckDB is inside a task by then, where it hears nothing itself
                os.kill(os.getpid(), signal.SIGINT)

            presser = threading.Thread(target=press_once)
            presser.start()
            with pytest.raises(KeyboardInterrupt), database.write() as cur:  # noqa: PT012
                add_tag(cur, "half")
                cur.execute(SLOW).rows()
            presser.join(20)
        assert tags(database) == []


def test_registered_tables_are_gone_when_the_call_ends(path: Path) -> None:
    import numpy as np

    with Database.open(path) as database:
        with database.read() as cur:
            cur.register("chosen", {"item_id": np.arange(3)})
            assert cur.execute("SELECT sum(item_id) FROM chosen").value() == 3
            assert cur.execute("SELECT item_id FROM chosen").arrays()["item_id"].tolist() == [0, 1, 2]
            assert cur.execute("SELECT item_id, now() AS at FROM chosen").frame().shape == (3, 2)
        with pytest.raises(duckdb.CatalogException), database.read() as cur:
            cur.execute("SELECT * FROM chosen")


def test_queries_cannot_read_python_variables_nor_load_extensions(path: Path) -> None:
    import pandas as pd

    secret = pd.DataFrame({"a": [1]})
    with Database.open(path) as database, database.read() as cur:
        assert len(secret) == 1
        with pytest.raises(duckdb.CatalogException):
            cur.execute("SELECT * FROM secret").rows()
        assert cur.execute("SELECT current_setting('autoload_known_extensions')").value() is False
        assert cur.execute("SELECT current_setting('TimeZone')").value() == "UTC"


def test_the_tracer_hears_statements_of_every_thread_with_their_values(path: Path) -> None:
    with Database.open(path) as database:
        with trace() as statements:
            thread = threading.Thread(target=lambda: database.run(lambda cur: add_tag(cur, "night")))
            thread.start()
            thread.join(20)
            tags(database)
        tags(database)
        assert [statement.sql.split()[0] for statement in statements] == ["INSERT", "SELECT"]
        assert statements[0].params == ["night"]
        assert all(statement.seconds > 0 for statement in statements)


def test_compact_gives_space_back_and_keeps_every_row_and_key(path: Path) -> None:
    with Database.open(path) as database:
        with database.write() as cur:
            cur.execute("INSERT INTO tag SELECT 1, range, md5(range::VARCHAR), 1, NULL FROM range(300000)")
        with database.write() as cur:
            cur.execute("DELETE FROM tag WHERE item_id >= 10")
            cur.execute("INSERT INTO op(op_id, client_id) VALUES (1, 'a')")
        uuid = database.uuid
        before, after = database.compact()
        assert after < before / 3
        assert path.stat().st_size == after
        assert len(tags(database)) == 10
        assert database.uuid == uuid
        with pytest.raises(duckdb.ConstraintException), database.write() as cur:
            cur.execute("INSERT INTO op(op_id, client_id) VALUES (2, 'a')")


def test_a_backup_is_a_complete_file_and_never_overwrites(path: Path) -> None:
    copy = path.parent / "it's a copy.duckdb"
    with Database.open(path) as database:
        with database.write() as cur:
            add_tag(cur, "night")
        assert database.backup(copy) == copy
        with database.write() as cur:
            add_tag(cur, "later")
        with pytest.raises(TargetExists, match="there is a file of that name"):
            database.backup(copy)
        with Database.open(copy) as copied:
            assert tags(copied) == ["night"]
    with Database.open(path, read_only=True) as reading:
        second = reading.backup(path.parent / "second.duckdb")
    with Database.open(second) as copied:
        assert tags(copied) == ["later", "night"]
