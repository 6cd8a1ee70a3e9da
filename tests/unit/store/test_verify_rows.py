"""What `verify` says of rows that no operation of the file wrote, in whichever table they stand."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.property.pets import make

from nblabel.ops import Session
from nblabel.store.checking.verify import verify
from nblabel.store.file.cursor import Cursor
from nblabel.store.rows.intervals import RECORDS, TABLES


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    made = make(tmp_path_factory.mktemp("verify") / "pets.duckdb", 2)
    yield made
    made.close()


@pytest.fixture
def cur(session: Session) -> Iterator[Cursor]:
    """A cursor whose changes nobody keeps."""
    with session.db.read() as cur:
        cur.begin()
        yield cur
        cur.rollback()


@pytest.mark.parametrize("table", [*(table.name for table in (*TABLES, *RECORDS)), "ontology"])
def test_rows_of_operations_that_are_not_recorded_are_named_with_their_table(cur: Cursor, table: str) -> None:
    assert verify(cur) == []
    cur.execute(f"INSERT INTO {table} (op_from, op_to) VALUES (4711, 1), (1, 4712)")
    begins, ends, before = (
        f"A row of {table} {says}"
        for says in (
            "begins with an operation that is not recorded (op_from, op_to: 4711, 1).",
            "ends with an operation that is not recorded (op_from, op_to: 1, 4712).",
            "ends before it begins (op_from, op_to: 4711, 1).",
        )
    )
    assert verify(cur) == [begins, ends, before]


@pytest.mark.parametrize("table", ["object", "attribute", "prediction", "predicted_object"])
def test_rows_of_no_item_are_named(cur: Cursor, table: str) -> None:
    cur.execute(f"INSERT INTO {table} (project_id, item_id, op_from) VALUES (1, 99, 1)")
    assert f"A row of {table} belongs to no item (project, item: 1, 99)." in verify(cur)


@pytest.mark.parametrize(
    ("table", "columns", "says"),
    [
        ("object", "object_id", "An object has two shapes on one frame (project, object: 1, 7)."),
        ("attribute", "object_id, question, option", "An attribute is answered twice on one frame"),
        ("prediction", "source_id, item_id, question, option", "A source answers twice on one frame"),
    ],
)
def test_what_stands_twice_on_a_frame_is_named(cur: Cursor, table: str, columns: str, says: str) -> None:
    sevens = ", ".join("7" for _ in columns.split(", "))
    insert = f"INSERT INTO {table} (project_id, {columns}, frame_from, frame_to, op_from) VALUES "
    cur.execute(f"{insert}(1, {sevens}, 0, 4, 1), (1, {sevens}, 5, 9, 1)")
    assert not any(sentence.startswith(says) for sentence in verify(cur))
    cur.execute(f"{insert}(1, {sevens}, 4, 4, 1)")
    assert any(sentence.startswith(says) for sentence in verify(cur))


def test_an_attribute_of_no_object_is_named(cur: Cursor) -> None:
    cur.execute("INSERT INTO attribute (project_id, item_id, object_id, op_from) VALUES (1, 1, 7, 1)")
    assert "An attribute belongs to no object (project, object: 1, 7)." in verify(cur)
