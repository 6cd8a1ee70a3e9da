"""Which tables a transaction wrote is known to the process, so that what was read of others stays good."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import nblabel as nb
from nblabel.project import Project
from nblabel.store.file.database import Database
from nblabel.store.file.tracer import trace
from nblabel.store.file.written import ANYTHING, Written, tables_of
from nblabel.store.rows.intervals import TABLES


@pytest.mark.parametrize(
    ("sql", "tables"),
    [
        ("INSERT INTO tag VALUES (1, 2, 'night', 7, NULL)", {"tag"}),
        ("insert into label SELECT * FROM chosen", {"label"}),
        ("WITH gone AS (SELECT 1) UPDATE status SET op_to = 3 FROM gone", {"status"}),
        ("DELETE FROM hold WHERE until < now()", {"hold"}),
        ("MERGE INTO media USING (SELECT 1)", {"media"}),
        ("CREATE TABLE IF NOT EXISTS vector_3(item_id BIGINT)", {"vector_3"}),
        ("DROP TABLE IF EXISTS vector_3", {"vector_3"}),
        ("SELECT 'x' FROM tag", set()),
        ("WITH a AS (SELECT 1) SELECT * FROM a", set()),
        ("(SELECT 1) UNION ALL (SELECT 2)", {ANYTHING}),
        ("COPY label FROM 'a.csv'", {ANYTHING}),
    ],
)
def test_the_tables_that_a_statement_writes_and_anything_where_that_is_not_clear(sql: str, tables: set[str]) -> None:
    assert tables_of(sql) == tables


def test_a_table_is_as_old_as_its_last_commit_or_one_that_wrote_anything() -> None:
    written = Written()
    written.note({"tag"}, 3)
    assert (written.of("tag"), written.of("label")) == (3, 0)
    written.note({ANYTHING}, 5)
    assert (written.of("tag"), written.of("label")) == (5, 5)


def test_the_stamp_of_a_table_changes_with_its_own_writes_only(tmp_path: Path) -> None:
    with Database.open(tmp_path / "a.duckdb") as database:
        before = database.stamp_of("tag"), database.stamp_of("status")
        with database.write() as cur:
            cur.execute("INSERT INTO tag VALUES (1, 1, 'night', 7, NULL)")
        assert database.stamp_of("tag") != before[0]
        assert database.stamp_of("status") == before[1]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    opened = nb.open(tmp_path / "p.duckdb", annotator="ana")
    opened.add([np.full((4, 4, 3), number, np.uint8) for number in range(6)])
    opened.ontology = nb.Ontology(nb.Radio("Animal", ["cat", "dog"]), nb.Checklist("Flags", ["x", "y"]))
    opened.items.classify("Animal", "cat")
    return opened


NAMES = [table.name for table in TABLES]
WRITES: list[Callable[[Project], object]] = [
    lambda project: project.items[:2].classify("Animal", "dog", override=True),
    lambda project: project.items[:2].clear("Animal"),
    lambda project: project.items[:3].tag("night"),
    lambda project: project.items[:2].set_status("review"),
    lambda project: project.items[:2].assign("ben"),
    lambda project: project.items[:3].save("some"),
    lambda project: project.tasks.create("all", project.items, allocation="pulling"),
    lambda project: project.items[0].comment("look"),
    lambda project: project.add([np.zeros((5, 5, 3), np.uint8)]),
    lambda project: project.add_predictions(
        [{"item_id": 1, "question": "Animal", "answer": "dog", "confidence": 0.7}], source="m"
    ),
    lambda project: project.undo(),
]


@pytest.mark.parametrize("write", WRITES, ids=range(len(WRITES)))
def test_whatever_changed_in_a_table_its_stamp_has_changed_too(
    project: Project, write: Callable[[Project], object]
) -> None:
    def looked() -> dict[str, tuple[object, object]]:
        db = project._session.db
        with db.read() as cur:
            return {name: (db.stamp_of(name), sorted(map(str, cur.execute(f"FROM {name}").rows()))) for name in NAMES}

    before = looked()
    write(project)
    after = looked()
    changed = {name for name in after if after[name][1] != before[name][1]}
    assert changed, "the write wrote something"
    assert changed <= {name for name in after if after[name][0] != before[name][0]}
    assert any(after[name][0] == before[name][0] for name in after), "and not everything is taken for written"


def test_what_was_found_of_a_table_is_not_read_again_after_a_write_to_another(project: Project) -> None:
    view = project.filter(nb.F["Animal"] == "cat")
    assert len(view) == 6
    project.items[:1].tag("night")
    with trace() as statements:
        assert len(view) == 6
    assert not [one.sql for one in statements if "label" in one.sql]
    project.items[:1].classify("Animal", "dog", override=True)
    with trace() as statements:
        assert len(view) == 5
    assert [one.sql for one in statements if "FROM label" in one.sql]
